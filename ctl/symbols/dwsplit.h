/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Split DWARF: the entries of a unit in a file of its own (.dwo), or with those
 * of other units in a package (.dwp). libdw does not read packages, and opens
 * whatever path a program names; so the parts of a unit are put together here,
 * as a file in memory that has all that libdw needs.
 */
#ifndef FLAMEK_DWSPLIT_H
#define FLAMEK_DWSPLIT_H

#include <elfutils/libdw.h>
#include <sys/types.h>

#include "err.h"
#include "symbols/debuginfo.h"
#include "symbols/dwread.h"

struct dwsplit {
	Dwarf_Die die;		/* of the unit */
	struct dwread_split ranges;
	uint64_t size;		/* of the entries, in bytes */
	char *image;
	Elf *elf;
	Dwarf *dwarf;
};

/**
 * dwsplit_open() - find and open the entries of a unit
 * @d: the file that refers to them
 * @skeleton: the unit, as far as it stands there
 * @path: of the program
 * @pid: a process in whose root directory to look before our own; 0: none
 * @room: bytes that may be held, lessened by those that are
 * @err: the reason of a failure, a clause
 *
 * Return: the entries, or NULL.
 */
struct dwsplit *dwsplit_open(const struct debuginfo *d, Dwarf_Die *skeleton,
			     const char *path, pid_t pid, uint64_t *room,
			     struct err *err);

/** dwsplit_free() - NULL is fine */
void dwsplit_free(struct dwsplit *s);

#endif
