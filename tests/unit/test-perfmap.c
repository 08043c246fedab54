// SPDX-License-Identifier: GPL-2.0-only
/* perfmap: maps as JIT compilers write them, and as they should not. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "symbols/perfmap.h"

struct fixture {
	int fd;
	struct codes codes;
	struct names names;
	struct perfmap report;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->fd = memfd_create("map", MFD_CLOEXEC);
	*state = f;
	return f->fd < 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	close(f->fd);
	codes_free(&f->codes);
	names_free(&f->names);
	free(f);
	return 0;
}

static void put(struct fixture *f, const void *bytes, size_t size)
{
	assert_int_equal(write(f->fd, bytes, size), size);
}

static void read_map(struct fixture *f)
{
	perfmap_read(&f->report, f->fd, 0, &f->codes, &f->names);
	codes_index(&f->codes);
}

static void read_text(struct fixture *f, const char *text)
{
	put(f, text, strlen(text));
	read_map(f);
}

static const char *name_at(struct fixture *f, uint64_t addr)
{
	bool is_reused;
	const struct code *code = codes_find(&f->codes, addr, &is_reused);

	return code ? code->name : "-";
}

static void test_empty(void **state)
{
	struct fixture *f = *state;

	read_map(f);
	assert_int_equal(f->codes.nr, 0);
	assert_int_equal(f->report.lines, 0);
	assert_false(f->report.is_cut);
}

static void test_lines(void **state)
{
	struct fixture *f = *state;

	read_text(f, "7f0010 20 JS:*spin /tmp/a b.js:1:2\n"
		     "0x7f0030 0X10 py::f:/x.py\r\n"
		     "\n"
		     "7F0040\t8\ttabs\n"
		     "7f0050 0 nothing\n");
	assert_int_equal(f->report.bad, 0);
	assert_int_equal(f->codes.nr, 3);
	assert_string_equal(name_at(f, 0x7f0010), "JS:*spin /tmp/a b.js:1:2");
	assert_string_equal(name_at(f, 0x7f003f), "py::f:/x.py");
	assert_string_equal(name_at(f, 0x7f0047), "tabs");
	assert_string_equal(name_at(f, 0x7f0050), "-");
}

static void test_code_that_is_reused(void **state)
{
	struct fixture *f = *state;

	read_text(f, "1000 100 old\n1080 100 new\n");
	assert_string_equal(name_at(f, 0x107f), "old");
	assert_string_equal(name_at(f, 0x1080), "new");
	assert_string_equal(name_at(f, 0x117f), "new");
}

/* Its name may be only the beginning of what is to be written. */
static void test_last_line_without_end(void **state)
{
	struct fixture *f = *state;

	read_text(f, "1000 10 whole\n2000 10 hal");
	assert_string_equal(name_at(f, 0x1000), "whole");
	assert_string_equal(name_at(f, 0x2000), "-");
}

static void test_bad_lines(void **state)
{
	static const struct {
		const char *line, *reason;
	} lines[] = {
		{ "hello", "no address" },
		{ "1000", "no address" },
		{ " 1000 10 f", "no address" },
		{ "-1000 10 f", "no address" },
		{ "10000000000000000 10 f", "no address" },
		{ "0x 10 f", "no address" },
		{ "1000 f", "no size" },
		{ "1000 xyz f", "no size" },
		{ "1000 10", "no size" },
		{ "1000 10 ", "no size" },
		{ "ffffffffffffff00 200 f", "code beyond the end of memory" },
	};
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct fixture *f = *state;

		put(f, "1000 10 good\n", 13);
		put(f, lines[i].line, strlen(lines[i].line));
		read_text(f, "\n2000 10 good\nbad again\n");
		assert_int_equal(f->report.lines, 4);
		assert_int_equal(f->report.bad, 2);
		assert_int_equal(f->report.bad_line, 2);
		assert_string_equal(f->report.bad_reason, lines[i].reason);
		assert_int_equal(f->codes.nr, 2);
		tear_down(state);
		set_up(state);
	}
}

static void test_nul(void **state)
{
	static const char map[] = "1000 10 a\n20\0" "00 10 b\n3000 10 c\n";
	struct fixture *f = *state;

	put(f, map, sizeof(map) - 1);
	read_map(f);
	assert_int_equal(f->report.bad, 1);
	assert_string_equal(f->report.bad_reason, "not text");
	assert_int_equal(f->codes.nr, 2);
}

/* Lines around the size of the buffer, and far beyond. */
static void test_long_lines(void **state)
{
	static const size_t lengths[] = {
		1, 65000, 65535, 65536, 65537, 262143, 262144, 262145, 3000000,
	};
	struct fixture *f = *state;
	char *name = malloc(3000000);
	char head[32];
	size_t i;

	memset(name, 'x', 3000000);
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		snprintf(head, sizeof(head), "%zx 1 ", 0x1000 * (i + 1));
		put(f, head, strlen(head));
		put(f, name, lengths[i]);
		put(f, "\n", 1);
	}
	put(f, "a0000 10 after\n", 15);
	free(name);
	read_map(f);
	assert_int_equal(f->report.lines, 10);
	assert_int_equal(f->report.bad, 7);
	assert_string_equal(f->report.bad_reason, "too long");
	assert_int_equal(strlen(name_at(f, 0x2000)), 65000);
	assert_string_equal(name_at(f, 0xa0000), "after");
}

/* A file with a hole as large as it gets is not read for hours. */
static void test_sparse(void **state)
{
	struct fixture *f = *state;

	put(f, "1000 10 a\n", 10);
	assert_int_equal(ftruncate(f->fd, (off_t)1 << 42), 0);
	perfmap_read(&f->report, f->fd, 0, &f->codes, &f->names);
	assert_true(f->report.is_cut);
	assert_int_equal(f->codes.nr, 1);
}

static void add_text(struct fixture *f, const char *text, uint64_t time)
{
	put(f, text, strlen(text));
	perfmap_read(&f->report, f->fd, time, &f->codes, &f->names);
}

/* Piece by piece, each line when it is whole. */
static void test_growing(void **state)
{
	struct fixture *f = *state;
	char *name = malloc(70001);

	memset(name, 'x', 70000);
	name[70000] = '\0';
	add_text(f, "1000 10 a\n20", 1);
	assert_int_equal(f->codes.nr, 1);
	add_text(f, "00 10 b b", 2);
	assert_int_equal(f->codes.nr, 1);
	add_text(f, "b\n3000 10 c\n", 3);
	assert_int_equal(f->codes.nr, 3);
	assert_int_equal(f->codes.all[0].time, 1);
	assert_int_equal(f->codes.all[1].time, 3);
	assert_string_equal(f->codes.all[1].name, "b bb");
	add_text(f, name, 4);
	add_text(f, name, 5);
	add_text(f, "\n4000 10 d\n", 6);
	free(name);
	assert_int_equal(f->codes.nr, 4);
	assert_int_equal(f->codes.all[3].start, 0x4000);
	assert_int_equal(f->report.lines, 5);
	assert_int_equal(f->report.bad, 1);
}

/* Written anew from its beginning. */
static void test_shrinking(void **state)
{
	struct fixture *f = *state;

	add_text(f, "1000 10 a\n2000 10 b\n", 1);
	assert_int_equal(ftruncate(f->fd, 0), 0);
	assert_int_equal(lseek(f->fd, 0, SEEK_SET), 0);
	add_text(f, "3000 10 c\n", 2);
	assert_int_equal(f->codes.nr, 3);
	assert_int_equal(f->codes.all[2].start, 0x3000);
}

static void test_unreadable(void **state)
{
	struct fixture *f = *state;

	perfmap_read(&f->report, -1, 0, &f->codes, &f->names);
	assert_true(f->report.is_cut);
	assert_int_equal(f->codes.nr, 0);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_empty),
		TEST(test_lines),
		TEST(test_code_that_is_reused),
		TEST(test_last_line_without_end),
		TEST(test_bad_lines),
		TEST(test_nul),
		TEST(test_long_lines),
		TEST(test_sparse),
		TEST(test_growing),
		TEST(test_shrinking),
		TEST(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
