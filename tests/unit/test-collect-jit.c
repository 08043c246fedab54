// SPDX-License-Identifier: GPL-2.0-only
/* collect: generated code in stacks, by perf maps and jitdumps, over time. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "collect.h"
#include "jitdumps.h"

/* No process has it. */
#define PID	((uint32_t)((1 << 30) + getpid() * 2 + 1))
#define CODE	0x10000u

struct fixture {
	struct symbols *syms;
	struct collect *c;
	struct profile *p;
	struct record_format format;
	char map[64], dump[64];
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->syms = symbols_new();
	f->c = collect_new(f->syms);
	f->p = profile_new(1);
	decode_flamek(&f->format, 1000);
	snprintf(f->map, sizeof(f->map), "/tmp/perf-%u.map", PID);
	snprintf(f->dump, sizeof(f->dump), "/tmp/jit-%u.dump", PID);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	profile_free(f->p);
	collect_free(f->c);
	symbols_free(f->syms);
	unlink(f->map);
	unlink(f->dump);
	free(f);
	return 0;
}

static void mmap_at(struct fixture *f, uint64_t time, uint64_t start,
		    uint64_t pgoff, const char *path)
{
	struct event ev = {
		.type = PERF_RECORD_MMAP2, .misc = PERF_RECORD_MISC_USER,
		.pid = PID, .tid = PID, .time = time,
		.mmap = { .start = start, .len = 0x1000, .pgoff = pgoff,
			  .path = path },
	};

	collect_event(f->c, &ev);
}

static void sample(struct fixture *f, uint32_t pid, uint64_t time, uint64_t ip)
{
	const uint64_t ips[] = { PERF_CONTEXT_USER, ip };
	struct event ev = {
		.type = PERF_RECORD_SAMPLE, .misc = PERF_RECORD_MISC_USER,
		.pid = pid, .tid = pid, .time = time, .format = &f->format,
		.sample = { .ip = ip, .period = 1000, .ips = ips, .nr = 2 },
	};

	collect_event(f->c, &ev);
}

static void fork_child(struct fixture *f, uint64_t time)
{
	struct event ev = {
		.type = PERF_RECORD_FORK, .pid = PID + 1, .tid = PID + 1,
		.time = time, .task = { .ppid = PID, .ptid = PID },
	};

	collect_event(f->c, &ev);
}

/* Samples in a frame of this name and kind. */
static uint64_t value(const struct fixture *f, const char *name,
		      enum frame_kind kind)
{
	const struct profile_frame *frame;
	uint32_t node, nr = profile_nr_nodes(f->p);
	uint64_t sum = 0;

	for (node = 1; node < nr; node++) {
		frame = profile_get_frame(f->p, profile_node_frame(f->p, node));
		if (strcmp(frame->name, name) || frame->kind != kind)
			continue;
		if (kind == FRAME_JIT)
			assert_string_equal(frame->module, "jit");
		sum += profile_self(f->p, node, 0);
	}
	return sum;
}

static const struct collect_stats *finish(struct fixture *f)
{
	collect_finish(f->c, f->p);
	return collect_stats(f->c);
}

static void put_map(struct fixture *f, const char *text)
{
	FILE *map = fopen(f->map, "we");

	assert_non_null(map);
	fputs(text, map);
	fclose(map);
}

/* One function in place of another at 1000, and a third by itself at 2000. */
static void put_dump(struct fixture *f)
{
	int fd = open(f->dump, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	jitdump_begin(fd, 0);
	jitdump_load(fd, 500, CODE, 0x80, 1, "first");
	jitdump_load(fd, 1000, CODE, 0x40, 2, "second");
	jitdump_load(fd, 2000, CODE + 0x100, 0x80, 3, "third");
	close(fd);
}

/* The memory may be in a file that is no program, by any offset. */
static void test_by_map(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s;

	put_map(f, "10000 100 f\n20200 80 g\nbad\n");
	mmap_at(f, 100, 0x10000, 0x7000, "//anon");
	mmap_at(f, 100, 0x20000, 0, "[heap]");
	sample(f, PID, 200, 0x10010);
	sample(f, PID, 200, 0x20210);
	sample(f, PID, 200, 0x20280);
	s = finish(f);
	assert_int_equal(value(f, "f", FRAME_JIT), 1);
	assert_int_equal(value(f, "g", FRAME_JIT), 1);
	assert_int_equal(value(f, "[heap]", FRAME_UNKNOWN), 1);
	assert_int_equal(s->nr_dsos, 2);
	assert_int_equal(s->dsos[1].unnamed, 0);
	assert_non_null(strstr(s->dsos[0].reason, "is not in /tmp/perf-"));
	assert_int_equal(s->nr_notes, 1);
	assert_non_null(strstr(s->notes[0], "line 3: no address"));
}

static void test_of_past_and_present(void **state)
{
	struct fixture *f = *state;

	collect_set(f->c, COLLECT_LIVE | COLLECT_CLOCK);
	put_map(f, "10000 100 before\n");
	mmap_at(f, 0, CODE, 0, "//anon");
	sample(f, PID, 200, CODE);
	collect_follow(f->c);
	sample(f, PID, 300, CODE);
	put_map(f, "10000 100 before\n10000 100 after\n");
	collect_follow(f->c);
	/* Of either. */
	sample(f, PID, 400, CODE);
	collect_follow(f->c);
	collect_follow(f->c);
	sample(f, PID, 500, CODE);
	sample(f, PID, 500, CODE);
	sample(f, PID, 500, CODE);
	finish(f);
	assert_int_equal(value(f, "before", FRAME_JIT), 2);
	assert_int_equal(value(f, "[anon]", FRAME_UNKNOWN), 1);
	assert_int_equal(value(f, "after", FRAME_JIT), 3);
}

static void test_without_map(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s;

	mmap_at(f, 100, CODE, 0, "//anon");
	sample(f, PID, 200, CODE);
	fork_child(f, 300);
	sample(f, PID + 1, 400, CODE);
	s = finish(f);
	assert_int_equal(value(f, "[anon]", FRAME_UNKNOWN), 2);
	/* One line for the two of them. */
	assert_int_equal(s->nr_dsos, 1);
	assert_int_equal(s->dsos[0].unnamed, 2);
	assert_non_null(strstr(s->dsos[0].reason, "--perf-basic-prof"));
}

static void test_by_dump_over_time(void **state)
{
	struct fixture *f = *state;

	collect_set(f->c, COLLECT_CLOCK);
	put_dump(f);
	mmap_at(f, 100, CODE, 0, "//anon");
	mmap_at(f, 110, 0x80000, 0, f->dump);
	sample(f, PID, 600, CODE + 0x10);
	sample(f, PID, 999, CODE + 0x10);
	sample(f, PID, 999, CODE + 0x50);
	sample(f, PID, 1000, CODE + 0x10);
	sample(f, PID, 1500, CODE + 0x10);
	sample(f, PID, 1500, CODE + 0x10);
	sample(f, PID, 1500, CODE + 0x50);
	/* Code is entered before its compiler gets around to tell of it. */
	sample(f, PID, 1999, CODE + 0x110);
	assert_int_equal(finish(f)->user_unnamed, 0);
	assert_int_equal(value(f, "first", FRAME_JIT), 4);
	assert_int_equal(value(f, "second", FRAME_JIT), 3);
	assert_int_equal(value(f, "third", FRAME_JIT), 1);
}

/* What the parent had when the child was born, and nothing that came later. */
static void test_by_dump_of_parent(void **state)
{
	struct fixture *f = *state;

	collect_set(f->c, COLLECT_CLOCK);
	put_dump(f);
	mmap_at(f, 100, CODE, 0, "//anon");
	mmap_at(f, 110, 0x80000, 0, f->dump);
	sample(f, PID, 600, CODE + 0x10);
	fork_child(f, 700);
	sample(f, PID, 1500, CODE + 0x10);
	sample(f, PID + 1, 1500, CODE + 0x10);
	sample(f, PID + 1, 2500, CODE + 0x110);
	finish(f);
	assert_int_equal(value(f, "first", FRAME_JIT), 2);
	assert_int_equal(value(f, "second", FRAME_JIT), 1);
	assert_int_equal(value(f, "third", FRAME_JIT), 0);
	assert_int_equal(value(f, "[anon]", FRAME_UNKNOWN), 1);
}

/* Of another clock: which of two it was is not claimed. */
static void test_by_dump_without_clock(void **state)
{
	struct fixture *f = *state;

	put_dump(f);
	mmap_at(f, 100, CODE, 0, "//anon");
	mmap_at(f, 110, 0x80000, 0, f->dump);
	sample(f, PID, 600, CODE + 0x10);
	sample(f, PID, 600, CODE + 0x50);
	sample(f, PID, 600, CODE + 0x110);
	finish(f);
	assert_int_equal(value(f, "[anon]", FRAME_UNKNOWN), 1);
	assert_int_equal(value(f, "first", FRAME_JIT), 1);
	assert_int_equal(value(f, "third", FRAME_JIT), 1);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_by_map),
		TEST(test_of_past_and_present),
		TEST(test_without_map),
		TEST(test_by_dump_over_time),
		TEST(test_by_dump_of_parent),
		TEST(test_by_dump_without_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
