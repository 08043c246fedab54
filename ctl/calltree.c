// SPDX-License-Identifier: GPL-2.0-only
/* Nodes in one array, found again by their parent and frame. */
#include "calltree.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"

static uint32_t add_node(struct calltree *t, uint32_t parent, uint32_t frame)
{
	t->nodes = mem_grow(t->nodes, t->nr, &t->room, sizeof(*t->nodes));
	t->nodes[t->nr].parent = parent;
	t->nodes[t->nr].frame = frame;
	return t->nr++;
}

void calltree_init(struct calltree *t)
{
	memset(t, 0, sizeof(*t));
	add_node(t, CALLTREE_ROOT, 0);
}

void calltree_free(struct calltree *t)
{
	free(t->nodes);
	table_free(&t->children);
	t->nodes = NULL;
}

uint32_t calltree_child(struct calltree *t, uint32_t node, uint32_t frame)
{
	uint64_t hash = hash_mix(node, frame);
	uint32_t child, pos = 0;

	while ((child = table_next(&t->children, hash, &pos)) != TABLE_NONE)
		if (t->nodes[child].parent == node &&
		    t->nodes[child].frame == frame)
			return child;
	if (t->nr == CALLTREE_NR_MAX)
		return node;
	child = add_node(t, node, frame);
	table_add(&t->children, hash, child);
	return child;
}
