/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Go's own table of functions, which its runtime needs for stack traces and
 * which stays in a program whose symbols have been stripped: ".gopclntab", as
 * Go 1.2, 1.16, 1.18 and 1.20 have formed it, of 64 bits.
 */
#ifndef FLAMEK_GOPCLNTAB_H
#define FLAMEK_GOPCLNTAB_H

#include "symbols/elffile.h"
#include "symbols/names.h"
#include "symbols/segments.h"
#include "symbols/symfilter.h"
#include "symbols/symtab.h"

struct gopclntab {
	struct symfilter filter;
	struct symtab table;	/* by file offset */
	const struct elffile *file;	/* holds the names; NULL: no table */
	struct names *names;
	struct segments segments;
	uint64_t list, nr;	/* the functions' addresses, in the file */
	uint64_t text;		/* added to them */
	unsigned int field;	/* size of an address and of an offset */
	uint64_t functions;	/* their records, in the file */
	uint64_t strings, end;	/* their names */
	unsigned int name_at;	/* in a record */
};

/**
 * gopclntab_load() - read the table of a program
 * @go: zeroed; filled
 * @program: what is mapped. It is read again later, for names at least.
 * @wanted: offsets that will be asked for; NULL: any may be
 * @names: where names are kept
 * @err: what is wrong with a table that cannot be used; else left as it is
 *
 * Return: how many functions there are.
 */
size_t gopclntab_load(struct gopclntab *go, const struct elffile *program,
		      const struct offsets *wanted, struct names *names,
		      struct err *err);

/** gopclntab_find() - the function at a file offset of the program */
bool gopclntab_find(struct gopclntab *go, uint64_t offset,
		    struct symtab_symbol *sym);

/** gopclntab_free() - does nothing to a zeroed one */
void gopclntab_free(struct gopclntab *go);

#endif
