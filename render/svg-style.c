// SPDX-License-Identifier: GPL-2.0-only
/*
 * The document's style: the viewer's own, the fills of the palette, and colours
 * that were asked for. It is made in memory, since what stands before it may have
 * to tell its digest.
 */
#define _GNU_SOURCE
#include "svg-internal.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "embed.h"
#include "palette.h"
#include "scheme.h"

void svg_find_used(const struct svg *svg, bool used[COLOR_NR])
{
	memset(used, 0, COLOR_NR * sizeof(*used));
	/* The viewer's views may have what the first picture has not. */
	for (int c = COLOR_SAME; c < COLOR_NR && svg->layout->has_before; c++)
		used[c] = true;
	for (uint32_t i = 0; i < svg->distinct->nr; i++)
		used[svg->distinct->frames[i].color] = true;
}

/* So that what is new is told apart without its hue. */
static const char *new_outline(bool is_dark)
{
	return is_dark ? ";stroke:#f0f3f6;stroke-dasharray:2 3" :
			 ";stroke:#1b1f24;stroke-dasharray:2 3";
}

void svg_write_fill(const struct svg *svg, uint32_t color)
{
	if (svg->options->is_html)
		fprintf(svg->out, " fill=\"#%06" PRIx32 "\"", color);
}

static void write_fills_by_name(const struct svg *svg, bool is_dark)
{
	const struct fills *fills = svg->distinct->fills;
	char class[3];

	for (uint32_t i = 0; fills && i < fills->nr; i++) {
		fills_class(i, class);
		fprintf(svg->out, ".map-%08" PRIx32 " .%s{fill:#%06" PRIx32 "}\n",
			fills_hash(fills), class,
			fills_color(fills, i, is_dark));
	}
}

/* A page has all, so that its style's digest does not go with the profile. */
static void write_fills(const struct svg *svg, bool is_dark)
{
	const uint32_t scheme = svg->options->colors;
	bool used[COLOR_NR];

	svg_find_used(svg, used);
	for (int c = 0; c < COLOR_NR; c++) {
		for (unsigned int v = 0;
		     (used[c] || svg->options->is_html) && v < scheme_variants(scheme, c); v++)
			fprintf(svg->out, ".fill-%s .%c%u{fill:#%06" PRIx32
				"%s}\n", scheme_name(scheme),
				palettes[c].letter, v,
				scheme_fill(scheme, c, v, is_dark),
				c == COLOR_NEW ? new_outline(is_dark) : "");
	}
}

/*
 * A colour for both themes, though its text is only legible on one of them: the
 * other gets a shade of it.
 */
static uint32_t for_theme(uint32_t color, bool is_dark)
{
	uint32_t rgb = 0;
	bool is_dim;

	is_dim = 2 * (color >> 16) + 5 * (color >> 8 & 0xff) +
		 (color & 0xff) < 8 * 128;
	if (is_dim == is_dark)
		return color;
	for (int shift = 16; shift >= 0; shift -= 8) {
		uint32_t c = color >> shift & 0xff;

		rgb = rgb << 8 | (is_dark ? c / 8 : 255 - (255 - c) / 8);
	}
	return rgb;
}

static void write_background(const struct svg *svg, bool is_dark)
{
	const uint32_t wanted = (uint32_t)svg->options->background;
	uint32_t color;

	if (svg->options->background < 0)
		return;
	color = for_theme(wanted, is_dark);
	fprintf(svg->out, ".flamek.bg-%06" PRIx32 "{background:#%06" PRIx32
		"}\n.flamek.bg-%06" PRIx32 " .bg{fill:#%06" PRIx32 "}\n",
		wanted, color, wanted, color);
}

/* Of the text around the frames: on dark, a colour that is too dark is not. */
static void write_ui(const struct svg *svg, bool is_dark)
{
	const uint32_t wanted = (uint32_t)svg->options->ui;

	if (svg->options->ui >= 0)
		fprintf(svg->out, ".flamek.ui-%06" PRIx32 " .header text,"
			".flamek.ui-%06" PRIx32 " .footer text"
			"{fill:#%06" PRIx32 "}\n", wanted, wanted,
			for_theme(wanted, !is_dark));
}

static void write_diffusion(const struct svg *svg, bool is_dark)
{
	for (unsigned int i = 0; svg_is_diffused(svg) && i < SCHEME_WIDTHS; i++)
		fprintf(svg->out, ".flamek .w%u{fill:#%06" PRIx32 "}\n", i,
			scheme_width_fill(i, is_dark));
}

static void write_theme(const struct svg *svg, bool is_dark)
{
	write_background(svg, is_dark);
	write_ui(svg, is_dark);
	write_fills(svg, is_dark);
	write_fills_by_name(svg, is_dark);
	write_diffusion(svg, is_dark);
}

static void write_style(const struct svg *svg)
{
	fwrite(embed_viewer_css, 1, embed_viewer_css_size, svg->out);
	write_theme(svg, false);
	fputs("@media (prefers-color-scheme:dark){\n", svg->out);
	write_theme(svg, true);
	fputs("}\n", svg->out);
	if (svg->options->outline >= 0)
		fprintf(svg->out, ".flamek.outline-%06" PRIx32 " .frames "
			"rect:not(:hover,:focus,.pruned)"
			"{stroke:#%06" PRIx32 "}\n",
			(uint32_t)svg->options->outline,
			(uint32_t)svg->options->outline);
	if (svg->options->match >= 0)
		fprintf(svg->out, ".flamek.match-%06" PRIx32 " .frames .match"
			"{fill:#%06" PRIx32 "}\n",
			(uint32_t)svg->options->match,
			(uint32_t)svg->options->match);
}

int svg_make_style(struct svg *svg)
{
	struct svg in_memory = *svg;
	bool is_short;

	svg->style = NULL;
	in_memory.out = open_memstream(&svg->style, &svg->style_size);
	if (!in_memory.out)
		return -ENOMEM;
	write_style(&in_memory);
	is_short = ferror(in_memory.out);
	return fclose(in_memory.out) || is_short ? -ENOMEM : 0;
}
