// SPDX-License-Identifier: GPL-2.0-only
/* Allocation that ends the program with a message when memory is out. */
#define _GNU_SOURCE
#include "mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "diag.h"

#define POPULATE_MIN	((size_t)32 << 10)
#define HUGE_MIN	((size_t)2 << 20)

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

/*
 * What is looked up all over is soon touched all over: pages that come at once
 * spare a fault each, huge ones most misses of the TLB too. A kernel that has
 * neither does nothing.
 */
void *mem_table(size_t nr, size_t size)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start, end;
	char *table = mem_alloc(nr, size);

	start = ((uintptr_t)table + page - 1) & -page;
	end = ((uintptr_t)table + nr * size) & -page;
	if (nr * size >= HUGE_MIN)
		madvise((void *)start, end - start, MADV_HUGEPAGE);
#ifdef MADV_POPULATE_WRITE
	if (nr * size >= POPULATE_MIN)
		madvise((void *)start, end - start, MADV_POPULATE_WRITE);
#endif
	return table;
}

void *mem_resize(void *ptr, size_t nr, size_t size)
{
	return checked(reallocarray(ptr, nr ? nr : 1, size));
}

void *mem_double(void *ptr, size_t *room, size_t size)
{
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
