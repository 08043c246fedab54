// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader's end of a ring, and the decoder with the records that it
 * gives: the producer's position, the format and the ring's contents are any
 * bytes. What is decoded must lie within its record.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>

#include "decode.h"
#include "require.h"
#include "ring.h"

#define SIZE 4096u

/* What an input begins with. */
struct start {
	uint64_t head, read;
	uint64_t sample_type, read_format;
	uint64_t is_flamek, sample_id_all;
};

static void require_within(const struct perf_event_header *record,
			   const void *at, size_t size)
{
	const char *start = (const char *)record, *p = at;

	require(p >= start && size <= record->size &&
		p - start <= (ptrdiff_t)(record->size - size));
}

static void check_string(const struct perf_event_header *record, const char *s)
{
	require_within(record, s, strlen(s) + 1);
}

static void check_event(const struct perf_event_header *record,
			const struct event *ev)
{
	require(ev->type == record->type && ev->misc == record->misc);
	switch (ev->type) {
	case PERF_RECORD_SAMPLE:
		if (ev->sample.nr && ev->sample.ips)
			require_within(record, ev->sample.ips,
				       ev->sample.nr * sizeof(uint64_t));
		break;
	case PERF_RECORD_MMAP2:
		require(ev->mmap.id.build_id_size <= BUILD_ID_MAX);
		/* fall through */
	case PERF_RECORD_MMAP:
		check_string(record, ev->mmap.path);
		break;
	case PERF_RECORD_COMM:
		check_string(record, ev->comm.comm);
		break;
	}
}

static void decode(const struct record_format *format, const void *records,
		   size_t size)
{
	const struct perf_event_header *record;
	struct event ev;
	struct err err;
	size_t at;
	int ret;

	for (at = 0; at < size; at += record->size) {
		record = (const void *)((const char *)records + at);
		decode_time(format, record);
		decode_id(format, record);
		ret = decode_record(format, record, record->size, &ev, &err);
		require(!ret || ret == -EBADMSG);
		if (!ret)
			check_event(record, &ev);
	}
}

static void read_ring(const struct start *start, const uint8_t *data)
{
	struct flamek_ring_head head = { .head = start->head };
	struct flamek_ring_tail tail = { 0 };
	struct ring ring = {
		.head = &head, .tail = &tail, .data = data, .size = SIZE,
		.read = start->read & ~7ULL,
	};
	struct record_format format = {
		.sample_type = start->sample_type,
		.read_format = start->read_format,
		.sample_id_all = start->sample_id_all & 1,
	};
	const void *records;
	struct err err;
	int64_t bytes = ring_peek(&ring, &records, &err);

	require(bytes == -EBADMSG || (bytes >= 0 && bytes <= SIZE));
	if (bytes < 0)
		return;
	if (start->is_flamek & 1)
		decode_flamek(&format, 1);
	decode(&format, records, (size_t)bytes);
	ring_advance(&ring, (uint64_t)bytes);
	require(ring.read == head.head && tail.tail == head.head);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct start start;
	uint8_t *data;
	size_t i;

	if (size < sizeof(start))
		return 0;
	memcpy(&start, input, sizeof(start));
	input += sizeof(start);
	size -= sizeof(start);
	data = calloc(2, SIZE);
	require(!!data);
	for (i = 0; i < size && i < SIZE; i++) {
		data[(start.read + i) % SIZE] = input[i];
		data[(start.read + i) % SIZE + SIZE] = input[i];
	}
	read_ring(&start, data);
	free(data);
	return 0;
}
