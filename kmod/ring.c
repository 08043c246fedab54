// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rings of records, one per CPU, with one writer (the CPU, interrupts off) and
 * one reader (a process that has it mapped). Who writes is in ring.h.
 *
 *	writer (here)			reader (ctl/ring.c)
 *
 *	load tail	(A, acquire)	load head	(C, acquire)
 *	write records			read records
 *	store head	(B, release)	store tail	(D, release)
 *
 * B pairs with C: who sees the head sees the records before it. D pairs with A:
 * who sees the tail may overwrite what lies before it.
 *
 * A record that crosses the watermark, and a sample after news (record.c), wake
 * the reader if none such waits already:
 *
 *	writer				reader, in poll()
 *
 *	store head, or news		(tail was stored before, D)
 *	full barrier	(E)		full barrier	(F)
 *	load tail			load head, or news
 *
 * E pairs with F: the writer sees that what was there is read, or the reader sees
 * that there is more. Else both might take it that the other one has.
 */
#include "ring.h"
#include "compat.h"

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static void free_data(struct flamek_ring *ring, unsigned int nr_pages)
{
	while (nr_pages--)
		__free_page(ring->pages[nr_pages]);
	kvfree(ring->pages);
}

static int alloc_data(struct flamek_ring *ring, unsigned int nr_pages, int node)
{
	unsigned int i;

	ring->pages = kvmalloc_array(2 * nr_pages, sizeof(*ring->pages),
				     GFP_KERNEL_ACCOUNT);
	if (!ring->pages)
		return -ENOMEM;
	for (i = 0; i < nr_pages; i++) {
		struct page *page;

		if (fatal_signal_pending(current))
			goto err_free_data;
		page = alloc_pages_node(node, GFP_KERNEL_ACCOUNT | __GFP_ZERO |
					__GFP_RETRY_MAYFAIL | __GFP_NOWARN, 0);
		if (!page)
			goto err_free_data;
		ring->pages[i] = page;
		ring->pages[nr_pages + i] = page;
	}
	ring->data = vmap(ring->pages, 2 * nr_pages, VM_MAP, PAGE_KERNEL);
	if (!ring->data)
		goto err_free_data;
	return 0;

err_free_data:
	free_data(ring, i);
	return -ENOMEM;
}

int flamek_ring_init(struct flamek_ring *ring, unsigned int nr_pages, int node)
{
	ring->shared = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!ring->shared)
		return -ENOMEM;
	ring->tail = (void *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
	if (!ring->tail)
		goto err_free_shared;
	if (alloc_data(ring, nr_pages, node))
		goto err_free_tail;

	ring->size = (u64)nr_pages << PAGE_SHIFT;
	ring->shared->size = ring->size;
	return 0;

err_free_tail:
	free_page((unsigned long)ring->tail);
err_free_shared:
	free_page((unsigned long)ring->shared);
	memset(ring, 0, sizeof(*ring));
	return -ENOMEM;
}

void flamek_ring_uninit(struct flamek_ring *ring)
{
	if (!ring->size)
		return;
	vunmap(ring->data);
	free_data(ring, ring->size >> PAGE_SHIFT);
	free_page((unsigned long)ring->tail);
	free_page((unsigned long)ring->shared);
	memset(ring, 0, sizeof(*ring));
}

/* How far a position is ahead of the reader, whatever that claims. */
static s64 ahead(const struct flamek_ring *ring, u64 position)
{
	return position - flamek_ring_tail(ring);
}

bool flamek_ring_mark_news(struct flamek_ring *ring)
{
	u64 before = ring->news;

	WRITE_ONCE(ring->news, ring->head);
	smp_mb(); /* E, pairs with F */
	return ahead(ring, before) <= 0;
}

bool flamek_ring_has_news(const struct flamek_ring *ring)
{
	return ahead(ring, READ_ONCE(ring->news)) > 0;
}

static int map_tail(struct flamek_ring *ring, struct vm_area_struct *vma)
{
	if (vma->vm_end - vma->vm_start != PAGE_SIZE)
		return -EINVAL;
	return vm_insert_page(vma, vma->vm_start, virt_to_page(ring->tail));
}

static int map_data(struct flamek_ring *ring, struct vm_area_struct *vma)
{
	unsigned long nr_pages = 2 * (ring->size >> PAGE_SHIFT);
	unsigned long addr = vma->vm_start;
	unsigned long i;
	int ret;

	if (vma->vm_end - vma->vm_start != (1 + nr_pages) << PAGE_SHIFT)
		return -EINVAL;
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	/* Without this, mprotect() could ask for it later. */
	vm_flags_mod(vma, 0, VM_MAYWRITE);

	ret = vm_insert_page(vma, addr, virt_to_page(ring->shared));
	for (i = 0; i < nr_pages && !ret; i++) {
		addr += PAGE_SIZE;
		ret = vm_insert_page(vma, addr, ring->pages[i]);
	}
	return ret;
}

int flamek_ring_map(struct flamek_ring *ring, struct vm_area_struct *vma,
		    unsigned long page)
{
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (vma->vm_flags & VM_EXEC)
		return -EPERM;
	vm_flags_mod(vma, VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP, VM_MAYEXEC);

	switch (page) {
	case 0:
		return map_tail(ring, vma);
	case 1:
		return map_data(ring, vma);
	default:
		return -EINVAL;
	}
}
