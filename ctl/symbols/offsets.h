/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of file offsets, looked into once per symbol of a file: places in it
 * are found by their share of its range, and then by a search in a few.
 */
#ifndef FLAMEK_OFFSETS_H
#define FLAMEK_OFFSETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct offsets {
	uint64_t *all;		/* once sorted: ascending, each once */
	size_t nr, room;
	uint32_t *places;	/* where the offsets of each bucket begin */
	unsigned int shift;	/* to the number of a bucket */
	bool is_sorted;
};

/** offsets_add() - one more; the set is to be sorted after */
void offsets_add(struct offsets *o, uint64_t offset);

/** offsets_sort() - make ready for offsets_first() */
void offsets_sort(struct offsets *o);

/** offsets_first() - the place of the least that is not below @at; or @o->nr */
size_t offsets_first(const struct offsets *o, uint64_t at);

/** offsets_have() - is it in the sorted set? */
bool offsets_have(const struct offsets *o, uint64_t offset);

/** offsets_free() - the set is empty after */
void offsets_free(struct offsets *o);

#endif
