/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where each frame lies, counted in samples: the call tree in its one canonical
 * order, and the boxes to draw of it at a given width. No pixels, no colours.
 */
#ifndef FLAMEK_LAYOUT_H
#define FLAMEK_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "flamegraph.h"

/* Nodes stand level by level, siblings side by side in order. */
struct layout_node {
	uint32_t frame;		/* index into flamegraph.frames, for the name */
	uint32_t parent;
	uint32_t first_child;
	uint32_t nr_children;
	uint32_t depth;		/* 0: the root */
	uint64_t start;		/* samples to the left of it */
	uint64_t lead;		/* of its parent's own, right before it */
	uint64_t self;
	uint64_t total;		/* self and all descendants */
	uint64_t before;	/* of two columns the first: self ... */
	uint64_t before_total;	/* ... and total */
};

struct layout {
	struct layout_node *nodes;	/* none when there are no samples */
	uint32_t nr_nodes;
	bool has_before;
};

/* One frame to draw, or a run of siblings too narrow for it. */
struct layout_box {
	uint32_t node;		/* the first of them */
	uint32_t nr_pruned;	/* 0: a frame */
	uint64_t start;
	uint64_t total;
	uint64_t span;		/* total, and what lies between them */
};

/**
 * layout_build() - put a call tree into canonical order and add it up
 * @layout: filled; layout_free() it after success
 * @graph: the tree
 *
 * Siblings are sorted by name, module and kind; equal ones become one node. Not
 * so where the tree keeps its order.
 * Nodes without samples in any column are left out, and all of them when the
 * column that gives the widths has none. A parent's own samples lie left of its
 * children, or where the tree says.
 *
 * Return: 0, -EINVAL, -EOVERFLOW or -ENOMEM as flamegraph_write().
 */
int layout_build(struct layout *layout, const struct flamegraph *graph);

/** layout_free() - free what layout_build() filled */
void layout_free(struct layout *layout);

/**
 * layout_least() - the samples a frame must have to be drawn
 * @layout: the laid out tree, with samples
 * @width: of the root, in px
 * @minwidth: of the narrowest frame, in px
 *
 * A child never has more samples than its parent, so this one number prunes
 * whole subtrees.
 *
 * Return: the number, 1 up to the root's.
 */
uint64_t layout_least(const struct layout *layout, uint32_t width,
		      double minwidth);

/**
 * layout_next_box() - step through what is to be drawn, level by level
 * @layout: the laid out tree
 * @least: from layout_least()
 * @cursor: 0 at first, then left alone
 * @box: filled
 *
 * The boxes above a frame and its self samples add up to its width.
 *
 * Return: false when there are no more.
 */
bool layout_next_box(const struct layout *layout, uint64_t least,
		     uint32_t *cursor, struct layout_box *box);

/**
 * layout_position() - samples to a length on paper
 * @layout: the laid out tree, with samples
 * @samples: at most the root's
 * @width: of the root, in the unit wanted
 *
 * Return: the rounded share of @width.
 */
uint32_t layout_position(const struct layout *layout, uint64_t samples,
			 uint32_t width);

#endif
