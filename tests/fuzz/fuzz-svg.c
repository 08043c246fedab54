// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of flame graphs. What it takes must draw again, and what is
 * drawn must read back as the same stacks.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/folded.h"
#include "formats/svg-read.h"
#include "formats/svg.h"
#include "require.h"

static struct profile *read_bytes(const void *data, size_t size, size_t head)
{
	static int fd = -1;
	const struct svg_input in = {
		.fd = fd >= 0 ? fd : (fd = memfd_create("input", 0)),
		.name = "input",
		.head = data,
		.head_size = head,
	};
	struct err err = { "" };
	struct profile *p;

	require(!ftruncate(fd, 0));
	require(pwrite(fd, (const char *)data + head, size - head, 0) ==
		(ssize_t)(size - head));
	require(!lseek(fd, 0, SEEK_SET));
	p = svg_read(&in, &err);
	require(p || err.text[0]);
	return p;
}

static char *fold(const struct profile *p)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	require(!!out);
	require(!folded_write(out, p, FOLDED_MARK_ALL));
	require(!fclose(out));
	return text;
}

/* NULL when there is nothing to draw. */
static char *draw(const struct profile *p, size_t *size)
{
	struct graph_options graph;
	struct err err = { "" };
	char *text = NULL;
	FILE *out = open_memstream(&text, size);
	int ret;

	require(!!out);
	options_graph_init(&graph);
	ret = svg_write_profile(out, p, &graph, &err);
	require(!ret || ret == -EOVERFLOW);
	require(!fclose(out));
	if (!ret && profile_total(p, profile_nr_columns(p) - 1))
		return text;
	free(text);
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t svg_size, head = size ? data[size - 1] % (size + 1) : 0;
	struct profile *again, *p = read_bytes(data, size, head);
	char *svg, *want, *got;

	svg_detect(data, size);
	svg = p ? draw(p, &svg_size) : NULL;
	if (svg) {
		again = read_bytes(svg, svg_size, 0);
		require(!!again);
		want = fold(p);
		got = fold(again);
		require(!strcmp(want, got));
		profile_free(again);
		free(want);
		free(got);
	}
	free(svg);
	profile_free(p);
	return 0;
}
