// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the document from top to bottom: root, style, frames, header, and what
 * the viewer needs.
 */
#define _GNU_SOURCE
#include "svg.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

#include "data.h"
#include "embed.h"
#include "html.h"
#include "number.h"
#include "scheme.h"
#include "svg-internal.h"
#include "text.h"

#define MONO_FONTS "ui-monospace,SFMono-Regular,Menlo,Consolas," \
		   "'DejaVu Sans Mono',monospace"

/* In px. */
#define FLUID_WIDTH 1200	/* until the viewer knows better */
#define TITLE_Y 28
#define TITLE_SIZE 17
#define DETAILS_Y 52
#define CONTROLS 300		/* room for the viewer's, right of the title */

uint64_t svg_total(const struct svg *svg)
{
	return svg->layout->nr_nodes ? svg->layout->nodes[0].total : 0;
}

/* To the nearest; the cast of what is 2^64 or more is not defined. */
static uint64_t scaled(uint64_t n, double factor)
{
	double product = (double)n * factor + 0.5;

	return product < 0x1p64 ? (uint64_t)product : UINT64_MAX;
}

void svg_write_count(const struct svg *svg, uint64_t n)
{
	const char *unit = svg->options->countname;
	size_t len = strlen(unit);
	char buf[NUMBER_SIZE];

	if (svg->options->factor != 1)
		n = scaled(n, svg->options->factor);
	if (n == 1 && len && unit[len - 1] == 's')
		len--;
	fputs(number_group(buf, n), svg->out);
	putc(' ', svg->out);
	text_write_fit(svg->out, unit, len, UINT_MAX);
}

unsigned int svg_columns(uint32_t width, uint32_t font_size, uint32_t advance)
{
	return width * 100 / (font_size * advance);
}

/* Rows that anything is drawn on; the root's is one of them. */
static uint32_t count_rows(const struct svg *svg)
{
	struct layout_box box;
	uint32_t cursor = 0;
	uint32_t rows = 1;

	if (!svg->layout->nr_nodes)
		return 2;	/* room for a message */
	while (layout_next_box(svg->layout, svg->least, &cursor, &box))
		rows = svg->layout->nodes[box.node].depth + 1;
	return rows;
}

uint64_t svg_frames_height(const struct svg *svg)
{
	return (uint64_t)svg->rows * svg->options->frame_height;
}

static uint64_t document_height(const struct svg *svg)
{
	return HEADER + svg_frames_height(svg) + svg_footer_height(svg);
}

/*
 * A page begins with at most so many boxes: the viewer draws all that there is as
 * soon as it runs, and until then the browser has little to do. A deep graph may
 * have more, since none is made coarser than this share of the whole.
 */
#define PAGE_BOXES_MAX 4000
#define PAGE_COARSEST 100

static bool has_more_boxes(const struct svg *svg, uint32_t max)
{
	struct layout_box box;
	uint32_t cursor = 0;
	uint32_t nr = 0;

	while (nr <= max &&
	       layout_next_box(svg->layout, svg->least, &cursor, &box))
		nr++;
	return nr > max;
}

static void thin_out(struct svg *svg)
{
	while (svg->least < svg_total(svg) / PAGE_COARSEST &&
	       has_more_boxes(svg, PAGE_BOXES_MAX))
		svg->least += svg->least / 2 + 1;
}

bool svg_has_viewer(const struct svg *svg)
{
	return svg->layout->nr_nodes && !svg->options->no_script;
}

void svg_write_classes(const struct svg *svg)
{
	const struct flamegraph_options *o = svg->options;

	fprintf(svg->out, " class=\"flamek fill-%s", scheme_name(o->colors));
	if (svg->distinct->fills)
		fprintf(svg->out, " map-%08" PRIx32,
			fills_hash(svg->distinct->fills));
	if (o->background >= 0)
		fprintf(svg->out, " bg-%06" PRIx32, (uint32_t)o->background);
	if (o->match >= 0)
		fprintf(svg->out, " match-%06" PRIx32, (uint32_t)o->match);
	if (o->outline >= 0)
		fprintf(svg->out, " outline-%06" PRIx32, (uint32_t)o->outline);
	if (o->ui >= 0)
		fprintf(svg->out, " ui-%06" PRIx32, (uint32_t)o->ui);
	putc('"', svg->out);
}

static void write_root(const struct svg *svg)
{
	const struct flamegraph_options *o = svg->options;
	char buf[NUMBER_SIZE];

	fputs("<svg xmlns=\"http://www.w3.org/2000/svg\"", svg->out);
	svg_write_classes(svg);
	fprintf(svg->out, " width=\"%u\" height=\"%" PRIu64 "\""
		" viewBox=\"0 0 %u %" PRIu64 "\" font-family=\"",
		svg->width, document_height(svg), svg->width,
		document_height(svg));
	text_write(svg->out, o->fonts ? o->fonts : MONO_FONTS);
	fprintf(svg->out, "\" font-size=\"%u\" data-row=\"%u\" data-minwidth=\"%s\"%s%s%s%s",
		o->font_size, o->frame_height,
		number_hundredths(buf, (uint32_t)(svg->minwidth * 100 + 0.5)),
		o->width ? "" : " data-fluid=\"\"",
		o->is_inverted ? " data-inverted=\"\"" : "",
		o->is_negated ? " data-negated=\"\"" : "",
		o->is_cut_right ? " data-cut-right=\"\"" : "");
	if (svg_is_diffused(svg))
		fputs(" data-diffused=\"\"", svg->out);
	if (o->font_width)
		fprintf(svg->out, " data-advance=\"%s\"",
			number_hundredths(buf, svg->advance));
	if (o->factor != 1)
		fprintf(svg->out, " data-factor=\"%.15g\"", o->factor);
	if (o->nametype) {
		fputs(" data-nametype=\"", svg->out);
		text_write(svg->out, o->nametype);
		putc('"', svg->out);
	}
	fputs(" role=\"img\" aria-label=\"", svg->out);
	text_write(svg->out, o->title);
	fputs(": flame graph of ", svg->out);
	svg_write_count(svg, svg_total(svg));
	fputs("\">\n<title>", svg->out);
	text_write(svg->out, o->title);
	fputs("</title>\n", svg->out);
}

/* As CDATA, which HTML knows inside SVG too; what would end it is cut in two. */
static void write_embedded(FILE *out, const char *from, size_t size)
{
	const char *end = from + size;
	const char *stop;

	fputs("<![CDATA[", out);
	while ((stop = memmem(from, (size_t)(end - from), "]]>", 3))) {
		fwrite(from, 1, (size_t)(stop + 2 - from), out);
		fputs("]]><![CDATA[", out);
		from = stop + 2;
	}
	fwrite(from, 1, (size_t)(end - from), out);
	fputs("]]>", out);
}

bool svg_is_diffused(const struct svg *svg)
{
	return svg->options->is_diffused && !svg->layout->has_before;
}

static void write_style(const struct svg *svg)
{
	fputs("<style>", svg->out);
	write_embedded(svg->out, svg->style, svg->style_size);
	fprintf(svg->out, "</style>\n"
		"<rect class=\"bg\"%s width=\"100%%\" height=\"100%%\"/>\n",
		svg->options->is_html ? " fill=\"#fff\"" : "");
}

static void write_header(const struct svg *svg)
{
	const struct flamegraph_options *o = svg->options;

	fprintf(svg->out, "<g class=\"header\" font-family=\"" SVG_SANS_FONTS "\">\n"
		"<text class=\"title\" x=\"%d\" y=\"%d\" font-size=\"%d\""
		" font-weight=\"600\">", PAD, TITLE_Y, TITLE_SIZE);
	text_write_fit(svg->out, o->title, strlen(o->title),
		       svg_columns(svg->span > 2 * CONTROLS ?
				  svg->span - CONTROLS : svg->span,
				  TITLE_SIZE, SVG_SANS_ADVANCE));
	fprintf(svg->out, "</text>\n<text class=\"details dim\" x=\"%d\""
		" y=\"%d\">", PAD, DETAILS_Y);
	if (o->subtitle)
		text_write_fit(svg->out, o->subtitle, strlen(o->subtitle),
			       svg_columns(svg->span, o->font_size,
					  SVG_SANS_ADVANCE));
	else
		svg_write_count(svg, svg_total(svg));
	fputs("</text>\n</g>\n", svg->out);
}

static void write_viewer(const struct svg *svg)
{
	fputs("<metadata>", svg->out);
	data_write(svg->out, svg->layout, svg->distinct, svg->options);
	fputs("</metadata>\n<script>", svg->out);
	write_embedded(svg->out, embed_viewer_js, embed_viewer_js_size);
	fputs("</script>\n", svg->out);
}

static void write_document(const struct svg *svg)
{
	if (svg->options->is_html)
		html_begin(svg);
	else if (svg->options->has_declaration)
		fputs("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n", svg->out);
	write_root(svg);
	write_style(svg);
	svg_write_frames(svg);
	svg_write_footer(svg);
	write_header(svg);
	if (svg_has_viewer(svg))
		write_viewer(svg);
	fputs("</svg>\n", svg->out);
	if (svg->options->is_html)
		html_end(svg);
}

static uint32_t advance_of(const struct flamegraph_options *o)
{
	const uint32_t advance = (uint32_t)(o->font_width * 100 + 0.5);

	if (!o->font_width)
		return SVG_MONO_ADVANCE;
	return advance ? advance : 1;
}

int svg_write(FILE *out, const struct flamegraph *graph,
	      const struct layout *layout,
	      const struct flamegraph_options *options)
{
	struct distinct distinct;
	struct svg svg = {
		.out = out,
		.layout = layout,
		.distinct = &distinct,
		.options = options,
		.width = options->width ? options->width : FLUID_WIDTH,
	};
	int ret;

	ret = distinct_collect(&distinct, graph, layout, options);
	if (ret)
		return ret;
	/* Millions of small pieces, and no other thread writes there. */
	__fsetlocking(out, FSETLOCKING_BYCALLER);
	svg.span = svg.width - 2 * PAD;
	svg.minwidth = options->is_minwidth_percent ?
			       options->minwidth * svg.span / 100 :
			       options->minwidth;
	svg.advance = advance_of(options);
	if (layout->nr_nodes)
		svg.least = layout_least(layout, svg.span, svg.minwidth);
	if (options->is_html && svg_has_viewer(&svg))
		thin_out(&svg);
	svg.rows = count_rows(&svg);
	ret = svg_make_style(&svg);
	if (!ret)
		write_document(&svg);
	free(svg.style);
	distinct_free(&distinct);
	return ret;
}
