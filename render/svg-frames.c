// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frames, row by row: rectangles with tooltips, labels that fit. Lengths are
 * counted in hundredths of a pixel, so that neighbours meet exactly and no
 * floating point number is printed.
 */
#define _GNU_SOURCE
#include "svg-internal.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "label.h"
#include "number.h"
#include "scheme.h"
#include "text.h"

/* In px. */
#define LABEL_PAD 3
#define PRUNED_HEIGHT 4

/* A frame of GAP_FROM or more gives up GAP, to keep neighbours apart. */
#define GAP_FROM 400
#define GAP 100

#define LABEL_COLUMNS_MIN 4

/*
 * Where the viewer tells, and it tells of any frame, tooltips are for pointers to
 * be found without it. Under this width there is no pointing at a frame.
 */
#define TIP_FROM 100

static void write_centi(const struct svg *svg, const char *before, uint32_t n)
{
	char buf[NUMBER_SIZE];

	fputs(before, svg->out);
	fputs(number_hundredths(buf, n), svg->out);
	putc('"', svg->out);
}

static void write_plain(const struct svg *svg, const char *before, uint32_t n)
{
	char buf[NUMBER_SIZE];

	fputs(before, svg->out);
	fputs(number_plain(buf, n), svg->out);
	putc('"', svg->out);
}

static void write_label(const struct svg *svg, const char *name, uint32_t x,
			uint32_t width)
{
	const struct flamegraph_options *o = svg->options;
	unsigned int columns;
	struct label label;

	if (width <= 2 * LABEL_PAD * 100)
		return;
	columns = (width - 2 * LABEL_PAD * 100) / (o->font_size * svg->advance);
	label = o->is_cut_right ? (struct label){ name, strlen(name) } :
				  label_choose(name, columns);
	if (columns < LABEL_COLUMNS_MIN &&
	    text_columns(label.s, label.len, columns) > columns)
		return;
	write_centi(svg, "<text x=\"", x + LABEL_PAD * 100);
	write_plain(svg, " y=\"",
		    (o->frame_height - 1 + o->font_size * 7 / 10) / 2);
	putc('>', svg->out);
	text_write_fit(svg->out, label.s, label.len, columns);
	fputs("</text>", svg->out);
}

static void write_share(const struct svg *svg, uint64_t samples, uint64_t all)
{
	char buf[NUMBER_SIZE];

	svg_write_count(svg, samples);
	if (!all)
		return;
	fputs(", ", svg->out);
	text_write(svg->out, number_share(buf, samples, all));
}

/* Where a box lies, in 1/100 px. */
struct extent {
	uint32_t x, width;
};

static bool has_tip(const struct svg *svg, uint32_t width)
{
	return svg->options->no_script || width >= TIP_FROM;
}

static void write_tip(const struct svg *svg, uint64_t samples)
{
	putc('\n', svg->out);
	write_share(svg, samples, svg_total(svg));
}

/* What a frame has in the other column. */
static void write_other(const struct svg *svg, const struct layout_node *node)
{
	const bool is_negated = svg->options->is_negated;

	if (!svg->layout->has_before)
		return;
	if (!node->before_total) {
		fputs(is_negated ? "\ngone" : "\nnew", svg->out);
		return;
	}
	fputs(is_negated ? "\nafter: " : "\nbefore: ", svg->out);
	write_share(svg, node->before_total, svg->layout->nodes[0].before_total);
}

/* Name and module, and on a line of its own where in the source it is. */
static void write_place(const struct svg *svg,
			const struct flamegraph_frame *frame)
{
	const struct label source = label_source(frame->name);
	size_t len = strlen(frame->name);

	if (source.len)
		len = (size_t)(source.s - frame->name) - strlen(" (");
	text_write_fit(svg->out, frame->name, len, UINT_MAX);
	if (frame->module) {
		fputs(" [", svg->out);
		text_write(svg->out, frame->module);
		putc(']', svg->out);
	}
	if (source.len) {
		putc('\n', svg->out);
		text_write_fit(svg->out, source.s, source.len, UINT_MAX);
	}
}

static void write_frame_tip(const struct svg *svg, const struct layout_box *box,
			    const struct distinct_frame *f)
{
	fputs("<title>", svg->out);
	if (f->attributes && f->attributes->title) {
		text_write(svg->out, f->attributes->title);
	} else {
		write_place(svg, f->frame);
		write_tip(svg, box->total);
		write_other(svg, &svg->layout->nodes[box->node]);
	}
	fputs("</title>", svg->out);
}

/* By the square root of its share; the viewer does the same. */
static unsigned int width_level(uint64_t samples, uint64_t all)
{
	const double share = (double)samples / (double)all;
	unsigned int level = 0;

	while (level < SCHEME_WIDTHS - 1 &&
	       (level + 1) * (level + 1) < share * SCHEME_WIDTHS * SCHEME_WIDTHS)
		level++;
	return level;
}

static void write_attribute(const struct svg *svg, const char *before,
			    const char *value)
{
	fputs(before, svg->out);
	text_write(svg->out, value);
	putc('"', svg->out);
}

/* The class that its colour goes by, and what is left of it without a style. */
static void write_look(const struct svg *svg, const struct layout_box *box,
		       const struct distinct_frame *f, uint32_t width)
{
	uint32_t fill = f->fill;
	unsigned int level;

	fputs(" class=\"", svg->out);
	if (svg_is_diffused(svg)) {
		level = width_level(box->total, svg_total(svg));
		fprintf(svg->out, "w%u", level);
		fill = scheme_width_fill(level, false);
	} else {
		fputs(f->look, svg->out);
	}
	/* Where outlines are all that would be seen. */
	if (f->color == COLOR_NEW && width < GAP_FROM)
		fputs(" thin", svg->out);
	if (f->attributes && f->attributes->class) {
		putc(' ', svg->out);
		text_write(svg->out, f->attributes->class);
	}
	putc('"', svg->out);
	svg_write_fill(svg, fill);
}

static void write_rect(const struct svg *svg, const struct layout_box *box,
		       const struct distinct_frame *f, uint32_t x, uint32_t width)
{
	const bool is_told = has_tip(svg, width);

	fputs("<rect", svg->out);
	write_look(svg, box, f, width);
	if (width >= GAP_FROM)
		width -= GAP;
	write_centi(svg, " x=\"", x);
	write_centi(svg, " width=\"", width);
	write_plain(svg, " height=\"", svg->options->frame_height - 1);
	if (!is_told) {
		fputs("/>", svg->out);
		return;
	}
	putc('>', svg->out);
	write_frame_tip(svg, box, f);
	fputs("</rect>", svg->out);
}

static void write_frame(const struct svg *svg, const struct layout_box *box,
			uint32_t x, uint32_t width)
{
	const struct distinct_frame *f =
		&svg->distinct->frames[svg->distinct->ids[box->node]];
	const bool is_link = f->attributes && f->attributes->href;

	if (is_link) {
		write_attribute(svg, "<a href=\"", f->attributes->href);
		write_attribute(svg, " target=\"", f->attributes->target);
		fputs(" rel=\"noopener\">", svg->out);
	}
	write_rect(svg, box, f, x, width);
	write_label(svg, f->frame->name, x, width >= GAP_FROM ? width - GAP : width);
	if (is_link)
		fputs("</a>", svg->out);
}

static uint32_t pruned_y(const struct svg *svg)
{
	return svg->options->is_inverted ? 0 :
	       (uint32_t)(svg->options->frame_height - 1 - PRUNED_HEIGHT);
}

static void write_pruned_fill(const struct svg *svg)
{
	if (svg->options->is_html)
		fputs(" fill=\"#c4cad1\"", svg->out);
}

static void write_pruned(const struct svg *svg, const struct layout_box *box,
			 struct extent e)
{
	char buf[NUMBER_SIZE];

	write_centi(svg, "<rect class=\"pruned\" x=\"", e.x);
	write_centi(svg, " width=\"", e.width);
	write_pruned_fill(svg);
	fprintf(svg->out, " y=\"%u\" height=\"%d\"><title>%s narrow frame%s",
		pruned_y(svg), PRUNED_HEIGHT, number_group(buf, box->nr_pruned),
		box->nr_pruned == 1 ? "" : "s");
	write_tip(svg, box->total);
	fputs("</title></rect>", svg->out);
}

static struct extent extent_of(const struct svg *svg,
			       const struct layout_box *box)
{
	uint32_t span = svg->span * 100;
	uint32_t x = layout_position(svg->layout, box->start, span);

	return (struct extent){ x, layout_position(svg->layout, box->start +
						   box->span, span) - x };
}

/* Pruned, and of no width to point at: of these there are many. */
static bool is_mark(const struct svg *svg, const struct layout_box *box,
		    struct extent e)
{
	return box->nr_pruned && !has_tip(svg, e.width);
}

/* Of one row, its boxes being those from @cursor up to @end, as one path. */
static void write_marks(const struct svg *svg, uint32_t cursor, uint32_t end)
{
	char x_buf[NUMBER_SIZE], width_buf[NUMBER_SIZE];
	struct layout_box box;
	bool has_any = false;
	struct extent e;
	const char *x;

	while (cursor < end &&
	       layout_next_box(svg->layout, svg->least, &cursor, &box)) {
		e = extent_of(svg, &box);
		if (!e.width || !is_mark(svg, &box, e))
			continue;
		if (!has_any) {
			fputs("<path class=\"pruned\"", svg->out);
			write_pruned_fill(svg);
			fputs(" d=\"", svg->out);
		}
		has_any = true;
		x = number_hundredths(x_buf, e.x);
		fprintf(svg->out, "M%s %uh%sv%dH%sz", x, pruned_y(svg),
			number_hundredths(width_buf, e.width), PRUNED_HEIGHT, x);
	}
	if (has_any)
		fputs("\"/>\n", svg->out);
}

static void write_box(const struct svg *svg, const struct layout_box *box)
{
	struct extent e = extent_of(svg, box);

	if (!e.width || is_mark(svg, box, e))
		return;
	if (box->nr_pruned)
		write_pruned(svg, box, e);
	else
		write_frame(svg, box, e.x, e.width);
	putc('\n', svg->out);
}

static void begin_row(const struct svg *svg, uint32_t depth)
{
	uint64_t nr = svg->options->is_inverted ? depth : svg->rows - 1 - depth;

	fprintf(svg->out, "<g transform=\"translate(0,%" PRIu64 ")\">\n",
		nr * svg->options->frame_height);
}

static void end_row(const struct svg *svg, uint32_t begin, uint32_t end)
{
	write_marks(svg, begin, end);
	fputs("</g>\n", svg->out);
}

void svg_write_frames(const struct svg *svg)
{
	uint32_t row = UINT32_MAX, begin = 0, before = 0, cursor = 0;
	struct layout_box box;

	fprintf(svg->out, "<g class=\"frames\" transform=\"translate(%d,%d)\">\n",
		PAD, HEADER);
	for (; layout_next_box(svg->layout, svg->least, &cursor, &box);
	     before = cursor) {
		uint32_t depth = svg->layout->nodes[box.node].depth;

		if (depth != row) {
			if (depth)
				end_row(svg, begin, before);
			begin_row(svg, depth);
			begin = before;
			row = depth;
		}
		write_box(svg, &box);
	}
	if (svg->layout->nr_nodes)
		end_row(svg, begin, before);
	else
		fprintf(svg->out, "<text class=\"dim\" x=\"%u\" y=\"%u\""
			" text-anchor=\"middle\">no samples</text>\n",
			svg->span / 2, svg->options->frame_height);
	fputs("</g>\n", svg->out);
}
