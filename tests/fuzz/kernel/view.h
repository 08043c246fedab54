/* SPDX-License-Identifier: GPL-2.0-only */
/* A ring as its reader maps it, and what must be true of it. */
#ifndef FUZZ_VIEW_H
#define FUZZ_VIEW_H

#include <linux/flamek.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct view - the two mappings of one CPU's ring
 * @tail: NULL if it is not mapped
 * @head: the head page, and behind it the data twice
 * @size: bytes of data
 * @depth: frames of a sample at most
 * @seen: the head page as it was when last looked at
 * @read: records up to here have been read
 * @samples: how many of them were samples
 * @lost: what the others said was lost, by FLAMEK_LOST_*
 */
struct view {
	struct flamek_ring_tail *tail;
	const struct flamek_ring_head *head;
	size_t size;
	uint32_t depth;
	struct flamek_ring_head seen;
	uint64_t read;
	uint64_t samples;
	uint64_t lost[2];
};

/** view_map() - map the ring of a CPU; it must go well */
void view_map(struct view *view, int fd, unsigned int cpu, uint32_t pages,
	      uint32_t depth);
void view_unmap(struct view *view);

/** view_look() - look at the head page, which must make sense */
void view_look(struct view *view);

/** view_lie() - claim to have read up to anywhere */
void view_lie(const struct view *view, uint64_t tail);

/** view_reset() - be honest again, from now on */
void view_reset(struct view *view);

/**
 * view_read() - read what has come since view_map() or view_reset(), which must
 * be whole records, and say so to the writer
 */
void view_read(struct view *view);

#endif
