// SPDX-License-Identifier: GPL-2.0-only
/* Levels are linear in the change, the largest one being the last level. */
#include "diff.h"

static uint64_t change_of(const struct layout_node *node)
{
	return node->self > node->before ? node->self - node->before :
					   node->before - node->self;
}

void diff_init(struct diff *diff, const struct layout *layout, bool is_negated)
{
	diff->layout = layout;
	diff->is_negated = is_negated;
	diff->most = 0;
	for (uint32_t i = 0; i < layout->nr_nodes; i++) {
		uint64_t change = change_of(&layout->nodes[i]);

		if (change > diff->most)
			diff->most = change;
	}
}

enum color diff_color(const struct diff *diff, uint32_t node,
		      unsigned int *level)
{
	const struct layout_node *n = &diff->layout->nodes[node];
	uint64_t change = change_of(n);

	*level = 0;
	if (n->total && !n->before_total)
		return COLOR_NEW;
	if (!change)
		return COLOR_SAME;
	*level = (unsigned int)((unsigned __int128)change * (DIFF_LEVELS - 1) /
				diff->most);
	return (n->self > n->before) != diff->is_negated ? COLOR_MORE :
							    COLOR_LESS;
}

uint32_t diff_count_gone(const struct layout *layout, uint64_t *samples)
{
	uint32_t nr = 0;

	*samples = 0;
	for (uint32_t i = 0; i < layout->nr_nodes; i++) {
		const struct layout_node *n = &layout->nodes[i];

		if (n->total)
			continue;
		nr++;
		*samples += n->before;
	}
	return nr;
}
