/* SPDX-License-Identifier: GPL-2.0-only */
/* A file that was recorded: told apart by its first bytes, read, reported on. */
#ifndef FLAMEK_INPUT_H
#define FLAMEK_INPUT_H

#include <stdbool.h>

#include "profile.h"
#include "verdict.h"

enum input_kind {
	INPUT_RECORDING,
	INPUT_FOLDED,
	INPUT_GRAPH,
};

struct input_wants {
	const char *event;	/* of several in a recording; NULL: the first */
	unsigned int collect;	/* COLLECT_* */
	unsigned int names;	/* for symbols_want() */
	bool wants_order;	/* of the stacks: a timeline */
	bool is_quiet;		/* no summary */
	bool is_one_of_many;	/* the summary begins with the name */
	struct verdict *verdict;	/* judges what was read; NULL: none */
};

/** input_name() - what a path is called in messages */
const char *input_name(const char *path);

/** input_has_samples() - in any column */
bool input_has_samples(const struct profile *p);

/** input_judge() - by what a profile tells alone; @verdict may be NULL */
void input_judge(struct verdict *verdict, const struct profile *p);

/**
 * input_read() - read a recording, folded stacks or a flame graph
 * @path: "-" for standard input
 * @wants: what is wanted of it
 * @kind: what it is, filled
 *
 * Says on standard error what could not be taken, and of a recording the
 * closing summary.
 *
 * Return: a profile, which may hold no samples; NULL when it has said why not.
 */
struct profile *input_read(const char *path, const struct input_wants *wants,
			   enum input_kind *kind);

#endif
