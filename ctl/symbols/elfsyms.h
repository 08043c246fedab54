/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The code symbols of an ELF file, asked by file offset. Of the file's tables
 * only those symbols are kept in memory that name the offsets which it was said
 * would be asked for; a name is read when it is met.
 */
#ifndef FLAMEK_ELFSYMS_H
#define FLAMEK_ELFSYMS_H

#include "symbols/elffile.h"
#include "symbols/names.h"
#include "symbols/plt.h"
#include "symbols/segments.h"
#include "symbols/symfilter.h"
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

struct elfsyms_section;

/* A table in a file, and the strings that are its names. */
struct elfsyms_table {
	const struct elffile *file;	/* NULL: there is none */
	uint64_t offset, nr;
	uint64_t strings, strings_end;
	bool wide;		/* of 64 bits */
	struct elfsyms_section *sections;	/* by number, of the file */
	size_t nr_sections;
};

struct elfsyms {
	struct symfilter filter;
	struct symtab table;	/* by file offset */
	struct plt plt;
	struct plt_slots *slots;	/* until all is read */
	struct names *names;
	struct segments segments;
	struct elfsyms_table symtab, dynsym;
};

/** elfsyms_complete() - whether a file has .symtab, not only exported names */
bool elfsyms_complete(const struct elffile *f);

/**
 * elfsyms_want() - say before elfsyms_open() what elfsyms_find() will be asked
 * @syms: zeroed, but for what is wanted
 * @offset: in the program's file
 *
 * What it is asked besides costs memory for every symbol of the file.
 */
void elfsyms_want(struct elfsyms *syms, uint64_t offset);

/**
 * elfsyms_open() - find the tables of a program
 * @syms: zeroed, but for what is wanted
 * @files: where they stand; the program's headers turn addresses into offsets
 * @names: where names are kept
 *
 * What is damaged is passed over.
 */
void elfsyms_open(struct elfsyms *syms, const struct elfsyms_files *files,
		  struct names *names);

/** elfsyms_size() - how many bytes elfsyms_read() goes through, once or more */
uint64_t elfsyms_size(const struct elfsyms *syms);

/** elfsyms_read() - go through the tables. Several can be read at a time. */
void elfsyms_read(struct elfsyms *syms);

/**
 * elfsyms_finish() - the last step: name the linkage tables
 *
 * Return: how many symbols there are, entries of linkage tables not counted.
 */
size_t elfsyms_finish(struct elfsyms *syms);

/** elfsyms_find() - the symbol at a file offset of the program */
bool elfsyms_find(struct elfsyms *syms, uint64_t offset,
		  struct symtab_symbol *sym);

/** elfsyms_free() - does nothing to a zeroed one */
void elfsyms_free(struct elfsyms *syms);

#endif
