// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bounded reading of DWARF. Of a file made to mislead, entries may follow each
 * other in circles and share lists of ranges without end; libdw does not mind.
 */
#define _GNU_SOURCE
#include "symbols/dwread.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define DAMAGED "damaged debug info"

/* Entries take a byte at least, and most are met twice. */
#define VISITS 4u
#define DIES_MIN 4096u
#define RANGES_MAX ((uint64_t)8 << 20)

void dwread_init(struct dwread *r, uint64_t size)
{
	*r = (struct dwread){
		.dies_left = DIES_MIN + VISITS * size,
		.ranges_left = RANGES_MAX,
	};
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

void dwread_ranges(struct dwread *r, Dwarf_Die *die,
		   void (*take)(void *arg, const struct dwread_range *range),
		   void *arg)
{
	struct dwread_range range;
	Dwarf_Addr base;
	ptrdiff_t next = 0;

	while ((next = dwarf_ranges(die, next, &base, &range.start,
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
