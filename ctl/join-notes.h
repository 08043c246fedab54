/* SPDX-License-Identifier: GPL-2.0-only */
/* What was noted of several profiles, and of which of them it is true. */
#ifndef FLAMEK_JOIN_NOTES_H
#define FLAMEK_JOIN_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "profile.h"

struct join_note;

struct join_notes {
	struct join_note *notes;	/* by the first of its key */
	size_t nr, room;
	unsigned int nr_profiles;
	char *names[2];			/* of those after and before */
};

/**
 * join_notes_add() - take up the notes of a profile
 * @notes: added to
 * @p: the profile
 * @name: what it is called
 * @is_before: in a comparison
 */
void join_notes_add(struct join_notes *notes, const struct profile *p,
		    const char *name, bool is_before);

/**
 * join_notes_write() - give them to the profile of all
 *
 * What is the same of all is one note; of what differs, or is not known of all,
 * each value is told with the names. How pictures looked holds if it is the same.
 */
void join_notes_write(const struct join_notes *notes, struct profile *p);

/** join_notes_check() - warn where values of @key differ, saying @what of it */
void join_notes_check(const struct join_notes *notes, const char *key,
		      const char *what);

/** join_notes_free() - none are left */
void join_notes_free(struct join_notes *notes);

/**
 * join_facts() - a fact that tells all there are of @p, called @name, to @to
 *
 * It begins with the name, and shows what is to be looked at.
 */
void join_facts(const struct profile *p, const char *name, struct profile *to);

#endif
