/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where names live: strings that are added and all freed at once, packed into
 * large blocks. What a symbol's name points into.
 */
#ifndef FLAMEK_NAMES_H
#define FLAMEK_NAMES_H

#include <stddef.h>

struct names_block;

struct names {
	struct names_block *blocks;	/* the one being filled comes first */
	size_t used, room;		/* bytes of the first block */
};

/** names_add() - keep a copy of @len bytes, and a NUL. Return: the copy */
const char *names_add(struct names *names, const char *s, size_t len)
	__attribute__((returns_nonnull));

/** names_free() - free every name; @names is empty and usable after */
void names_free(struct names *names);

#endif
