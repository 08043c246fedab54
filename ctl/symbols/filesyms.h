/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The symbols of one file that is mapped, from whichever of its sources there
 * are: its own .symtab, or its debug file's, or packed ones, or what Go keeps
 * for itself; then those that it exports, and its linkage tables.
 */
#ifndef FLAMEK_FILESYMS_H
#define FLAMEK_FILESYMS_H

#include "symbols/elfsyms.h"
#include "symbols/gopclntab.h"

/* How much of a file has symbols. */
enum filesyms_extent {
	FILESYMS_NONE,
	FILESYMS_EXPORTED,
	FILESYMS_GO,		/* not what it has of other languages */
	FILESYMS_ALL,
};

struct filesyms {
	struct elffile apart;	/* where .symtab is, if not in the file */
	bool is_complete;	/* there is a .symtab */
	struct elfsyms elf;
	struct gopclntab go;
	struct err trouble;	/* with one of the sources; "": none */
};

/** filesyms_want() - as elfsyms_want(), before filesyms_open() */
void filesyms_want(struct filesyms *syms, uint64_t offset);

/** filesyms_are_wanted() - was anything wanted? */
bool filesyms_are_wanted(const struct filesyms *syms);

/**
 * filesyms_open() - find the symbols of a file
 * @syms: zeroed, but for what is wanted
 * @program: the file. Names may be read from it later.
 * @id: its build-id
 * @path: its path, absolute
 * @pid: a process in whose root directory to look for debug files; 0: none
 * @names: where names are kept
 *
 * filesyms_read() and filesyms_finish() are to follow.
 */
void filesyms_open(struct filesyms *syms, const struct elffile *program,
		   const struct build_id *id, const char *path, pid_t pid,
		   struct names *names);

/** filesyms_size() - as elfsyms_size() */
uint64_t filesyms_size(const struct filesyms *syms);

/** filesyms_read() - as elfsyms_read() */
void filesyms_read(struct filesyms *syms);

/** filesyms_finish() - the last step. Return: how much of it has symbols */
enum filesyms_extent filesyms_finish(struct filesyms *syms);

/** filesyms_find() - the symbol at an offset in the file */
bool filesyms_find(struct filesyms *syms, uint64_t offset,
		   struct symtab_symbol *sym);

/** filesyms_needs() - whether names are still read from @program */
bool filesyms_needs(const struct filesyms *syms,
		    const struct elffile *program);

/** filesyms_free() - does nothing to a zeroed one */
void filesyms_free(struct filesyms *syms);

#endif
