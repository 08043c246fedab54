/* SPDX-License-Identifier: GPL-2.0-only */
/* The loaded segments of a program: addresses to file offsets. */
#ifndef FLAMEK_SEGMENTS_H
#define FLAMEK_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbols/elffile.h"

/* Real programs have a dozen; a crafted one costs a bounded time. */
#define SEGMENTS_MAX 64

struct segment {
	uint64_t addr, mem_size;
	uint64_t offset, file_size;
	bool exec, writable;
};

struct segments {
	struct segment all[SEGMENTS_MAX];
	size_t nr;		/* 0: an object file */
};

/** segments_read() - those of a program; what is damaged is left out */
void segments_read(struct segments *segments, const struct elffile *program);

/** segments_find() - the one that holds an address. Return: NULL if none does */
const struct segment *segments_find(const struct segments *segments,
				    uint64_t addr);

/**
 * segments_offset() - from an address to the file
 * @segments: of the program
 * @addr: the address
 * @offset: where it lies in the file
 * @most: how much of its segment follows there
 *
 * Return: the segment, or NULL when the file does not hold @addr.
 */
const struct segment *segments_offset(const struct segments *segments,
				      uint64_t addr, uint64_t *offset,
				      uint64_t *most);

#endif
