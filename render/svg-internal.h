/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that write the SVG share among themselves. */
#ifndef FLAMEK_SVG_INTERNAL_H
#define FLAMEK_SVG_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "color.h"
#include "distinct.h"
#include "flamegraph.h"
#include "layout.h"

#define SVG_SANS_FONTS \
	"system-ui,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif"

/* In 1/100 em: no font of the labels is wider; SANS_FONTS are on average. */
#define SVG_MONO_ADVANCE 61
#define SVG_SANS_ADVANCE 58

/* In px. */
#define PAD 10
#define HEADER 64

struct svg {
	FILE *out;
	const struct layout *layout;
	const struct distinct *distinct;
	const struct flamegraph_options *options;
	double minwidth;	/* of a frame that is drawn, px */
	uint64_t least;		/* samples it has */
	uint32_t width;		/* of the document, px */
	uint32_t span;		/* of the root, px */
	uint32_t advance;	/* of a label's character, in 1/100 em */
	uint32_t rows;
	char *style;		/* allocated */
	size_t style_size;
};

/* svg.c */

/** svg_total() - all samples */
uint64_t svg_total(const struct svg *svg);

/** svg_has_viewer() - does it go along, with the profile? */
bool svg_has_viewer(const struct svg *svg);

/** svg_write_classes() - what style rules are bound to that others may contradict */
void svg_write_classes(const struct svg *svg);

/** svg_frames_height() - of all rows, in px */
uint64_t svg_frames_height(const struct svg *svg);

/** svg_columns() - characters that fit into @width px, at least nearly */
unsigned int svg_columns(uint32_t width, uint32_t font_size, uint32_t advance);

/** svg_write_count() - "1,234 samples" */
void svg_write_count(const struct svg *svg, uint64_t n);

/** svg_is_diffused() - do the colours of frames tell their widths? */
bool svg_is_diffused(const struct svg *svg);

/* svg-style.c */

/** svg_find_used() - which colours the picture has */
void svg_find_used(const struct svg *svg, bool used[COLOR_NR]);

/**
 * svg_write_fill() - a page's colour (0xrrggbb) of a frame, as an attribute
 *
 * For servers whose policy keeps styles from pages: black on black nobody reads.
 */
void svg_write_fill(const struct svg *svg, uint32_t color);

/**
 * svg_make_style() - fill in the style, to be freed in any case
 *
 * Return: 0 or -ENOMEM.
 */
int svg_make_style(struct svg *svg);

/* svg-frames.c */

/** svg_write_frames() - write all rows, or that there are none */
void svg_write_frames(const struct svg *svg);

/* svg-footer.c */

/** svg_footer_height() - in px, with the margin below */
uint32_t svg_footer_height(const struct svg *svg);

/** svg_write_footer() - write legend, facts and notes */
void svg_write_footer(const struct svg *svg);

#endif
