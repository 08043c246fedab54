/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of functions from DWARF, each made readable once. */
#ifndef FLAMEK_DWNAME_H
#define FLAMEK_DWNAME_H

#include <elfutils/libdw.h>
#include <stddef.h>

#include "symbols/names.h"
#include "table.h"

struct dwname_known {
	const void *addr;	/* of the entry that has the name */
	const char *name;
};

struct dwname {
	struct names *names;	/* where they are kept */
	struct dwname_known *known;
	size_t nr, room;
	struct table table;
};

/**
 * dwname_find() - what function an entry is an instance of
 * @d: the names known so far
 * @die: the entry of a function, or of a call that was inlined
 *
 * Return: the name as demangle_add() makes it, or NULL when it has none.
 */
const char *dwname_find(struct dwname *d, Dwarf_Die *die);

/** dwname_free() - the names themselves stay */
void dwname_free(struct dwname *d);

#endif
