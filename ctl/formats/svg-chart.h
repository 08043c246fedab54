/* SPDX-License-Identifier: GPL-2.0-only */
/* A profile's timeline as a tree to draw: a flame chart. */
#ifndef FLAMEK_FORMATS_SVG_CHART_H
#define FLAMEK_FORMATS_SVG_CHART_H

#include <stdint.h>

#include "profile.h"

/**
 * struct svg_chart - nodes in the order of time
 * @nodes: which node of the profile each stands for
 * @parents: the nodes that called them, in the chart
 * @selves: their own values
 * @leads: see struct flamegraph
 * @nr: their number; the first is the root
 */
struct svg_chart {
	uint32_t *nodes;
	uint32_t *parents;
	uint64_t *selves;
	uint64_t *leads;
	uint32_t nr;
};

/**
 * svg_chart_make() - lay a timeline out
 * @chart: filled; svg_chart_free() it
 * @p: with a timeline
 *
 * What calls without a break is one node. A timeline of more steps than could be
 * told apart is cut into slices, and equal stacks of one slice are merged.
 */
void svg_chart_make(struct svg_chart *chart, const struct profile *p);

/** svg_chart_free() - free what svg_chart_make() filled */
void svg_chart_free(struct svg_chart *chart);

#endif
