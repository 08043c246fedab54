/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Callchains to nodes of a call tree of locations, and the values of those. A
 * callchain that was seen before costs a hash of its addresses. Of a new one
 * the outer part was mostly seen: what is left of it is turned into locations
 * and hung into the tree.
 */
#ifndef FLAMEK_STACKS_H
#define FLAMEK_STACKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "callchain.h"
#include "calltree.h"
#include "collect-cache.h"
#include "locations.h"
#include "trail.h"

#define STACKS_NEAR	16384u	/* half a megabyte of them */

struct stacks_level;
struct stacks_step;

/**
 * struct stacks - callchains so far
 * @has_whole_chains: the callchain says all, and how the user's part ended;
 *	else the sampled address stands in for one of nothing
 * @has_addrs: addresses in no file are told apart
 * @locations: the frames of @tree
 * @tree: of locations; children of the root are names of threads, some of
 *	theirs how stacks ended, and then come frames from the outermost on
 * @leaf: node of the callchain counted last
 * @self: values of the nodes of @tree; complete after stacks_finish()
 */
struct stacks {
	bool has_whole_chains;
	bool has_addrs;
	struct locations locations;
	struct calltree tree;
	uint32_t leaf;
	uint64_t *self;

	/* for stacks.c */
	size_t room_self;
	struct collect_cache cache;
	struct trail inserted;		/* the last callers that were new */
	struct stacks_level *levels;	/* for the words of @inserted */
	size_t room_levels;
	struct stacks_step *steps;	/* steps in the tree, by hash */
	uint32_t root;			/* where the last one begins */
	uint64_t root_key;		/* and whose it is */
};

/** stacks_init() - none yet */
void stacks_init(struct stacks *s);

/** stacks_free() - free what they hold */
void stacks_free(struct stacks *s);

/**
 * stacks_are_near() - whether all that stacks_count() looks at lies in the cache
 *
 * Then nothing is gained by waiting between stacks_expect() and it.
 */
static inline bool stacks_are_near(const struct stacks *s)
{
	return s->cache.mask < STACKS_NEAR;
}

/**
 * stacks_expect() - fetch what stacks_count() will look at
 *
 * Takes its time while other callchains are looked up. Needed for every one.
 */
void stacks_expect(struct stacks *s, struct callchain *chain);

/** stacks_count() - add to the value of the stack of a callchain that is expected */
void stacks_count(struct stacks *s, const struct callchain *chain,
		  uint64_t value);

/** stacks_take() - both at once, for stacks that are near */
void stacks_take(struct stacks *s, struct callchain *chain, uint64_t value);

/** stacks_finish() - add all values up in @self, which then has all nodes */
void stacks_finish(struct stacks *s);

#endif
