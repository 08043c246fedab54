// SPDX-License-Identifier: GPL-2.0-only
/* Allocation that ends the program with a message when memory is out. */
#define _GNU_SOURCE
#include "mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"

static void *checked(void *ptr)
{
	if (!ptr) {
		diag_error("out of memory");
		exit(EXIT_FAILURE);
	}
	return ptr;
}

void *mem_alloc(size_t nr, size_t size)
{
	return checked(calloc(nr ? nr : 1, size));
}

void *mem_resize(void *ptr, size_t nr, size_t size)
{
	return checked(reallocarray(ptr, nr ? nr : 1, size));
}

void *mem_grow(void *ptr, size_t nr, size_t *room, size_t size)
{
	if (nr < *room)
		return ptr;
	*room = *room ? *room * 2 : 16;
	return mem_resize(ptr, *room, size);
}

char *mem_strdup(const char *s)
{
	return checked(strdup(s));
}

char *mem_printf(const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	va_end(ap);
	return checked(s);
}
