/* SPDX-License-Identifier: GPL-2.0-only */
/* What became of the nodes of a tree with two columns, as classes of colour. */
#ifndef FLAMEK_DIFF_H
#define FLAMEK_DIFF_H

#include <stdbool.h>
#include <stdint.h>

#include "color.h"
#include "layout.h"

#define DIFF_LEVELS 8	/* of COLOR_MORE and COLOR_LESS, from little to much */

struct diff {
	const struct layout *layout;
	bool is_negated;	/* the second column is the earlier one */
	uint64_t most;		/* the largest change of own samples */
};

/** diff_init() - look for the largest change */
void diff_init(struct diff *diff, const struct layout *layout, bool is_negated);

/**
 * diff_color() - the class of a node
 * @diff: initialized
 * @node: of its layout
 * @level: filled, below DIFF_LEVELS
 *
 * By the change of its own samples, that of its callees being their own; but a
 * node that is in the second column alone is new as a whole.
 */
enum color diff_color(const struct diff *diff, uint32_t node,
		      unsigned int *level);

/**
 * diff_count_gone() - nodes that are in the first column alone
 * @layout: the tree
 * @samples: filled with what they have there
 */
uint32_t diff_count_gone(const struct layout *layout, uint64_t *samples);

#endif
