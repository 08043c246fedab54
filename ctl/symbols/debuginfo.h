/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The DWARF of a file, and of the file with what several have in common (dwz),
 * opened for libdw: mapped, not read, and of its sections only those that
 * functions and lines are told by.
 */
#ifndef FLAMEK_DEBUGINFO_H
#define FLAMEK_DEBUGINFO_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"
#include "symbols/elffile.h"
#include "symbols/mapped.h"

struct debuginfo_part {
	struct mapped map;
	Elf *elf;
	Dwarf *dwarf;
	uint64_t size;		/* of the entries, in bytes */
};

struct debuginfo {
	struct debuginfo_part own, common;
};

/** debuginfo_has() - whether a file has DWARF */
bool debuginfo_has(const struct elffile *f);

/**
 * debuginfo_open() - make ready to read the DWARF of a file
 * @d: filled on success; it stays where it is
 * @f: the file, which may be closed after
 * @path: of the program it belongs to
 * @pid: a process in whose root directory to look before our own; 0: none
 * @err: the reason of a failure, a clause
 *
 * Return: 0, -EINVAL when it is damaged or lacks a part, -errno.
 */
int debuginfo_open(struct debuginfo *d, const struct elffile *f,
		   const char *path, pid_t pid, struct err *err);

/** debuginfo_map() - map one file of it, with nothing to read it by yet */
int debuginfo_map(struct debuginfo_part *p, const struct elffile *f,
		  struct err *err);

/** debuginfo_unmap() - does nothing to a zeroed one */
void debuginfo_unmap(struct debuginfo_part *p);

/**
 * debuginfo_section() - the contents of a section
 * @elf: the file it is in
 * @name: without .debug_
 *
 * Return: uncompressed; NULL: there is none.
 */
const Elf_Data *debuginfo_section(Elf *elf, const char *name);

/** debuginfo_close() - does nothing to a zeroed one */
void debuginfo_close(struct debuginfo *d);

#endif
