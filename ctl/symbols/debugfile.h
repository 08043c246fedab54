/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug files kept apart from their programs, as distributions ship them:
 * found by build-id, or by the name that the program's .gnu_debuglink gives.
 */
#ifndef FLAMEK_DEBUGFILE_H
#define FLAMEK_DEBUGFILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "symbols/elffile.h"

/**
 * debugfile_find() - open the separate debug file of a program
 * @debug: filled on success, to be closed with elffile_close()
 * @program: the program
 * @id: the program's build-id
 * @path: the program's path, absolute
 * @pid: a process in whose root directory to look before our own; 0: none
 *
 * A debug file counts only if its build-id is the program's, or, where one of
 * them has none, if its contents match the checksum in the program.
 *
 * Return: true, or false when there is none.
 */
bool debugfile_find(struct elffile *debug, const struct elffile *program,
		    const struct build_id *id, const char *path, pid_t pid);

#endif
