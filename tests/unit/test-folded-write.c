// SPDX-License-Identifier: GPL-2.0-only
/*
 * Folded stacks, written, and there and back again.
 *
 * tests/golden/folded/NAME.in gives NAME.folded, with annotations if NAME ends
 * in -annotated. FLAMEK_BLESS=1 in the environment writes the expectations anew.
 * Run from the top of the tree.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
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

#include "test-folded.h"

#define GOLDEN "tests/golden/folded"

static uint32_t add(struct profile *p, uint32_t node, const char *name,
		    const char *module, enum frame_kind kind, uint64_t value)
{
	node = profile_child(p, node, profile_frame(p, name, module, kind));
	profile_add(p, node, 0, value);
	return node;
}

static void test_names_are_made_harmless(void **state)
{
	struct profile *p = profile_new(1);
	uint32_t node = PROFILE_ROOT;

	(void)state;
	node = add(p, node, "#comm", NULL, FRAME_PROCESS, 1);
	node = add(p, node, "#f", NULL, FRAME_USER, 0);
	node = add(p, node, "a;b\nc\rd\te\x1b\x7f", NULL, FRAME_USER, 2);
	node = add(p, node, "\xc3\xa4\xff", NULL, FRAME_USER, 3);
	add(p, node, "", NULL, FRAME_UNKNOWN, 4);
	assert_written(p, false,
		       "?comm 1\n"
		       "?comm;#f;a:b?c?d?e?? 2\n"
		       "?comm;#f;a:b?c?d?e??;\xc3\xa4\xff 3\n"
		       "?comm;#f;a:b?c?d?e??;\xc3\xa4\xff;[unknown] 4\n");
}

/* The first line that is written must not begin with what is no text. */
static void test_byte_order_mark_as_a_name(void **state)
{
	struct profile *p = profile_new(1);

	(void)state;
	add(p, PROFILE_ROOT, "\xef\xbb\xbf", NULL, FRAME_USER, 1);
	assert_written(p, false, "?\xbb\xbf 1\n");
}

static void test_annotations(void **state)
{
	struct profile *p = profile_new(1);
	uint32_t node = PROFILE_ROOT;
	char *text;

	(void)state;
	node = add(p, node, "proc", NULL, FRAME_PROCESS, 0);
	node = add(p, node, "main", "a.out", FRAME_USER, 0);
	node = add(p, node, "java", NULL, FRAME_JIT, 0);
	node = add(p, node, "in", NULL, FRAME_INLINE, 0);
	node = add(p, node, "[libc.so.6]", "libc.so.6", FRAME_UNKNOWN, 0);
	node = add(p, node, "sys_read", NULL, FRAME_KERNEL, 0);
	add(p, node, "ext4_read", "ext4", FRAME_MODULE, 1);
	text = write_text(p, false);
	assert_string_equal(text,
			    "proc;main;java;in;[libc.so.6];sys_read;ext4_read 1\n");
	free(text);
	assert_written(p, true,
		       "proc;main;java_[j];in_[i];[libc.so.6];sys_read_[k];ext4_read_[k] 1\n");
}

/* Frames that differ in what folded text does not show are one in it. */
static void test_equal_lines_are_merged(void **state)
{
	struct profile *p = profile_new(1);
	uint32_t a, b, c;

	(void)state;
	a = add(p, PROFILE_ROOT, "f", "m1", FRAME_USER, 1);
	b = add(p, PROFILE_ROOT, "f", "m2", FRAME_USER, 2);
	c = add(p, PROFILE_ROOT, "f", NULL, FRAME_KERNEL, 4);
	add(p, a, "g;", NULL, FRAME_USER, 10);
	add(p, b, "g:", NULL, FRAME_USER, 20);
	add(p, c, "g:", NULL, FRAME_JIT, 40);
	add(p, c, "e", NULL, FRAME_USER, UINT64_MAX - 100);
	add(p, a, "e", NULL, FRAME_USER, 101);
	assert_written(p, false,
		       "f 7\nf;e 18446744073709551615\nf;g: 70\n");
}

static void test_order(void **state)
{
	struct profile *p = profile_new(1);
	uint32_t a;

	(void)state;
	add(p, PROFILE_ROOT, "\xff", NULL, FRAME_USER, 1);
	a = add(p, PROFILE_ROOT, "a", NULL, FRAME_USER, 1);
	add(p, a, "x", NULL, FRAME_USER, 1);
	add(p, PROFILE_ROOT, "a<b>", NULL, FRAME_USER, 1);
	a = add(p, PROFILE_ROOT, "a b", NULL, FRAME_USER, 1);
	add(p, a, "y", NULL, FRAME_USER, 1);
	add(p, PROFILE_ROOT, "B", NULL, FRAME_USER, 1);
	assert_written(p, false,
		       "B 1\na 1\na b 1\na b;y 1\na;x 1\na<b> 1\n\xff 1\n");
}

static void test_values_of_the_root(void **state)
{
	struct profile *p = profile_new(1);

	(void)state;
	profile_add(p, PROFILE_ROOT, 0, 3);
	add(p, PROFILE_ROOT, "[unknown]", NULL, FRAME_UNKNOWN, 4);
	add(p, PROFILE_ROOT, "[a]", NULL, FRAME_UNKNOWN, 5);
	assert_written(p, false, "[a] 5\n[unknown] 7\n");
}

static void test_write_errors(void **state)
{
	struct profile *p = profile_new(1);
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	setvbuf(full, NULL, _IONBF, 0);
	add(p, PROFILE_ROOT, "a", NULL, FRAME_USER, 1);
	assert_int_equal(folded_write(full, p, 0), -ENOSPC);
	fclose(full);
	profile_free(p);

	p = profile_new(3);
	assert_int_equal(folded_write(stdout, p, 0), -EINVAL);
	profile_free(p);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lines in another order are the same profile, to the byte. */
static void test_order_of_input_is_nothing(void **state)
{
	enum { NR = 2000 };
	char *lines[NR], *text[2], *out[2];
	unsigned int seed = 1;
	struct profile *p;
	size_t i, size;
	int k, depth;
	FILE *f;

	(void)state;
	for (i = 0; i < NR; i++) {
		f = open_memstream(&lines[i], &size);
		for (depth = 1 + rand_r(&seed) % 12; depth; depth--)
			fprintf(f, "f%d%c", rand_r(&seed) % 3,
				depth > 1 ? ';' : ' ');
		fprintf(f, "%d", rand_r(&seed) % 100);
		fclose(f);
	}
	for (k = 0; k < 2; k++) {
		f = open_memstream(&text[k], &size);
		for (i = 0; i < NR; i++)
			fprintf(f, "%s\n", lines[i]);
		fclose(f);
		qsort(lines, NR, sizeof(lines[0]), compare_lines);
		p = read_text(text[k]);
		assert_non_null(p);
		out[k] = write_text(p, false);
		profile_free(p);
		free(text[k]);
	}
	assert_string_equal(out[0], out[1]);
	/* And what was written says the same again. */
	assert_folds(out[0], out[1]);
	for (i = 0; i < NR; i++)
		free(lines[i]);
	free(out[0]);
	free(out[1]);
}

static char *slurp(const char *path)
{
	char *text = NULL;
	size_t size;
	FILE *to, *from = fopen(path, "r");
	int c;

	if (!from)
		fail_msg("%s: %s", path, strerror(errno));
	to = open_memstream(&text, &size);
	while ((c = getc(from)) != EOF)
		putc(c, to);
	fclose(from);
	fclose(to);
	return text;
}

static void check_golden(const char *name)
{
	bool annotate = strstr(name, "-annotated.in");
	char in_path[512], out_path[512], *expected, *text;
	struct folded_input in = { .name = name };
	struct profile *p;
	FILE *f;

	snprintf(in_path, sizeof(in_path), GOLDEN "/%s", name);
	snprintf(out_path, sizeof(out_path), GOLDEN "/%.*s.folded",
		 (int)strlen(name) - 3, name);
	in.fd = open(in_path, O_RDONLY);
	assert_true(in.fd >= 0);
	p = folded_read(&in, &report, &err);
	close(in.fd);
	if (!p)
		fail_msg("%s", err.text);
	text = write_text(p, annotate);
	profile_free(p);
	if (getenv("FLAMEK_BLESS")) {
		f = fopen(out_path, "w");
		assert_non_null(f);
		fputs(text, f);
		fclose(f);
	}
	expected = slurp(out_path);
	if (strcmp(text, expected))
		fail_msg("%s is not what became of %s:\n%s", out_path, name,
			 text);
	free(expected);
	free(text);
}

static void test_golden(void **state)
{
	DIR *d = opendir(GOLDEN);
	unsigned int nr = 0;
	struct dirent *e;
	size_t len;

	(void)state;
	if (!d)
		fail_msg(GOLDEN ": %s", strerror(errno));
	while ((e = readdir(d))) {
		len = strlen(e->d_name);
		if (len > 3 && !strcmp(e->d_name + len - 3, ".in")) {
			check_golden(e->d_name);
			nr++;
		}
	}
	closedir(d);
	assert_true(nr >= 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_are_made_harmless),
		cmocka_unit_test(test_byte_order_mark_as_a_name),
		cmocka_unit_test(test_annotations),
		cmocka_unit_test(test_equal_lines_are_merged),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_values_of_the_root),
		cmocka_unit_test(test_write_errors),
		cmocka_unit_test(test_order_of_input_is_nothing),
		cmocka_unit_test(test_golden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
