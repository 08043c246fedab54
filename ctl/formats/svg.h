/* SPDX-License-Identifier: GPL-2.0-only */
/* A profile as a flame graph: what render/ draws, seen from the controller. */
#ifndef FLAMEK_FORMATS_SVG_H
#define FLAMEK_FORMATS_SVG_H

#include <stdbool.h>
#include <stdio.h>

#include "err.h"
#include "options-graph.h"
#include "profile.h"

/* The note of a profile whose stacks were turned round to draw it. */
#define SVG_VIEW "view"
#define SVG_REVERSED "reversed"

/* Or kept in the order they came. */
#define SVG_CHART "flamechart"

/** svg_is_look() - is a note of that key what was said of the looks? */
bool svg_is_look(const char *key);

/**
 * svg_write_profile() - draw a profile as a flame graph
 * @out: where to
 * @p: the profile; of several columns the last one gives the widths
 * @g: how it is to look
 * @err: the reason of a failure
 *
 * The profile's notes, facts and all columns of up to two go along as metadata, and
 * so do the looks, which are taken up again when that is drawn.
 *
 * Return: 0 or -errno.
 */
int svg_write_profile(FILE *out, const struct profile *p,
		      const struct graph_options *g, struct err *err);

#endif
