// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the renderer: bytes become options and a call tree, names included.
 * What comes out must be sound XML, or a refusal that the input has earned.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "render/flamegraph.h"
#include "require.h"
#include "tests/unit/test-render-xml.h"

#define FRAMES_MAX 512

struct input {
	const uint8_t *data;
	size_t left;
};

static uint8_t take(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->data++;
}

/* Up to a NUL or the end; the caller frees it. */
static char *take_string(struct input *in)
{
	size_t len = strnlen((const char *)in->data, in->left);
	char *s = strndup((const char *)in->data, len);

	if (!s)
		abort();
	in->data += len;
	in->left -= len;
	take(in);
	return s;
}

static void take_options(struct input *in, struct flamegraph_options *options)
{
	static const double minwidths[] = { 0, 0.25, 1, 7.5, 90, 3000, -1 };
	uint8_t bits;

	flamegraph_options_init(options);
	options->width = take(in) * 16u;
	options->frame_height = take(in);
	options->font_size = take(in) / 2;
	options->minwidth = minwidths[take(in) % 7];
	bits = take(in);
	options->no_script = bits & 1;
	options->is_html = bits & 2;
	options->is_minwidth_percent = take(in) & 1;
	options->is_inverted = options->is_minwidth_percent;
	options->colors = take(in) % 24;
	options->seed = take(in);
	options->background = take(in) * 0x10203 - 1;
	options->match = take(in) * 0x10203 - 1;
	options->outline = options->match;
	options->ui = options->background;
	options->factor = options->seed & 16 ? options->minwidth : 1;
	options->is_diffused = options->seed & 4;
	options->is_cut_right = options->seed & 8;
	options->is_pretty = options->seed & 32;
	options->font_width = options->seed & 64 ? options->minwidth / 10 : 0;
}

static uint32_t take_frames(struct input *in, struct flamegraph_frame *frames)
{
	uint32_t nr = 0;

	for (; in->left && nr < FRAMES_MAX; nr++) {
		uint8_t bits = take(in);

		/* Mostly sound: the caller is one of the last few frames. */
		frames[nr].parent = nr - (bits & 7);
		if (!nr || frames[nr].parent > nr)
			frames[nr].parent = 0;
		frames[nr].kind = bits >> 3 & 7;
		frames[nr].self = (uint64_t)take(in) << (bits & 0x80 ? 57 : 0);
		frames[nr].name = take_string(in);
		frames[nr].module = bits & 0x40 ? take_string(in) : NULL;
	}
	return nr;
}

static void check(int ret, const char *svg, size_t len)
{
	static const char doctype[] = "<!DOCTYPE html>\n";
	const char *problem;

	if (ret) {
		if (ret != -EINVAL && ret != -EOVERFLOW)
			abort();
		return;
	}
	if (!strncmp(svg, doctype, strlen(doctype))) {
		svg += strlen(doctype);
		len -= strlen(doctype);
	}
	problem = xml_problem(svg, len);
	if (!problem)
		return;
	fprintf(stderr, "%s\n%s\n", problem, svg);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct flamegraph_frame frames[FRAMES_MAX];
	uint64_t leads[FRAMES_MAX] = { 0 };
	struct flamegraph graph = { .frames = frames };
	struct input in = { data, size };
	struct flamegraph_options options;
	struct flamegraph_note note;
	char *title, *svg = NULL;
	size_t len = 0;
	FILE *out;
	int ret;

	take_options(&in, &options);
	options.title = title = take_string(&in);
	note.key = note.value = options.countname = options.subtitle = title;
	options.fonts = title;
	options.nametype = title;
	note.is_hidden = false;
	options.notes = &note;
	options.nr_notes = 1;
	graph.keeps_order = options.seed & 1;
	graph.leads = options.seed & 2 ? leads : NULL;
	graph.nr_frames = take_frames(&in, frames);
	/* Mostly sound: a little of what came before it. */
	for (uint32_t i = 1; i < graph.nr_frames; i++)
		leads[i] = frames[frames[i].parent].self >> (i & 3);
	out = open_memstream(&svg, &len);
	if (!out)
		abort();
	ret = flamegraph_write(out, &graph, &options);
	if (fclose(out))
		abort();
	check(ret, svg, len);
	for (uint32_t i = 0; i < graph.nr_frames; i++) {
		free((void *)frames[i].name);
		free((void *)frames[i].module);
	}
	free(title);
	free(svg);
	return 0;
}
