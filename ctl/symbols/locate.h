/* SPDX-License-Identifier: GPL-2.0-only */
/* From what an event said of a mapping to the open file behind it. */
#ifndef FLAMEK_LOCATE_H
#define FLAMEK_LOCATE_H

#include "symbols/symbols.h"

/* What is known of a mapping. */
struct locate_mapping {
	const char *path;	/* as the kernel named it, absolute */
	const struct dso_id *id;
	pid_t pid;		/* who has it mapped; 0: unknown */
	uint64_t start;		/* where; 0: unknown */
};

/** locate_is_deleted() - whether the kernel said of @path that it is gone */
bool locate_is_deleted(const char *path);

/**
 * locate_open() - open the file behind a mapping
 * @mapping: the mapping
 *
 * Tried in turn: the process's mapping itself, the path as the process sees
 * it, its executable, the path as we see it. The first that is the mapped file
 * counts; the path is taken on trust only if the event says nothing to compare.
 *
 * Return: a file descriptor, -ESTALE when only other files were found, -ENOENT
 * or another reason why none could be opened.
 */
int locate_open(const struct locate_mapping *mapping);

#endif
