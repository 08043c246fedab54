// SPDX-License-Identifier: GPL-2.0-only
#include "owners.h"

#include <stdlib.h>

#include "hash.h"
#include "mem.h"

void owners_free(struct owners *os)
{
	free(os->all);
	table_free(&os->table);
}

uint32_t owners_add(struct owners *os, uint32_t process, uint32_t thread)
{
	uint64_t hash = hash_mix(process, thread);
	uint32_t i, pos = 0;

	while ((i = table_next(&os->table, hash, &pos)) != TABLE_NONE)
		if (os->all[i].process == process && os->all[i].thread == thread)
			return i;
	i = (uint32_t)os->nr++;
	os->all = mem_grow(os->all, i, &os->room, sizeof(*os->all));
	os->all[i] = (struct owner){ process, thread };
	table_add(&os->table, hash, i);
	return i;
}
