/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a Go program's code begins, if its table of functions does not say. */
#ifndef FLAMEK_GOTEXT_H
#define FLAMEK_GOTEXT_H

#include "symbols/elffile.h"
#include "symbols/segments.h"

/**
 * gotext_find() - look it up in what Go's runtime knows of the program
 * @text: filled on success: the address
 * @program: the program
 * @segments: of the program
 * @table: the address of the table of functions
 * @names: the address of the names in it
 *
 * Return: whether it was found.
 */
bool gotext_find(uint64_t *text, const struct elffile *program,
		 const struct segments *segments, uint64_t table,
		 uint64_t names);

#endif
