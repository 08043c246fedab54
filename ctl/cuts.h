/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The outer ends of user stacks: what is no caller there, and which were cut
 * short.
 *
 * Code without frame pointers uses the register as it likes. Followed as if it
 * were one, it leads into data: what is read for return addresses are values that
 * nothing can return to. They come last, since what lies beyond them is data as
 * well; so they are left out from the outermost on up to the first that is an
 * address behind a call. One between callers stays: return probes, signals and
 * runtimes put such there.
 *
 * Of the others most C libraries set no zero frame pointer where a program or a
 * thread begins, so whether such a stack was cut short is known only when its
 * outermost frame has a name.
 */
#ifndef FLAMEK_CUTS_H
#define FLAMEK_CUTS_H

#include <stdbool.h>
#include <stdint.h>

#include "calltree.h"
#include "collect.h"
#include "locations.h"
#include "symbols/symbols.h"

/**
 * struct cuts - the outer ends of all stacks
 * @syms: code
 * @tree: the stacks
 * @locations: its frames
 * @has_addrs: addresses in no mapping stand in @locations as they are
 * @has_all_maps: no mapping of code was lost
 * @tells_ends: stacks say how they ended
 */
struct cuts {
	struct symbols *syms;
	const struct calltree *tree;
	const struct locations *locations;
	bool has_addrs, has_all_maps, tells_ends;

	/* for cuts.c */
	uint8_t *nodes;
	uint8_t *are_callers;	/* by location, where it was asked for */
};

/** cuts_find() - look at all stacks; the fields that are not cuts.c's are set */
void cuts_find(struct cuts *cuts);

/** cuts_free() - free what cuts_find() took */
void cuts_free(struct cuts *cuts);

/** cuts_leave_out() - is it a node that is no frame? */
bool cuts_leave_out(const struct cuts *cuts, uint32_t node);

/** cuts_is_outermost() - is it the outermost user frame of its stacks? */
bool cuts_is_outermost(const struct cuts *cuts, uint32_t node);

/**
 * cuts_count() - count how the stacks of an outermost user frame ended
 * @cuts: the ends
 * @node: the frame
 * @is_entry: it is of a function that programs or threads begin in
 * @value: of these stacks
 * @stats: of all
 * @dso: of the frame's file
 */
void cuts_count(const struct cuts *cuts, uint32_t node, bool is_entry,
		uint64_t value, struct collect_stats *stats,
		struct collect_dso *dso);

/** cuts_is_entry() - is it a function that programs or threads begin in? */
bool cuts_is_entry(const char *name);

#endif
