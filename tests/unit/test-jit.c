// SPDX-License-Identifier: GPL-2.0-only
/*
 * jit: names for generated code, by perf maps in /tmp and by jitdumps; which of
 * them may be used, and what a child has of its parent.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "child.h"
#include "jitdumps.h"
#include "symbols/jit.h"

/* No process has it, and so a map of it is nobody's. */
#define GONE	((pid_t)((1 << 30) + getpid() * 2))
#define NOBODY	65534

static struct jits jits;
static char map[64], dump[64];

static int set_up(void **state)
{
	(void)state;
	jits = (struct jits){ .is_live = true, .has_clock = true };
	snprintf(map, sizeof(map), "/tmp/perf-%d.map", (int)GONE);
	snprintf(dump, sizeof(dump), "/tmp/jit-%d.dump", (int)GONE);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	jits_free(&jits);
	unlink(map);
	unlink(dump);
	return 0;
}

static void write_map(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static const char *name_of(struct jit *j, uint64_t place)
{
	struct symtab_symbol sym;

	return jit_find(j, place, &sym) ? sym.name : "-";
}

static const char *name_at(struct jit *j, uint64_t addr)
{
	return name_of(j, jit_place(j, addr));
}

static void append_map(const char *text)
{
	FILE *f = fopen(map, "ae");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void count_changed(void *arg, pid_t pid)
{
	(void)pid;
	++*(int *)arg;
}

/* Return: whether an address may have another name. */
static int follow(void)
{
	int changed = 0;

	jits_follow(&jits, count_changed, &changed);
	return changed;
}

static void wait_for_look(void)
{
	const struct timespec ts = { .tv_nsec = 250000000 };

	nanosleep(&ts, NULL);
}

static void take_note(void *arg, const char *note)
{
	snprintf(arg, 256, "%s", note);
}

static const char *last_note(void)
{
	static char note[256];

	note[0] = '\0';
	jits_notes(&jits, take_note, note);
	return note;
}

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void test_map(void **state)
{
	struct jit *j = jits_add(&jits, GONE, 0, NULL);
	struct symtab_symbol sym;

	(void)state;
	write_map(map, "1000 100 a b\n");
	assert_string_equal(name_at(j, 0x10ff), "a b");
	assert_true(jit_find(j, 0x1080, &sym));
	assert_int_equal(sym.start, 0x1000);
	assert_int_equal(sym.size, 0x100);
	assert_string_equal(name_at(j, 0x1100), "-");
	assert_non_null(strstr(jit_reason(j), "is not in /tmp/perf-"));
	assert_string_equal(last_note(), "");
}

static void test_nothing(void **state)
{
	struct jit *j = jits_add(&jits, GONE, 0, NULL);

	(void)state;
	assert_string_equal(name_at(j, 0x1000), "-");
	assert_non_null(strstr(jit_reason(j), "node --perf-basic-prof"));
}

static void test_notes(void **state)
{
	struct jit *j;

	(void)state;
	jits.is_live = false;
	j = jits_add(&jits, GONE, 0, NULL);
	write_map(map, "1000 100 a\nxyz\n1000 100 b\nxyz\n");
	assert_string_equal(name_at(j, 0x1000), "b");
	assert_non_null(strstr(last_note(), "at 1 address code was replaced"));
	tear_down(state);
	set_up(state);
	j = jits_add(&jits, GONE, 0, NULL);
	write_map(map, "1000 100 a\nxyz\nxyz\n");
	assert_string_equal(name_at(j, 0x1000), "a");
	assert_non_null(strstr(last_note(),
			       ".map: 2 of 3 lines left out (line 2: no address)"));
}

static void assert_refused(const char *reason)
{
	struct jit *j = jits_add(&jits, GONE, 0, NULL);

	assert_string_equal(name_at(j, 0x1000), "-");
	if (!strstr(jit_reason(j), reason))
		fail_msg("'%s' lacks '%s'", jit_reason(j), reason);
}

static void test_no_regular_file(void **state)
{
	(void)state;
	assert_int_equal(mkfifo(map, 0600), 0);
	assert_refused("it is not a regular file");
	unlink(map);
	assert_int_equal(mkdir(map, 0700), 0);
	assert_refused("it is not a regular file");
	rmdir(map);
	write_map(dump, "1000 100 a\n");
	assert_int_equal(symlink(dump, map), 0);
	assert_refused("it is a symbolic link");
}

static void test_owner(void **state)
{
	(void)state;
	if (geteuid())
		skip();
	write_map(map, "1000 100 a\n");
	assert_int_equal(chown(map, NOBODY, NOBODY), 0);
	assert_refused("it belongs to user 65534, neither you nor root");
}

/* From an earlier process of the same number, or an earlier program in it. */
static void test_old_map(void **state)
{
	const struct timespec times[2] = { { .tv_sec = 1000 },
					   { .tv_sec = 1000 } };
	struct jit *j;

	(void)state;
	write_map(map, "1000 100 a\n");
	j = jits_add(&jits, GONE, now(), NULL);
	assert_string_equal(name_at(j, 0x1000), "a");
	assert_int_equal(utimensat(AT_FDCWD, map, times, 0), 0);
	j = jits_add(&jits, GONE, now(), NULL);
	assert_string_equal(name_at(j, 0x1000), "-");
	assert_non_null(strstr(jit_reason(j),
			       "it is older than the program that runs"));
}

/* A /tmp of its own, with a map there that nobody else sees. */
static int hide_tmp(void)
{
	char path[64];

	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", "/tmp", "tmpfs", 0, NULL))
		return -1;
	snprintf(path, sizeof(path), "/tmp/perf-%d.map", (int)getpid());
	write_map(path, "1000 100 hidden\n");
	return 0;
}

/* Held while the process lived, read when it is gone with all it had. */
static void test_in_its_own_tmp(void **state)
{
	struct jit *j;
	pid_t pid;

	(void)state;
	if (geteuid())
		skip();
	pid = start_child(hide_tmp);
	if (!pid)
		skip();
	j = jits_add(&jits, pid, 0, NULL);
	stop_child(pid);
	assert_string_equal(name_at(j, 0x1000), "hidden");
}

static int only_wait(void)
{
	return 0;
}

static int become_nobody(void)
{
	return setresuid(NOBODY, NOBODY, NOBODY);
}

/* Who is another user may have a map of that user, and of root. */
static void test_owner_of_live_process(void **state)
{
	char path[64];
	struct jit *j;
	pid_t pid;
	int i;

	(void)state;
	if (geteuid())
		skip();
	pid = start_child(become_nobody);
	assert_true(pid > 0);
	snprintf(path, sizeof(path), "/tmp/perf-%d.map", (int)pid);
	write_map(path, "1000 100 a\n");
	for (i = 0; i < 3; i++) {
		static const uid_t uids[] = { NOBODY, 0, 12345 };

		assert_int_equal(chown(path, uids[i], 0), 0);
		j = jits_add(&jits, pid, 0, NULL);
		assert_string_equal(name_at(j, 0x1000), i < 2 ? "a" : "-");
	}
	assert_non_null(strstr(jit_reason(j), "neither the process's nor root"));
	stop_child(pid);
	unlink(path);
}

/* What comes after a look at a process that has no map yet. */
static void test_map_that_comes_later(void **state)
{
	pid_t pid = start_child(only_wait);
	struct jit *j = jits_add(&jits, pid, 0, NULL);
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "/tmp/perf-%d.map", (int)pid);
	write_map(path, "1000 100 a\n");
	wait_for_look();
	follow();
	/* Held by now. */
	unlink(path);
	stop_child(pid);
	assert_string_equal(name_at(j, 0x1000), "a");
}

/* What is where, as the map grows: known, but for the moment of a change. */
static void test_map_that_is_followed(void **state)
{
	uint64_t place[4];
	struct jit *j;

	(void)state;
	write_map(map, "1000 100 past\n1000 100 old\n");
	j = jits_add(&jits, GONE, 0, NULL);
	place[0] = jit_place(j, 0x1000);
	place[1] = jit_place(j, 0x2000);
	assert_int_equal(place[1], 0x2000);
	assert_int_equal(follow(), 0);
	append_map("1000 80 new\n2000 100 other\n");
	assert_int_equal(follow(), 1);
	place[1] = jit_place(j, 0x1000);
	assert_int_equal(follow(), 1);
	place[2] = jit_place(j, 0x1000);
	assert_int_equal(follow(), 1);
	place[3] = jit_place(j, 0x1000);
	assert_int_equal(follow(), 0);
	append_map("1000 80 newest\n");
	assert_string_equal(name_of(j, place[0]), "old");
	assert_string_equal(name_of(j, place[1]), "-");
	assert_string_equal(name_of(j, place[2]), "-");
	assert_string_equal(name_of(j, place[3]), "new");
	assert_string_equal(name_of(j, place[3] + 1), "new");
	assert_string_equal(name_of(j, 0x2000), "other");
	assert_string_equal(name_of(j, 0x1000), "-");
	assert_non_null(strstr(jit_reason(j), "it is not known when"));
}

/* An address that had no name when it was asked for is asked for again. */
static void test_missed_address(void **state)
{
	struct jit *j;

	(void)state;
	write_map(map, "1000 100 a\n");
	j = jits_add(&jits, GONE, 0, NULL);
	append_map("2000 100 b\n");
	assert_int_equal(follow(), 0);
	assert_int_equal(jit_place(j, 0x3000), 0x3000);
	append_map("4000 100 d\n");
	assert_int_equal(follow(), 1);
	assert_int_equal(follow(), 0);
}

static void test_child(void **state)
{
	struct jit *parent, *child;
	char path[64];

	(void)state;
	jits.is_live = false;
	parent = jits_add(&jits, GONE, 0, NULL);
	child = jits_add(&jits, GONE + 1, 100, parent);
	snprintf(path, sizeof(path), "/tmp/perf-%d.map", (int)GONE + 1);
	write_map(map, "1000 100 parent's\n2000 100 parent's too\n");
	write_map(path, "1000 80 child's\n");
	assert_string_equal(name_at(child, 0x1000), "child's");
	assert_string_equal(name_at(child, 0x1080), "parent's");
	assert_string_equal(name_at(child, 0x2000), "parent's too");
	assert_string_equal(name_at(parent, 0x1000), "parent's");
	unlink(path);
}

/* Of what its parent told of later a child has nothing. */
static void test_child_of_followed(void **state)
{
	struct jit *parent, *child;

	(void)state;
	write_map(map, "1000 100 before\n");
	parent = jits_add(&jits, GONE, 0, NULL);
	/* Long ago, as far as the map is concerned. */
	child = jits_add(&jits, GONE + 1, 1000, parent);
	append_map("1000 100 after\n2000 100 too late\n");
	follow();
	assert_string_equal(name_at(child, 0x1000), "before");
	assert_string_equal(name_at(child, 0x2000), "-");
	child = jits_add(&jits, GONE + 1, now(), parent);
	assert_string_equal(name_at(child, 0x2000), "too late");
}

static void take_dump(struct jit *j)
{
	struct stat st;

	assert_int_equal(stat(dump, &st), 0);

	const struct dso_id id = {
		.maj = major(st.st_dev), .min = minor(st.st_dev),
		.ino = st.st_ino,
	};
	const struct locate_mapping mapping = { .path = dump, .id = &id };

	jit_take_dump(j, &mapping);
}

static int begin_dump(uint64_t flags)
{
	int fd = open(dump, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	jitdump_begin(fd, flags);
	return fd;
}

/* Two functions one after the other in one place, and one by itself. */
static void put_dump(uint64_t flags)
{
	int fd = begin_dump(flags);

	jitdump_load(fd, 100, 0x1000, 0x80, 1, "first");
	jitdump_load(fd, 200, 0x1000, 0x80, 2, "second");
	jitdump_load(fd, 300, 0x2000, 0x80, 3, "alone");
	close(fd);
}

/* Which one a sample was in is not known by its address. */
static void test_dump_live(void **state)
{
	struct jit *j = jits_add(&jits, GONE, 0, NULL);

	(void)state;
	put_dump(0);
	take_dump(j);
	assert_string_equal(name_at(j, 0x1000), "-");
	assert_string_equal(name_at(j, 0x2000), "alone");
	assert_non_null(strstr(jit_reason(j), "record to a .data file"));
}

static void take_changed(void *arg, pid_t pid)
{
	assert_int_equal(pid, GONE);
	++*(int *)arg;
}

static int advance(uint64_t time)
{
	int changed = 0;

	if (jits.next_change && time >= jits.next_change)
		jits_advance(&jits, time, take_changed, &changed);
	return changed;
}

static void test_dump_over_time(void **state)
{
	struct symtab_symbol sym;
	uint64_t first, second;
	struct jit *j;

	(void)state;
	jits.is_live = false;
	j = jits_add(&jits, GONE, 0, NULL);
	put_dump(0);
	take_dump(j);
	assert_int_equal(jits.next_change, 100);
	assert_int_equal(advance(150), 1);
	first = jit_place(j, 0x1000);
	assert_int_equal(advance(199), 0);
	assert_int_equal(advance(250), 1);
	second = jit_place(j, 0x1000);
	assert_int_equal(jits.next_change, 0);
	assert_int_equal(jit_place(j, 0x2000), 0x2000);
	assert_true(jit_find(j, first, &sym));
	assert_string_equal(sym.name, "first");
	assert_true(jit_find(j, first + 1, &sym));
	assert_string_equal(sym.name, "first");
	assert_true(jit_find(j, second, &sym));
	assert_string_equal(sym.name, "second");
	assert_string_equal(name_at(j, 0x2000), "alone");
}

/* Times that cannot be compared tell nothing. */
static void test_dump_of_other_clock(void **state)
{
	struct jit *j;

	(void)state;
	jits.is_live = false;
	j = jits_add(&jits, GONE, 0, NULL);
	put_dump(JITDUMP_ARCH_TIME);
	take_dump(j);
	assert_int_equal(jits.next_change, 0);
	assert_string_equal(name_at(j, 0x1000), "-");
	assert_string_equal(name_at(j, 0x2000), "alone");
	assert_non_null(strstr(jit_reason(j), "code was replaced there"));
}

/* A child has what its parent had when it was born. */
static void test_dump_of_parent(void **state)
{
	struct jit *parent = jits_add(&jits, GONE, 0, NULL);
	struct jit *child = jits_add(&jits, GONE + 1, 150, parent);

	(void)state;
	put_dump(0);
	take_dump(parent);
	assert_string_equal(name_at(child, 0x1000), "first");
	assert_string_equal(name_at(child, 0x2000), "-");
	assert_string_equal(name_at(parent, 0x2000), "alone");
}

static void test_bad_dump(void **state)
{
	struct jit *j = jits_add(&jits, GONE, 0, NULL);

	(void)state;
	write_map(dump, "nothing of the kind, as far as anyone can see\n");
	take_dump(j);
	assert_string_equal(name_at(j, 0x1000), "-");
	assert_non_null(strstr(last_note(),
			       ".dump is not used: not a jitdump"));
}

static void test_bad_record(void **state)
{
	struct jit *j = jits_add(&jits, GONE, 0, NULL);
	int fd = begin_dump(0);

	(void)state;
	jitdump_move(fd, 100, 0x1000, 0x2000, 0x10, 1);
	jitdump_load(fd, 100, 0x1000, 0x10, 1, "f");
	close(fd);
	take_dump(j);
	assert_string_equal(name_at(j, 0x1000), "f");
	assert_non_null(strstr(last_note(), "1 of 2 records left out"));
}

/* Another file at the path of the one that was mapped. */
static void test_other_dump(void **state)
{
	const struct dso_id id = { .maj = 250, .min = 1, .ino = 12345 };
	const struct locate_mapping mapping = { .path = dump, .id = &id };
	struct jit *j = jits_add(&jits, GONE, 0, NULL);

	(void)state;
	put_dump(0);
	jit_take_dump(j, &mapping);
	assert_string_equal(name_at(j, 0x2000), "-");
	assert_non_null(strstr(jit_reason(j),
			       "another file lies at that path now"));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_map),
		TEST(test_nothing),
		TEST(test_notes),
		TEST(test_no_regular_file),
		TEST(test_owner),
		TEST(test_old_map),
		TEST(test_in_its_own_tmp),
		TEST(test_owner_of_live_process),
		TEST(test_map_that_comes_later),
		TEST(test_map_that_is_followed),
		TEST(test_missed_address),
		TEST(test_child),
		TEST(test_child_of_followed),
		TEST(test_dump_live),
		TEST(test_dump_over_time),
		TEST(test_dump_of_other_clock),
		TEST(test_dump_of_parent),
		TEST(test_bad_dump),
		TEST(test_bad_record),
		TEST(test_other_dump),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
