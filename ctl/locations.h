/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses of code, independent of where it was mapped, by number. */
#ifndef FLAMEK_LOCATIONS_H
#define FLAMEK_LOCATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbols/symbols.h"
#include "table.h"

#define LOCATIONS_BLOCK		((uint64_t)2 << 20)	/* bytes */
#define LOCATIONS_ANYWHERE	UINT64_MAX

enum location_kind {
	LOCATION_COMM,		/* not code: the thread that a stack is of */
	LOCATION_END,		/* nor this: how the user's part of it ended */
	LOCATION_USER,
	LOCATION_KERNEL,
};

/**
 * struct location - an address
 * @kind: what it is an address of
 * @is_return: it is one before a return address
 * @dso: the file of user code, NULL if it is not known
 * @addr: offset in the file, as dso_place() has it; in no mapping: the block that
 *	  it lies in, or LOCATIONS_ANYWHERE, and then no return, in a process of
 *	  which no mappings are known; address in the kernel; number of the name;
 *	  FLAMEK_MISC_USER_*
 */
struct location {
	enum location_kind kind;
	bool is_return;
	struct dso *dso;
	uint64_t addr;
};

struct locations {
	struct location *all;
	size_t nr, room;
	struct table table;
};

/** locations_init() - none yet, and room for some thousands */
void locations_init(struct locations *ls);

/** locations_free() - forget all */
void locations_free(struct locations *ls);

/** locations_have() - is it there? */
bool locations_have(const struct locations *ls, const struct location *l);

/** locations_add() - the number of a location, a new one if it is new */
uint32_t locations_add(struct locations *ls, const struct location *l);

/**
 * locations_each_dso() - every file that a location lies in, once
 * @ls: the locations
 * @take: takes a file
 * @arg: for @take
 */
void locations_each_dso(const struct locations *ls,
			void (*take)(void *arg, struct dso *dso), void *arg);

#endif
