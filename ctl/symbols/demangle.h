/* SPDX-License-Identifier: GPL-2.0-only */
/* C++ and Rust names as people write them, and as perf shows them. */
#ifndef FLAMEK_DEMANGLE_H
#define FLAMEK_DEMANGLE_H

#include "symbols/names.h"

/**
 * demangle_add() - keep a symbol's name in readable form
 * @names: where it is kept
 * @raw: the name as it stands in a symbol table
 *
 * C++ names come without parameters and Rust names without their hash. A name
 * that is neither, or that would grow out of all proportion, stays as it is.
 *
 * Return: the name.
 */
const char *demangle_add(struct names *names, const char *raw)
	__attribute__((returns_nonnull));

#endif
