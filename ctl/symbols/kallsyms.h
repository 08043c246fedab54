/* SPDX-License-Identifier: GPL-2.0-only */
/* Symbols of the kernel, its modules and BPF programs, in kallsyms form. */
#ifndef FLAMEK_KALLSYMS_H
#define FLAMEK_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "symbols/names.h"
#include "symbols/symtab.h"

struct kallsyms {
	struct symtab table;
	struct names *names;	/* those that were asked for */
	char *text;		/* names, each followed by its module's */
	size_t size, room;	/* of the text */
	size_t shown, hidden;	/* lines with and without an address */
	uint64_t start;		/* address of _text, 0 if there is none */
	bool modules_only;	/* the kernel's own are left out */
};

/**
 * kallsyms_load() - read a file in kallsyms form
 * @ks: zeroed but for @modules_only; filled, and to be freed, only on success
 * @names: where names are kept; they may outlive @ks
 * @path: the file
 * @err: the reason of a failure
 *
 * Return: 0, -EPERM when every address is hidden, -EINVAL when the file is not
 * of that form, or what opening or reading it failed with.
 */
int kallsyms_load(struct kallsyms *ks, struct names *names, const char *path,
		  struct err *err);

/** kallsyms_parse() - the same from text */
int kallsyms_parse(struct kallsyms *ks, struct names *names, const char *text,
		   size_t size, const char *path, struct err *err);

/**
 * kallsyms_find() - the symbol of a kernel address
 * @ks: the symbols
 * @addr: the address
 * @sym: filled on success
 * @module: the module it belongs to, NULL for the kernel itself
 *
 * Return: true, or false when no symbol covers @addr.
 */
bool kallsyms_find(struct kallsyms *ks, uint64_t addr,
		   struct symtab_symbol *sym, const char **module);

/** kallsyms_free() - does nothing to a zeroed one */
void kallsyms_free(struct kallsyms *ks);

#endif
