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

#include "table.h"

#define TEXTMAP_NONE UINT32_MAX

struct textmap_key {
	uint64_t a, b;
};

struct textmap_entry {
	struct textmap_key key;
	uint32_t value;
};

struct textmap {
	uint64_t secrets[4];
	struct table table;
	struct textmap_entry *entries;
	size_t nr, room;
};

/** textmap_init() - an empty map */
void textmap_init(struct textmap *m);

/** textmap_free() - free what the map holds */
void textmap_free(struct textmap *m);

/** textmap_key() - what a text is known by */
struct textmap_key textmap_key(const struct textmap *m, const char *text,
			       size_t len);

/** textmap_get() - Return: the number put under the key, or TEXTMAP_NONE */
uint32_t textmap_get(const struct textmap *m, struct textmap_key key);

/** textmap_put() - put a number under a key that has none */
void textmap_put(struct textmap *m, struct textmap_key key, uint32_t value);

#endif
