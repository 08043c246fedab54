// SPDX-License-Identifier: GPL-2.0-only
#include "preorder.h"

#include <stdlib.h>

#include "mem.h"

uint32_t *preorder(const struct profile *p)
{
	const uint32_t nr = profile_nr_nodes(p);
	uint32_t *sizes = mem_alloc(nr, sizeof(*sizes));
	uint32_t *places = mem_alloc(nr, sizeof(*places));
	uint32_t *next = mem_alloc(nr, sizeof(*next));
	uint32_t i;

	for (i = nr - 1; i > 0; i--)
		sizes[profile_parent(p, i)] += ++sizes[i];
	next[PROFILE_ROOT] = 1;
	for (i = 1; i < nr; i++) {
		places[i] = next[profile_parent(p, i)];
		next[profile_parent(p, i)] += sizes[i];
		next[i] = places[i] + 1;
	}
	free(sizes);
	free(next);
	return places;
}
