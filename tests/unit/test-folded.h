/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of folded stacks share: text to profile and back. For files
 * that have included cmocka.h.
 */
#ifndef FLAMEK_TEST_FOLDED_H
#define FLAMEK_TEST_FOLDED_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/folded.h"

static struct folded_report report;
static struct err err;

static inline struct profile *read_bytes(const void *data, size_t size)
{
	int fd = memfd_create("input", 0);
	const struct folded_input in = { .fd = fd, .name = "input" };
	struct profile *p;

	assert_int_equal(write(fd, data, size), size);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	err.text[0] = '\0';
	p = folded_read(&in, &report, &err);
	close(fd);
	return p;
}

static inline struct profile *read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

/* To be freed. */
static inline char *write_text(const struct profile *p, bool annotate)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(folded_write(out, p, annotate ? FOLDED_MARK_ALL : 0), 0);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(strlen(text), size);
	return text;
}

static inline void assert_written(struct profile *p, bool annotate,
			   const char *expected)
{
	char *text = write_text(p, annotate);

	assert_string_equal(text, expected);
	free(text);
	profile_free(p);
}

/* @expected is what @text becomes. */
static inline void assert_folds(const char *text, const char *expected)
{
	struct profile *p = read_text(text);

	if (!p)
		fail_msg("%s", err.text);
	assert_written(p, false, expected);
}

static inline void assert_refused(const char *data, size_t size, const char *says)
{
	struct profile *p = read_bytes(data, size);

	assert_null(p);
	if (!strstr(err.text, says))
		fail_msg("'%s' does not say \"%s\"", err.text, says);
}

#endif
