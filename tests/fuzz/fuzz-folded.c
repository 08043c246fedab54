// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of folded stacks, and the writer with what it read. What is
 * written must be sorted text that reads back with nothing left out and the
 * same totals.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/folded.h"
#include "require.h"

/* The first @head bytes come as if read before, the others from a file. */
static struct profile *read_bytes(const void *data, size_t size, size_t head,
				  struct folded_report *report)
{
	static int fd = -1;
	const struct folded_input in = {
		.fd = fd >= 0 ? fd : (fd = memfd_create("input", 0)),
		.name = "input",
		.head = data,
		.head_size = head,
	};
	struct err err;

	require(!ftruncate(fd, 0));
	require(pwrite(fd, (const char *)data + head, size - head, 0) ==
		(ssize_t)(size - head));
	require(!lseek(fd, 0, SEEK_SET));
	return folded_read(&in, report, &err);
}

static char *write_text(const struct profile *p, int annotate, size_t *size)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	require(!!out);
	require(!folded_write(out, p, annotate ? FOLDED_MARK_ALL : 0));
	require(!fclose(out));
	return text;
}

static void check_text(const char *text, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		require((unsigned char)text[i] >= 0x20 || text[i] == '\n');
	require(!size || text[size - 1] == '\n');
}

static void check_same(const struct profile *p, const char *text, size_t size)
{
	struct folded_report report;
	struct profile *again = read_bytes(text, size, 0, &report);
	unsigned int i, columns = profile_nr_columns(p);

	require(!!again);
	/* A name may end in a number and make one column look like two. */
	if (profile_nr_columns(again) == columns) {
		require(!report.bad && !report.fractional);
		for (i = 0; i < columns; i++)
			require(profile_total(again, i) == profile_total(p, i));
	}
	profile_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t text_size, head = size ? data[0] % (size + 1) : 0;
	struct folded_report report;
	struct profile *p;
	char *text;
	int annotate;

	p = read_bytes(data, size, head, &report);
	for (annotate = 0; p && annotate < 2; annotate++) {
		text = write_text(p, annotate, &text_size);
		check_text(text, text_size);
		check_same(p, text, text_size);
		free(text);
	}
	profile_free(p);
	return 0;
}
