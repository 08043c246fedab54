/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ranges of addresses that enclose each other, each with a number, asked for
 * the innermost. Once indexed they are cut into disjoint spans, so that a
 * look-up is one binary search.
 */
#ifndef FLAMEK_NEST_H
#define FLAMEK_NEST_H

#include <stddef.h>
#include <stdint.h>

#define NEST_NONE UINT32_MAX

struct nest_range;
struct nest_span;

struct nest {
	struct nest_range *ranges;	/* until they are indexed */
	size_t nr_ranges, room_ranges;
	struct nest_span *spans;	/* by address */
	size_t nr_spans, room_spans;
};

/**
 * nest_add() - one range more
 * @n: the nest, zeroed at first, not indexed
 * @start: its first address
 * @end: the address after its last; an empty range is passed over
 * @value: less than NEST_NONE
 *
 * Of ranges that are alike, the one added last counts as the inner one.
 */
void nest_add(struct nest *n, uint64_t start, uint64_t end, uint32_t value);

/** nest_index() - make ready for nest_find(); nothing is added after */
void nest_index(struct nest *n);

/** nest_find() - the innermost range around @addr, or NEST_NONE */
uint32_t nest_find(const struct nest *n, uint64_t addr);

/** nest_free() - the nest is empty after */
void nest_free(struct nest *n);

#endif
