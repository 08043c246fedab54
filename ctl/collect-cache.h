/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Callchains that were seen before, so that one that comes again costs no more
 * than its hash. They are known by 127 bits of a hash with a secret key: no two
 * are ever the same by chance, nor by the doing of a profiled program.
 */
#ifndef FLAMEK_COLLECT_CACHE_H
#define FLAMEK_COLLECT_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hash.h"

struct cache_key {
	uint64_t a, b;
};

/**
 * struct cached_stack - a callchain in the call tree
 * @key: its hash; @key.b of a free slot is 0
 * @value: what was counted of it since it is here
 * @leaf: its node
 */
struct cached_stack {
	struct cache_key key;
	uint64_t value;
	uint32_t leaf;
};

struct collect_cache {
	struct cached_stack *slots;
	size_t mask;		/* slots - 1, a power of two */
	size_t nr;		/* slots in use */
	struct cache_key secret;
};

/** collect_cache_init() - an empty cache with a key of its own */
void collect_cache_init(struct collect_cache *c);

/** collect_cache_free() - free what it holds */
void collect_cache_free(struct collect_cache *c);

/**
 * collect_cache_mix_pair() - append two words to what was hashed
 *
 * The words are multiplied with each other, each mixed with half of the state.
 * The product is the new state, which other words lead to only if they are
 * another two factors of it. Its upper half gets smaller with each pair of small
 * words, hence the secret in every second factor. It is no hash to look up by
 * before collect_cache_end().
 */
static inline struct cache_key collect_cache_mix_pair(struct cache_key secret,
						      struct cache_key key,
						      uint64_t first,
						      uint64_t second)
{
	unsigned __int128 product = (unsigned __int128)(key.a ^ first) *
				    (key.b ^ second ^ secret.b);

	return (struct cache_key){ (uint64_t)product,
				   (uint64_t)(product >> 64) };
}

/** collect_cache_begin() - the state when nothing was hashed yet */
static inline struct cache_key collect_cache_begin(struct cache_key secret)
{
	return (struct cache_key){ secret.a, 0 };
}

/** collect_cache_end() - spread what pairs were mixed into over all bits */
static inline struct cache_key collect_cache_end(struct cache_key key)
{
	return (struct cache_key){ key.a ^ key.b, hash_mix(key.b, key.a) };
}

/** collect_cache_prefetch() - a callchain will be looked for soon */
static inline void collect_cache_prefetch(const struct collect_cache *c,
					  struct cache_key key)
{
	__builtin_prefetch(&c->slots[key.a & c->mask], 1);
}

/* One bit of the hash says that the slot is used. */
static inline struct cache_key collect_cache_used(struct cache_key key)
{
	key.b |= 1;
	return key;
}

/** collect_cache_slot() - where a used key is, or the free slot where it belongs */
static inline struct cached_stack *
collect_cache_slot(const struct collect_cache *c, struct cache_key key)
{
	struct cached_stack *slot = &c->slots[key.a & c->mask];

	while (slot->key.b && (slot->key.a != key.a || slot->key.b != key.b))
		slot = &c->slots[(size_t)(slot - c->slots + 1) & c->mask];
	return slot;
}

/** collect_cache_find() - a callchain or NULL; valid until one is added */
static inline struct cached_stack *
collect_cache_find(const struct collect_cache *c, struct cache_key key)
{
	struct cached_stack *slot =
		collect_cache_slot(c, collect_cache_used(key));

	return slot->key.b ? slot : NULL;
}

/** collect_cache_is_full() - is it so large that it should be emptied? */
bool collect_cache_is_full(const struct collect_cache *c);

/**
 * collect_cache_add() - remember a callchain that is not there yet
 *
 * Return: it, of no value yet; valid until the next one is added.
 */
struct cached_stack *collect_cache_add(struct collect_cache *c,
				       struct cache_key key, uint32_t leaf);

/**
 * collect_cache_empty() - hand over what was counted and forget all
 * @c: the cache
 * @take: takes the values, stack by stack
 * @arg: for @take
 */
void collect_cache_empty(struct collect_cache *c,
			 void (*take)(void *arg, uint32_t leaf, uint64_t value),
			 void *arg);

#endif
