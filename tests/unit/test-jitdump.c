// SPDX-License-Identifier: GPL-2.0-only
/* jitdump: dumps as JIT compilers write them, and as they should not. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "jitdumps.h"
#include "symbols/jitdump.h"

struct fixture {
	int fd;
	struct codes codes;
	struct names names;
	struct jitdump_report report;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->fd = memfd_create("dump", MFD_CLOEXEC);
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

static int read_dump(struct fixture *f)
{
	int ret = jitdump_read(f->fd, &f->codes, &f->names, &f->report,
			       &f->err);

	codes_index(&f->codes);
	return ret;
}

static const char *name_at(struct fixture *f, uint64_t addr, uint64_t time)
{
	const struct code *code = codes_at(&f->codes, addr, time);

	return code ? code->name : "-";
}

static void test_names_of_files(void **state)
{
	(void)state;
	assert_true(jitdump_is_name("/tmp/x/jit-12.dump"));
	assert_true(jitdump_is_name("jit-1.dump"));
	assert_false(jitdump_is_name("/tmp/jit-.dump"));
	assert_false(jitdump_is_name("/tmp/jit-12.dump.so"));
	assert_false(jitdump_is_name("/tmp/jit-12x.dump"));
	assert_false(jitdump_is_name("/tmp/perf-12.map"));
	assert_false(jitdump_is_name("/jit-12.dump/x"));
}

static void test_loads(void **state)
{
	struct fixture *f = *state;

	jitdump_begin(f->fd, 0);
	jitdump_load(f->fd, 100, 0x1000, 0x80, 1, "first");
	jitdump_other(f->fd, JITDUMP_DEBUG_INFO, 16);
	jitdump_load(f->fd, 200, 0x2000, 0x80, 2, "second one");
	jitdump_load(f->fd, 300, 0x1000, 0x40, 3, "third");
	jitdump_load(f->fd, 300, 0x3000, 0x40, 4, "");
	jitdump_other(f->fd, JITDUMP_CLOSE, 16);
	assert_int_equal(read_dump(f), 0);
	assert_true(f->report.has_times);
	assert_false(f->report.is_cut);
	assert_int_equal(f->report.records, 6);
	assert_int_equal(f->report.bad, 0);
	assert_string_equal(name_at(f, 0x1000, 100), "first");
	assert_string_equal(name_at(f, 0x1000, 299), "first");
	assert_string_equal(name_at(f, 0x1000, 300), "third");
	assert_string_equal(name_at(f, 0x107f, 300), "first");
	assert_string_equal(name_at(f, 0x207f, 300), "second one");
	assert_string_equal(name_at(f, 0x2080, 300), "-");
	assert_string_equal(name_at(f, 0x3000, 300), "[nameless]");
}

static void test_moves(void **state)
{
	struct fixture *f = *state;

	jitdump_begin(f->fd, 0);
	jitdump_load(f->fd, 100, 0x1000, 0x40, 7, "f");
	jitdump_load(f->fd, 100, 0x1800, 0x40, 8, "g");
	jitdump_move(f->fd, 200, 0x1000, 0x5000, 0x40, 7);
	jitdump_move(f->fd, 300, 0x5000, 0x6000, 0x40, 7);
	jitdump_move(f->fd, 300, 0x5000, 0x7000, 0x40, 9);
	assert_int_equal(read_dump(f), 0);
	assert_string_equal(name_at(f, 0x5000, 199), "-");
	assert_string_equal(name_at(f, 0x5000, 200), "f");
	assert_string_equal(name_at(f, 0x603f, 300), "f");
	assert_string_equal(name_at(f, 0x7000, 300), "-");
	assert_int_equal(f->report.bad, 1);
	assert_string_equal(f->report.bad_reason,
			    "a move of code that was not loaded");
}

/* Times of the CPU's counter are not those of samples: the last load counts. */
static void test_other_clock(void **state)
{
	struct fixture *f = *state;

	jitdump_begin(f->fd, JITDUMP_ARCH_TIME);
	jitdump_load(f->fd, 900, 0x1000, 0x40, 1, "first");
	jitdump_load(f->fd, 100, 0x1000, 0x40, 2, "last");
	assert_int_equal(read_dump(f), 0);
	assert_false(f->report.has_times);
	assert_string_equal(name_at(f, 0x1000, 0), "last");
}

static void assert_refused(struct fixture *f, const char *reason)
{
	assert_int_equal(read_dump(f), -EINVAL);
	assert_string_equal(f->err.text, reason);
	assert_int_equal(f->codes.nr, 0);
}

static void test_no_dump(void **state)
{
	assert_refused(*state, "too short to be a jitdump");
	jitdump_put(((struct fixture *)*state)->fd, "JiTD", 4);
	assert_refused(*state, "too short to be a jitdump");
}

static void test_bad_headers(void **state)
{
	static const struct {
		struct jitdump_header header;
		const char *reason;
	} cases[] = {
		{ { .magic = 1 }, "not a jitdump" },
		{ { .magic = 0x4454694a }, "of the other byte order" },
		{ { .magic = JITDUMP_MAGIC, .version = 2, .total_size = 40 },
		  "a jitdump of version 2, not 1" },
		{ { .magic = JITDUMP_MAGIC, .version = 1, .total_size = 39 },
		  "a jitdump with a damaged header" },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		jitdump_put(((struct fixture *)*state)->fd, &cases[i].header,
			    sizeof(cases[i].header));
		assert_refused(*state, cases[i].reason);
		tear_down(state);
		set_up(state);
	}
}

/* A header may be longer than it is today. */
static void test_long_header(void **state)
{
	const struct jitdump_header header = {
		.magic = JITDUMP_MAGIC, .version = 1, .total_size = 48,
	};
	struct fixture *f = *state;

	jitdump_put(f->fd, &header, sizeof(header));
	jitdump_put(f->fd, "12345678", 8);
	jitdump_load(f->fd, 100, 0x1000, 0x40, 1, "f");
	assert_int_equal(read_dump(f), 0);
	assert_string_equal(name_at(f, 0x1000, 100), "f");
}

static void test_cut(void **state)
{
	struct fixture *f = *state;
	off_t size, i;

	jitdump_begin(f->fd, 0);
	jitdump_load(f->fd, 100, 0x1000, 0x10, 1, "f");
	size = lseek(f->fd, 0, SEEK_CUR);
	jitdump_load(f->fd, 100, 0x2000, 0x10, 2, "g");
	for (i = lseek(f->fd, 0, SEEK_CUR) - 1; i > size; i--) {
		assert_int_equal(ftruncate(f->fd, i), 0);
		assert_int_equal(read_dump(f), 0);
		assert_true(f->report.is_cut);
		assert_int_equal(f->report.bad, 0);
		assert_string_equal(name_at(f, 0x1000, 100), "f");
		assert_string_equal(name_at(f, 0x2000, 100), "-");
		codes_free(&f->codes);
	}
}

static void assert_bad(struct fixture *f, const char *reason)
{
	assert_int_equal(read_dump(f), 0);
	assert_int_equal(f->report.bad, 1);
	assert_string_equal(f->report.bad_reason, reason);
}

static void test_record_without_size(void **state)
{
	struct fixture *f = *state;

	jitdump_begin(f->fd, 0);
	jitdump_other(f->fd, JITDUMP_LOAD, 0);
	jitdump_load(f->fd, 100, 0x1000, 0x10, 1, "f");
	assert_bad(f, "a record without a size, after which nothing can be read");
	assert_int_equal(f->codes.nr, 0);
}

static void test_small_records(void **state)
{
	struct fixture *f = *state;

	jitdump_begin(f->fd, 0);
	jitdump_other(f->fd, JITDUMP_LOAD, 16);
	jitdump_load(f->fd, 100, 0x1000, 0x10, 1, "f");
	assert_bad(f, "a record that is too small");
	assert_int_equal(f->codes.nr, 1);
	tear_down(state);
	set_up(state);
	f = *state;
	jitdump_begin(f->fd, 0);
	jitdump_other(f->fd, JITDUMP_MOVE, 16);
	assert_bad(f, "a record that is too small");
}

/* The name of a record ends in that record. */
static void test_name_without_end(void **state)
{
	const struct jitdump_code load = {
		.record = { JITDUMP_LOAD, 60, 1 },
		.words = { 0x1000, 0x1000, 0x10, 1 },
	};
	struct fixture *f = *state;

	jitdump_begin(f->fd, 0);
	jitdump_put(f->fd, &load, 56);
	jitdump_put(f->fd, "name", 4);
	jitdump_load(f->fd, 100, 0x2000, 0x10, 1, "f");
	assert_bad(f, "a name that does not end");
	assert_string_equal(name_at(f, 0x2000, 100), "f");
}

static void test_endless_name(void **state)
{
	struct fixture *f = *state;
	char *name = malloc(100000);

	memset(name, 'x', 99999);
	name[99999] = '\0';
	jitdump_begin(f->fd, 0);
	jitdump_load(f->fd, 100, 0x1000, 0x10, 1, name);
	free(name);
	assert_bad(f, "a name that does not end");
}

static void test_code_beyond_the_end(void **state)
{
	const struct jitdump_code load = {
		.record = { JITDUMP_LOAD, 58, 1 },
		.words = { 0, UINT64_MAX - 5, 100, 1 },
	};
	struct fixture *f = *state;

	jitdump_begin(f->fd, 0);
	jitdump_put(f->fd, &load, 56);
	jitdump_put(f->fd, "f", 2);
	assert_bad(f, "code beyond the end of memory");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_of_files),
		TEST(test_loads),
		TEST(test_moves),
		TEST(test_other_clock),
		TEST(test_no_dump),
		TEST(test_bad_headers),
		TEST(test_long_header),
		TEST(test_cut),
		TEST(test_record_without_size),
		TEST(test_small_records),
		TEST(test_name_without_end),
		TEST(test_endless_name),
		TEST(test_code_beyond_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
