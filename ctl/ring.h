/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FLAMEK_RING_H
#define FLAMEK_RING_H

#include <stddef.h>
#include <stdint.h>
#include <linux/flamek.h>

#include "err.h"

/**
 * struct ring - the reader's end of one CPU's ring
 * @head: the producer's page, read-only, the data right behind it
 * @tail: the reader's page
 * @data: the data, twice in a row
 * @size: bytes of data
 * @read: bytes read; @tail holds a copy
 * @checked: bytes from there on that were found to be whole records
 */
struct ring {
	const struct flamek_ring_head *head;
	struct flamek_ring_tail *tail;
	const uint8_t *data;
	uint64_t size;
	uint64_t read, checked;
};

/**
 * ring_map() - map one CPU's ring of a session
 * @ring: filled
 * @fd: the session
 * @cpu: the CPU
 * @pages: data pages that the session was configured with
 * @err: the reason of a failure
 *
 * Return: 0 or -errno.
 */
int ring_map(struct ring *ring, int fd, unsigned int cpu, uint32_t pages,
	     struct err *err);

/** ring_unmap() - undo ring_map(); a zeroed ring is fine */
void ring_unmap(struct ring *ring);

/**
 * ring_peek() - the records that came since the last ring_advance()
 * @ring: the ring
 * @records: their first byte; they lie in one piece
 * @err: the reason of a failure
 *
 * What is found is checked to be whole records.
 *
 * Return: bytes, 0 when there is nothing, or -EBADMSG when the ring holds
 * something else than records.
 */
int64_t ring_peek(struct ring *ring, const void **records,
		  struct err *err);

/** ring_advance() - @bytes of records are done with; the producer may reuse them */
void ring_advance(struct ring *ring, uint64_t bytes);

#endif
