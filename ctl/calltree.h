/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tree of calls: each node is a frame called from its parent, and no two
 * children of a node have the same frame. What a frame is, its user knows.
 * Nodes are numbered as they come, so parents precede children.
 */
#ifndef FLAMEK_CALLTREE_H
#define FLAMEK_CALLTREE_H

#include <stddef.h>
#include <stdint.h>

#define CALLTREE_ROOT		0u
#define CALLTREE_NR_MAX		(UINT32_MAX - 1)

struct calltree_node {
	uint32_t parent;
	uint32_t frame;
};

/* An edge, kept with its child so that a look-up touches nothing else. */
struct calltree_slot {
	uint32_t parent;
	uint32_t frame;
	uint32_t child;		/* CALLTREE_ROOT: free */
};

struct calltree {
	struct calltree_node *nodes;
	uint32_t nr;
	size_t room;
	struct calltree_slot *slots;
	size_t mask;		/* slots - 1, a power of two */
};

/** calltree_init() - a tree of nothing but the root, whose frame is 0 */
void calltree_init(struct calltree *t);

/** calltree_free() - free what calltree_init() and calltree_child() took */
void calltree_free(struct calltree *t);

/**
 * calltree_child() - the child of @node for @frame, made if missing
 *
 * Return: the child; @node itself if the tree holds CALLTREE_NR_MAX nodes.
 */
uint32_t calltree_child(struct calltree *t, uint32_t node, uint32_t frame);

/** calltree_parent() - the caller of @node; the root is its own parent */
static inline uint32_t calltree_parent(const struct calltree *t, uint32_t node)
{
	return t->nodes[node].parent;
}

/** calltree_frame() - what was called */
static inline uint32_t calltree_frame(const struct calltree *t, uint32_t node)
{
	return t->nodes[node].frame;
}

/** calltree_nr() - number of nodes, the root included */
static inline uint32_t calltree_nr(const struct calltree *t)
{
	return t->nr;
}

#endif
