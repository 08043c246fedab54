// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bounded reading of DWARF. Of a file made to mislead, entries may follow each
 * other in circles and share lists of ranges without end; libdw does not mind.
 */
#define _GNU_SOURCE
#include "symbols/dwread.h"

#include <dwarf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAMAGED "damaged debug info"

/* Entries take a byte at least, and most are met twice. */
#define VISITS 4u
#define DIES_MIN 4096u
#define LISTS_HEADER 12u	/* before the table of lists */
#define LISTS_HEADER_64 20u	/* where lengths have 64 bits */
#define LENGTH_IS_64 0xffffffffu	/* in the place of a length */
#define RANGES_MAX ((uint64_t)8 << 20)

void dwread_init(struct dwread *r, uint64_t size)
{
	*r = (struct dwread){
		.dies_left = DIES_MIN + VISITS * size,
		.ranges_left = RANGES_MAX,
	};
}

void dwread_more(struct dwread *r, uint64_t size)
{
	r->dies_left += DIES_MIN + VISITS * size;
}

void dwread_free(struct dwread *r)
{
	free(r->reason);
	r->reason = NULL;
}

bool dwread_amiss(struct dwread *r, const char *fmt, ...)
{
	va_list ap;

	r->troubles++;
	if (r->reason)
		return false;
	va_start(ap, fmt);
	if (vasprintf(&r->reason, fmt, ap) < 0)
		r->reason = NULL;
	va_end(ap);
	return false;
}

static bool take_step(struct dwread *r)
{
	if (!r->dies_left)
		return dwread_amiss(r, DAMAGED " (entries without end)");
	r->dies_left--;
	return true;
}

bool dwread_child(struct dwread *r, Dwarf_Die *die, Dwarf_Die *child)
{
	int ret;

	if (!take_step(r))
		return false;
	ret = dwarf_child(die, child);
	if (ret < 0)
		return dwread_amiss(r, DAMAGED ": %s", dwarf_errmsg(-1));
	return !ret;
}

bool dwread_sibling(struct dwread *r, Dwarf_Die *die)
{
	const void *addr = die->addr;
	int ret;

	if (!take_step(r))
		return false;
	ret = dwarf_siblingof(die, die);
	if (ret < 0)
		return dwread_amiss(r, DAMAGED ": %s", dwarf_errmsg(-1));
	if (!ret && die->addr <= addr)
		return dwread_amiss(r, DAMAGED " (entries in a circle)");
	return !ret;
}

/*
 * A list of ranges by its number in the table that precedes the lists. Entries
 * are followed by other sections, so there is always a byte more.
 */
static ptrdiff_t numbered_list(const Dwarf_Attribute *attr,
			       const struct dwread_split *split)
{
	const unsigned char *p = attr->valp;
	uint64_t number = *p & 0x7f, at;
	unsigned int shift;
	uint64_t offset = 0;
	uint32_t length, header = LISTS_HEADER, size = 4;

	for (shift = 7; *p & 0x80 && shift < 32; shift += 7)
		number |= (uint64_t)(*++p & 0x7f) << shift;
	if (split->lists_size < sizeof(length))
		return -1;
	memcpy(&length, split->lists, sizeof(length));
	if (length == LENGTH_IS_64) {
		header = LISTS_HEADER_64;
		size = 8;
	}
	at = header + number * size;
	if (at + size > split->lists_size)
		return -1;
	memcpy(&offset, split->lists + at, size);
	return offset > split->lists_size ? -1 : (ptrdiff_t)(header + offset);
}

/*
 * Where in its section a list of ranges of a split unit begins. libdw takes it
 * from the entry, but knows no base address then.
 *
 * Return: the offset, 0 if the entry has no list, -1 if it is damaged.
 */
static ptrdiff_t list_offset(Dwarf_Die *die, const struct dwread_split *split)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	if (dwarf_hasattr(die, DW_AT_low_pc) ||
	    !dwarf_attr(die, DW_AT_ranges, &attr))
		return 0;
	if (dwarf_whatform(&attr) == DW_FORM_rnglistx)
		return numbered_list(&attr, split);
	if (dwarf_formudata(&attr, &value) ||
	    value > PTRDIFF_MAX - split->shift)
		return -1;
	return (ptrdiff_t)(value + split->shift);
}

void dwread_ranges(struct dwread *r, Dwarf_Die *die,
		   const struct dwread_split *split,
		   void (*take)(void *arg, const struct dwread_range *range),
		   void *arg)
{
	Dwarf_Addr base = split ? split->base : 0;
	ptrdiff_t next = split ? list_offset(die, split) : 0;
	struct dwread_range range;

	while (next >= 0 && (next = dwarf_ranges(die, next, &base, &range.start,
						 &range.end)) > 0) {
		if (!r->ranges_left) {
			dwread_amiss(r, DAMAGED " (too many ranges)");
			return;
		}
		r->ranges_left--;
		take(arg, &range);
	}
	if (next < 0)
		dwread_amiss(r, DAMAGED ": %s", dwarf_errmsg(-1));
}
