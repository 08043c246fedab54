// SPDX-License-Identifier: GPL-2.0-only
/* Each node with values of its own is the leaf of a stack, and begins another. */
#include "reverse.h"

#include <stdlib.h>

#include "copy.h"
#include "mem.h"

struct profile *profile_reverse(const struct profile *p)
{
	struct profile *to = profile_new(profile_nr_columns(p));
	uint32_t *ids = copy_frames(p, to);
	uint32_t *nodes = mem_alloc(profile_nr_nodes(p), sizeof(*nodes));
	uint32_t node, up, at;

	copy_notes(p, to);
	for (node = 0; node < profile_nr_nodes(p); node++) {
		if (!copy_has_value(p, node))
			continue;
		at = PROFILE_ROOT;
		for (up = node; up != PROFILE_ROOT; up = profile_parent(p, up))
			at = profile_child(to, at,
					   ids[profile_node_frame(p, up)]);
		copy_values(p, node, to, at);
		nodes[node] = at;
	}
	copy_timeline(p, to, nodes, 0);
	free(nodes);
	free(ids);
	return to;
}
