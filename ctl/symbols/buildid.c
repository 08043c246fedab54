// SPDX-License-Identifier: GPL-2.0-only
/* Build-ids, compared and written out. */
#include "symbols/buildid.h"

#include <stdio.h>
#include <string.h>

#include "symbols/symbols.h"

/* Whether @id, cut to what an event holds, has nothing but zeros from @size. */
static bool ends_in_zeros(const struct build_id *id, size_t size)
{
	size_t i;

	for (i = size; i < id->size && i < BUILD_ID_MAX; i++)
		if (id->bytes[i])
			return false;
	return true;
}

bool buildid_equal(const struct build_id *a, const struct build_id *b)
{
	size_t size = a->size < b->size ? a->size : b->size;

	return size && !memcmp(a->bytes, b->bytes, size) &&
	       ends_in_zeros(a, size) && ends_in_zeros(b, size);
}

void buildid_print(const struct build_id *id, char *text)
{
	size_t i;

	text[0] = '\0';
	for (i = 0; i < id->size; i++)
		sprintf(text + 2 * i, "%02x", id->bytes[i]);
}
