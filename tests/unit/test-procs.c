// SPDX-License-Identifier: GPL-2.0-only
/* procs, with tasks and address spaces: what lies where, when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "procs.h"

#include "fake-symbols.h"

struct fixture {
	struct symbols *syms;
	struct procs *p;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->syms = symbols_new();
	f->p = procs_new(f->syms);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	procs_free(f->p);
	symbols_free(f->syms);
	free(f);
	return 0;
}

static void mmap_at(struct procs *p, uint32_t pid, uint64_t start, uint64_t len,
		    uint64_t pgoff, const char *path)
{
	struct event ev = {
		.type = PERF_RECORD_MMAP2,
		.misc = PERF_RECORD_MISC_USER,
		.pid = pid,
		.tid = pid,
		.mmap = { .start = start, .len = len, .pgoff = pgoff,
			  .path = path },
	};

	procs_event(p, &ev);
}

static void comm(struct procs *p, uint32_t pid, uint32_t tid, const char *name,
		 bool exec)
{
	struct event ev = {
		.type = PERF_RECORD_COMM, .pid = pid, .tid = tid,
		.comm = { .comm = name, .exec = exec },
	};

	procs_event(p, &ev);
}

static void fork_from(struct procs *p, uint32_t ppid, uint32_t ptid,
		      uint32_t pid, uint32_t tid)
{
	struct event ev = {
		.type = PERF_RECORD_FORK, .pid = pid, .tid = tid,
		.task = { .ppid = ppid, .ptid = ptid },
	};

	procs_event(p, &ev);
}

static void exit_of(struct procs *p, uint32_t pid, uint32_t tid)
{
	struct event ev = {
		.type = PERF_RECORD_EXIT, .pid = pid, .tid = tid,
	};

	procs_event(p, &ev);
}

/* "file+offset" of an address, or "-". */
static const char *at(struct procs *p, uint32_t pid, uint64_t addr)
{
	const struct map *map = space_find(procs_space(p, pid), addr);
	static char text[64];

	if (!map)
		return "-";
	snprintf(text, sizeof(text), "%s+%llx", dso_name(map->dso),
		 (unsigned long long)(addr - map->start + map->pgoff));
	return text;
}

static const char *name_of(struct procs *p, uint32_t pid, uint32_t tid)
{
	return procs_comm_name(p, procs_comm(p, pid, tid));
}

static void test_unknown_process(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(at(f->p, 5, 0x1000), "-");
	assert_string_equal(name_of(f->p, 5, 6), ":6");
	assert_string_equal(name_of(f->p, 0, 0), "swapper");
	assert_int_equal(procs_comm(f->p, 5, 6), procs_comm(f->p, 5, 6));
}

static void test_bounds_of_a_map(void **state)
{
	struct fixture *f = *state;

	mmap_at(f->p, 5, 0x1000, 0x2000, 0x500, "/bin/a");
	assert_string_equal(at(f->p, 5, 0xfff), "-");
	assert_string_equal(at(f->p, 5, 0x1000), "a+500");
	assert_string_equal(at(f->p, 5, 0x2fff), "a+24ff");
	assert_string_equal(at(f->p, 5, 0x3000), "-");
	assert_string_equal(at(f->p, 6, 0x1000), "-");
}

/* A mapping in the middle of another, at either end, over several. */
static void test_overlaps(void **state)
{
	struct fixture *f = *state;
	struct procs *p = f->p;

	mmap_at(p, 5, 0x10000, 0x10000, 0, "/bin/a");
	mmap_at(p, 5, 0x14000, 0x1000, 0x100, "/bin/b");
	assert_string_equal(at(p, 5, 0x13fff), "a+3fff");
	assert_string_equal(at(p, 5, 0x14000), "b+100");
	assert_string_equal(at(p, 5, 0x14fff), "b+10ff");
	assert_string_equal(at(p, 5, 0x15000), "a+5000");
	assert_string_equal(at(p, 5, 0x1ffff), "a+ffff");

	mmap_at(p, 5, 0xf000, 0x2000, 0, "/bin/c");
	assert_string_equal(at(p, 5, 0xf000), "c+0");
	assert_string_equal(at(p, 5, 0x10fff), "c+1fff");
	assert_string_equal(at(p, 5, 0x11000), "a+1000");

	mmap_at(p, 5, 0x1f000, 0x2000, 0, "/bin/d");
	assert_string_equal(at(p, 5, 0x1efff), "a+efff");
	assert_string_equal(at(p, 5, 0x20fff), "d+1fff");

	mmap_at(p, 5, 0x13000, 0xd000, 0, "/bin/e");
	assert_string_equal(at(p, 5, 0x12fff), "a+2fff");
	assert_string_equal(at(p, 5, 0x13000), "e+0");
	assert_string_equal(at(p, 5, 0x1ffff), "e+cfff");
	assert_string_equal(at(p, 5, 0x20000), "d+1000");

	mmap_at(p, 5, 0, 0x100000, 0, "/bin/f");
	assert_string_equal(at(p, 5, 0x14000), "f+14000");
	assert_int_equal(procs_space(p, 5)->nr, 1);
}

/* Random mappings against an array of pages. */
static void test_overlaps_at_random(void **state)
{
	struct fixture *f = *state;
	uint64_t pages[64], start, end, i;
	unsigned int round;
	const struct map *map;

	memset(pages, 0xff, sizeof(pages));
	srandom(3);
	for (round = 0; round < 5000; round++) {
		start = (uint64_t)random() % 64;
		end = start + (uint64_t)random() % (65 - start);
		mmap_at(f->p, 5, start, end - start, round, "/bin/a");
		for (i = start; i < end; i++)
			pages[i] = round + i - start;
		for (i = 0; i < 64; i++) {
			map = space_find(procs_space(f->p, 5), i);
			if (pages[i] == UINT64_MAX)
				assert_null(map);
			else
				assert_int_equal(i - map->start + map->pgoff,
						 pages[i]);
		}
	}
}

static void test_odd_maps(void **state)
{
	struct fixture *f = *state;
	struct event ev = {
		.type = PERF_RECORD_MMAP2,
		.misc = PERF_RECORD_MISC_USER | PERF_RECORD_MISC_MMAP_DATA,
		.pid = 5, .tid = 5,
		.mmap = { .start = 0x1000, .len = 0x1000, .path = "/data" },
	};

	mmap_at(f->p, 5, 0x1000, 0, 0, "/bin/empty");
	assert_string_equal(at(f->p, 5, 0x1000), "-");
	procs_event(f->p, &ev);
	assert_string_equal(at(f->p, 5, 0x1000), "-");
	mmap_at(f->p, 5, UINT64_MAX - 0xfff, UINT64_MAX, 0, "/bin/high");
	assert_string_equal(at(f->p, 5, UINT64_MAX - 1), "high+ffe");
	mmap_at(f->p, UINT32_MAX, 0x1000, 0x1000, 0, "/bin/a");
	assert_string_equal(at(f->p, UINT32_MAX, 0x1000), "-");
}

static void test_children_have_copies(void **state)
{
	struct fixture *f = *state;
	struct procs *p = f->p;

	mmap_at(p, 5, 0x1000, 0x1000, 0, "/bin/a");
	fork_from(p, 5, 5, 6, 6);
	assert_ptr_equal(procs_space(p, 5), procs_space(p, 6));
	assert_string_equal(at(p, 6, 0x1000), "a+0");

	mmap_at(p, 6, 0x1000, 0x1000, 0, "/bin/b");
	assert_string_equal(at(p, 5, 0x1000), "a+0");
	assert_string_equal(at(p, 6, 0x1000), "b+0");

	fork_from(p, 5, 5, 7, 7);
	mmap_at(p, 5, 0x1000, 0x1000, 0, "/bin/c");
	assert_string_equal(at(p, 7, 0x1000), "a+0");
	assert_string_equal(at(p, 5, 0x1000), "c+0");
}

static void test_threads_share(void **state)
{
	struct fixture *f = *state;
	struct event ev = {
		.type = PERF_RECORD_MMAP2, .misc = PERF_RECORD_MISC_USER,
		.pid = 5, .tid = 8,
		.mmap = { .start = 0x1000, .len = 0x1000, .path = "/bin/a" },
	};

	fork_from(f->p, 5, 5, 5, 8);
	procs_event(f->p, &ev);
	assert_string_equal(at(f->p, 5, 0x1000), "a+0");
}

/* Wherever it begins, generated code is known by its address. */
static void test_generated_code(void **state)
{
	struct fixture *f = *state;
	struct procs *p = f->p;
	struct jit *jit;

	mmap_at(p, 5, 0x10000, 0x1000, 0, "//anon");
	assert_string_equal(at(p, 5, 0x10123), "anon+10123");
	jit = dso_jit(space_find(procs_space(p, 5), 0x10123)->dso);
	assert_non_null(jit);
	mmap_at(p, 5, 0x20000, 0x1000, 0x20000, "//anon");
	assert_string_equal(at(p, 5, 0x20123), "anon+20123");
	assert_ptr_equal(dso_jit(space_find(procs_space(p, 5), 0x20123)->dso),
			 jit);
	mmap_at(p, 6, 0x10000, 0x1000, 0, "//anon");
	assert_ptr_not_equal(dso_jit(space_find(procs_space(p, 6),
						0x10123)->dso), jit);
	mmap_at(p, 6, 0x10000, 0x1000, 0, "/bin/a");
	assert_string_equal(at(p, 6, 0x10123), "a+123");
}

/* A child's code is its own, though it lies where its parent's does. */
static void test_generated_code_of_children(void **state)
{
	struct fixture *f = *state;
	struct procs *p = f->p;
	uint64_t version;
	struct jit *jit;

	mmap_at(p, 5, 0x10000, 0x1000, 0, "//anon");
	mmap_at(p, 5, 0x20000, 0x1000, 0, "/bin/a");
	jit = dso_jit(space_find(procs_space(p, 5), 0x10123)->dso);
	version = procs_space(p, 5)->version;
	fork_from(p, 5, 5, 6, 6);
	assert_string_equal(at(p, 6, 0x10123), "anon+10123");
	assert_string_equal(at(p, 6, 0x20123), "a+123");
	assert_ptr_not_equal(dso_jit(space_find(procs_space(p, 6),
						0x10123)->dso), jit);
	assert_int_not_equal(procs_space(p, 6)->version, version);
	assert_ptr_equal(dso_jit(space_find(procs_space(p, 5), 0x10123)->dso),
			 jit);
	assert_int_equal(procs_space(p, 5)->version, version);

	comm(p, 6, 6, "other", true);
	assert_string_equal(at(p, 6, 0x10123), "-");
	mmap_at(p, 6, 0x20000, 0x1000, 0, "/bin/a");
	fork_from(p, 6, 6, 7, 7);
	assert_ptr_equal(procs_space(p, 6), procs_space(p, 7));
}

static void test_exec_empties(void **state)
{
	struct fixture *f = *state;

	mmap_at(f->p, 5, 0x1000, 0x1000, 0, "/bin/a");
	comm(f->p, 5, 5, "b", false);
	assert_string_equal(at(f->p, 5, 0x1000), "a+0");
	fork_from(f->p, 5, 5, 6, 6);
	comm(f->p, 5, 5, "b", true);
	assert_string_equal(at(f->p, 5, 0x1000), "-");
	assert_string_equal(at(f->p, 6, 0x1000), "a+0");
}

/* A pid that comes again is of another process. */
static void test_reused_pid(void **state)
{
	struct fixture *f = *state;

	mmap_at(f->p, 1, 0x1000, 0x1000, 0, "/bin/init");
	comm(f->p, 1, 1, "init", false);
	fork_from(f->p, 1, 1, 5, 5);
	mmap_at(f->p, 5, 0x9000, 0x1000, 0, "/bin/a");
	comm(f->p, 5, 5, "a", false);
	exit_of(f->p, 5, 5);
	assert_string_equal(at(f->p, 5, 0x9000), "a+0");
	assert_string_equal(name_of(f->p, 5, 5), "a");
	fork_from(f->p, 1, 1, 5, 5);
	assert_string_equal(at(f->p, 5, 0x9000), "-");
	assert_string_equal(at(f->p, 5, 0x1000), "init+0");
	assert_string_equal(name_of(f->p, 5, 5), "init");
	/* Now as the thread of another. */
	fork_from(f->p, 1, 1, 1, 5);
	comm(f->p, 1, 5, "worker", false);
	assert_string_equal(name_of(f->p, 1, 5), "worker");
}

/* perf makes up FORKs for tasks that were there before it. */
static void test_made_up_fork(void **state)
{
	struct fixture *f = *state;
	struct event ev = {
		.type = PERF_RECORD_FORK, .pid = 6, .tid = 6,
		.task = { .ppid = 5, .ptid = 5, .has_no_maps = true },
	};

	mmap_at(f->p, 5, 0x1000, 0x1000, 0, "/bin/a");
	procs_event(f->p, &ev);
	assert_string_equal(at(f->p, 6, 0x1000), "-");
	assert_string_equal(at(f->p, 5, 0x1000), "a+0");
}

static void test_names(void **state)
{
	struct fixture *f = *state;

	comm(f->p, 5, 5, "main", false);
	fork_from(f->p, 5, 5, 5, 6);
	assert_string_equal(name_of(f->p, 5, 6), "main");
	comm(f->p, 5, 6, "io", false);
	fork_from(f->p, 5, 6, 7, 7);
	assert_string_equal(name_of(f->p, 7, 7), "io");
	assert_string_equal(name_of(f->p, 5, 5), "main");
	/* One that nothing was heard of has its process's name. */
	assert_string_equal(name_of(f->p, 5, 99), "main");
	assert_int_equal(procs_comm(f->p, 7, 7), procs_comm(f->p, 5, 6));
}

/* The FORK was lost: a thread's id comes again in another process. */
static void test_thread_of_another_process(void **state)
{
	struct fixture *f = *state;

	comm(f->p, 5, 5, "one", false);
	fork_from(f->p, 5, 5, 5, 9);
	comm(f->p, 5, 9, "worker", false);
	comm(f->p, 6, 6, "two", false);
	assert_string_equal(name_of(f->p, 5, 9), "worker");
	assert_string_equal(name_of(f->p, 6, 9), "two");
	assert_string_equal(name_of(f->p, 9, 9), ":9");
}

/* So many come and go that the oldest are forgotten, and none of the others. */
static void test_many_processes(void **state)
{
	struct fixture *f = *state;
	struct procs *p = f->p;
	uint32_t pid;

	mmap_at(p, 1, 0x1000, 0x1000, 0, "/bin/a");
	comm(p, 1, 1, "a", false);
	fork_from(p, 1, 1, 2, 2);
	comm(p, 2, 2, "b", false);
	exit_of(p, 2, 2);
	fork_from(p, 2, 2, 2, 3);		/* its other thread lives on */
	mmap_at(p, 2, 0x5000, 0x1000, 0, "/bin/b");
	for (pid = 100; pid < 40100; pid++) {
		fork_from(p, 1, 1, pid, pid);
		mmap_at(p, pid, 0x2000, 0x1000, 0, "/bin/c");
		assert_string_equal(at(p, pid, 0x1000), "a+0");
		exit_of(p, pid, pid);
		exit_of(p, pid, pid);
		assert_string_equal(at(p, pid, 0x2000), "c+0");
	}
	assert_string_equal(at(p, 40099, 0x2000), "c+0");
	assert_string_equal(at(p, 39000, 0x2000), "c+0");
	assert_string_equal(at(p, 100, 0x2000), "-");
	assert_string_equal(at(p, 1, 0x1000), "a+0");
	assert_string_equal(name_of(p, 1, 1), "a");
	assert_string_equal(at(p, 2, 0x5000), "b+0");
	assert_string_equal(name_of(p, 2, 3), "b");
}

/* The version tells apart what a lookup could tell apart. */
static void test_versions(void **state)
{
	struct fixture *f = *state;
	struct procs *p = f->p;
	uint64_t version;

	mmap_at(p, 5, 0x1000, 0x1000, 0, "/bin/a");
	at(p, 5, 0x1000);
	version = procs_space(p, 5)->version;
	mmap_at(p, 5, 0x1000, 0x1000, 0, "/bin/a");	/* told again */
	mmap_at(p, 5, 0x4000, 0x1000, 0, "/bin/b");	/* nobody asked there */
	assert_int_equal(procs_space(p, 5)->version, version);

	at(p, 5, 0x6000);
	mmap_at(p, 5, 0x6000, 0x1000, 0, "/bin/b");
	assert_int_not_equal(procs_space(p, 5)->version, version);
	version = procs_space(p, 5)->version;
	mmap_at(p, 5, 0x6000, 0x1000, 0x1000, "/bin/b");
	assert_int_not_equal(procs_space(p, 5)->version, version);

	/* Parent and child are the same until either changes. */
	fork_from(p, 5, 5, 6, 6);
	assert_int_equal(procs_space(p, 6)->version,
			 procs_space(p, 5)->version);
	mmap_at(p, 6, 0x8000, 0x1000, 0, "/bin/b");
	assert_int_not_equal(procs_space(p, 6)->version,
			     procs_space(p, 5)->version);
	assert_int_not_equal(procs_space(p, 7)->version,
			     procs_space(p, 8)->version);
}

static void test_a_process_has_so_many_maps(void **state)
{
	struct fixture *f = *state;
	uint64_t i;

	for (i = 0; i < 70000; i++)
		mmap_at(f->p, 5, i * 2, 1, 0, "/bin/a");
	assert_in_range(procs_space(f->p, 5)->nr, 60000, 65536);
	assert_string_equal(at(f->p, 5, 2), "a+0");
}

static void test_live_processes_lend_their_pid(void **state)
{
	struct fixture *f = *state;
	const struct map *map;

	mmap_at(f->p, 5, 0x1000, 0x1000, 0, "/bin/a");
	procs_set_live(f->p);
	mmap_at(f->p, 5, 0x2000, 0x1000, 0, "/bin/b");
	map = space_find(procs_space(f->p, 5), 0x1000);
	assert_int_equal(map->dso->pid, 0);
	map = space_find(procs_space(f->p, 5), 0x2000);
	assert_int_equal(map->dso->pid, 5);
}

static const struct dso_id *id_at(struct procs *p, uint32_t pid, uint64_t addr)
{
	return &space_find(procs_space(p, pid), addr)->dso->id;
}

static void test_build_ids_by_path(void **state)
{
	static const uint8_t id[] = { 1, 2, 3 };
	struct fixture *f = *state;

	procs_know_build_id(f->p, "/bin/a", id, sizeof(id));
	procs_know_build_id(f->p, "/bin/none", id, 0);
	procs_know_build_id(f->p, "/bin/long", id, BUILD_ID_MAX + 1);
	mmap_at(f->p, 5, 0x1000, 0x1000, 0, "/bin/a");
	mmap_at(f->p, 5, 0x2000, 0x1000, 0, "/bin/none");
	assert_int_equal(id_at(f->p, 5, 0x1000)->build_id_size, 3);
	assert_memory_equal(id_at(f->p, 5, 0x1000)->build_id, id, 3);
	assert_int_equal(id_at(f->p, 5, 0x2000)->build_id_size, 0);
}

/* Which of two files at one path was mapped, a table by path does not say. */
static void test_two_build_ids_of_a_path(void **state)
{
	static const uint8_t a[] = { 1, 2, 3 }, b[] = { 1, 2, 4 };
	struct fixture *f = *state;

	procs_know_build_id(f->p, "/bin/a", a, sizeof(a));
	procs_know_build_id(f->p, "/bin/a", a, sizeof(a));
	procs_know_build_id(f->p, "/bin/b", a, sizeof(a));
	procs_know_build_id(f->p, "/bin/b", b, sizeof(b));
	procs_know_build_id(f->p, "/bin/b", a, sizeof(a));
	mmap_at(f->p, 5, 0x1000, 0x1000, 0, "/bin/a");
	mmap_at(f->p, 5, 0x2000, 0x1000, 0, "/bin/b");
	assert_int_equal(id_at(f->p, 5, 0x1000)->build_id_size, 3);
	assert_int_equal(id_at(f->p, 5, 0x2000)->build_id_size, 0);
}

/* flamekctl notes build-ids of the very files, perf of what lies at the path. */
static void test_whose_build_ids(void **state)
{
	static const uint8_t id[] = { 1, 2, 3 };
	struct fixture *f = *state;

	procs_know_build_id(f->p, "/bin/a", id, sizeof(id));
	procs_know_build_id(f->p, "/bin/b", id, sizeof(id));
	mmap_at(f->p, 5, 0x1000, 0x1000, 0, "/bin/a");
	assert_true(id_at(f->p, 5, 0x1000)->is_by_path);
	procs_set_flamek(f->p);
	mmap_at(f->p, 5, 0x2000, 0x1000, 0, "/bin/b");
	assert_false(id_at(f->p, 5, 0x2000)->is_by_path);
}

static void kernel_map(struct procs *p, uint64_t start, uint64_t len,
		       uint64_t pgoff, const char *name)
{
	struct event ev = {
		.type = PERF_RECORD_MMAP, .misc = PERF_RECORD_MISC_KERNEL,
		.pid = UINT32_MAX,
		.mmap = { .start = start, .len = len, .pgoff = pgoff,
			  .path = name },
	};

	procs_event(p, &ev);
}

static void test_kernel(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(procs_kernel_text(f->p), 0);
	assert_false(procs_is_kernel_text(f->p, 0xffffffff81000000));
	kernel_map(f->p, 0xffffffff81000000, 0x1000, 0xffffffff81000010,
		   "[kernel.kallsyms]_text");
	kernel_map(f->p, 0xffffffff81000800, 0x100, 0, "[ext4]");
	assert_int_equal(procs_kernel_text(f->p), 0xffffffff81000010);
	assert_false(procs_is_kernel_text(f->p, 0xffffffff80ffffff));
	assert_true(procs_is_kernel_text(f->p, 0xffffffff81000000));
	assert_true(procs_is_kernel_text(f->p, 0xffffffff81000fff));
	assert_false(procs_is_kernel_text(f->p, 0xffffffff81001000));
	assert_false(procs_is_kernel_text(f->p, 0xffffffff81000880));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_unknown_process),
		TEST(test_bounds_of_a_map),
		TEST(test_overlaps),
		TEST(test_overlaps_at_random),
		TEST(test_odd_maps),
		TEST(test_children_have_copies),
		TEST(test_threads_share),
		TEST(test_generated_code),
		TEST(test_generated_code_of_children),
		TEST(test_exec_empties),
		TEST(test_reused_pid),
		TEST(test_made_up_fork),
		TEST(test_names),
		TEST(test_thread_of_another_process),
		TEST(test_many_processes),
		TEST(test_versions),
		TEST(test_a_process_has_so_many_maps),
		TEST(test_live_processes_lend_their_pid),
		TEST(test_build_ids_by_path),
		TEST(test_two_build_ids_of_a_path),
		TEST(test_whose_build_ids),
		TEST(test_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
