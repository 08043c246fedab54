// SPDX-License-Identifier: GPL-2.0-only
/* Names of symbols. Most fit a short buffer; the rest are read again, whole. */
#include "symbols/elfname.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "symbols/demangle.h"

#define NAME_MAX_LEN 65536

const char *elfname_add(struct names *names, const struct elffile *f,
			uint64_t offset, uint64_t end)
{
	const char *name = NULL;
	char text[512], *whole;

	if (!elffile_string(f, offset, end, text, sizeof(text)) || !text[0])
		return NULL;
	if (strlen(text) < sizeof(text) - 1)
		return demangle_add(names, text);
	whole = mem_alloc(1, NAME_MAX_LEN);
	if (elffile_string(f, offset, end, whole, NAME_MAX_LEN))
		name = demangle_add(names, whole);
	free(whole);
	return name;
}
