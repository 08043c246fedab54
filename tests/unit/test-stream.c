// SPDX-License-Identifier: GPL-2.0-only
/* stream: order, rounds, latecomers, several formats, damage. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "records.h"
#include "stream.h"
#include "stream-sort.h"

/* What came out: of LOST records the id and the time. */
struct seen {
	uint64_t *ids, *times;
	size_t nr, room;
	uint32_t *formats;
};

struct fixture {
	struct stream *stream;
	struct seen seen;
	struct err err;
};

static void note_event(void *arg, const struct event *ev)
{
	struct seen *seen = arg;

	if (seen->nr == seen->room) {
		seen->room = seen->room ? 2 * seen->room : 64;
		seen->ids = realloc(seen->ids, seen->room * sizeof(uint64_t));
		seen->times = realloc(seen->times,
				      seen->room * sizeof(uint64_t));
		seen->formats = realloc(seen->formats,
					seen->room * sizeof(uint32_t));
	}
	seen->ids[seen->nr] = ev->lost.id;
	seen->formats[seen->nr] = ev->format->index;
	seen->times[seen->nr++] = ev->time;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct record_format format;

	f->stream = stream_new(note_event, &f->seen);
	decode_flamek(&format, 1000);
	assert_int_equal(stream_add_format(f->stream, &format, NULL, 0,
					   &f->err), 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	stream_free(f->stream);
	free(f->seen.ids);
	free(f->seen.times);
	free(f->seen.formats);
	free(f);
	return 0;
}

static void push(struct fixture *f, uint64_t time, uint64_t id)
{
	struct records r = { 0 };

	put_lost(&r, time, id, 1);
	assert_int_equal(stream_push(f->stream, r.words, records_size(&r),
				     &f->err), 0);
	records_free(&r);
}

static void assert_ids(const struct fixture *f, const uint64_t *ids, size_t nr)
{
	assert_int_equal(f->seen.nr, nr);
	if (nr)
		assert_memory_equal(f->seen.ids, ids, nr * sizeof(*ids));
}

static void test_two_rings(void **state)
{
	static const uint64_t ids[] = { 1, 2, 3, 4, 5, 6 };
	struct fixture *f = *state;

	push(f, 10, 1);
	push(f, 30, 3);
	push(f, 60, 6);
	push(f, 20, 2);
	push(f, 40, 4);
	push(f, 50, 5);
	assert_int_equal(f->seen.nr, 0);
	assert_int_equal(stream_newest(f->stream), 60);
	stream_end(f->stream);
	assert_ids(f, ids, 6);
	assert_int_equal(stream_late(f->stream), 0);
}

static void test_equal_times_keep_their_order(void **state)
{
	struct fixture *f = *state;
	uint64_t ids[1000];
	size_t i;

	for (i = 0; i < 1000; i++)
		push(f, i % 2, i);
	for (i = 0; i < 500; i++) {
		ids[i] = 2 * i;
		ids[500 + i] = 2 * i + 1;
	}
	stream_end(f->stream);
	assert_ids(f, ids, 1000);
}

static void test_flush_ends_before_its_time(void **state)
{
	static const uint64_t ids[] = { 1, 2, 3, 4 };
	struct fixture *f = *state;

	push(f, 10, 1);
	push(f, 30, 3);
	push(f, 20, 2);
	stream_flush(f->stream, 10);
	assert_ids(f, ids, 0);
	stream_flush(f->stream, 30);
	assert_ids(f, ids, 2);
	push(f, 40, 4);
	stream_flush(f->stream, 31);
	assert_ids(f, ids, 3);
	stream_flush(f->stream, UINT64_MAX);
	assert_ids(f, ids, 4);
	stream_flush(f->stream, UINT64_MAX);
	stream_end(f->stream);
	assert_ids(f, ids, 4);
}

/* What waits outlives the rings' memory and many flushes. */
/* Lent records are read where they are, and not after the flush. */
static void test_lent_records(void **state)
{
	static const uint64_t ids[] = { 1, 2, 3 };
	struct fixture *f = *state;
	struct records r = { 0 };

	put_lost(&r, 30, 3, 1);
	put_lost(&r, 10, 1, 1);
	stream_lend(f->stream, r.words, records_size(&r));
	stream_flush(f->stream, 5);
	memset(r.words, 0xff, records_size(&r));
	records_free(&r);
	assert_int_equal(f->seen.nr, 0);
	r = (struct records){ 0 };
	put_lost(&r, 20, 2, 1);
	stream_lend(f->stream, r.words, records_size(&r));
	stream_flush(f->stream, 25);
	memset(r.words, 0xff, records_size(&r));
	records_free(&r);
	assert_int_equal(f->seen.nr, 2);
	stream_end(f->stream);
	assert_ids(f, ids, 3);
}

static void test_waiting_over_many_flushes(void **state)
{
	struct fixture *f = *state;
	uint64_t i;

	push(f, 1000000, 7777);
	for (i = 1; i <= 20000; i++) {
		push(f, i, i);
		if (i % 7 == 0)
			stream_flush(f->stream, i);
	}
	stream_end(f->stream);
	assert_int_equal(f->seen.nr, 20001);
	for (i = 1; i <= 20000; i++)
		assert_int_equal(f->seen.ids[i - 1], i);
	assert_int_equal(f->seen.ids[20000], 7777);
	assert_int_equal(stream_late(f->stream), 0);
}

static void test_latecomers(void **state)
{
	static const uint64_t ids[] = { 5, 3, 4, 6, 7 };
	struct fixture *f = *state;

	push(f, 50, 5);
	stream_flush(f->stream, 51);
	push(f, 30, 3);			/* delivered at once, and counted */
	assert_ids(f, ids, 2);
	push(f, 0, 4);			/* no time is not a late time */
	assert_ids(f, ids, 3);
	push(f, 50, 6);			/* as old as the youngest: not late */
	push(f, 60, 7);
	stream_end(f->stream);
	assert_ids(f, ids, 5);
	assert_int_equal(stream_late(f->stream), 1);
}

static int compare_times(const void *a, const void *b)
{
	const struct stream_entry *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->record < y->record ? -1 : x->record > y->record;
}

/* Runs of all lengths, with disorder of all kinds, against qsort(). */
static void test_sort(void **state)
{
	struct stream_entry *e, *wanted;
	size_t i, nr, round;
	uint64_t time = 0;

	(void)state;
	srandom(2);
	for (round = 0; round < 300; round++) {
		nr = (size_t)random() % 3000;
		e = calloc(nr + 1, sizeof(*e));
		wanted = calloc(nr + 1, sizeof(*e));
		for (i = 0; i < nr; i++) {
			if (random() % (1 + (long)round) == 0)
				time = (uint64_t)random() % 1000;
			time += (uint64_t)random() % 3;
			e[i].time = time - (uint64_t)(random() % 10 == 0);
			e[i].record = (char *)e + i;
		}
		memcpy(wanted, e, nr * sizeof(*e));
		qsort(wanted, nr, sizeof(*e), compare_times);
		stream_sort(e, nr);
		assert_memory_equal(e, wanted, nr * sizeof(*e));
		free(e);
		free(wanted);
	}
}

/* Without a flush a backlog would grow without limit. */
static void test_backlog_is_bounded(void **state)
{
	struct fixture *f = *state;
	struct records r = { 0 };
	uint64_t nr = 0;
	size_t i;

	begin_record(&r, PERF_RECORD_LOST, 0);
	for (i = 0; i < 8000; i++)
		put_u64(&r, 0);
	put_sample_id(&r, 1, 1, 1);
	while (!f->seen.nr && nr < 10000) {
		r.words[r.nr - 1] = ++nr;
		assert_int_equal(stream_push(f->stream, r.words,
					     records_size(&r), &f->err), 0);
	}
	assert_in_range(f->seen.nr, nr / 3, nr);
	stream_end(f->stream);
	assert_int_equal(f->seen.nr, nr);
	for (i = 0; i < nr; i++)
		assert_int_equal(f->seen.times[i], i + 1);
	records_free(&r);
}

static void test_several_events(void **state)
{
	static const uint64_t ids[] = { 11, 12 }, other_ids[] = { 21 };
	struct record_format format = {
		.sample_type = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_TIME,
		.sample_id_all = true,
	};
	const uint64_t seen_ids[] = { 21, 99, 12, 0 };
	const uint32_t wanted[] = { 1, 0, 0, 0 };
	struct fixture *f = *state;
	struct records r = { 0 };
	size_t i;

	stream_free(f->stream);
	f->stream = stream_new(note_event, &f->seen);
	assert_int_equal(stream_add_format(f->stream, &format, ids, 2,
					   &f->err), 0);
	format.index = 1;
	format.sample_type |= PERF_SAMPLE_PERIOD;
	assert_int_equal(stream_add_format(f->stream, &format, other_ids, 1,
					   &f->err), 0);
	for (i = 0; i < 4; i++) {
		begin_record(&r, PERF_RECORD_SAMPLE, 0);
		put_u64(&r, seen_ids[i]);
		put_u64(&r, i + 1);
		put_u64(&r, 5);
		end_record(&r);
	}
	assert_int_equal(stream_push(f->stream, r.words, records_size(&r),
				     &f->err), 0);
	stream_end(f->stream);
	assert_int_equal(f->seen.nr, 4);
	assert_memory_equal(f->seen.formats, wanted, sizeof(wanted));
	format.sample_type = PERF_SAMPLE_TIME;
	assert_int_equal(stream_add_format(f->stream, &format, NULL, 0,
					   &f->err), -EINVAL);
	records_free(&r);
}

static void test_no_records(void **state)
{
	static const uint64_t sizes[] = { 0, 1, 7, 9, 12, 40, 65535 };
	struct fixture *f = *state;
	uint64_t words[4] = { 0 };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		words[0] = sizes[i] << 48 | PERF_RECORD_LOST;
		assert_int_equal(stream_push(f->stream, words, sizeof(words),
					     &f->err), -EBADMSG);
	}
	words[0] = 32ULL << 48 | PERF_RECORD_LOST;
	assert_int_equal(stream_push(f->stream, words, 31, &f->err), -EBADMSG);
	assert_int_equal(stream_push(f->stream, words, 7, &f->err), -EBADMSG);
	assert_int_equal(stream_push(f->stream, words, 0, &f->err), 0);
	stream_end(f->stream);
	assert_int_equal(f->seen.nr, 0);
}

static void test_bad_records_are_left_out(void **state)
{
	struct fixture *f = *state;
	struct records r = { 0 };
	struct err reason = { "" };

	put_lost(&r, 1, 1, 1);
	begin_record(&r, PERF_RECORD_COMM, 0);
	put_sample_id(&r, 1, 1, 2);		/* without a name */
	put_lost(&r, 3, 3, 1);
	assert_int_equal(stream_push(f->stream, r.words, records_size(&r),
				     &f->err), 0);
	assert_int_equal(stream_bad(f->stream, &reason), 0);
	stream_end(f->stream);
	assert_int_equal(f->seen.nr, 2);
	assert_int_equal(stream_bad(f->stream, &reason), 1);
	assert_non_null(strstr(reason.text, "type 3 and 24 bytes"));
	records_free(&r);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_two_rings),
		TEST(test_equal_times_keep_their_order),
		TEST(test_flush_ends_before_its_time),
		TEST(test_lent_records),
		TEST(test_waiting_over_many_flushes),
		TEST(test_latecomers),
		TEST(test_sort),
		TEST(test_backlog_is_bounded),
		TEST(test_several_events),
		TEST(test_no_records),
		TEST(test_bad_records_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
