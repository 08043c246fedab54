/* SPDX-License-Identifier: GPL-2.0-only */
/* Which part of a name to show when there is not room for all of it. */
#ifndef FLAMEK_LABEL_H
#define FLAMEK_LABEL_H

#include <stddef.h>

struct label {
	const char *s;
	size_t len;
};

/**
 * label_choose() - the most telling part of a name
 * @name: any bytes; parts of a C++ or Rust path are told apart
 * @columns: room, as text_columns() counts
 *
 * The whole name if it fits; else it goes without its parameters; then without
 * as many of the enclosing classes, modules and namespaces, from the outermost
 * on, as it takes.
 *
 * Return: a part of @name, which may still be too wide if nothing fits.
 */
struct label label_choose(const char *name, unsigned int columns);

/**
 * label_source() - "file:line" of a name that ends with that in brackets
 * @name: as "parse (json.c:120)", a blank before the bracket
 *
 * Return: the part of @name within the brackets, of no length if there is none.
 */
struct label label_source(const char *name);

#endif
