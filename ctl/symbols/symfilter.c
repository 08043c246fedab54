// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which symbols it takes to name the offsets that will be asked for.
 *
 * A symbol with a size can name an offset that it covers; one without (a label)
 * one that it is the closest before, and its end is where the next begins. So
 * of each gap between two offsets the first and the last start are needed, of
 * what follows the last offset the first one, and what covers an offset. A
 * label that lies inside of a symbol with a size names nothing, so what covers
 * a label is needed too. All that begins at a start is taken: which of the
 * aliases names it, and how far, is for the table to say.
 */
#include "symbols/symfilter.h"

#include <stdlib.h>

#include "mem.h"
#include "symbols/symtab.h"

/* The starts of symbols above one offset, up to the next and on it. */
struct symfilter_gap {
	uint64_t first, last;	/* the first is the greater: there are none */
	bool has_label;		/* at the last */
};

void symfilter_want(struct symfilter *f, uint64_t offset)
{
	offsets_add(&f->wanted, offset);
}

void symfilter_want_all(struct symfilter *f)
{
	f->takes_all = true;
}

bool symfilter_knows(const struct symfilter *f, uint64_t offset)
{
	return f->takes_all || offsets_have(&f->wanted, offset);
}

static void begin(struct symfilter *f)
{
	size_t i;

	offsets_sort(&f->wanted);
	f->gaps = mem_alloc(f->wanted.nr + 1, sizeof(*f->gaps));
	for (i = 0; i <= f->wanted.nr; i++)
		f->gaps[i].first = UINT64_MAX;
}

static void take_gaps(struct symfilter *f)
{
	const struct symfilter_gap *gap = f->gaps;
	const struct symfilter_gap *end = gap + f->wanted.nr + 1;

	for (; gap < end; gap++) {
		if (gap->first > gap->last)
			continue;
		offsets_add(&f->starts, gap->first);
		if (gap + 1 == end)
			break;
		offsets_add(&f->starts, gap->last);
		if (gap->has_label)
			offsets_add(&f->labels, gap->last);
	}
	offsets_sort(&f->labels);
}

static void finish(struct symfilter *f)
{
	free(f->gaps);
	f->gaps = NULL;
	offsets_free(&f->labels);
	offsets_free(&f->starts);
}

bool symfilter_next(struct symfilter *f)
{
	switch (f->look) {
	case SYMFILTER_NONE:
		f->nr_seen = 0;
		f->look = f->takes_all ? SYMFILTER_TAKE : SYMFILTER_AROUND;
		if (!f->takes_all)
			begin(f);
		return true;
	case SYMFILTER_AROUND:
		take_gaps(f);
		f->look = SYMFILTER_LABELS;
		if (f->labels.nr)
			return true;
		/* fall through */
	case SYMFILTER_LABELS:
		offsets_sort(&f->starts);
		f->look = SYMFILTER_TAKE;
		return true;
	default:
		finish(f);
		f->look = SYMFILTER_NONE;
		return false;
	}
}

/* Take what has a size if it covers one of some offsets from @i on. */
static void take_around(struct symfilter *f, const struct offsets *o, size_t i,
			uint64_t start, uint64_t size, uint32_t flags)
{
	if (i < o->nr && o->all[i] - start < size &&
	    !(flags & (SYMTAB_GUESSED | SYMTAB_NAMELESS)))
		offsets_add(&f->starts, start);
}

static void look_around(struct symfilter *f, uint64_t start, uint64_t size,
			uint32_t flags)
{
	const size_t i = offsets_first(&f->wanted, start);
	struct symfilter_gap *gap = &f->gaps[i];

	take_around(f, &f->wanted, i, start, size, flags);
	if (start > gap->last)
		gap->has_label = false;
	if (start >= gap->last) {
		gap->last = start;
		gap->has_label |= !!(flags & SYMTAB_GUESSED);
	}
	if (start < gap->first)
		gap->first = start;
}

/* What begins at a label is taken as it is. */
static void look_at_labels(struct symfilter *f, uint64_t start, uint64_t size,
			   uint32_t flags)
{
	take_around(f, &f->labels, offsets_first(&f->labels, start), start,
		    size, flags);
}

bool symfilter_takes(struct symfilter *f, uint64_t start, uint64_t size,
		     uint32_t flags)
{
	switch (f->look) {
	case SYMFILTER_AROUND:
		f->nr_seen++;
		look_around(f, start, size, flags);
		return false;
	case SYMFILTER_LABELS:
		look_at_labels(f, start, size, flags);
		return false;
	default:
		f->nr_seen += f->takes_all;
		return f->takes_all || offsets_have(&f->starts, start);
	}
}

void symfilter_free(struct symfilter *f)
{
	finish(f);
	offsets_free(&f->wanted);
	*f = (struct symfilter){ 0 };
}
