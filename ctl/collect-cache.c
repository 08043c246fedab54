// SPDX-License-Identifier: GPL-2.0-only
/*
 * One hash table that holds the stacks themselves: what is wanted of a stack
 * that comes again lies in one cache line.
 */
#include "collect-cache.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "hash.h"
#include "mem.h"

#define NR_SLOTS_MIN	1024u
#define NR_STACKS_MAX	((size_t)1 << 20)

/*
 * Without random bytes, as early at boot, the key is zero: that costs the
 * defence against chosen collisions and nothing else.
 */
void collect_cache_init(struct collect_cache *c)
{
	memset(c, 0, sizeof(*c));
	if (getrandom(&c->secret, sizeof(c->secret), GRND_NONBLOCK) !=
	    sizeof(c->secret))
		memset(&c->secret, 0, sizeof(c->secret));
	c->slots = mem_alloc(NR_SLOTS_MIN, sizeof(*c->slots));
	c->mask = NR_SLOTS_MIN - 1;
}

void collect_cache_free(struct collect_cache *c)
{
	free(c->slots);
}

/*
 * Each word is mixed into the state before it is multiplied, so that none can
 * be chosen to wipe out the words before it.
 */
struct cache_key collect_cache_key(const struct collect_cache *c,
				   const uint64_t context[2],
				   const uint64_t *ips, size_t nr)
{
	const uint64_t a = c->secret.a, b = c->secret.b;
	struct cache_key key;
	size_t i;

	key.a = hash_mix(a ^ context[0], b ^ nr);
	key.b = hash_mix(b ^ context[0], a ^ nr);
	key.a = hash_mix(key.a ^ context[1], b);
	key.b = hash_mix(key.b ^ context[1], a);
	for (i = 0; i < nr; i++) {
		key.a = hash_mix(key.a ^ ips[i], b);
		key.b = hash_mix(key.b ^ ips[i], a);
	}
	return key;
}

/* The slot of a stack, or the free one where it belongs. */
static struct cached_stack *find_slot(const struct collect_cache *c,
				      struct cache_key key)
{
	size_t i = key.a & c->mask;

	while (c->slots[i].is_used && (c->slots[i].key.a != key.a ||
				       c->slots[i].key.b != key.b))
		i = (i + 1) & c->mask;
	return &c->slots[i];
}

struct cached_stack *collect_cache_find(const struct collect_cache *c,
					struct cache_key key)
{
	struct cached_stack *slot = find_slot(c, key);

	return slot->is_used ? slot : NULL;
}

static void grow(struct collect_cache *c)
{
	struct cached_stack *old = c->slots;
	size_t i, nr_old = c->mask + 1;

	c->slots = mem_alloc(2 * nr_old, sizeof(*c->slots));
	c->mask = 2 * nr_old - 1;
	for (i = 0; i < nr_old; i++)
		if (old[i].is_used)
			*find_slot(c, old[i].key) = old[i];
	free(old);
}

bool collect_cache_is_full(const struct collect_cache *c)
{
	return c->nr >= NR_STACKS_MAX;
}

struct cached_stack *collect_cache_add(struct collect_cache *c,
				       struct cache_key key, uint32_t leaf,
				       uint32_t outermost)
{
	struct cached_stack *slot;

	if (c->nr > c->mask / 4 * 3)
		grow(c);
	slot = find_slot(c, key);
	*slot = (struct cached_stack){
		.key = key, .leaf = leaf, .outermost = outermost,
		.is_used = true,
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
		if (c->slots[i].is_used)
			take(arg, c->slots[i].leaf, c->slots[i].value);
	memset(c->slots, 0, (c->mask + 1) * sizeof(*c->slots));
	c->nr = 0;
}
