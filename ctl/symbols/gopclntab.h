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
#include "symbols/symtab.h"

struct gopclntab {
	struct symtab table;	/* by file offset */
	const struct elffile *file;	/* holds the names; NULL: no table */
	struct names *names;
	uint64_t functions;	/* their records, in the file */
	uint64_t strings, end;	/* their names */
	unsigned int name_at;	/* in a record */
};

/**
 * gopclntab_load() - read the table of a program
 * @go: zeroed; filled
 * @program: what is mapped. Names are read from it later.
 * @names: where names are kept
 * @err: what is wrong with a table that cannot be used; else left as it is
 *
 * Return: how many functions there are.
 */
size_t gopclntab_load(struct gopclntab *go, const struct elffile *program,
		      struct names *names, struct err *err);

/** gopclntab_find() - the function at a file offset of the program */
bool gopclntab_find(struct gopclntab *go, uint64_t offset,
		    struct symtab_symbol *sym);

/** gopclntab_free() - does nothing to a zeroed one */
void gopclntab_free(struct gopclntab *go);

#endif
