// SPDX-License-Identifier: GPL-2.0-only
/* Interned addresses. */
#include "locations.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"

#define NR_MIN 4096u

void locations_init(struct locations *ls)
{
	memset(ls, 0, sizeof(*ls));
	ls->all = mem_table(NR_MIN, sizeof(*ls->all));
	ls->room = NR_MIN;
	table_reserve(&ls->table, NR_MIN);
}

void locations_free(struct locations *ls)
{
	free(ls->all);
	table_free(&ls->table);
	memset(ls, 0, sizeof(*ls));
}

static uint64_t hash_location(const struct location *l)
{
	uint64_t kind = (uint64_t)l->kind << 1 | l->is_return;

	return hash_mix((uintptr_t)l->dso ^ kind, l->addr);
}

static bool is_same(const struct location *a, const struct location *b)
{
	return a->addr == b->addr && a->dso == b->dso && a->kind == b->kind &&
	       a->is_return == b->is_return;
}

static uint32_t find(const struct locations *ls, const struct location *l,
		     uint64_t hash)
{
	uint32_t i, pos = 0;

	while ((i = table_next(&ls->table, hash, &pos)) != TABLE_NONE)
		if (is_same(&ls->all[i], l))
			break;
	return i;
}

bool locations_have(const struct locations *ls, const struct location *l)
{
	return find(ls, l, hash_location(l)) != TABLE_NONE;
}

uint32_t locations_add(struct locations *ls, const struct location *l)
{
	uint64_t hash = hash_location(l);
	uint32_t i = find(ls, l, hash);

	if (i != TABLE_NONE)
		return i;
	i = (uint32_t)ls->nr++;
	ls->all = mem_grow(ls->all, i, &ls->room, sizeof(*ls->all));
	ls->all[i] = *l;
	table_add(&ls->table, hash, i);
	return i;
}

void locations_each_dso(const struct locations *ls,
			void (*take)(void *arg, struct dso *dso), void *arg)
{
	struct table seen = { 0 };
	uint32_t i, found, pos;
	struct dso *dso;
	uint64_t hash;

	for (i = 0; i < ls->nr; i++) {
		dso = ls->all[i].dso;
		if (!dso)
			continue;
		hash = hash_mix((uintptr_t)dso, 0);
		pos = 0;
		while ((found = table_next(&seen, hash, &pos)) != TABLE_NONE)
			if (ls->all[found].dso == dso)
				break;
		if (found != TABLE_NONE)
			continue;
		table_add(&seen, hash, i);
		take(arg, dso);
	}
	table_free(&seen);
}
