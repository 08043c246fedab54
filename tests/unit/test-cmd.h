/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Commands run as main() runs them, in a directory of their own, and what they
 * said. Needs _GNU_SOURCE.
 */
#ifndef FLAMEK_TEST_CMD_H
#define FLAMEK_TEST_CMD_H

#include <fcntl.h>
#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "cmd.h"

#define ARGS_MAX 12

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

static char dir[] = "/tmp/test-cmd-XXXXXX";
static char said[4096], printed[4096];

static inline void put(const char *name, const char *data, size_t size)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, size, f), size);
	fclose(f);
}

static inline void put_text(const char *name, const char *text)
{
	put(name, text, strlen(text));
}

static inline void get(const char *name, char *text, size_t size)
{
	FILE *f = fopen(name, "r");

	assert_non_null(f);
	text[fread(text, 1, size - 1, f)] = '\0';
	fclose(f);
}

static inline int redirect(int fd, const char *name)
{
	int old = dup(fd), to = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);

	assert_true(old >= 0 && to >= 0);
	dup2(to, fd);
	close(to);
	return old;
}

static inline void restore(int fd, int old)
{
	dup2(old, fd);
	close(old);
}

/* Run a command with arguments up to NULL. Return: its exit status. */
static inline int run(int (*command)(int, char **), ...)
{
	static char name[] = "flamekctl test";
	char *argv[ARGS_MAX + 1] = { name };
	int argc = 1, status, out, errors;
	va_list ap;

	va_start(ap, command);
	while (argc < ARGS_MAX && (argv[argc] = va_arg(ap, char *)))
		argc++;
	va_end(ap);
	fflush(stdout);
	out = redirect(STDOUT_FILENO, "stdout");
	errors = redirect(STDERR_FILENO, "stderr");
	optind = 0;
	status = command(argc, argv);
	fflush(stdout);
	restore(STDOUT_FILENO, out);
	restore(STDERR_FILENO, errors);
	get("stdout", printed, sizeof(printed));
	get("stderr", said, sizeof(said));
	return status;
}

static inline void assert_said(const char *part)
{
	if (!strstr(said, part))
		fail_msg("\"%s\" was not said, but: %s", part, said);
}

static inline int set_up(void **state)
{
	(void)state;
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	return !mkdtemp(dir) || chdir(dir);
}

static inline int tear_down(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return chdir("/") || system(command);
}

#endif
