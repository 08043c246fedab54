// SPDX-License-Identifier: GPL-2.0-only
/* The reader's end of a ring, against a producer that may write anything. */
#include <errno.h>
#include <linux/perf_event.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ring.h"

#define SIZE 4096u

/* A ring as the module maps it: the data twice in a row. */
struct fixture {
	struct flamek_ring_head head;
	struct flamek_ring_tail tail;
	uint8_t data[2 * SIZE] __attribute__((aligned(8)));
	struct ring ring;
	struct err err;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->ring.head = &f->head;
	f->ring.tail = &f->tail;
	f->ring.data = f->data;
	f->ring.size = SIZE;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

static void write_byte(struct fixture *f, uint64_t at, uint8_t byte)
{
	f->data[at % SIZE] = byte;
	f->data[at % SIZE + SIZE] = byte;
}

static void put_record(struct fixture *f, uint16_t size)
{
	struct perf_event_header header = { .type = 9, .size = size };
	uint8_t bytes[sizeof(header)];
	unsigned int i;

	memcpy(bytes, &header, sizeof(header));
	for (i = 0; i < size; i++)
		write_byte(f, f->head.head + i,
			   i < sizeof(header) ? bytes[i] : (uint8_t)i);
	f->head.head += size;
}

static void test_empty(void **state)
{
	struct fixture *f = *state;
	const void *records;

	assert_int_equal(ring_peek(&f->ring, &records, &f->err), 0);
}

static void test_records_in_one_piece(void **state)
{
	struct fixture *f = *state;
	const struct perf_event_header *header;
	const void *records;

	/* Start 24 bytes before the end: the second record wraps. */
	f->head.head = f->ring.read = SIZE - 24;
	put_record(f, 16);
	put_record(f, 64);
	assert_int_equal(ring_peek(&f->ring, &records, &f->err), 80);
	header = (const void *)((const uint8_t *)records + 16);
	assert_int_equal(header->size, 64);
	assert_int_equal(((const uint8_t *)header)[63], 63);
}

static void test_advance_frees(void **state)
{
	struct fixture *f = *state;
	const void *records;
	int64_t bytes;

	put_record(f, 32);
	bytes = ring_peek(&f->ring, &records, &f->err);
	ring_advance(&f->ring, (uint64_t)bytes);
	assert_int_equal(f->tail.tail, 32);
	assert_int_equal(ring_peek(&f->ring, &records, &f->err), 0);
	put_record(f, 40);
	assert_int_equal(ring_peek(&f->ring, &records, &f->err), 40);
}

static void test_full(void **state)
{
	struct fixture *f = *state;
	const void *records;
	unsigned int i;

	for (i = 0; i < SIZE / 64; i++)
		put_record(f, 64);
	assert_int_equal(ring_peek(&f->ring, &records, &f->err), SIZE);
}

static void assert_refused(struct fixture *f)
{
	const void *records;

	assert_int_equal(ring_peek(&f->ring, &records, &f->err), -EBADMSG);
	assert_non_null(strstr(f->err.text, "damaged"));
}

static void test_head_too_far(void **state)
{
	struct fixture *f = *state;

	f->head.head = SIZE + 8;
	assert_refused(f);
	f->head.head = UINT64_MAX;
	assert_refused(f);
	f->ring.read = 64;
	f->head.head = 56;
	assert_refused(f);
}

static void test_record_sizes(void **state)
{
	static const uint16_t sizes[] = { 0, 1, 7, 9, 15, 17, 65535, 65528 };
	struct fixture *f = *state;
	struct perf_event_header header = { .type = 9 };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		header.size = sizes[i];
		memcpy(f->data, &header, sizeof(header));
		f->head.head = 64;
		assert_refused(f);
	}
}

/* The last record's header says more than the producer published. */
static void test_record_past_head(void **state)
{
	struct fixture *f = *state;

	put_record(f, 32);
	put_record(f, 64);
	f->head.head -= 8;
	assert_refused(f);
}

static void test_head_beyond_2_64(void **state)
{
	struct fixture *f = *state;
	const void *records;

	f->head.head = f->ring.read = UINT64_MAX - 15;
	put_record(f, 32);
	assert_int_equal(f->head.head, 16);
	assert_int_equal(ring_peek(&f->ring, &records, &f->err), 32);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_empty),
		TEST(test_records_in_one_piece),
		TEST(test_advance_frees),
		TEST(test_full),
		TEST(test_head_too_far),
		TEST(test_record_sizes),
		TEST(test_record_past_head),
		TEST(test_head_beyond_2_64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
