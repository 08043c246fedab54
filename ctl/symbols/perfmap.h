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
 * struct perfmap_report - how reading went
 * @lines: number of lines
 * @bad: of these, left out
 * @bad_line: number of the first of them, from 1
 * @bad_reason: a clause on that one
 * @is_cut: not all was read: it is too long, or reading failed
 */
struct perfmap_report {
	uint64_t lines;
	uint64_t bad, bad_line;
	const char *bad_reason;
	bool is_cut;
};

/**
 * perfmap_read() - read a perf map
 * @fd: the map, read from its beginning; a regular file
 * @codes: added to, not indexed
 * @names: takes the names
 * @report: filled
 */
void perfmap_read(int fd, struct codes *codes, struct names *names,
		  struct perfmap_report *report);

#endif
