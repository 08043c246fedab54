/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User stacks that the module could not follow to a zero frame pointer. Most C
 * libraries set none where a program or a thread begins, so whether such a
 * stack was cut short is known only when its outermost frame has a name.
 */
#ifndef FLAMEK_CUTS_H
#define FLAMEK_CUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cuts_count {
	uint64_t fault, depth, broken;
};

/**
 * struct cuts - stacks by the location of their outermost user frame
 * @counts: of a location
 * @nr: locations there are counts for
 */
struct cuts {
	struct cuts_count *counts;
	size_t nr;
};

void cuts_free(struct cuts *cuts);

/** cuts_grow() - make room for a location there is none for */
void cuts_grow(struct cuts *cuts, uint32_t location);

/** cuts_at() - the count of a location, to add to; valid until the next call */
static inline struct cuts_count *cuts_at(struct cuts *cuts, uint32_t location)
{
	if (location >= cuts->nr)
		cuts_grow(cuts, location);
	return &cuts->counts[location];
}

/** cuts_is_entry() - is it a function that programs or threads begin in? */
bool cuts_is_entry(const char *name);

#endif
