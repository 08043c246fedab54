/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What all who read one file's DWARF share: a step from one entry to the next
 * that always ends, and the first thing that was found amiss.
 */
#ifndef FLAMEK_DWREAD_H
#define FLAMEK_DWREAD_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DWREAD_DEPTH_MAX 256	/* entries within entries */

struct dwread {
	uint64_t dies_left, ranges_left;	/* of a bounded number */
	char *reason;		/* NULL: nothing was amiss */
	unsigned int troubles;	/* times that something was */
};

/* Of a unit whose entries lie in a file of their own (split DWARF). */
struct dwread_split {
	uint64_t base;		/* address that its ranges are relative to */
	uint64_t shift;		/* added to offsets of its ranges */
	const unsigned char *lists;	/* its lists of ranges, of DWARF 5 */
	uint64_t lists_size;
};

struct dwread_range {
	uint64_t start, end;
};

/** dwread_init() - nothing read yet of a file with @size bytes of entries */
void dwread_init(struct dwread *r, uint64_t size);

/** dwread_more() - there are entries of @size bytes more */
void dwread_more(struct dwread *r, uint64_t size);

/** dwread_free() - forget the reason */
void dwread_free(struct dwread *r);

/** dwread_amiss() - something is; the first reason stays. Return: false */
bool dwread_amiss(struct dwread *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** dwread_child() - the first entry inside @die. Return: whether any */
bool dwread_child(struct dwread *r, Dwarf_Die *die, Dwarf_Die *child);

/** dwread_sibling() - go on to the next entry. Return: whether any */
bool dwread_sibling(struct dwread *r, Dwarf_Die *die);

/**
 * dwread_ranges() - where the code of an entry lies
 * @r: the reader
 * @die: the entry
 * @split: of its unit, or NULL
 * @take: takes each range
 * @arg: for @take
 */
void dwread_ranges(struct dwread *r, Dwarf_Die *die,
		   const struct dwread_split *split,
		   void (*take)(void *arg, const struct dwread_range *range),
		   void *arg);

#endif
