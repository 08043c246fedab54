// SPDX-License-Identifier: GPL-2.0-only
/* Files that may be flame graphs: recognized, read, and the profile found. */
#define _GNU_SOURCE
#include "formats/svg-read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/svg-profile.h"
#include "formats/svg-text.h"
#include "mem.h"

#define FILE_SIZE_MAX	(1u << 30)

struct buffer {
	char *data;
	size_t size, room;
};

bool svg_detect(const void *head, size_t size)
{
	static const char * const starts[] = {
		"<?xml", "<svg ", "<svg>", "<svg\n", "<svg\r", "<svg\t",
		"<!--", "<!DOCTYPE", "<!doctype",
	};
	const char *p = head, *end = p + size;
	size_t i;

	if (size >= 3 && !memcmp(p, "\xef\xbb\xbf", 3))
		p += 3;
	while (p < end && strchr(" \t\r\n", *p) && *p)
		p++;
	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if ((size_t)(end - p) >= strlen(starts[i]) &&
		    !memcmp(p, starts[i], strlen(starts[i])))
			return true;
	return false;
}

static int read_all(const struct svg_input *in, struct buffer *b,
		    struct err *err)
{
	ssize_t n;

	b->size = in->head_size;
	b->room = b->size + (1u << 16);
	b->data = mem_resize(NULL, b->room, 1);
	memcpy(b->data, in->head, b->size);
	for (;;) {
		n = read(in->fd, b->data + b->size, b->room - b->size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set_errno(err, errno, "cannot read '%s'",
					     in->name);
		if (!n)
			return 0;
		b->size += n;
		if (b->size > FILE_SIZE_MAX)
			return err_set(err, EFBIG,
				       "'%s' is larger than a flame graph can be (1 GB)",
				       in->name);
		if (b->size == b->room) {
			b->room *= 2;
			b->data = mem_resize(b->data, b->room, 1);
		}
	}
}

static int refuse(const struct svg_input *in, const struct buffer *b,
		  const char *bad, struct err *err)
{
	static const char ours[] = "class=\"flamek";

	if (bad)
		return err_set(err, EINVAL,
			       "the profile inside '%s' is damaged (%s)",
			       in->name, bad);
	if (memmem(b->data, b->size, ours, strlen(ours)))
		return err_set(err, ENODATA,
			       "'%s' is a picture alone (--no-javascript, or no samples): there is no profile inside",
			       in->name);
	return err_set(err, EINVAL,
		       "'%s' is not a flame graph of flamekctl's: there is no profile inside; take what it was drawn from",
		       in->name);
}

struct profile *svg_read(const struct svg_input *in, struct err *err)
{
	struct profile *p = NULL;
	struct buffer b = { 0 };
	const char *bad;
	size_t len;
	char *text;

	if (!read_all(in, &b, err)) {
		text = svg_text(b.data, b.size, SVG_PROFILE_START, &len, &bad);
		if (text)
			p = svg_profile(text, len, in->name, err);
		else
			refuse(in, &b, bad, err);
	}
	free(b.data);
	return p;
}
