/* SPDX-License-Identifier: GPL-2.0-only */
/* Who descends from whom, by /proc. */
#ifndef FLAMEK_PROCTREE_H
#define FLAMEK_PROCTREE_H

#include <stddef.h>
#include <sys/types.h>

/* Grows from one process. */
struct proctree {
	pid_t *pids;
	size_t nr, room;
};

/** proctree_add() - one process more */
void proctree_add(struct proctree *tree, pid_t pid);

/** proctree_add_all() - all processes there are at this moment */
void proctree_add_all(struct proctree *tree);

/**
 * proctree_grow() - add the descendants, at this moment, of those in a tree
 *
 * A tree that grows again finds the children of processes that are gone.
 */
void proctree_grow(struct proctree *tree);

/** proctree_free() - the tree is empty after */
void proctree_free(struct proctree *tree);

#endif
