/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Long texts to numbers, without keeping the texts: they are known by 128 bits
 * of a hash whose keys are drawn anew each time, so that two texts are taken
 * for one neither by accident nor by design.
 */
#ifndef FLAMEK_TEXTMAP_H
#define FLAMEK_TEXTMAP_H

#include <stddef.h>
#include <stdint.h>

#define TEXTMAP_NONE UINT32_MAX

struct textmap_key {
	uint64_t a, b;
};

/* A slot holds all there is of an entry: a look-up is one place in memory. */
struct textmap_slot {
	struct textmap_key key;
	uint32_t value;		/* plus 1; 0: free */
};

struct textmap {
	uint64_t secrets[4];
	struct textmap_slot *slots;
	size_t mask;		/* slots - 1, a power of two */
	size_t nr;
};

/** textmap_init() - an empty map */
void textmap_init(struct textmap *m);

/** textmap_free() - free what the map holds */
void textmap_free(struct textmap *m);

/** textmap_key() - what a text is known by */
struct textmap_key textmap_key(const struct textmap *m, const char *text,
			       size_t len);

/** textmap_key_after() - what is known by @key, with a text after it */
struct textmap_key textmap_key_after(const struct textmap *m,
				     struct textmap_key key, const char *text,
				     size_t len);

/** textmap_prefetch() - have at hand what textmap_get() begins with */
static inline void textmap_prefetch(const struct textmap *m,
				    struct textmap_key key)
{
	__builtin_prefetch(&m->slots[key.a & m->mask]);
}

/** textmap_get() - Return: the number put under the key, or TEXTMAP_NONE */
uint32_t textmap_get(const struct textmap *m, struct textmap_key key);

/** textmap_put() - put a number under a key that has none */
void textmap_put(struct textmap *m, struct textmap_key key, uint32_t value);

#endif
