// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reader's end of a ring. What makes it safe stands, with the labels used
 * here, in kmod/ring.c.
 */
#include "ring.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "barrier.h"
#include "decode.h"

int ring_map(struct ring *ring, int fd, unsigned int cpu, uint32_t pages,
	     struct err *err)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const off_t offset = (off_t)cpu << FLAMEK_MMAP_CPU_SHIFT;
	void *tail, *head;
	int error;

	tail = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
	if (tail == MAP_FAILED)
		return err_set_errno(err, errno, "cannot map the ring of CPU %u",
				     cpu);
	head = mmap(NULL, page * (1 + 2 * (size_t)pages), PROT_READ, MAP_SHARED,
		    fd, offset + (off_t)page);
	if (head == MAP_FAILED) {
		error = errno;
		munmap(tail, page);
		return err_set_errno(err, error, "cannot map the ring of CPU %u",
				     cpu);
	}
	ring->tail = tail;
	ring->head = head;
	ring->data = (const uint8_t *)head + page;
	ring->size = (uint64_t)pages * page;
	ring->read = 0;
	ring->checked = 0;
	return 0;
}

void ring_unmap(struct ring *ring)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (!ring->head)
		return;
	munmap(ring->tail, page);
	munmap((void *)ring->head, page + 2 * ring->size);
	ring->head = NULL;
}

int64_t ring_peek(struct ring *ring, const void **records,
		  struct err *err)
{
	/* C, pairs with B in kmod/ring.c */
	uint64_t head = load_acquire(&ring->head->head);
	uint64_t bytes = head - ring->read;
	const uint8_t *data = ring->data + (ring->read & (ring->size - 1));

	if (bytes > ring->size || ring->checked > bytes ||
	    decode_check_records(data + ring->checked, bytes - ring->checked,
				 NULL))
		return err_set(err, EBADMSG, "the ring is damaged");
	ring->checked = bytes;
	*records = data;
	return (int64_t)bytes;
}

void ring_advance(struct ring *ring, uint64_t bytes)
{
	ring->read += bytes;
	ring->checked -= bytes;
	/* D, pairs with A in kmod/ring.c */
	store_release(&ring->tail->tail, ring->read);
}
