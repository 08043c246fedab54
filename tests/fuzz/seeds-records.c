// SPDX-License-Identifier: GPL-2.0-only
/* Rings for the fuzzer of their reader: what fuzz-records.c begins with, records. */
#define _GNU_SOURCE
#include "recordings.h"
#include "seeds.h"

static void put_ring(const char *name, uint64_t read, uint64_t sample_type,
		     uint64_t is_flamek, const struct records *records)
{
	struct records ring = { 0 };

	put_u64(&ring, read + records_size(records));
	put_u64(&ring, read);
	put_u64(&ring, sample_type);
	put_u64(&ring, PERF_FORMAT_ID | PERF_FORMAT_GROUP);
	put_u64(&ring, is_flamek);
	put_u64(&ring, 1);
	put_bytes(&ring, records->words, records_size(records));
	seeds_put(name, ring.words, records_size(&ring));
	records_free(&ring);
}

/* A sample with all that perf may put before its callchain. */
static void put_long_sample(struct records *r)
{
	unsigned int i;

	begin_record(r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
	for (i = 0; i < 9; i++)
		put_u64(r, i);
	put_u64(r, 1);
	put_u64(r, 2);
	put_u64(r, 3);
	put_u64(r, 2);
	put_u64(r, PERF_CONTEXT_USER);
	put_u64(r, 0x400100);
	end_record(r);
}

int main(int argc, char *argv[])
{
	const uint64_t all = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP |
			     PERF_SAMPLE_TID | PERF_SAMPLE_TIME |
			     PERF_SAMPLE_ADDR | PERF_SAMPLE_ID |
			     PERF_SAMPLE_STREAM_ID | PERF_SAMPLE_CPU |
			     PERF_SAMPLE_PERIOD | PERF_SAMPLE_READ |
			     PERF_SAMPLE_CALLCHAIN;
	struct records r = { 0 };

	seeds_enter(argc, argv);
	put_program(&r);
	put_task(&r, PERF_RECORD_FORK, PID + 1, PID, PID + 1, PID, 60);
	put_lost(&r, 70, FLAMEK_LOST_SAMPLES, 3);
	put_ring("flamek", 0, FLAMEK_SAMPLE_TYPE, 1, &r);
	put_ring("wrapped", 4096 - 24, FLAMEK_SAMPLE_TYPE, 1, &r);
	put_ring("beyond", -64ULL, FLAMEK_SAMPLE_TYPE, 0, &r);
	r.nr = 0;
	put_long_sample(&r);
	put_ring("all", 0, all, 0, &r);
	records_free(&r);
	return 0;
}
