/* SPDX-License-Identifier: GPL-2.0-only */
/* Strings by number: each is kept once. */
#ifndef FLAMEK_STRTABLE_H
#define FLAMEK_STRTABLE_H

#include <stddef.h>
#include <stdint.h>

#include "table.h"

/* A zeroed one is empty. */
struct strtable {
	char **strings;
	size_t nr, room;
	struct table table;
};

/** strtable_free() - free all of them */
void strtable_free(struct strtable *n);

/** strtable_find() - the number of a name, TABLE_NONE if it is not there */
uint32_t strtable_find(const struct strtable *n, const char *name);

/** strtable_add() - the number of a name, which is copied if it is new */
uint32_t strtable_add(struct strtable *n, const char *name);

#endif
