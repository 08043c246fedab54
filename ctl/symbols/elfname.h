/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of symbols from the string tables of an ELF file. */
#ifndef FLAMEK_ELFNAME_H
#define FLAMEK_ELFNAME_H

#include "symbols/elffile.h"
#include "symbols/names.h"

/**
 * elfname_add() - keep a symbol's name in readable form
 * @names: where it is kept
 * @f: the file
 * @offset: where the name begins in the file
 * @end: where its string table ends
 *
 * Return: the name as demangle_add() makes it, or NULL when it has none.
 */
const char *elfname_add(struct names *names, const struct elffile *f,
			uint64_t offset, uint64_t end);

#endif
