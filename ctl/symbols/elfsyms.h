/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The code symbols of an ELF file, asked by file offset. Of the file only the
 * table's addresses are kept in memory; a name is read when it is met.
 */
#ifndef FLAMEK_ELFSYMS_H
#define FLAMEK_ELFSYMS_H

#include "symbols/elffile.h"
#include "symbols/names.h"
#include "symbols/plt.h"
#include "symbols/symtab.h"

/*
 * Where things stand. A name is read again from its file when it is met, so
 * those of the tables must outlive the symbols.
 */
struct elfsyms_files {
	const struct elffile *program;	/* what is mapped */
	const struct elffile *symtab;	/* itself or its debug file */
	const struct elffile *dynsym;
};

struct elfsyms_strings {
	const struct elffile *file;
	uint64_t offset, end;	/* in the file */
};

struct elfsyms {
	struct symtab table;	/* by file offset */
	struct plt plt;
	struct names *names;
	struct elfsyms_strings symtab, dynsym;
};

/** elfsyms_complete() - whether a file has .symtab, not only exported names */
bool elfsyms_complete(const struct elffile *f);

/**
 * elfsyms_load() - read the symbols of a program
 * @syms: zeroed; filled
 * @files: where they stand; the program's headers turn addresses into offsets
 * @names: where names are kept
 *
 * What is damaged is passed over.
 *
 * Return: how many symbols there are, entries of linkage tables not counted.
 */
size_t elfsyms_load(struct elfsyms *syms, const struct elfsyms_files *files,
		    struct names *names);

/** elfsyms_find() - the symbol at a file offset of the program */
bool elfsyms_find(struct elfsyms *syms, uint64_t offset,
		  struct symtab_symbol *sym);

/** elfsyms_free() - does nothing to a zeroed one */
void elfsyms_free(struct elfsyms *syms);

#endif
