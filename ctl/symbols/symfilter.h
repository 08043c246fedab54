/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which symbols of a table it takes to name the offsets that will be asked for:
 * few of the millions that a large program has. The table is gone through a few
 * times for it; the answers of a struct symtab of what is taken are those of
 * one of all symbols.
 */
#ifndef FLAMEK_SYMFILTER_H
#define FLAMEK_SYMFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbols/offsets.h"

enum symfilter_look {
	SYMFILTER_NONE,		/* not begun, or over */
	SYMFILTER_AROUND,	/* at what lies about the offsets */
	SYMFILTER_LABELS,	/* at what encloses symbols of no size */
	SYMFILTER_TAKE,
};

struct symfilter_gap;

struct symfilter {
	struct offsets wanted;
	bool takes_all;
	size_t nr_seen;		/* symbols, once the first look is over */
	enum symfilter_look look;
	struct symfilter_gap *gaps;	/* before each offset, after the last */
	struct offsets labels;	/* of no size, and next to an offset */
	struct offsets starts;	/* of symbols to be taken */
};

/** symfilter_want() - say before the first look what will be asked for */
void symfilter_want(struct symfilter *f, uint64_t offset);

/** symfilter_want_all() - from now on take every symbol */
void symfilter_want_all(struct symfilter *f);

/** symfilter_knows() - after the last look: is that asked for as was said? */
bool symfilter_knows(const struct symfilter *f, uint64_t offset);

/**
 * symfilter_next() - begin another look at the table
 * @f: the filter, zeroed but for what is wanted
 *
 * Each look is one at all symbols, by symfilter_takes().
 *
 * Return: false if that was all; then everything can be begun anew.
 */
bool symfilter_next(struct symfilter *f);

/**
 * symfilter_takes() - look at a symbol
 * @f: the filter
 * @start: where it begins
 * @size: what is given to symtab_add(), as are @flags
 * @flags: SYMTAB_*
 *
 * Return: whether it is to be added, at the last look.
 */
bool symfilter_takes(struct symfilter *f, uint64_t start, uint64_t size,
		     uint32_t flags);

/** symfilter_free() - nothing is wanted after */
void symfilter_free(struct symfilter *f);

#endif
