/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Perf maps: text that JIT compilers append to as they compile, a line a piece
 * of code: its address and size, hexadecimal, and its name, which may have
 * blanks. What comes later replaces what it overlaps.
 */
#ifndef FLAMEK_PERFMAP_H
#define FLAMEK_PERFMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "symbols/codes.h"
#include "symbols/names.h"

#define PERFMAP_SIZE_MAX ((uint64_t)1 << 32)	/* bytes that are read */

/**
 * struct perfmap - how far a map was read, and how that went; zeroed at first
 * @offset: of the first line that was not
 * @is_within_line: it is the rest of a line too long
 * @lines: number of lines so far
 * @bad: of these, left out
 * @bad_line: number of the first of them, from 1
 * @bad_reason: a clause on that one
 * @is_cut: not all can be read: it is too long, or reading failed
 */
struct perfmap {
	uint64_t offset;
	bool is_within_line;
	uint64_t lines;
	uint64_t bad, bad_line;
	const char *bad_reason;
	bool is_cut;
};

/**
 * perfmap_read() - read what is new in a perf map
 * @m: the map
 * @fd: a regular file
 * @time: when it is read
 * @codes: added to, not indexed
 * @names: takes the names
 *
 * A map that is shorter than it was has been begun anew, and is read anew.
 */
void perfmap_read(struct perfmap *m, int fd, uint64_t time,
		  struct codes *codes, struct names *names);

#endif
