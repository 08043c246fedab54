// SPDX-License-Identifier: GPL-2.0-only
/*
 * Open addressing with linear probing. A slot keeps half of the hash, so that
 * growing needs no look at the things, and comparing them is seldom in vain.
 */
#include "table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define NR_SLOTS_MIN 16u

void table_free(struct table *t)
{
	free(t->slots);
	memset(t, 0, sizeof(*t));
}

static void put(struct table *t, struct table_slot new)
{
	uint32_t i = new.tag & t->mask;

	while (t->slots[i].id)
		i = (i + 1) & t->mask;
	t->slots[i] = new;
}

static void grow(struct table *t)
{
	size_t i, nr_old = t->mask ? (size_t)t->mask + 1 : 0;
	size_t nr_new = nr_old ? 2 * nr_old : NR_SLOTS_MIN;
	struct table_slot *old = t->slots;

	t->slots = mem_table(nr_new, sizeof(*t->slots));
	t->mask = (uint32_t)(nr_new - 1);
	for (i = 0; i < nr_old; i++)
		if (old[i].id)
			put(t, old[i]);
	free(old);
}

/* At most two slots of three in use; all of them when no more fit. */
static bool has_room(const struct table *t, uint32_t nr)
{
	return nr < t->mask - t->mask / 3 || t->mask == UINT32_MAX;
}

void table_reserve(struct table *t, uint32_t nr)
{
	while (!has_room(t, nr))
		grow(t);
}

void table_add(struct table *t, uint64_t hash, uint32_t id)
{
	struct table_slot new = { .tag = (uint32_t)hash, .id = id + 1 };

	if (!has_room(t, t->nr))
		grow(t);
	put(t, new);
	t->nr++;
}
