/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_RING_H
#define _FLAMEK_RING_H

#include <linux/mm_types.h>
#include <linux/types.h>
#include <linux/flamek.h>

/**
 * struct flamek_ring - one CPU's records on their way to the reader
 * @head: bytes written, the truth; what the reader sees is a copy
 * @size: bytes of data, a power of two
 * @data: the data pages, mapped twice in a row so that no record wraps
 * @shared: page that the reader may read
 * @tail: page that the reader writes, hence never trusted
 * @pages: the data pages
 * @pending: records lost since the last that said so, by FLAMEK_LOST_*
 * @busy: a record is being written
 *
 * All of it but @tail is written on the ring's own CPU with interrupts off, so
 * the only thing that can come between is an NMI, which @busy turns away.
 */
struct flamek_ring {
	u64 head;
	u64 size;
	u8 *data;
	struct flamek_ring_head *shared;
	struct flamek_ring_tail *tail;
	struct page **pages;
	u64 pending[2];
	bool busy;
};

/** flamek_ring_total_pages() - those of a ring with @nr_pages data pages */
static inline unsigned long flamek_ring_total_pages(unsigned int nr_pages)
{
	return nr_pages + 2ul; /* the producer's and the reader's */
}

/**
 * flamek_ring_init() - allocate a ring
 * @ring: zeroed
 * @nr_pages: data pages, a power of two
 * @node: memory node to prefer
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int flamek_ring_init(struct flamek_ring *ring, unsigned int nr_pages, int node);

/**
 * flamek_ring_uninit() - free it; a zeroed ring is fine
 *
 * Context: process context; nobody writes, nobody has it mapped.
 */
void flamek_ring_uninit(struct flamek_ring *ring);

/**
 * flamek_ring_reserve() - room for a record
 * @ring: this CPU's ring
 * @size: bytes, a multiple of 8
 * @spare: bytes that must be left free after it
 *
 * Context: any, interrupts off, on the ring's CPU, and so until
 * flamek_ring_commit().
 * Return: where to write, or NULL when the reader is too far behind.
 */
void *flamek_ring_reserve(struct flamek_ring *ring, size_t size, size_t spare);

/**
 * flamek_ring_commit() - publish what was written
 * @ring: the ring
 * @end: first byte not written, at most the end of what was reserved
 *
 * Return: bytes written.
 */
size_t flamek_ring_commit(struct flamek_ring *ring, const void *end);

/** flamek_ring_unread() - bytes that the reader has still to read */
u64 flamek_ring_unread(const struct flamek_ring *ring);

/** flamek_ring_is_read() - whether the reader is past @end, a head of before */
bool flamek_ring_is_read(const struct flamek_ring *ring, u64 end);

/**
 * flamek_ring_map() - map a part of the ring into a process
 * @ring: the ring
 * @vma: all of the mapping
 * @page: 0 for the reader's page, 1 for all the rest
 *
 * Return: 0, -EINVAL when the length is not exactly that of the part, -EPERM
 * when it asks for more than that part gives.
 */
int flamek_ring_map(struct flamek_ring *ring, struct vm_area_struct *vma,
		    unsigned long page);

#endif /* _FLAMEK_RING_H */
