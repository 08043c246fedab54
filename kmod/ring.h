/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_RING_H
#define _FLAMEK_RING_H

#include <linux/compiler.h>
#include <linux/mm_types.h>
#include <linux/types.h>
#include <linux/flamek.h>
#include <asm/barrier.h>

/**
 * struct flamek_ring - one CPU's records on their way to the reader
 * @head: bytes written, the truth; what the reader sees is a copy
 * @size: bytes of data, a power of two
 * @data: the data pages, mapped twice in a row so that no record wraps
 * @shared: page that the reader may read
 * @tail: page that the reader writes, hence never trusted
 * @pages: the data pages
 * @pending: records lost since the last that said so, by FLAMEK_LOST_*
 * @news: what @head was behind the last record that is not to wait long
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
	u64 news;
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

/* What the reader has read, as it claims. */
static __always_inline u64 flamek_ring_tail(const struct flamek_ring *ring)
{
	/* A, pairs with D in ctl/ring.c */
	return smp_load_acquire(&ring->tail->tail);
}

/** flamek_ring_unread() - bytes that the reader has still to read */
static __always_inline u64 flamek_ring_unread(const struct flamek_ring *ring)
{
	u64 tail = flamek_ring_tail(ring);

	return READ_ONCE(ring->head) - tail;
}

static __always_inline u8 *flamek_ring_at_head(const struct flamek_ring *ring)
{
	return ring->data + (ring->head & (ring->size - 1));
}

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
static __always_inline void *flamek_ring_reserve(struct flamek_ring *ring,
						 size_t size, size_t spare)
{
	u64 unread;

	if (unlikely(ring->busy))
		return NULL;
	/* A tail ahead of the head, or a ring behind it, comes out huge. */
	unread = flamek_ring_unread(ring);
	if (unlikely(unread > ring->size || ring->size - unread < size + spare))
		return NULL;
	ring->busy = true;
	barrier(); /* for an NMI on this CPU */
	return flamek_ring_at_head(ring);
}

/**
 * flamek_ring_commit() - publish what was written
 * @ring: the ring
 * @end: first byte not written, at most the end of what was reserved
 *
 * Return: bytes written.
 */
static __always_inline size_t flamek_ring_commit(struct flamek_ring *ring,
						 const void *end)
{
	size_t size = (const u8 *)end - flamek_ring_at_head(ring);

	WRITE_ONCE(ring->head, ring->head + size);
	/* B, pairs with C in ctl/ring.c */
	smp_store_release(&ring->shared->head, ring->head);
	barrier(); /* for an NMI on this CPU */
	ring->busy = false;
	return size;
}

/**
 * flamek_ring_mark_news() - the last record is not to wait long for its reader
 *
 * Context: as of flamek_ring_commit(), after it.
 * Return: whether there is none such before it that is still to be read.
 */
bool flamek_ring_mark_news(struct flamek_ring *ring);

/** flamek_ring_has_news() - is there such a record to be read? Behind barrier F. */
bool flamek_ring_has_news(const struct flamek_ring *ring);

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
