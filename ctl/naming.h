/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of a collection: a tree of addresses becomes a profile of names. */
#ifndef FLAMEK_NAMING_H
#define FLAMEK_NAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calltree.h"
#include "collect.h"
#include "cuts.h"
#include "locations.h"
#include "owners.h"
#include "procs.h"
#include "profile.h"
#include "symbols/symbols.h"

/**
 * struct naming - what there is to name
 * @syms: names of code
 * @procs: names of threads, and where the kernel lay
 * @kernel_reason: why kernel addresses get no names, or NULL
 * @locations: addresses
 * @tree: of @locations
 * @self: values of its nodes
 * @timeline: of nodes of @tree
 * @has_addrs: frames without a name show their address
 * @owners: what the first locations of @tree are numbers of; NULL: of names
 * @cuts: the outer ends of the stacks
 */
struct naming {
	struct symbols *syms;
	struct procs *procs;
	const char *kernel_reason;
	const struct locations *locations;
	const struct calltree *tree;
	const uint64_t *self;
	const struct timeline *timeline;
	bool has_addrs;
	const struct owners *owners;
	const struct cuts *cuts;
};

/**
 * naming_expect() - tell files what they will be asked, and have them read
 * @n: what there is to name; of it the symbols and the locations are looked at
 *
 * To be called before anything is asked of the files.
 */
void naming_expect(const struct naming *n);

/**
 * naming_fill() - name every address once, and add the tree to a profile
 * @n: what there is to name
 * @p: the profile; its column 0 is added to
 * @stats: the counts of frames and of cut stacks are filled in
 * @dsos: an array, to be freed by the caller, that @stats refers to
 */
void naming_fill(const struct naming *n, struct profile *p,
		 struct collect_stats *stats, struct collect_dso **dsos);

#endif
