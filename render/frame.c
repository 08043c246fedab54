// SPDX-License-Identifier: GPL-2.0-only
/* Order and hash of frames. Nothing here depends on locale or addresses. */
#include "frame.h"

#include <string.h>

static int compare_strings(const char *a, const char *b)
{
	/* Callers often intern their strings. */
	if (a == b)
		return 0;
	if (!a || !b)
		return a ? 1 : -1;
	return strcmp(a, b);
}

int frame_compare_modules(const struct flamegraph_frame *a,
			  const struct flamegraph_frame *b)
{
	return compare_strings(a->module, b->module);
}

int frame_compare(const struct flamegraph_frame *a,
		  const struct flamegraph_frame *b)
{
	int ret = compare_strings(a->name, b->name);

	if (!ret)
		ret = frame_compare_modules(a, b);
	if (!ret)
		ret = (a->kind > b->kind) - (a->kind < b->kind);
	return ret;
}

/* FNV-1a. */
uint32_t frame_hash(const struct flamegraph_frame *frame)
{
	uint32_t hash = 2166136261u;

	for (const char *s = frame->name; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 16777619u;
	return hash;
}
