// SPDX-License-Identifier: GPL-2.0-only
/* Recordings for the fuzzer of their reader, each of another form. */
#define _GNU_SOURCE
#include "packing.h"
#include "seeds.h"

/* As flamek writes it, with features and rounds, and stacks cut short. */
static void put_flamek(void)
{
	static const uint16_t ends[] = {
		FLAMEK_MISC_USER_FAULT, FLAMEK_MISC_USER_BROKEN,
	};
	struct records r = { 0 };
	char bytes[65536];
	struct fixture *f;
	void *state;
	ssize_t size;
	uint64_t i;

	setup(&state);
	f = state;
	put_program(&r);
	for (i = 0; i < 40; i++)
		put_sample(&r, PERF_RECORD_MISC_USER | ends[i % 2], PID, PID,
			   100 + i, PERIOD, stack + 3, NR_STACK - 3);
	write_records(f, &r);
	records_free(&r);
	size = pread(f->fd, bytes, sizeof(bytes), 0);
	seeds_put("flamek", bytes, (size_t)size);
	teardown(&state);
}

/* Two events that are told apart by their ids, as perf writes them. */
static void put_two_events(void)
{
	struct perf_event_attr attrs[2] = { flamek_attr, flamek_attr };
	const uint64_t ids[] = { 7, 8 };
	struct records data = { 0 }, file = { 0 };

	attrs[0].sample_type = attrs[1].sample_type =
		PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP | PERF_SAMPLE_TID |
		PERF_SAMPLE_TIME | PERF_SAMPLE_PERIOD | PERF_SAMPLE_READ |
		PERF_SAMPLE_CALLCHAIN;
	attrs[1].config = PERF_COUNT_SW_PAGE_FAULTS;
	attrs[1].read_format = PERF_FORMAT_ID | PERF_FORMAT_GROUP;
	begin_record(&data, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
	put_u64(&data, 7);
	put_u64(&data, 0x400100);
	put_pair(&data, PID, PID);
	put_u64(&data, 30);
	put_u64(&data, PERIOD);
	put_u64(&data, 1);
	put_u64(&data, 2);
	put_u64(&data, PERF_CONTEXT_USER);
	put_u64(&data, 0x400100);
	end_record(&data);
	put_file(&file, attrs, ids, 2, &data);
	seeds_put("two-events", file.words, records_size(&file));
	records_free(&data);
	records_free(&file);
}

static void put_pipe(void)
{
	struct records r = { 0 };

	put_pipe_header(&r, &flamek_attr);
	put_program(&r);
	put_task(&r, PERF_RECORD_FORK, PID + 1, PID, PID + 1, PID, 60);
	put_lost(&r, 70, FLAMEK_LOST_SAMPLES, 3);
	put_task(&r, PERF_RECORD_EXIT, PID + 1, PID, PID + 1, PID, 80);
	begin_record(&r, PERFDATA_RECORD_ROUND, 0);
	end_record(&r);
	seeds_put("pipe", r.words, records_size(&r));
	records_free(&r);
}

static void put_compressed(const char *name, uint32_t type)
{
	struct packer *p = calloc(1, sizeof(*p));
	struct records r = { 0 };

	put_program(&r);
	start_packing(p);
	pack(p, type, r.words, records_size(&r));
	seeds_put(name, p->out, (size_t)(p->at - p->out));
	ZSTD_freeCStream(p->zstd);
	records_free(&r);
	free(p);
}

int main(int argc, char *argv[])
{
	seeds_enter(argc, argv);
	put_flamek();
	put_two_events();
	put_pipe();
	put_compressed("compressed", PERFDATA_RECORD_COMPRESSED);
	put_compressed("compressed2", PERFDATA_RECORD_COMPRESSED2);
	return 0;
}
