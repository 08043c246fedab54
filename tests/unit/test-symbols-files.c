// SPDX-License-Identifier: GPL-2.0-only
/*
 * The right file or none: files found through processes, in other roots,
 * deleted, replaced, written to; and what is no file at all.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/fs.h>
#include <cmocka.h>

#include "child.h"
#include "symbols/procmaps.h"
#include "test-symbols.h"

static const struct dso_id nothing;
static struct symbols *syms;
static uint64_t at;		/* offset of the function in the program */

static bool is_named(struct dso *dso)
{
	struct symbol sym;

	return symbols_user(syms, dso, at, &sym) &&
	       !strcmp(sym.name, "function");
}

static struct dso *look(const char *path, const struct dso_id *id, pid_t pid)
{
	return symbols_dso(syms, path, id, pid, 0, 0);
}

static int set_up(void **state)
{
	(void)state;
	syms = symbols_new();
	run("cp prog p");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	symbols_free(syms);
	run("rm -f p");
	return 0;
}

/* 0 where the file system has none. */
static uint32_t generation_of(const char *path)
{
	unsigned long generation = 0;
	int fd = open(path, O_RDONLY);

	assert_true(fd >= 0);
	if (ioctl(fd, FS_IOC_GETVERSION, &generation))
		generation = 0;
	close(fd);
	return (uint32_t)generation;
}

static void test_same(void **state)
{
	const char *path = path_of("p");
	struct dso_id id = id_of(path), other;
	struct dso *dso = look(path, &id, 0);

	(void)state;
	assert_ptr_equal(look(path, &id, 0), dso);
	assert_ptr_equal(look(path, &id, 4000000), dso);
	other = id;
	other.ino++;
	assert_ptr_not_equal(look(path, &other, 0), dso);
	other = id;
	other.min++;
	assert_ptr_not_equal(look(path, &other, 0), dso);
	other = id;
	other.build_id_size = 20;
	assert_ptr_not_equal(look(path, &other, 0), dso);
	assert_ptr_not_equal(look(path_of("prog"), &id, 0), dso);
	/* An unknown generation is that of the file; another one is another. */
	id.ino_generation = generation_of(path) ? generation_of(path) : 5;
	assert_ptr_equal(look(path, &id, 0), dso);
	id.ino_generation++;
	assert_ptr_not_equal(look(path, &id, 0), dso);
	assert_ptr_equal(look("//anon", &nothing, 0),
			 look("//anon", &nothing, 1));
}

static void test_many(void **state)
{
	enum { NR = 3000 };
	static struct dso *dsos[NR];
	char path[64];
	int i;

	(void)state;
	for (i = 0; i < NR; i++) {
		snprintf(path, sizeof(path), "/nonexistent/file%d", i);
		dsos[i] = look(path, &nothing, 0);
	}
	for (i = 0; i < NR; i++) {
		snprintf(path, sizeof(path), "/nonexistent/file%d", i);
		assert_ptr_equal(look(path, &nothing, 0), dsos[i]);
		assert_string_equal(dso_path(dsos[i]), path);
	}
}

/* By path, where the event says nothing of the file. */
static void test_unknown_identity(void **state)
{
	(void)state;
	assert_true(is_named(look(path_of("p"), &nothing, 0)));
}

static void test_other_file(void **state)
{
	const struct dso_id id = id_of(path_of("p"));
	struct dso *dso;

	(void)state;
	run("cp prog q && mv q p");
	dso = look(path_of("p"), &id, 0);
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
	assert_false(is_named(dso));
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
}

/* An inode number used again for another file. */
static void test_other_generation(void **state)
{
	const char *path = path_of("p");
	const uint32_t generation = generation_of(path);
	struct dso_id id = id_of(path);

	(void)state;
	if (!generation)
		skip();
	id.ino_generation = generation + 1;
	assert_int_equal(dso_state(look(path, &id, 0)), DSO_MISMATCH);
	id.ino_generation = generation;
	assert_true(is_named(look(path, &id, 0)));
}

static void test_build_id(void **state)
{
	struct dso_id id = { .build_id_size = 20 };
	size_t size;
	struct dso *dso = look(path_of("prog"), &nothing, 0);

	(void)state;
	assert_true(is_named(dso));
	memcpy(id.build_id, dso_build_id(dso, &size), 20);
	assert_int_equal(size, 20);
	/* It makes the file, wherever it lies. */
	assert_true(is_named(look(path_of("p"), &id, 0)));
	id.ino = 1;
	assert_true(is_named(look(path_of("p"), &id, 0)));
	id.build_id[19] ^= 1;
	dso = look(path_of("p"), &id, 0);
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
	/* A file that is not there has the id that the mapping had. */
	dso = look("/nonexistent", &id, 0);
	assert_memory_equal(dso_build_id(dso, &size), id.build_id, 20);
	assert_int_equal(size, 20);
	/* One without a build-id is another. */
	run("objcopy --remove-section=.note.gnu.build-id prog without "
	    "2>/dev/null");
	dso = look(path_of("without"), &id, 0);
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
}

/* One that is known by the path only is believed with the inode. */
static void test_build_id_by_path(void **state)
{
	struct dso_id id = id_of(path_of("p"));
	struct dso *dso = look(path_of("p"), &id, 0);
	size_t size;

	(void)state;
	assert_true(is_named(dso));
	memcpy(id.build_id, dso_build_id(dso, &size), 20);
	id.build_id_size = (uint8_t)size;
	id.is_by_path = true;
	assert_true(is_named(look(path_of("p"), &id, 0)));
	id.min++;
	assert_true(is_named(look(path_of("p"), &id, 0)));
	id.ino++;
	assert_int_equal(dso_state(look(path_of("p"), &id, 0)), DSO_MISMATCH);
	id.ino = 0;
	assert_true(is_named(look(path_of("p"), &id, 0)));
	id.build_id[0] ^= 1;
	assert_int_equal(dso_state(look(path_of("p"), &id, 0)), DSO_MISMATCH);
}

/* The same inode can be there too, of another file. */
static void test_other_machine(void **state)
{
	struct dso_id id = id_of(path_of("p"));
	struct dso *dso = look(path_of("p"), &id, 0);
	size_t size;

	(void)state;
	assert_true(is_named(dso));
	id.build_id_size = 20;
	memcpy(id.build_id, dso_build_id(dso, &size), 20);
	symbols_free(syms);
	syms = symbols_new();
	symbols_other_machine(syms);
	id.ino++;
	assert_true(is_named(look(path_of("p"), &id, 0)));
	id.ino--;
	id.build_id_size = 0;
	dso = look(path_of("p"), &id, 0);
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
	assert_false(is_named(dso));
	assert_non_null(strstr(dso_reason(dso), "another machine"));
	/* A path, where nothing else was said, is one of that machine. */
	assert_int_equal(dso_state(look(path_of("p"), &nothing, 0)),
			 DSO_MISMATCH);
}

static int64_t changed_ns(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_ctim.tv_sec * INT64_C(1000000000) + st.st_ctim.tv_nsec;
}

/* What was changed since has the inode of then all the same. */
static void test_recorded_before(void **state)
{
	struct dso_id id = id_of(path_of("p"));
	const int64_t now = changed_ns(path_of("p"));
	struct dso *dso;
	size_t size;

	(void)state;
	symbols_recorded_until(syms, now);
	dso = look(path_of("p"), &id, 0);
	assert_true(is_named(dso));
	memcpy(id.build_id, dso_build_id(dso, &size), 20);
	symbols_free(syms);
	syms = symbols_new();
	symbols_recorded_until(syms, now - 1);
	dso = look(path_of("p"), &id, 0);
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
	assert_non_null(strstr(dso_reason(dso), "after the recording"));
	/* A build-id tells better. */
	id.build_id_size = 20;
	assert_true(is_named(look(path_of("p"), &id, 0)));
}

/* Once open, it may go. */
static void test_deleted_later(void **state)
{
	const struct dso_id id = id_of(path_of("p"));
	struct dso *dso = look(path_of("p"), &id, 0);

	(void)state;
	run("rm p");
	assert_true(is_named(dso));
}

static void test_written_later(void **state)
{
	const struct dso_id id = id_of(path_of("p"));
	struct dso *dso = look(path_of("p"), &id, 0);

	(void)state;
	run("printf x >> p");
	assert_false(is_named(dso));
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
	assert_non_null(strstr(dso_reason(dso), "written"));
}

/* Behind its call; its own code begins behind something else. */
static void test_returns(void **state)
{
	const struct dso_id id = id_of(path_of("p"));
	struct dso *dso = look(path_of("p"), &id, 0);
	uint64_t ret;

	(void)state;
	if (!ask(&ret, "objdump -d --no-show-raw-insn %s/p | awk '"
		 "found { sub(\":\", \"\", $1); print $1; exit }"
		 "/call.*<function>/ { found = 1 }'", dir))
		fail_msg("no call of function");
	ret -= bias_of("p");
	assert_true(symbols_is_return(syms, dso, ret));
	assert_false(symbols_is_return(syms, dso, ret - 1));
	assert_false(symbols_is_return(syms, dso, at));
	assert_true(is_named(dso));
	run("rm p");
	assert_false(symbols_is_return(syms, dso, at));
	/* Behind its end there is nothing to judge by. */
	assert_true(symbols_is_return(syms, dso, UINT64_C(1) << 40));
}

/* What is at hand is not what was mapped. */
static void test_returns_elsewhere(void **state)
{
	struct dso_id id = id_of(path_of("p"));
	struct dso *dso;

	(void)state;
	id.build_id_size = 20;
	dso = look(path_of("p"), &id, 0);
	assert_true(symbols_is_return(syms, dso, at));
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
	assert_true(symbols_is_return(syms, look("//anon", &nothing, 0), at));
}

static void test_gone(void **state)
{
	struct dso *dso = look("/nonexistent/prog", &nothing, 4000000);

	(void)state;
	assert_int_equal(dso_state(dso), DSO_NOT_FOUND);
	assert_false(is_named(dso));
	assert_non_null(strstr(dso_reason(dso), "gone"));
}

/* Another process may lead to what the first did not. */
static void test_tried_again(void **state)
{
	const struct dso_id id = id_of(path_of("p"));
	const char *path = path_of("p");
	struct dso *dso;

	(void)state;
	run("mv p away");
	dso = look(path, &id, 4000000);
	assert_int_equal(dso_state(dso), DSO_NOT_FOUND);
	run("mv away p");
	assert_ptr_equal(look(path, &id, 4000000), dso);
	assert_int_equal(dso_state(dso), DSO_NOT_FOUND);
	assert_ptr_equal(look(path, &id, getpid()), dso);
	assert_true(is_named(dso));
}

static void test_anonymous(void **state)
{
	static const struct {
		const char *path, *name;
	} memory[] = {
		{ "//anon", "[anon]" }, { "[heap]", "[heap]" },
		{ "[anon:x]", "[anon:x]" }, { "", "[anon]" },
		{ "/dev/zero (deleted)", "zero" },
		{ "/dev/null", "null" }, { "/tmp", "tmp" },
		{ "/SYSV00000000 (deleted)", "SYSV00000000" },
	};
	struct dso *dso;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(memory) / sizeof(memory[0]); i++) {
		dso = look(memory[i].path, &nothing, 0);
		assert_int_equal(dso_state(dso), DSO_ANON);
		assert_string_equal(dso_name(dso), memory[i].name);
		assert_false(is_named(dso));
	}
}

/* To open one would wait for ever. */
static void test_fifo(void **state)
{
	(void)state;
	run("rm -f fifo && mkfifo fifo");
	assert_int_equal(dso_state(look(path_of("fifo"), &nothing, 0)),
			 DSO_ANON);
}

/* More files than may be open at first. */
static void test_file_limit(void **state)
{
	enum { NR = 300 };
	struct rlimit old, low;
	struct dso *dsos[NR];
	char name[32];
	int i;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	if (old.rlim_max < 1000)
		skip();
	low = old;
	low.rlim_cur = 128;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	run("mkdir -p many; i=0; while [ $i -lt %d ]; do ln -f p many/$i; "
	    "i=$((i + 1)); done", NR);
	for (i = 0; i < NR; i++) {
		snprintf(name, sizeof(name), "many/%d", i);
		dsos[i] = look(path_of(name), &nothing, 0);
	}
	for (i = 0; i < NR; i++)
		assert_true(is_named(dsos[i]));
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
}

/* More than may ever be: the rest is told apart from what is not there. */
static int exhaust_files(void)
{
	struct rlimit low = { .rlim_cur = 128, .rlim_max = 128 };
	struct dso *dso = NULL;
	char name[32];
	int i, spare;

	if (setrlimit(RLIMIT_NOFILE, &low))
		return -1;
	for (i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "many/%d", i);
		dso = look(path_of(name), &nothing, 0);
	}
	if (dso_state(dso) != DSO_NOT_FOUND ||
	    !strstr(dso_reason(dso), "Too many open files"))
		return -1;
	/* Others in the program can still open theirs. */
	spare = open("/dev/null", O_RDONLY);
	return spare < 0;
}

static void test_file_limit_reached(void **state)
{
	pid_t pid;

	(void)state;
	run("mkdir -p many; i=0; while [ $i -lt 200 ]; do ln -f p many/$i; "
	    "i=$((i + 1)); done");
	pid = start_child(exhaust_files);
	assert_true(pid > 0);
	stop_child(pid);
}

/* The address at which a process has a file mapped, by the file's name. */
static uint64_t mapped_at(pid_t pid, const char *part)
{
	uint64_t start;

	if (!ask(&start, "grep -- '%s' /proc/%d/maps | grep r-xp", part,
		 (int)pid))
		fail_msg("%s is not mapped", part);
	return start;
}

/* Map the program as code, then it goes from the directory. */
static int map_and_delete(void)
{
	const char *path = path_of("p");
	int fd = open(path, O_RDONLY);
	void *map = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);

	close(fd);
	return map == MAP_FAILED || unlink(path);
}

static void test_deleted(void **state)
{
	const struct dso_id id = id_of(path_of("p"));
	pid_t pid = start_child(map_and_delete);
	char path[PATH_MAX + 16];
	struct dso *dso;

	(void)state;
	assert_true(pid > 0);
	snprintf(path, sizeof(path), "%s (deleted)", path_of("p"));
	dso = symbols_dso(syms, path, &id, pid, mapped_at(pid, "/p (deleted)"),
			  0);
	stop_child(pid);
	/* Only with privileges does the mapping itself lead to the file. */
	if (geteuid() && dso_state(dso) == DSO_NOT_FOUND)
		skip();
	assert_string_equal(dso_name(dso), "p");
	assert_true(is_named(dso));
}

/* An upgrade: another file has the path, the process the old one. */
static void test_replaced(void **state)
{
	const struct dso_id id = id_of(path_of("p"));
	pid_t pid = start_child(map_and_delete);
	char path[PATH_MAX + 16];
	struct dso *dso;

	(void)state;
	assert_true(pid > 0);
	run("cp prog p");
	snprintf(path, sizeof(path), "%s (deleted)", path_of("p"));
	dso = look(path, &id, pid);
	stop_child(pid);
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
	assert_false(is_named(dso));
}

/* The path of a running program leads nowhere, but the process has it. */
static void test_deleted_executable(void **state)
{
	const struct dso_id id = id_of(path_of("p"));
	char path[PATH_MAX + 16], *argv[] = { (char *)path_of("p"), NULL };
	struct dso *dso;
	pid_t pid = fork();

	(void)state;
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execv(argv[0], argv);
		_exit(1);
	}
	assert_true(pid > 0);
	/* It stops itself when it runs. */
	assert_int_equal(waitpid(pid, NULL, WUNTRACED), pid);
	run("rm p");
	snprintf(path, sizeof(path), "%s (deleted)", argv[0]);
	dso = look(path, &id, pid);
	stop_child(pid);
	assert_true(is_named(dso));
}

static int enter_root(void)
{
	if (geteuid() && unshare(CLONE_NEWUSER))
		return -1;
	return chroot(path_of("root"));
}

/* A container's file, at a path that is another file's, or none, here. */
static void test_other_root(void **state)
{
	struct dso_id id;
	struct dso *dso;
	pid_t pid;

	(void)state;
	run("mkdir -p root/bin root/nowhere && ln -f p root/nowhere/prog");
	id = id_of(path_of("root/nowhere/prog"));
	pid = start_child(enter_root);
	if (!pid)
		skip();
	dso = look("/nowhere/prog", &id, pid);
	stop_child(pid);
	assert_true(is_named(dso));
}

/* A link in it leads to its own files, not to ours. */
static void test_link_in_other_root(void **state)
{
	struct dso *dso, *ours;
	pid_t pid;

	(void)state;
	run("mkdir -p root/lib && ln -sf %s root/lib/linked", path_of("p"));
	pid = start_child(enter_root);
	if (!pid)
		skip();
	dso = look("/lib/linked", &nothing, pid);
	ours = look(path_of("root/lib/linked"), &nothing, getpid());
	stop_child(pid);
	assert_int_equal(dso_state(dso), DSO_NOT_FOUND);
	assert_true(is_named(ours));
}

/* Debug files are looked for in the same root. */
static void test_debug_file_in_other_root(void **state)
{
	struct dso_id id;
	struct dso *dso;
	pid_t pid;

	(void)state;
	run("hex=$(readelf -n prog | sed -n 's/.*Build ID: //p') && "
	    "store=root/usr/lib/debug/.build-id/$(echo $hex | cut -c1-2) && "
	    "mkdir -p root/bin $store && "
	    "objcopy --only-keep-debug prog $store/$(echo $hex | cut -c3-)"
	    ".debug && strip -o root/bin/stripped prog");
	id = id_of(path_of("root/bin/stripped"));
	pid = start_child(enter_root);
	if (!pid)
		skip();
	dso = look("/bin/stripped", &id, pid);
	assert_true(is_named(dso));
	stop_child(pid);
}

/* In a mount namespace of its own: o/low with o/up over it, seen at o/m. */
static int mount_overlay(void)
{
	char options[3 * PATH_MAX + 64];
	const char *path;
	int fd;

	if (unshare(CLONE_NEWNS | (geteuid() ? CLONE_NEWUSER : 0)) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", path_of("o"), "tmpfs", 0, NULL) ||
	    mkdir(path_of("o/up"), 0700) || mkdir(path_of("o/work"), 0700) ||
	    mkdir(path_of("o/m"), 0700))
		return -1;
	snprintf(options, sizeof(options),
		 "lowerdir=%s,upperdir=%s,workdir=%s", path_of("low"),
		 path_of("o/up"), path_of("o/work"));
	if (mount("none", path_of("o/m"), "overlay", 0, options))
		return -1;
	/* What is written to moves up: another file below the same path. */
	path = path_of("o/m/moved");
	if (chmod(path, 0700))
		return -1;
	fd = open(path, O_RDONLY);
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) ==
	       MAP_FAILED;
}

/* Events tell of the file below the overlay, stat() of the overlay's. */
static void test_overlay(void **state)
{
	char below[PATH_MAX + 64];
	struct dso_id id;
	struct dso *dso;
	pid_t pid;

	(void)state;
	run("mkdir -p low o && cp prog low/p && cp prog low/moved");
	pid = start_child(mount_overlay);
	if (!pid)
		skip();
	id = id_of(path_of("low/p"));
	assert_true(is_named(look(path_of("o/m/p"), &id, pid)));
	id.ino += 12345;
	dso = look(path_of("o/m/p"), &id, pid);
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
	snprintf(below, sizeof(below), "/proc/%d/root%s", (int)pid,
		 path_of("o/up/moved"));
	id = id_of(below);
	dso = symbols_dso(syms, path_of("o/m/moved"), &id, pid,
			  mapped_at(pid, "/o/m/moved"), 0);
	stop_child(pid);
	assert_true(is_named(dso));
}

static void test_vdso(void **state)
{
	const uint64_t base = getauxval(AT_SYSINFO_EHDR);
	unsigned int nr = 0, nr_clock = 0;
	struct procmaps_area area;
	struct symbol sym;
	struct dso *dso;
	uint64_t offset;

	(void)state;
	if (!base)
		skip();
	assert_true(procmaps_find(0, base, &area));
	dso = symbols_dso(syms, "[vdso]", &nothing, getpid(), area.start,
			  area.end);
	for (offset = 0; offset < area.end - area.start; offset++) {
		if (!symbols_user(syms, dso, offset, &sym))
			continue;
		nr++;
		nr_clock += !!strstr(sym.name, "clock_gettime");
	}
	assert_int_equal(dso_state(dso), DSO_OK);
	assert_string_equal(dso_name(dso), "[vdso]");
	assert_true(nr > 100 && nr_clock > 10);
	/* Another process's that is gone by now is the same as ours. */
	assert_ptr_equal(symbols_dso(syms, "[vdso]", &nothing, 4000000,
				     area.start, area.end), dso);
}

/* Of a process that has gone, whose vDSO was not like ours. */
static void test_other_vdso(void **state)
{
	struct dso *dso;

	(void)state;
	dso = symbols_dso(syms, "[vdso]", &nothing, 4000000, 0x7fff00000000,
			  0x7fff00100000);
	assert_int_equal(dso_state(dso), DSO_NOT_FOUND);
	dso = symbols_dso(syms, "[vdso]", &nothing, 4000000, 0xf7fc0000,
			  0xf7fc2000);
	assert_int_equal(dso_state(dso), DSO_NOT_FOUND);
	symbols_free(syms);
	syms = symbols_new();
	symbols_other_kernel(syms);
	dso = symbols_dso(syms, "[vdso]", &nothing, getpid(),
			  getauxval(AT_SYSINFO_EHDR), 0);
	assert_int_equal(dso_state(dso), DSO_MISMATCH);
}

/* Code in a memory file, which only its mapping leads to. */
static void test_memfd(void **state)
{
	const int fd = memfd_create("jit", MFD_CLOEXEC);
	struct dso *dso;
	struct stat st;
	void *map;

	(void)state;
	assert_true(fd >= 0 && !ftruncate(fd, 8192) && !fstat(fd, &st));
	map = mmap(NULL, 8192, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	assert_true(map != MAP_FAILED);
	dso = symbols_dso(syms, "/memfd:jit (deleted)",
			  &(struct dso_id){ .maj = major(st.st_dev),
					    .min = minor(st.st_dev),
					    .ino = st.st_ino },
			  getpid(), (uintptr_t)map, (uintptr_t)map + 8192);
	munmap(map, 8192);
	close(fd);
	assert_string_equal(dso_name(dso), "memfd:jit");
	assert_false(is_named(dso));
	if (geteuid() && dso_state(dso) == DSO_NOT_FOUND)
		skip();
	assert_int_equal(dso_state(dso), DSO_ANON);
}

static int build(void **state)
{
	(void)state;
	if (make_dir())
		return -1;
	put_file("prog.c",
		 "#include <signal.h>\n"
		 "__attribute__((noinline)) int function(int n)\n"
		 "{ return n * 3 + 1; }\n"
		 "int main(int argc, char **argv)\n"
		 "{ (void)argv; raise(SIGSTOP); return function(argc); }\n");
	run("${CC:-cc} -O1 -Wl,--build-id -o prog prog.c");
	at = offset_of("prog", "function");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same), TEST(test_many), TEST(test_unknown_identity),
		TEST(test_other_file), TEST(test_other_generation),
		TEST(test_build_id), TEST(test_build_id_by_path),
		TEST(test_other_machine), TEST(test_recorded_before),
		TEST(test_deleted_later),
		TEST(test_written_later), TEST(test_returns),
		TEST(test_returns_elsewhere), TEST(test_gone),
		TEST(test_tried_again), TEST(test_anonymous), TEST(test_fifo),
		TEST(test_file_limit), TEST(test_file_limit_reached),
		TEST(test_deleted), TEST(test_replaced),
		TEST(test_deleted_executable), TEST(test_other_root),
		TEST(test_link_in_other_root),
		TEST(test_debug_file_in_other_root), TEST(test_overlay),
		TEST(test_vdso), TEST(test_other_vdso), TEST(test_memfd),
	};

	return cmocka_run_group_tests(tests, build, remove_dir);
}
