/* SPDX-License-Identifier: GPL-2.0-only */
/* Whose a stack is, where that is a thread of a process: two names by one number. */
#ifndef FLAMEK_OWNERS_H
#define FLAMEK_OWNERS_H

#include <stddef.h>
#include <stdint.h>

#include "table.h"

/* Numbers of names, as procs_comm_name() takes them. */
struct owner {
	uint32_t process, thread;
};

/* A zeroed one is empty. */
struct owners {
	struct owner *all;
	size_t nr, room;
	struct table table;
};

/** owners_free() - forget all */
void owners_free(struct owners *os);

/** owners_add() - the number of an owner, a new one if it is new */
uint32_t owners_add(struct owners *os, uint32_t process, uint32_t thread);

#endif
