// SPDX-License-Identifier: GPL-2.0-only
/* outfile: whole or not at all, with and without nameless files. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "test-outfile.h"

static bool has_no_tmpfile;

/* What outfile.c calls, so that it can be told that O_TMPFILE is unknown. */
int openat(int dir_fd, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if ((flags & O_TMPFILE) == O_TMPFILE && has_no_tmpfile) {
		errno = EOPNOTSUPP;
		return -1;
	}
	if (flags & (O_CREAT | O_TMPFILE)) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return syscall(SYS_openat, dir_fd, path, flags, mode);
}

static mode_t mode_of(const char *name)
{
	struct stat st;

	assert_int_equal(stat(path_of(name), &st), 0);
	return st.st_mode & 07777;
}

static void put(const char *name, const char *text, mode_t mode)
{
	FILE *f = fopen(path_of(name), "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fchmod(fileno(f), mode), 0);
	fclose(f);
}

static void assert_refused(const char *path, int error, const char *says)
{
	struct err err = { "" };
	struct outfile of;

	assert_int_equal(outfile_open(&of, path, &err), -error);
	if (!strstr(err.text, says) || !strstr(err.text, strerror(error)))
		fail_msg("'%s' says neither \"%s\" nor why", err.text, says);
	outfile_abort(&of);
}

static int set_up_without_tmpfile(void **state)
{
	has_no_tmpfile = true;
	return set_up(state);
}

static int tear_down_without_tmpfile(void **state)
{
	has_no_tmpfile = false;
	return tear_down(state);
}

static void test_new_file(void **state)
{
	struct outfile of;

	(void)state;
	umask(027);
	open_ok(&of, path_of("a"));
	fputs("hello", outfile_stream(&of));
	assert_int_equal(access(path_of("a"), F_OK), -1);
	commit_ok(&of);
	assert_holds("a", "hello");
	assert_int_equal(mode_of("a"), 0640);
	assert_int_equal(nr_files(), 1);
}

static void test_replaced_file(void **state)
{
	struct outfile of;

	(void)state;
	put("a", "old", 0604);
	open_ok(&of, path_of("a"));
	fputs("new", outfile_stream(&of));
	fflush(outfile_stream(&of));
	assert_holds("a", "old");
	commit_ok(&of);
	assert_holds("a", "new");
	assert_int_equal(mode_of("a"), 0604);
	assert_int_equal(nr_files(), 1);
}

static void test_owner_is_kept(void **state)
{
	struct outfile of;
	struct stat st;

	(void)state;
	if (geteuid())
		skip();
	put("a", "old", 0640);
	assert_int_equal(chown(path_of("a"), 1234, 2345), 0);
	open_ok(&of, path_of("a"));
	commit_ok(&of);
	assert_int_equal(stat(path_of("a"), &st), 0);
	assert_int_equal(st.st_uid, 1234);
	assert_int_equal(st.st_gid, 2345);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void test_abort(void **state)
{
	struct outfile of;

	(void)state;
	open_ok(&of, path_of("a"));
	fputs("hello", outfile_stream(&of));
	outfile_abort(&of);
	outfile_abort(&of);
	assert_int_equal(nr_files(), 0);

	put("a", "old", 0644);
	open_ok(&of, path_of("a"));
	fputs("new", outfile_stream(&of));
	outfile_abort(&of);
	assert_holds("a", "old");
	assert_int_equal(nr_files(), 1);
	open_ok(&of, path_of("a"));
	commit_ok(&of);
	outfile_abort(&of);
	assert_holds("a", "");
}

static void test_stream_is_seekable(void **state)
{
	struct outfile of;
	char buf[4];
	FILE *f;

	(void)state;
	open_ok(&of, path_of("a"));
	f = outfile_stream(&of);
	fputs("hello world", f);
	assert_int_equal(fseek(f, 2, SEEK_SET), 0);
	fputs("LL", f);
	assert_int_equal(fseek(f, 0, SEEK_SET), 0);
	assert_int_equal(fread(buf, 1, 4, f), 4);
	assert_memory_equal(buf, "heLL", 4);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	fputs("!", f);
	commit_ok(&of);
	assert_holds("a", "heLLo world!");
}

static void test_relative_path(void **state)
{
	struct outfile of;
	char *cwd = getcwd(NULL, 0);

	(void)state;
	assert_int_equal(chdir(dir), 0);
	open_ok(&of, "a");
	assert_int_equal(chdir("/"), 0);
	fputs("x", outfile_stream(&of));
	commit_ok(&of);
	assert_holds("a", "x");
	assert_int_equal(chdir(cwd), 0);
	free(cwd);
}

static void test_links_are_followed(void **state)
{
	struct outfile of;
	struct stat st;

	(void)state;
	put("target", "old", 0600);
	assert_int_equal(symlink("target", path_of("b")), 0);
	assert_int_equal(symlink("b", path_of("a")), 0);
	open_ok(&of, path_of("a"));
	fputs("new", outfile_stream(&of));
	commit_ok(&of);
	assert_holds("target", "new");
	assert_int_equal(mode_of("target"), 0600);
	assert_int_equal(lstat(path_of("a"), &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(nr_files(), 3);

	/* One that leads to nothing makes what it leads to. */
	assert_int_equal(unlink(path_of("target")), 0);
	open_ok(&of, path_of("a"));
	fputs("made", outfile_stream(&of));
	commit_ok(&of);
	assert_holds("target", "made");
	assert_int_equal(nr_files(), 3);
}

static void test_refusals(void **state)
{
	char name[300];
	struct err err;
	struct outfile of;

	(void)state;
	assert_refused(dir, EISDIR, dir);
	assert_refused(path_of("no/a"), ENOENT, "no'");
	assert_refused(path_of("new/"), ENOENT, "new/");
	put("file", "", 0644);
	assert_refused(path_of("file/a"), ENOTDIR, "file/a");
	assert_int_equal(symlink("loop", path_of("loop")), 0);
	assert_refused(path_of("loop"), ELOOP, "loop");
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_refused(name, ENAMETOOLONG, "nnn");
	assert_int_equal(outfile_open(&of, "", &err), -ENOENT);
	assert_int_equal(nr_files(), 2);
}

/* Run @fn in a child that is nobody. Return: its exit status. */
static int as_nobody(void (*fn)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		if (setresgid(65534, 65534, 65534) ||
		    setresuid(65534, 65534, 65534))
			_exit(99);
		fn();
		_exit(98);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void open_a(void)
{
	struct outfile of;
	struct err err;

	_exit(outfile_open(&of, path_of("a"), &err) == -EACCES ? 42 : 1);
}

static void test_no_right_to_write(void **state)
{
	(void)state;
	if (geteuid())
		skip();
	/* In a directory of another's. */
	assert_int_equal(chmod(dir, 0755), 0);
	assert_int_equal(as_nobody(open_a), 42);
	/* Over a file that may not be written, where another could be made. */
	put("a", "old", 0444);
	assert_int_equal(chmod(dir, 0777), 0);
	assert_int_equal(as_nobody(open_a), 42);
	assert_holds("a", "old");
	assert_int_equal(nr_files(), 1);
}

static void replace_a(void)
{
	struct outfile of;
	struct err err;

	if (outfile_open(&of, path_of("a"), &err))
		_exit(1);
	fputs("new", outfile_stream(&of));
	_exit(outfile_commit(&of, &err) ? 2 : 42);
}

/* Where the file cannot be replaced, what it holds is. */
static void test_sticky_directory(void **state)
{
	struct stat st;

	(void)state;
	if (geteuid())
		skip();
	put("a", "old and longer", 0666);
	assert_int_equal(chmod(dir, 01777), 0);
	assert_int_equal(as_nobody(replace_a), 42);
	assert_holds("a", "new");
	assert_int_equal(stat(path_of("a"), &st), 0);
	assert_int_equal(st.st_uid, 0);
	assert_int_equal(nr_files(), 1);
}

/* What a group might do with the file is not for the writer's own group. */
static void test_group_that_cannot_be_kept(void **state)
{
	struct stat st;

	(void)state;
	if (geteuid())
		skip();
	put("a", "old", 0666);
	assert_int_equal(chmod(dir, 0777), 0);
	assert_int_equal(as_nobody(replace_a), 42);
	assert_int_equal(stat(path_of("a"), &st), 0);
	assert_int_equal(st.st_uid, 65534);
	assert_int_equal(st.st_mode & 07777, 0606);
}

static bool can_tmpfile(void)
{
	int fd = open(dir, O_TMPFILE | O_RDWR, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void test_kill_leaves_nothing(void **state)
{
	struct outfile of;
	int status;
	pid_t pid;

	(void)state;
	if (!can_tmpfile())
		skip();
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		struct err err;

		if (!outfile_open(&of, path_of("a"), &err)) {
			fputs("hello", outfile_stream(&of));
			fflush(outfile_stream(&of));
			raise(SIGKILL);
		}
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(nr_files(), 0);
}

/* How a child that has written half ends, and what it leaves. */
static void check_named_end(void (*end)(void), bool is_signal)
{
	struct outfile of, other;
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		struct err err;

		signal(SIGTERM, SIG_DFL);
		outfile_guard_signals();
		if (outfile_open(&of, path_of("a"), &err) ||
		    outfile_open(&other, path_of("b"), &err) || nr_files() != 2)
			_exit(98);
		end();
		_exit(99);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (is_signal) {
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGTERM);
	} else {
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 3);
	}
	assert_int_equal(nr_files(), 0);
}

static void end_by_signal(void)
{
	raise(SIGTERM);
}

static void end_by_exit(void)
{
	fclose(stdout);
	exit(3);
}

static void test_named_file_goes(void **state)
{
	(void)state;
	check_named_end(end_by_signal, true);
	check_named_end(end_by_exit, false);
}

static void test_child_leaves_named_file(void **state)
{
	struct outfile of;
	int status;
	pid_t pid;

	(void)state;
	open_ok(&of, path_of("a"));
	assert_int_equal(nr_files(), 1);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		outfile_cleanup();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	fputs("hello", outfile_stream(&of));
	commit_ok(&of);
	assert_holds("a", "hello");
}

static void test_full_disk(void **state)
{
	struct err err = { "" };
	struct outfile of;

	(void)state;
	put("a", "old", 0644);
	open_ok(&of, path_of("a"));
	/* As if the disk were: the stream's own descriptor takes no more. */
	assert_true(dup2(open("/dev/full", O_RDWR),
			 fileno(outfile_stream(&of))) >= 0);
	fputs("new", outfile_stream(&of));
	assert_int_equal(outfile_commit(&of, &err), -ENOSPC);
	assert_non_null(strstr(err.text, "No space left"));
	assert_holds("a", "old");
	assert_int_equal(nr_files(), 1);
}

#define TEST_NAMED(fn) { #fn "_named", fn, set_up_without_tmpfile, \
			 tear_down_without_tmpfile, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_new_file),
		TEST_NAMED(test_new_file),
		TEST(test_replaced_file),
		TEST_NAMED(test_replaced_file),
		TEST(test_owner_is_kept),
		TEST_NAMED(test_owner_is_kept),
		TEST(test_abort),
		TEST_NAMED(test_abort),
		TEST(test_stream_is_seekable),
		TEST(test_relative_path),
		TEST_NAMED(test_relative_path),
		TEST(test_links_are_followed),
		TEST(test_refusals),
		TEST(test_no_right_to_write),
		TEST_NAMED(test_no_right_to_write),
		TEST(test_group_that_cannot_be_kept),
		TEST(test_sticky_directory),
		TEST_NAMED(test_sticky_directory),
		TEST(test_kill_leaves_nothing),
		TEST_NAMED(test_named_file_goes),
		TEST_NAMED(test_child_leaves_named_file),
		TEST(test_full_disk),
		TEST_NAMED(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
