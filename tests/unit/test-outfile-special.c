// SPDX-License-Identifier: GPL-2.0-only
/* outfile: pipes, devices and standard output, which are written in place. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "test-outfile.h"

static void test_devices_stay(void **state)
{
	struct outfile of;
	struct stat st;
	struct err err = { "" };

	(void)state;
	open_ok(&of, "/dev/null");
	fputs("hello", outfile_stream(&of));
	assert_int_equal(fseek(outfile_stream(&of), 0, SEEK_SET), 0);
	commit_ok(&of);
	assert_int_equal(lstat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));

	open_ok(&of, "/dev/full");
	fputs("hello", outfile_stream(&of));
	assert_int_equal(outfile_commit(&of, &err), -ENOSPC);
	assert_non_null(strstr(err.text, "'/dev/full'"));
}

static void test_fifo(void **state)
{
	struct outfile of;
	char buf[16] = "";
	int fd;

	(void)state;
	assert_int_equal(mkfifo(path_of("fifo"), 0600), 0);
	fd = open(path_of("fifo"), O_RDONLY | O_NONBLOCK);
	assert_true(fd >= 0);
	open_ok(&of, path_of("fifo"));
	fputs("hello", outfile_stream(&of));
	assert_int_equal(fseek(outfile_stream(&of), 0, SEEK_SET), 0);
	fputs("j", outfile_stream(&of));
	commit_ok(&of);
	assert_int_equal(read(fd, buf, sizeof(buf)), 5);
	assert_string_equal(buf, "jello");
	close(fd);
	assert_int_equal(nr_files(), 1);
}

/* Put @fd in the place of standard output. Return: what was there. */
static int swap_stdout(int fd)
{
	int old;

	fflush(stdout);
	old = dup(STDOUT_FILENO);
	dup2(fd, STDOUT_FILENO);
	return old;
}

static void restore_stdout(int old)
{
	dup2(old, STDOUT_FILENO);
	close(old);
}

static void check_stdout(const char *path)
{
	struct err err = { "" };
	struct outfile of;
	int fd, old, ret;

	fd = open(path_of("out"), O_RDWR | O_CREAT | O_TRUNC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "before ", 7), 7);
	old = swap_stdout(fd);
	ret = outfile_open(&of, path, &err);
	if (!ret) {
		fputs("hello", outfile_stream(&of));
		ret = outfile_commit(&of, &err);
	}
	restore_stdout(old);
	if (ret)
		fail_msg("%s: %s", path, err.text);
	assert_holds("out", "before hello");
	/* Its own descriptor, at its own position. */
	assert_int_equal(write(fd, "!", 1), 1);
	close(fd);
	assert_holds("out", "before hello!");
	assert_int_equal(nr_files(), 1);
}

static void test_stdout(void **state)
{
	(void)state;
	check_stdout("-");
	check_stdout("/dev/stdout");
	check_stdout("/dev/fd/1");
	check_stdout("/proc/self/fd/1");
}

static void test_stdout_without_reader(void **state)
{
	struct err err = { "" };
	struct outfile of;
	int fds[2], old, ret;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	old = swap_stdout(fds[1]);
	close(fds[0]);
	close(fds[1]);
	ret = outfile_open(&of, "-", &err);
	if (!ret) {
		fputs("hello", outfile_stream(&of));
		ret = outfile_commit(&of, &err);
	}
	restore_stdout(old);
	assert_int_equal(ret, -EPIPE);
	assert_non_null(strstr(err.text, "standard output: Broken pipe"));
}

static void test_stdout_not_for_writing(void **state)
{
	struct err err = { "" };
	struct outfile of;
	int old, ret, fd = open("/dev/null", O_RDONLY);

	(void)state;
	old = swap_stdout(fd);
	close(fd);
	ret = outfile_open(&of, "-", &err);
	restore_stdout(old);
	assert_int_equal(ret, -EBADF);
}

/* A pipe that does not wait must get all of it all the same. */
static void test_slow_pipe(void **state)
{
	enum { SIZE = 1 << 20 };
	size_t i, sum = 0;
	struct outfile of;
	char buf[4096];
	int fds[2], status;
	ssize_t n;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		struct err err;

		close(fds[0]);
		swap_stdout(fds[1]);
		if (outfile_open(&of, "-", &err))
			_exit(1);
		for (i = 0; i < SIZE; i++)
			putc('x', outfile_stream(&of));
		_exit(outfile_commit(&of, &err) ? 2 : 0);
	}
	close(fds[1]);
	while ((n = read(fds[0], buf, sizeof(buf)))) {
		if (n < 0)
			usleep(1000);
		else
			sum += n;
	}
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(sum, SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_devices_stay),
		TEST(test_fifo),
		TEST(test_stdout),
		TEST(test_stdout_without_reader),
		TEST(test_stdout_not_for_writing),
		TEST(test_slow_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
