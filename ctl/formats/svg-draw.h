/* SPDX-License-Identifier: GPL-2.0-only */
/* The stacks of a profile to render/. */
#ifndef FLAMEK_FORMATS_SVG_DRAW_H
#define FLAMEK_FORMATS_SVG_DRAW_H

#include <stdio.h>

#include "err.h"
#include "options-graph.h"
#include "profile.h"
#include "render/flamegraph.h"

/**
 * svg_draw() - draw the stacks of a profile
 * @out: where to
 * @p: the profile
 * @g: whether as a chart, whether sorted, and as a part of what
 * @options: how it is to look
 * @err: the reason of a failure
 *
 * Return: 0 or -errno.
 */
int svg_draw(FILE *out, const struct profile *p, const struct graph_options *g,
	     const struct flamegraph_options *options, struct err *err);

#endif
