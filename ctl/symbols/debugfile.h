/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug files kept apart from their programs, as distributions ship them:
 * found by build-id, or by the name that the program's .gnu_debuglink gives, or
 * fetched from a debuginfod server. Whoever wants one gets it here.
 */
#ifndef FLAMEK_DEBUGFILE_H
#define FLAMEK_DEBUGFILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "symbols/elffile.h"

/* What a debug file is wanted for. */
enum debugfile_use {
	DEBUGFILE_SYMBOLS,	/* .symtab */
	DEBUGFILE_DWARF,	/* .debug_info */
};

/**
 * struct debugfile_query - which one, and what for
 * @program: the program
 * @id: its build-id
 * @path: its path, absolute
 * @pid: a process in whose root directory to look before our own; 0: none
 * @use: what it must have
 * @may_fetch: debuginfod servers may be asked, if the user has named any and
 *	       the program has been stripped
 */
struct debugfile_query {
	const struct elffile *program;
	const struct build_id *id;
	const char *path;
	pid_t pid;
	enum debugfile_use use;
	bool may_fetch;
};

/**
 * debugfile_find() - open the separate debug file of a program
 * @debug: filled on success, to be closed with elffile_close()
 * @query: what is looked for
 * @err: why servers that were asked gave none, where it is not that they have
 *	 none; else left as it is. NULL is fine.
 *
 * A debug file counts only if its build-id is the program's, or, where one of
 * them has none, if its contents match the checksum in the program.
 *
 * Return: true, or false when there is none.
 */
bool debugfile_find(struct elffile *debug, const struct debugfile_query *query,
		    struct err *err);

/** debugfile_suits() - whether a file has what debug files are wanted for */
bool debugfile_suits(const struct elffile *f, enum debugfile_use use);
/**
 * debugfile_find_common() - open what several debug files have in common (dwz)
 * @common: filled on success, to be closed with elffile_close()
 * @debug: the file that refers to it
 * @id: its build-id, as @debug says
 * @name: its path, as @debug says
 * @path: of the program
 * @pid: as above
 *
 * Return: true, or false when there is none of that build-id.
 */
bool debugfile_find_common(struct elffile *common, const struct elffile *debug,
			   const struct build_id *id, const char *name,
			   const char *path, pid_t pid);

#endif
