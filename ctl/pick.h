/* SPDX-License-Identifier: GPL-2.0-only */
/* A part of a profile: stacks that begin at a chosen function. */
#ifndef FLAMEK_PICK_H
#define FLAMEK_PICK_H

#include <stdbool.h>
#include <stddef.h>

#include "profile.h"

/* Names of functions; strings belong to the command line. */
struct pick_names {
	const char **names;
	size_t nr, room;
};

struct pick {
	struct pick_names base;		/* begin there, drop what is not in it */
	struct pick_names skip_after;	/* begin there, keep what is not in it */
};

/** pick_add() - one name more */
void pick_add(struct pick_names *names, const char *name);

/** pick_free() - free the lists */
void pick_free(struct pick *pick);

/** pick_is_all() - is nothing chosen? */
bool pick_is_all(const struct pick *pick);

/**
 * pick_profile() - a profile of what is chosen
 *
 * Where functions that were named are inside of each other, the innermost one
 * counts. Columns, notes, facts and timeline are kept.
 */
struct profile *pick_profile(const struct profile *p, const struct pick *pick);

#endif
