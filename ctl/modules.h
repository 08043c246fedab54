/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the kernel's modules lay when a recording was made. */
#ifndef FLAMEK_MODULES_H
#define FLAMEK_MODULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct module {
	uint64_t start, end;
	char *name;
};

/* A zeroed one is empty. */
struct modules {
	struct module *all;
	size_t nr, room;
};

/** modules_free() - forget them */
void modules_free(struct modules *m);

/**
 * modules_add() - one more
 * @path: as in its mapping's event: "[name]" or the path of its file
 */
void modules_add(struct modules *m, uint64_t start, uint64_t end,
		 const char *path);

/** modules_have() - whether one lay at @addr */
bool modules_have(const struct modules *m, uint64_t addr);

/**
 * modules_agree() - may a symbol at an address be what was there then?
 * @m: the modules; none: the recording does not say
 * @addr: the address
 * @name: the module that the symbol is of; NULL: the kernel
 *
 * Return: false if another module lay there at any time of the recording, or
 * if @name did not. What the kernel generates, but BPF programs, is of no module,
 * and may have been there.
 */
bool modules_agree(const struct modules *m, uint64_t addr, const char *name);

#endif
