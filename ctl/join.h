/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several profiles as one: what was sampled is added up, what was noted is told
 * with the names of those it is true of.
 */
#ifndef FLAMEK_JOIN_H
#define FLAMEK_JOIN_H

#include <stdbool.h>

#include "err.h"
#include "profile.h"

#define JOIN_UNIT "samples"	/* of recordings, and of what says no other */

struct join;

/* Where a profile is from. */
struct join_source {
	const char *name;	/* kept until the end */
	const char *unit;	/* of its counts, NULL: not known */
	bool is_text;		/* it lacks modules, and may lack kinds */
	bool is_before;		/* of a comparison, what there was */
};

/** join_new() - nothing yet */
struct join *join_new(void);

/** join_any_unit() - add up counts of different units too, since @j's is given */
void join_any_unit(struct join *j);

/**
 * join_compare() - make of those before and those after two columns
 * @j: nothing was added yet
 * @is_negated: the notes are to say that before is after
 */
void join_compare(struct join *j, bool is_negated);

/**
 * join_add() - add a profile, which is not needed any more then
 * @j: what it is added to
 * @p: the profile
 * @source: where it is from
 * @err: the reason of a failure
 *
 * Timelines follow one another, no lane of one being that of another.
 *
 * Return: 0; -EINVAL when it has not as many columns as those before, -EDOM when
 * it has not their unit.
 */
int join_add(struct join *j, const struct profile *p,
	     const struct join_source *source, struct err *err);

/**
 * join_finish() - the sum
 *
 * A frame of folded stacks is that of a recording which is called the same and
 * is called from the same. Warns of what makes samples differ in what they stand
 * for. There must have been a profile.
 *
 * Return: a profile, to be freed by the caller.
 */
struct profile *join_finish(struct join *j);

/** join_free() - also what was not finished; NULL is fine */
void join_free(struct join *j);

#endif
