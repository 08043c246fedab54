/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Allocation that does not return on failure. For sizes that flamekctl itself
 * chooses; a size read from a file is checked against that file first.
 */
#ifndef FLAMEK_MEM_H
#define FLAMEK_MEM_H

#include <stddef.h>

/** mem_alloc() - zeroed memory for @nr elements of @size bytes */
void *mem_alloc(size_t nr, size_t size)
	__attribute__((malloc, returns_nonnull, alloc_size(1, 2)));

/** mem_table() - the same for a hash table, which is used all over at once */
void *mem_table(size_t nr, size_t size)
	__attribute__((malloc, returns_nonnull, alloc_size(1, 2)));

/** mem_resize() - realloc() to @nr elements; new elements are not zeroed */
void *mem_resize(void *ptr, size_t nr, size_t size)
	__attribute__((returns_nonnull, alloc_size(2, 3)));

/** mem_double() - for mem_grow() */
void *mem_double(void *ptr, size_t *room, size_t size)
	__attribute__((returns_nonnull));

/**
 * mem_grow() - make room for one element more in an array that doubles
 * @ptr: the array, NULL when empty
 * @nr: elements in use
 * @room: elements there is room for, updated
 * @size: bytes per element
 *
 * Return: the array, which may have moved.
 */
static inline void *mem_grow(void *ptr, size_t nr, size_t *room, size_t size)
{
	return nr < *room ? ptr : mem_double(ptr, room, size);
}

/** mem_strdup() - a copy of @s */
char *mem_strdup(const char *s) __attribute__((malloc, returns_nonnull));

/** mem_printf() - a formatted string of its own */
char *mem_printf(const char *fmt, ...)
	__attribute__((malloc, returns_nonnull, format(printf, 1, 2)));

#endif
