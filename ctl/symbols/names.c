// SPDX-License-Identifier: GPL-2.0-only
/* Strings that live as long as the table of files. */
#include "symbols/names.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define BLOCK_SIZE ((size_t)64 * 1024)

struct names_block {
	struct names_block *next;
	char bytes[];
};

static void add_block(struct names *names, size_t room)
{
	struct names_block *block = mem_alloc(1, sizeof(*block) + room);

	block->next = names->blocks;
	names->blocks = block;
	names->used = 0;
	names->room = room;
}

const char *names_add(struct names *names, const char *s, size_t len)
{
	char *copy;

	if (len >= names->room - names->used)
		add_block(names, len >= BLOCK_SIZE ? len + 1 : BLOCK_SIZE);
	copy = names->blocks->bytes + names->used;
	memcpy(copy, s, len);
	copy[len] = '\0';
	names->used += len + 1;
	return copy;
}

void names_free(struct names *names)
{
	struct names_block *block, *next;

	for (block = names->blocks; block; block = next) {
		next = block->next;
		free(block);
	}
	*names = (struct names){ 0 };
}
