// SPDX-License-Identifier: GPL-2.0-only
/*
 * The order of work: check what the caller handed in, lay the tree out, write
 * the document. Owns nothing of the stages themselves.
 */
#define _GNU_SOURCE
#include "flamegraph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"
#include "pretty.h"
#include "scheme.h"
#include "svg.h"

#define WIDTH_MIN 200
#define WIDTH_MAX 100000
#define FONT_SIZE_MIN 4
#define FONT_SIZE_MAX 100
#define FONT_WIDTH_MAX 10
#define FRAME_HEIGHT_MAX 200
#define FACTOR_MAX 1e9

void flamegraph_options_init(struct flamegraph_options *options)
{
	memset(options, 0, sizeof(*options));
	options->title = "Flame graph";
	options->countname = "samples";
	options->frame_height = 18;
	options->font_size = 12;
	options->minwidth = 0.25;
	options->background = -1;
	options->match = -1;
	options->outline = -1;
	options->ui = -1;
	options->factor = 1;
}

static bool are_options_valid(const struct flamegraph_options *o)
{
	if (!o->title || !o->countname || (o->nr_notes && !o->notes) ||
	    (o->nr_facts && !o->facts))
		return false;
	for (uint32_t i = 0; i < o->nr_facts; i++)
		if (!o->facts[i].text || !o->facts[i].details)
			return false;
	for (uint32_t i = 0; i < o->nr_notes; i++)
		if (!o->notes[i].key || !o->notes[i].value)
			return false;
	if (o->width && (o->width < WIDTH_MIN || o->width > WIDTH_MAX))
		return false;
	if (o->font_size < FONT_SIZE_MIN || o->font_size > FONT_SIZE_MAX ||
	    o->frame_height < o->font_size ||
	    o->frame_height > FRAME_HEIGHT_MAX)
		return false;
	if (o->colors >= SCHEME_NR || o->background > 0xffffff ||
	    o->match > 0xffffff || o->outline > 0xffffff || o->ui > 0xffffff)
		return false;
	if (!(o->factor > 0 && o->factor <= FACTOR_MAX))
		return false;
	/* Written so that a NaN fails. */
	if (!(o->font_width >= 0 && o->font_width <= FONT_WIDTH_MAX))
		return false;
	return o->minwidth >= 0 &&
	       o->minwidth <= (o->is_minwidth_percent ? 100 : WIDTH_MAX);
}

static int finish(FILE *out)
{
	errno = 0;
	if (fflush(out) || ferror(out))
		return errno ? -errno : -EIO;
	return 0;
}

static int write_pretty(FILE *out, const struct flamegraph *graph,
			const struct layout *layout,
			const struct flamegraph_options *options)
{
	char *doc = NULL;
	size_t size;
	FILE *in_memory = open_memstream(&doc, &size);
	int ret;

	if (!in_memory)
		return -ENOMEM;
	ret = svg_write(in_memory, graph, layout, options);
	if (!ret)
		ret = finish(in_memory);
	if (fclose(in_memory) && !ret)
		ret = -ENOMEM;
	if (!ret)
		pretty_write(out, doc, size);
	free(doc);
	return ret;
}

int flamegraph_write(FILE *out, const struct flamegraph *graph,
		     const struct flamegraph_options *options)
{
	struct layout layout;
	int ret;

	if (!are_options_valid(options))
		return -EINVAL;
	ret = layout_build(&layout, graph);
	if (ret)
		return ret;
	ret = options->is_pretty ?
		      write_pretty(out, graph, &layout, options) :
		      svg_write(out, graph, &layout, options);
	layout_free(&layout);
	return ret ? ret : finish(out);
}
