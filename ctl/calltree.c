// SPDX-License-Identifier: GPL-2.0-only
/* Nodes in one array, found again by the edge that leads to them. */
#include "calltree.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"

#define NR_SLOTS_MIN 16384u
#define NR_NODES_MIN 8192u

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
	t->nodes = mem_table(NR_NODES_MIN, sizeof(*t->nodes));
	t->room = NR_NODES_MIN;
	add_node(t, CALLTREE_ROOT, 0);
	t->slots = mem_table(NR_SLOTS_MIN, sizeof(*t->slots));
	t->mask = NR_SLOTS_MIN - 1;
}

void calltree_free(struct calltree *t)
{
	free(t->nodes);
	free(t->slots);
	t->nodes = NULL;
	t->slots = NULL;
}

/* The slot of an edge, or the free one where it belongs. */
static struct calltree_slot *find_slot(const struct calltree *t,
				       uint32_t parent, uint32_t frame)
{
	size_t i = hash_mix(parent, frame) & t->mask;

	while (t->slots[i].child != CALLTREE_ROOT &&
	       (t->slots[i].parent != parent || t->slots[i].frame != frame))
		i = (i + 1) & t->mask;
	return &t->slots[i];
}

static void grow(struct calltree *t)
{
	struct calltree_slot *old = t->slots;
	size_t i, nr_old = t->mask + 1;

	t->slots = mem_table(2 * nr_old, sizeof(*t->slots));
	t->mask = 2 * nr_old - 1;
	for (i = 0; i < nr_old; i++)
		if (old[i].child != CALLTREE_ROOT)
			*find_slot(t, old[i].parent, old[i].frame) = old[i];
	free(old);
}

uint32_t calltree_child(struct calltree *t, uint32_t node, uint32_t frame)
{
	struct calltree_slot *slot = find_slot(t, node, frame);

	if (slot->child != CALLTREE_ROOT)
		return slot->child;
	if (t->nr == CALLTREE_NR_MAX)
		return node;
	if (t->nr > t->mask / 3 * 2) {
		grow(t);
		slot = find_slot(t, node, frame);
	}
	*slot = (struct calltree_slot){ node, frame, add_node(t, node, frame) };
	return slot->child;
}
