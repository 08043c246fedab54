// SPDX-License-Identifier: GPL-2.0-only
/* Folded stacks, read: what is taken, what is left out, and what is refused. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "lines.h"
#include "test-folded.h"

/* The last frame of a profile of one stack. */
static const struct profile_frame *leaf_of(const struct profile *p)
{
	uint32_t node = profile_nr_nodes(p) - 1;

	return profile_get_frame(p, profile_node_frame(p, node));
}

static void test_simple(void **state)
{
	(void)state;
	assert_folds("a;b;c 1\na;b 2\na;b;c 3\nz 9\n",
		     "a;b 2\na;b;c 4\nz 9\n");
	assert_int_equal(report.lines, 4);
	assert_int_equal(report.stacks, 4);
	assert_int_equal(report.bad, 0);
	assert_folds("a 1", "a 1\n");
	assert_folds("", "");
	assert_folds("\n\n# a 3\n", "");
	assert_int_equal(report.stacks, 0);
}

static void test_shared_beginnings(void **state)
{
	(void)state;
	/* A frame may begin like another, or like it and end sooner. */
	assert_folds("a;bc;d 1\na;b;d 1\na;bcd 1\na 1\na;bc 1\nab;bc 1\n",
		     "a 1\na;b;d 1\na;bc 1\na;bc;d 1\na;bcd 1\nab;bc 1\n");
}

static void test_blanks_and_line_ends(void **state)
{
	(void)state;
	assert_folds("a;b 1\r\na;b 2 \r\n\r\n \t\na;b\t3\na;b   4\n",
		     "a;b 10\n");
	assert_folds("\xef\xbb\xbf" "a 1\n", "a 1\n");
	assert_folds("my proc;f(int, char) const 5\n",
		     "my proc;f(int, char) const 5\n");
}

static void test_counts(void **state)
{
	(void)state;
	assert_folds("a 18446744073709551615\nb 0\nc 007\n",
		     "a 18446744073709551615\nc 7\n");
	assert_folds("a 18446744073709551615\na 1\n",
		     "a 18446744073709551615\n");
	assert_folds("a 18446744073709551616\nb 1\n", "b 1\n");
	assert_string_equal(report.bad_reason, "count beyond 64 bits");
	assert_folds("a 18446744073709551615.5\nb 1\n", "b 1\n");
	assert_int_equal(report.bad, 1);
}

static void test_fractions_are_rounded(void **state)
{
	(void)state;
	assert_folds("a 3.\nb 1.4\nc 1.5\nd 2.50\ne 0.49999\nf 4.0\ng 0.5\n",
		     "a 3\nb 1\nc 2\nd 3\nf 4\ng 1\n");
	assert_int_equal(report.fractional, 5);
	assert_int_equal(report.fractional_line, 2);
}

static void test_bad_lines_are_left_out(void **state)
{
	static const struct {
		const char *line;
		const char *reason;
	} bad[] = {
		{ "nocount", "no count after the stack" },
		{ "a;b x", "no count after the stack" },
		{ "a;b -5", "no count after the stack" },
		{ "a;b +5", "no count after the stack" },
		{ "a;b 1e3", "no count after the stack" },
		{ "a;b .5", "no count after the stack" },
		{ "a;b 1.5.5", "no count after the stack" },
		{ "a;b5", "no count after the stack" },
		{ "5", "no count after the stack" },
		{ " 5", "no stack before the count" },
		{ "; 5", "no stack before the count" },
		{ ";;; 5", "no stack before the count" },
	};
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "# head\na;b 1\n%s\n%s\na 2\n",
			 bad[i].line, bad[i].line);
		assert_folds(text, "a 2\na;b 1\n");
		assert_int_equal(report.bad, 2);
		assert_int_equal(report.bad_line, 3);
		assert_string_equal(report.bad_reason, bad[i].reason);
		assert_int_equal(report.stacks, 2);
		assert_int_equal(report.lines, 5);
	}
}

static void test_nothing_but_bad_lines(void **state)
{
	static const char text[] = "\n<html>\n<body>\n";

	(void)state;
	assert_refused(text, strlen(text),
		       "'input' holds no folded stacks (line 2: no count");
	assert_int_equal(report.bad, 2);
}

static void test_nul_is_refused(void **state)
{
	static const char first[] = "\0";
	static const char late[] = "a 1\nb 2\nc\0d 3\n";
	static const char wide[] = "a\0 \0001\0\n";
	char *big = malloc(1 << 20);

	(void)state;
	assert_refused(first, 1, "'input' is not text: NUL byte in line 1");
	assert_refused(late, sizeof(late) - 1, "NUL byte in line 3");
	assert_refused(wide, sizeof(wide) - 1, "NUL byte in line 1");
	/* Far behind the first buffer too. */
	memset(big, '\n', 1 << 20);
	big[1000000] = '\0';
	assert_refused(big, 1 << 20, "NUL byte in line 1000001");
	free(big);
}

static void test_read_error(void **state)
{
	const struct folded_input in = {
		.fd = open("/", O_RDONLY), .name = "root",
	};

	(void)state;
	assert_null(folded_read(&in, &report, &err));
	assert_string_equal(err.text, "cannot read 'root': Is a directory");
	close(in.fd);
}

static void test_kinds(void **state)
{
	static const struct {
		const char *frame;
		const char *name;
		enum frame_kind kind;
	} frames[] = {
		{ "read", "read", FRAME_USER },
		{ "vfs_read_[k]", "vfs_read", FRAME_KERNEL },
		{ "Interpreter_[j]", "Interpreter", FRAME_JIT },
		{ "swap_[i]", "swap", FRAME_INLINE },
		{ "x_[w]", "x_[w]", FRAME_USER },
		{ "_[k]", "_[k]", FRAME_USER },
		{ "[unknown]", "[unknown]", FRAME_UNKNOWN },
		{ "[libc.so.6]", "[libc.so.6]", FRAME_UNKNOWN },
		{ "[unknown]_[k]", "[unknown]", FRAME_UNKNOWN },
		{ "[]", "[]", FRAME_USER },
		{ " _[k]", "[unknown]", FRAME_UNKNOWN },
		{ "a[1]", "a[1]", FRAME_USER },
		{ "", "[unknown]", FRAME_UNKNOWN },
	};
	struct profile *p;
	char text[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		snprintf(text, sizeof(text), "p;%s;end 1\n", frames[i].frame);
		p = read_text(text);
		assert_non_null(p);
		assert_int_equal(profile_nr_nodes(p), 4);
		assert_string_equal(profile_get_frame(p, profile_node_frame(p, 2))->name,
				    frames[i].name);
		assert_int_equal(profile_get_frame(p, profile_node_frame(p, 2))->kind,
				 frames[i].kind);
		profile_free(p);
	}
}

static void test_first_frame(void **state)
{
	static const struct {
		const char *frame;
		enum frame_kind kind;
	} frames[] = {
		{ "bash", FRAME_PROCESS },
		{ "kworker/u16:3-e", FRAME_PROCESS },
		{ "my worker 12", FRAME_PROCESS },
		{ "__libc_start_main", FRAME_USER },
		{ "std::run", FRAME_USER },
		{ "entry_[k]", FRAME_KERNEL },
		{ "[unknown]", FRAME_UNKNOWN },
	};
	struct profile *p;
	char text[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		snprintf(text, sizeof(text), "%s 1\n", frames[i].frame);
		p = read_text(text);
		assert_non_null(p);
		assert_int_equal(leaf_of(p)->kind, frames[i].kind);
		profile_free(p);
	}
}

static void test_two_columns(void **state)
{
	struct profile *p = read_text("# diff\na;b 1 2\na;c 0 5\na;b 3 4.5\n");

	(void)state;
	assert_non_null(p);
	assert_int_equal(profile_nr_columns(p), 2);
	assert_int_equal(profile_total(p, 0), 4);
	assert_int_equal(profile_total(p, 1), 12);
	assert_written(p, false, "a;b 4 7\na;c 0 5\n");

	/* Without a newline at the end of all. */
	p = read_text("a 1 2");
	assert_int_equal(profile_nr_columns(p), 2);
	profile_free(p);
}

static void test_name_that_ends_in_a_number(void **state)
{
	(void)state;
	/* One line with one count, and there is but one column. */
	assert_folds("worker 12 5\nbash 1\n", "bash 1\nworker 12 5\n");
	assert_folds("bash 1\nworker 12 5\n", "bash 1\nworker 12 5\n");
	assert_folds("worker 12 5\nbash 1", "bash 1\nworker 12 5\n");
	assert_folds("12 5\n13 6\n", "12 5\n13 6\n");
	/* What is too large for a count is part of a name. */
	assert_folds("a 18446744073709551616 5\n",
		     "a 18446744073709551616 5\n");
}

static void test_missing_second_count(void **state)
{
	size_t i, nr = 100000;
	struct profile *p;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	(void)state;
	for (i = 0; i < nr; i++)
		fprintf(f, "a;b%zu 1 2\n", i);
	fputs("a;late 7\n", f);
	fclose(f);
	p = read_text(text);
	assert_non_null(p);
	assert_int_equal(profile_nr_columns(p), 2);
	assert_int_equal(profile_total(p, 0), nr);
	assert_int_equal(report.bad, 1);
	assert_int_equal(report.bad_line, nr + 1);
	assert_string_equal(report.bad_reason,
			    "one count where other lines have two");
	profile_free(p);
	free(text);
}

static void test_long_line(void **state)
{
	size_t size = LINES_SIZE_MAX + (2 << 20);
	char *text = malloc(size);
	struct profile *p;

	(void)state;
	memcpy(text, "a;b 1\n", 6);
	memset(text + 6, 'x', size - 6);
	/* The end of a line too long is no line. */
	memcpy(text + size - 16, " 5\nc;d 2\ne 3.0 \n", 16);
	p = read_bytes(text, size);
	assert_non_null(p);
	assert_int_equal(report.bad, 1);
	assert_int_equal(report.bad_line, 2);
	assert_non_null(strstr(report.bad_reason, "16 MB"));
	assert_int_equal(report.lines, 4);
	assert_written(p, false, "a;b 1\nc;d 2\ne 3\n");

	/* Nor is one that never ends. */
	memset(text + 6, 'x', size - 6);
	p = read_bytes(text, size);
	assert_non_null(p);
	assert_int_equal(report.bad, 1);
	assert_written(p, false, "a;b 1\n");
	free(text);
}

static void test_deep_stack(void **state)
{
	size_t i, depth = 200000, size = 0;
	char *text = malloc(2 * depth + 16);
	struct profile *p;

	(void)state;
	for (i = 0; i < depth; i++) {
		text[size++] = 'a' + i % 26;
		text[size++] = ';';
	}
	strcpy(text + size - 1, " 1\n");
	p = read_text(text);
	assert_non_null(p);
	assert_int_equal(profile_nr_nodes(p), depth + 1);
	assert_written(p, false, text);
	free(text);
}

static void test_pipe_and_head(void **state)
{
	static const char text[] = "a;b;c 1\r\na;b 2\nlast 3";
	struct folded_input in = { .name = "pipe" };
	struct profile *p;
	int fds[2], status;
	size_t i;

	(void)state;
	for (i = 0; i <= sizeof(text) - 1; i++) {
		assert_int_equal(pipe(fds), 0);
		if (!fork()) {
			size_t k;

			/* What is behind the head, byte by byte. */
			for (k = i; k < sizeof(text) - 1; k++)
				if (write(fds[1], text + k, 1) != 1)
					_exit(1);
			_exit(0);
		}
		close(fds[1]);
		in.fd = fds[0];
		in.head = text;
		in.head_size = i;
		p = folded_read(&in, &report, &err);
		close(fds[0]);
		wait(&status);
		assert_int_equal(status, 0);
		assert_non_null(p);
		assert_written(p, false, "a;b 2\na;b;c 1\nlast 3\n");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_shared_beginnings),
		cmocka_unit_test(test_blanks_and_line_ends),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_fractions_are_rounded),
		cmocka_unit_test(test_bad_lines_are_left_out),
		cmocka_unit_test(test_nothing_but_bad_lines),
		cmocka_unit_test(test_nul_is_refused),
		cmocka_unit_test(test_read_error),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_first_frame),
		cmocka_unit_test(test_two_columns),
		cmocka_unit_test(test_name_that_ends_in_a_number),
		cmocka_unit_test(test_missing_second_count),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_deep_stack),
		cmocka_unit_test(test_pipe_and_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
