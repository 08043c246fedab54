/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The distinct frames of a laid out tree, numbered, each with its colour: what
 * a name costs is paid once, however often it occurs.
 */
#ifndef FLAMEK_DISTINCT_H
#define FLAMEK_DISTINCT_H

#include <stdint.h>

#include "color.h"
#include "fills.h"
#include "flamegraph.h"
#include "layout.h"

struct distinct_frame {
	const struct flamegraph_frame *frame;
	enum color color;
	unsigned int variant;		/* one of the palette's shades */
	char look[3];			/* its class */
	uint32_t fill;			/* 0xrrggbb, in light surroundings */
	const struct flamegraph_attributes *attributes;	/* or NULL */
};

struct distinct {
	struct distinct_frame *frames;	/* those of one module side by side */
	uint32_t nr;
	uint32_t *ids;			/* layout node -> its frame */
	struct fills *fills;		/* if they are given by name, or NULL */
};

/**
 * distinct_collect() - list the frames that a layout uses
 * @distinct: filled; distinct_free() it after success
 * @graph: where the names are
 * @layout: the tree
 * @options: with the palette
 *
 * Sorted by module, name and kind. In a comparison a frame counts once for each
 * colour it has.
 *
 * Return: 0 or -ENOMEM.
 */
int distinct_collect(struct distinct *distinct, const struct flamegraph *graph,
		     const struct layout *layout,
		     const struct flamegraph_options *options);

/** distinct_free() - free what distinct_collect() filled */
void distinct_free(struct distinct *distinct);

#endif
