// SPDX-License-Identifier: GPL-2.0-only
/*
 * One hash table that holds the stacks themselves: what is wanted of a stack
 * that comes again lies in one cache line.
 */
#include "collect-cache.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "mem.h"

#define NR_SLOTS_MIN	16384u
#define NR_STACKS_MAX	((size_t)1 << 20)

/*
 * Without random bytes, as early at boot, the key is always the same: that costs
 * the defence against chosen collisions and nothing else.
 */
void collect_cache_init(struct collect_cache *c)
{
	memset(c, 0, sizeof(*c));
	if (getrandom(&c->secret, sizeof(c->secret), GRND_NONBLOCK) !=
	    sizeof(c->secret))
		c->secret = (struct cache_key){ hash_mix(1, 2), hash_mix(3, 4) };
	c->slots = mem_table(NR_SLOTS_MIN, sizeof(*c->slots));
	c->mask = NR_SLOTS_MIN - 1;
}

void collect_cache_free(struct collect_cache *c)
{
	free(c->slots);
}

static bool is_used(const struct cached_stack *slot)
{
	return slot->key.b;
}

static void grow(struct collect_cache *c)
{
	struct cached_stack *old = c->slots;
	size_t i, nr_old = c->mask + 1;

	c->slots = mem_table(2 * nr_old, sizeof(*c->slots));
	c->mask = 2 * nr_old - 1;
	for (i = 0; i < nr_old; i++)
		if (is_used(&old[i]))
			*collect_cache_slot(c, old[i].key) = old[i];
	free(old);
}

bool collect_cache_is_full(const struct collect_cache *c)
{
	return c->nr >= NR_STACKS_MAX;
}

struct cached_stack *collect_cache_add(struct collect_cache *c,
				       struct cache_key key, uint32_t leaf)
{
	struct cached_stack *slot;

	if (c->nr > c->mask / 4 * 3)
		grow(c);
	slot = collect_cache_slot(c, collect_cache_used(key));
	*slot = (struct cached_stack){
		.key = collect_cache_used(key), .leaf = leaf,
	};
	c->nr++;
	return slot;
}

void collect_cache_empty(struct collect_cache *c,
			 void (*take)(void *arg, uint32_t leaf, uint64_t value),
			 void *arg)
{
	size_t i;

	for (i = 0; i <= c->mask; i++)
		if (is_used(&c->slots[i]))
			take(arg, c->slots[i].leaf, c->slots[i].value);
	memset(c->slots, 0, (c->mask + 1) * sizeof(*c->slots));
	c->nr = 0;
}
