// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of functions from DWARF. All instances of a function refer to one
 * abstract entry, so that is what a name is remembered by.
 */
#include "symbols/dwname.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"
#include "symbols/demangle.h"

#define NAME_MAX_SIZE 65536	/* no compiler writes longer ones */

static const char *attr_string(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attr;

	return dwarf_formstring(dwarf_attr_integrate(die, name, &attr));
}

/* libdw follows the references from one entry to another, a few at most. */
static const char *read_name(const struct dwname *d, Dwarf_Die *die)
{
	const char *raw = attr_string(die, DW_AT_linkage_name);

	if (!raw)
		raw = attr_string(die, DW_AT_MIPS_linkage_name);
	if (!raw)
		raw = attr_string(die, DW_AT_name);
	if (!raw || !raw[0] || strnlen(raw, NAME_MAX_SIZE) == NAME_MAX_SIZE)
		return NULL;
	return demangle_add(d->names, raw);
}

const char *dwname_find(struct dwname *d, Dwarf_Die *die)
{
	Dwarf_Attribute attr;
	Dwarf_Die origin;
	uint32_t i, pos = 0;
	uint64_t hash;

	if (!dwarf_formref_die(dwarf_attr(die, DW_AT_abstract_origin, &attr),
			       &origin))
		origin = *die;
	hash = hash_mix((uintptr_t)origin.addr, 0);
	while ((i = table_next(&d->table, hash, &pos)) != TABLE_NONE)
		if (d->known[i].addr == origin.addr)
			return d->known[i].name;
	d->known = mem_grow(d->known, d->nr, &d->room, sizeof(*d->known));
	d->known[d->nr] = (struct dwname_known){
		origin.addr, read_name(d, &origin),
	};
	table_add(&d->table, hash, (uint32_t)d->nr);
	return d->known[d->nr++].name;
}

void dwname_free(struct dwname *d)
{
	free(d->known);
	table_free(&d->table);
	*d = (struct dwname){ 0 };
}
