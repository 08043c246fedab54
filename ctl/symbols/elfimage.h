/* SPDX-License-Identifier: GPL-2.0-only */
/* An ELF file put together in memory, of nothing but sections. */
#ifndef FLAMEK_ELFIMAGE_H
#define FLAMEK_ELFIMAGE_H

#include <stddef.h>

struct elfimage_section {
	const char *name;
	const void *bytes;	/* copied */
	size_t size;
};

/**
 * elfimage_make() - put a 64-bit file together
 * @sections: what it holds; those of no size are left out
 * @nr: number of @sections
 * @size: filled
 *
 * Return: the file, to be freed.
 */
char *elfimage_make(const struct elfimage_section *sections, size_t nr,
		    size_t *size);

#endif
