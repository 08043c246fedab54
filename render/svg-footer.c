// SPDX-License-Identifier: GPL-2.0-only
/*
 * Below the frames: what the colours mean, how far to believe the picture, and
 * what else is known of the recording.
 */
#define _GNU_SOURCE
#include "svg-internal.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "diff.h"
#include "number.h"
#include "palette.h"
#include "scheme.h"
#include "text.h"

/* In px. */
#define LEGEND_Y 22
#define LINE_HEIGHT 20
#define FONT_SIZE 11

#define SEPARATOR_COLUMNS 6	/* between notes, with the blank inside one */

static bool has_notes(const struct flamegraph_options *o)
{
	for (uint32_t i = 0; i < o->nr_notes; i++)
		if (!o->notes[i].is_hidden)
			return true;
	return false;
}

static uint32_t facts_y(const struct svg *svg)
{
	return LEGEND_Y + (svg->options->nr_facts ? LINE_HEIGHT : 0);
}

static uint32_t notes_y(const struct svg *svg)
{
	return facts_y(svg) + (has_notes(svg->options) ? LINE_HEIGHT : 0);
}

uint32_t svg_footer_height(const struct svg *svg)
{
	return notes_y(svg) + PAD;
}

/* The shade of a colour that stands for all. */
static unsigned int swatch_of(enum color color)
{
	return color == COLOR_MORE || color == COLOR_LESS ? DIFF_LEVELS - 1 : 0;
}

/* What has no width to be shown by. */
static void write_gone(const struct svg *svg)
{
	const bool is_negated = svg->options->is_negated;
	char buf[NUMBER_SIZE];
	uint64_t samples;
	uint32_t nr = diff_count_gone(svg->layout, &samples);

	if (!nr)
		return;
	fprintf(svg->out, "<tspan dx=\"14\">%s frame%s %s, ",
		number_group(buf, nr), nr == 1 ? "" : "s",
		is_negated ? "new" : "gone");
	svg_write_count(svg, samples);
	fputs(is_negated ? " after</tspan>" : " before</tspan>", svg->out);
}

/* As one run of text, so that it needs no measuring. */
static void write_legend(const struct svg *svg)
{
	bool used[COLOR_NR];
	int dx = 0;

	if (svg_is_diffused(svg)) {
		fprintf(svg->out, "<text y=\"%d\">the wider, the redder</text>\n",
			LEGEND_Y);
		return;
	}
	if ((scheme_is_uniform(svg->options->colors) ||
	     svg->distinct->fills) && !svg->layout->has_before) {
		fprintf(svg->out, "<text y=\"%d\">%s by name</text>\n", LEGEND_Y,
			svg->distinct->fills ? "colors" : "shades");
		return;
	}
	svg_find_used(svg, used);
	fprintf(svg->out, "<text y=\"%d\">", LEGEND_Y);
	for (int c = 0; c < COLOR_NR; c++) {
		if (!used[c])
			continue;
		fprintf(svg->out, "<tspan class=\"%c%u\"",
			palettes[c].letter, swatch_of(c));
		svg_write_fill(svg, scheme_fill(svg->options->colors, c,
						swatch_of(c), false));
		fprintf(svg->out, " dx=\"%d\""
			" font-size=\"14\">■</tspan><tspan dx=\"4\">%s</tspan>",
			dx,
			c == COLOR_NEW && svg->options->is_negated ?
				"gone" : palettes[c].legend);
		dx = 14;
	}
	if (svg->layout->has_before)
		write_gone(svg);
	fputs("</text>\n", svg->out);
}

/* Write what fits. Return: the columns taken, at most @room. */
static unsigned int write_part(FILE *out, const char *s, unsigned int room)
{
	unsigned int columns = text_columns(s, strlen(s), room);

	text_write_fit(out, s, strlen(s), room);
	return columns < room ? columns : room;
}

static void write_lines(FILE *out, const char *s)
{
	const char *end;

	for (; *s; s = *end ? end + 1 : end) {
		end = strchrnul(s, '\n');
		text_write_fit(out, s, (size_t)(end - s), UINT_MAX);
		putc('\n', out);
	}
}

/* A fact is there whole or not at all, since part of one may say the contrary. */
static unsigned int write_fact(const struct svg *svg, uint32_t i,
			       unsigned int room)
{
	const struct flamegraph_fact *fact = &svg->options->facts[i];
	unsigned int columns = text_columns(fact->text, strlen(fact->text),
					    room);
	const bool is_shown = columns + SEPARATOR_COLUMNS <= room;

	fprintf(svg->out, "<tspan class=\"fact%s\">%s",
		is_shown ? "" : " hidden", i ? "  ·  " : "");
	if (fact->is_bad)
		fputs("<tspan class=\"bad\">▲ ", svg->out);
	text_write(svg->out, fact->text);
	fputs(fact->is_bad ? "</tspan></tspan>" : "</tspan>", svg->out);
	return is_shown ? room - columns - SEPARATOR_COLUMNS : 0;
}

/* The details of all in one tooltip, which is there for all of the line. */
static void write_facts(const struct svg *svg)
{
	const struct flamegraph_options *o = svg->options;
	unsigned int room = svg_columns(svg->span, FONT_SIZE, SVG_SANS_ADVANCE);

	fprintf(svg->out, "<text class=\"facts\" y=\"%u\"><title>",
		facts_y(svg));
	for (uint32_t i = 0; i < o->nr_facts; i++)
		write_lines(svg->out, o->facts[i].details);
	fputs("</title>", svg->out);
	for (uint32_t i = 0; i < o->nr_facts; i++)
		room = write_fact(svg, i, room);
	fputs("</text>\n", svg->out);
}

static void write_note(FILE *out, const struct flamegraph_note *note)
{
	text_write(out, note->key);
	fputs(": ", out);
	text_write(out, note->value);
	putc('\n', out);
}

/* All notes on one line, cut where it ends, and whole in the tooltip. */
static void write_notes(const struct svg *svg)
{
	const struct flamegraph_options *o = svg->options;
	unsigned int room = svg_columns(svg->span, FONT_SIZE, SVG_SANS_ADVANCE);
	bool is_first = true;

	fprintf(svg->out, "<text class=\"notes\" y=\"%u\"><title>",
		notes_y(svg));
	for (uint32_t i = 0; i < o->nr_notes; i++)
		if (!o->notes[i].is_hidden)
			write_note(svg->out, &o->notes[i]);
	fputs("</title>", svg->out);
	for (uint32_t i = 0; i < o->nr_notes && room > SEPARATOR_COLUMNS; i++) {
		if (o->notes[i].is_hidden)
			continue;
		if (!is_first) {
			fputs("  ·  ", svg->out);
			room -= SEPARATOR_COLUMNS;
		}
		is_first = false;
		room -= write_part(svg->out, o->notes[i].key, room);
		putc(' ', svg->out);
		room -= write_part(svg->out, o->notes[i].value, room);
	}
	fputs("</text>\n", svg->out);
}

void svg_write_footer(const struct svg *svg)
{
	fprintf(svg->out, "<g class=\"footer\" transform=\"translate(%d,%" PRIu64
		")\" font-family=\"" SVG_SANS_FONTS "\" font-size=\"%d\">\n", PAD,
		HEADER + svg_frames_height(svg), FONT_SIZE);
	write_legend(svg);
	if (svg->options->nr_facts)
		write_facts(svg);
	if (has_notes(svg->options))
		write_notes(svg);
	fputs("</g>\n", svg->out);
}
