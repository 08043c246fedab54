/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A hash table of numbers: it maps hashes to the ids of things that its user
 * keeps in an array. It never looks at the things, hence the walk: it gives the
 * ids of which most of the hash agrees, and the user compares.
 */
#ifndef FLAMEK_TABLE_H
#define FLAMEK_TABLE_H

#include <stdint.h>

#define TABLE_NONE UINT32_MAX

struct table_slot {
	uint32_t tag;		/* low half of the hash */
	uint32_t id;		/* plus 1; 0: free */
};

struct table {
	struct table_slot *slots;
	uint32_t mask;		/* slots - 1, a power of two; 0: none yet */
	uint32_t nr;		/* ids in it */
};

/** table_free() - empty the table; a zeroed table is an empty one */
void table_free(struct table *t);

/** table_reserve() - make room for @nr ids */
void table_reserve(struct table *t, uint32_t nr);

/**
 * table_add() - remember @id under @hash
 * @t: the table
 * @hash: all its bits should depend on all of the thing
 * @id: less than TABLE_NONE; it is not looked whether it is there already
 */
void table_add(struct table *t, uint64_t hash, uint32_t id);

/**
 * table_next() - walk through the ids that may be under @hash
 * @t: the table
 * @hash: as given to table_add()
 * @pos: zero at first
 *
 * Return: an id, or TABLE_NONE after the last.
 */
static inline uint32_t table_next(const struct table *t, uint64_t hash,
				  uint32_t *pos)
{
	const struct table_slot *slot;

	if (!t->mask)
		return TABLE_NONE;
	for (;;) {
		slot = &t->slots[((uint32_t)hash + *pos) & t->mask];
		(*pos)++;
		if (!slot->id)
			return TABLE_NONE;
		if (slot->tag == (uint32_t)hash)
			return slot->id - 1;
	}
}

#endif
