/* SPDX-License-Identifier: GPL-2.0-only */
/* The SVG document: picture, tooltips, embedded profile and viewer. */
#ifndef FLAMEK_SVG_H
#define FLAMEK_SVG_H

#include <stdio.h>

#include "flamegraph.h"
#include "layout.h"

/**
 * svg_write() - write the document
 * @out: where to
 * @graph: where the names are
 * @layout: its laid out tree
 * @options: checked
 *
 * Nothing in it has an id, and every style rule is bound to the document's own
 * class, so that several can stand on one page.
 *
 * Whether it could be written is left to the caller to find out.
 *
 * Return: 0, or -ENOMEM.
 */
int svg_write(FILE *out, const struct flamegraph *graph,
	      const struct layout *layout,
	      const struct flamegraph_options *options);

#endif
