/* SPDX-License-Identifier: GPL-2.0-only */
/* What is counted of each file that user frames are in. */
#ifndef FLAMEK_DSOCOUNTS_H
#define FLAMEK_DSOCOUNTS_H

#include <stddef.h>

#include "collect.h"
#include "symbols/symbols.h"
#include "table.h"

struct dsocounts {
	struct dso **dsos;		/* by number; NULL is that of no file */
	struct collect_dso *counts;	/* of these */
	size_t nr, room_dsos, room_counts;
	struct table table;
};

/** dsocounts_at() - the counts of a file, or of none; valid until the next call */
struct collect_dso *dsocounts_at(struct dsocounts *c, struct dso *dso);

/**
 * dsocounts_finish() - the files with their names, most unnamed frames first
 * @c: freed
 * @nr: gets the number of them
 *
 * Return: an array to be freed.
 */
struct collect_dso *dsocounts_finish(struct dsocounts *c, size_t *nr);

#endif
