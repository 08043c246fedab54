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

/**
 * modules_have() - whether one lay at @addr that began at @since or behind
 *
 * One may be said to lie where it does not: see modules_agree().
 */
bool modules_have(const struct modules *m, uint64_t addr, uint64_t since);

/**
 * modules_is_generated() - is that no module's name?
 * @name: as in /proc/kallsyms, which says there what generated code is for; or
 * NULL
 */
bool modules_is_generated(const char *name);

/**
 * modules_agree() - may a symbol at an address be what was there then?
 * @m: the modules; none: the recording does not say
 * @addr: the address
 * @name: the module that the symbol is of; NULL: the kernel
 *
 * A module is said to be as long as all that it has. Since Linux 6.4 its code
 * lies apart from its data, so it may seem to reach over the next, or over what
 * the kernel generated.
 *
 * Return: false if another module lay there at any time of the recording, or
 * if @name did not. What the kernel generates, but BPF programs, is of no module,
 * and may have been there.
 */
bool modules_agree(const struct modules *m, uint64_t addr, const char *name);

#endif
