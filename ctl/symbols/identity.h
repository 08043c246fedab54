/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a file is the one that a mapping's event spoke of. */
#ifndef FLAMEK_IDENTITY_H
#define FLAMEK_IDENTITY_H

#include "symbols/symbols.h"

enum identity {
	IDENTITY_SAME,
	IDENTITY_OTHER,
	IDENTITY_UNKNOWN,	/* it cannot be told */
};

/**
 * identity_check() - compare an open file with what an event said of a mapping
 * @fd: the file
 * @id: what the event said
 *
 * A build-id decides where the event has one; else device, inode and inode
 * generation. One that is known by the path only must come with the inode. Files
 * of an overlay can go by other numbers in events than to stat(), and then it
 * cannot be told; nor when the event said nothing.
 */
enum identity identity_check(int fd, const struct dso_id *id);

/** identity_generation() - of a file's inode number; 0 where there is none */
uint32_t identity_generation(int fd);

#endif
