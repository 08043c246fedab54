/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folded stacks: one line a stack, root first, frames joined by semicolons, a
 * blank and the count. The form of stackcollapse-*.pl, with one column of
 * counts, or two as difffolded.pl writes.
 */
#ifndef FLAMEK_FOLDED_H
#define FLAMEK_FOLDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "err.h"
#include "profile.h"

/* What to read; @head holds bytes that were already taken from @fd. */
struct folded_input {
	int fd;
	const char *name;	/* for messages */
	const void *head;
	size_t head_size;
	bool wants_order;	/* the timeline too */
};

/* What the reader met besides stacks. */
struct folded_report {
	uint64_t lines;		/* of any kind */
	uint64_t stacks;	/* lines taken */
	uint64_t bad;		/* lines left out */
	uint64_t bad_line;	/* number of the first of them, from 1 */
	const char *bad_reason;	/* a clause on that one */
	uint64_t fractional;	/* counts that were rounded */
	uint64_t fractional_line;	/* number of the first line with one */
};

/**
 * folded_read() - read folded stacks
 * @in: the input, which is read to its end
 * @report: filled, also on failure
 * @err: the reason of a failure
 *
 * Blank lines and lines that begin with '#' are passed over. The suffixes _[k],
 * _[j] and _[i] become the kind of a frame. The timeline has the order of lines.
 *
 * Return: a profile, of two columns when the lines have two counts each; NULL
 * when reading failed, for data that is not text, and when every line was bad.
 */
struct profile *folded_read(const struct folded_input *in,
			    struct folded_report *report, struct err *err);

/* Which frames to mark. */
#define FOLDED_MARK_KERNEL	(1u << 0)	/* _[k], also of modules */
#define FOLDED_MARK_JIT		(1u << 1)	/* _[j] */
#define FOLDED_MARK_INLINE	(1u << 2)	/* _[i] */
#define FOLDED_MARK_ALL		(7u)

/**
 * folded_write() - write a profile as folded stacks
 * @out: where to
 * @p: the profile, of one or two columns
 * @marks: FOLDED_MARK_*
 *
 * Lines are sorted by their stacks, bytewise, and each stack comes once. A semicolon in a name
 * becomes a colon, a control character a question mark.
 *
 * Return: 0; -EINVAL for more columns, -EOVERFLOW for more nodes than it can
 * number, or -errno from writing to @out.
 */
int folded_write(FILE *out, const struct profile *p, unsigned int marks);

#endif
