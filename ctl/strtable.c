// SPDX-License-Identifier: GPL-2.0-only
/* Interned strings. */
#include "strtable.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"

void strtable_free(struct strtable *n)
{
	size_t i;

	for (i = 0; i < n->nr; i++)
		free(n->strings[i]);
	free(n->strings);
	table_free(&n->table);
	memset(n, 0, sizeof(*n));
}

static uint32_t find(const struct strtable *n, const char *name, uint64_t hash)
{
	uint32_t i, pos = 0;

	while ((i = table_next(&n->table, hash, &pos)) != TABLE_NONE)
		if (!strcmp(n->strings[i], name))
			break;
	return i;
}

uint32_t strtable_find(const struct strtable *n, const char *name)
{
	return find(n, name, hash_bytes(name, strlen(name), 0));
}

uint32_t strtable_add(struct strtable *n, const char *name)
{
	uint64_t hash = hash_bytes(name, strlen(name), 0);
	uint32_t i = find(n, name, hash);

	if (i != TABLE_NONE)
		return i;
	n->strings = mem_grow(n->strings, n->nr, &n->room, sizeof(*n->strings));
	n->strings[n->nr] = mem_strdup(name);
	table_add(&n->table, hash, (uint32_t)n->nr);
	return (uint32_t)n->nr++;
}
