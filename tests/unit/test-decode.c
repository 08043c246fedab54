// SPDX-License-Identifier: GPL-2.0-only
/* decode: every combination of fields, every kind of record, hostile ones. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode.h"
#include "records.h"

#include <linux/flamek.h>

/* What the fields hold in the records made here. */
#define IP	0xffffffff81234567
#define PID	1234u
#define TID	1235u
#define TIME	0x1122334455667788
#define ID	0x77u
#define CPU	3u
#define PERIOD	999u

static const uint64_t ips[] = { PERF_CONTEXT_USER, 0x401000, 0x402000 };

#define NR_IPS (sizeof(ips) / sizeof(*ips))

static int decode(const struct record_format *format, const struct records *r,
		  struct event *ev)
{
	struct err err;

	return decode_record(format, r->words, records_size(r), ev, &err);
}

static void put_read(struct records *r, uint64_t read_format)
{
	unsigned int i, nr = 1;

	if (read_format & PERF_FORMAT_GROUP) {
		nr = 2;
		put_u64(r, nr);
	} else {
		put_u64(r, 5);
	}
	if (read_format & PERF_FORMAT_TOTAL_TIME_ENABLED)
		put_u64(r, 10);
	if (read_format & PERF_FORMAT_TOTAL_TIME_RUNNING)
		put_u64(r, 11);
	for (i = 0; i < nr; i++) {
		if (read_format & PERF_FORMAT_GROUP)
			put_u64(r, 5);
		if (read_format & PERF_FORMAT_ID)
			put_u64(r, 6);
		if (read_format & PERF_FORMAT_LOST)
			put_u64(r, 7);
	}
}

/* In the order of the comment of PERF_RECORD_SAMPLE in <linux/perf_event.h>. */
static void put_any_sample(struct records *r, const struct record_format *f)
{
	const uint64_t type = f->sample_type;
	size_t i;

	begin_record(r, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
	if (type & PERF_SAMPLE_IDENTIFIER)
		put_u64(r, ID);
	if (type & PERF_SAMPLE_IP)
		put_u64(r, IP);
	if (type & PERF_SAMPLE_TID)
		put_pair(r, PID, TID);
	if (type & PERF_SAMPLE_TIME)
		put_u64(r, TIME);
	if (type & PERF_SAMPLE_ADDR)
		put_u64(r, 0xadd4);
	if (type & PERF_SAMPLE_ID)
		put_u64(r, ID);
	if (type & PERF_SAMPLE_STREAM_ID)
		put_u64(r, 0x57);
	if (type & PERF_SAMPLE_CPU)
		put_pair(r, CPU, 0);
	if (type & PERF_SAMPLE_PERIOD)
		put_u64(r, PERIOD);
	if (type & PERF_SAMPLE_READ)
		put_read(r, f->read_format);
	if (type & PERF_SAMPLE_CALLCHAIN) {
		put_u64(r, NR_IPS);
		for (i = 0; i < NR_IPS; i++)
			put_u64(r, ips[i]);
	}
	/* Whatever may follow. */
	if (type & PERF_SAMPLE_RAW) {
		put_pair(r, 12, 0x55555555);
		put_u64(r, 0x5555555555555555);
	}
	if (type & PERF_SAMPLE_DATA_SRC)
		put_u64(r, 0xda7a);
	end_record(r);
}

static void check_sample(const struct record_format *f, const struct event *ev,
			 const struct records *r)
{
	const uint64_t type = f->sample_type;
	bool has_id = type & (PERF_SAMPLE_ID | PERF_SAMPLE_IDENTIFIER);

	assert_int_equal(ev->type, PERF_RECORD_SAMPLE);
	assert_ptr_equal(ev->format, f);
	assert_int_equal(ev->sample.ip, type & PERF_SAMPLE_IP ? IP : 0);
	assert_int_equal(ev->pid, type & PERF_SAMPLE_TID ? PID : 0);
	assert_int_equal(ev->tid, type & PERF_SAMPLE_TID ? TID : 0);
	assert_int_equal(ev->time, type & PERF_SAMPLE_TIME ? TIME : 0);
	assert_int_equal(ev->id, has_id ? ID : 0);
	assert_int_equal(ev->cpu, type & PERF_SAMPLE_CPU ? CPU : UINT32_MAX);
	assert_int_equal(ev->sample.period,
			 type & PERF_SAMPLE_PERIOD ? PERIOD : 0);
	if (type & PERF_SAMPLE_CALLCHAIN) {
		assert_int_equal(ev->sample.nr, NR_IPS);
		assert_memory_equal(ev->sample.ips, ips, sizeof(ips));
	} else {
		assert_int_equal(ev->sample.nr, 0);
	}
	assert_int_equal(decode_time(f, (const void *)r->words), ev->time);
	assert_int_equal(decode_id(f, (const void *)r->words), ev->id);
}

static const uint64_t all_fields[] = {
	PERF_SAMPLE_IP, PERF_SAMPLE_TID, PERF_SAMPLE_TIME, PERF_SAMPLE_ADDR,
	PERF_SAMPLE_READ, PERF_SAMPLE_CALLCHAIN, PERF_SAMPLE_ID,
	PERF_SAMPLE_CPU, PERF_SAMPLE_PERIOD, PERF_SAMPLE_STREAM_ID,
	PERF_SAMPLE_RAW, PERF_SAMPLE_IDENTIFIER, PERF_SAMPLE_DATA_SRC,
};

#define NR_FIELDS (sizeof(all_fields) / sizeof(*all_fields))

static struct record_format format_of(unsigned int fields)
{
	struct record_format f = { .sample_id_all = true };
	size_t i;

	for (i = 0; i < NR_FIELDS; i++)
		if (fields >> i & 1)
			f.sample_type |= all_fields[i];
	return f;
}

static void test_samples_of_all_fields(void **state)
{
	unsigned int fields;
	struct event ev;

	(void)state;
	for (fields = 0; fields < 1u << NR_FIELDS; fields++) {
		struct record_format f = format_of(fields);
		struct records r = { 0 };

		f.read_format = fields % 32;
		put_any_sample(&r, &f);
		assert_int_equal(decode(&f, &r, &ev), 0);
		check_sample(&f, &ev, &r);
		records_free(&r);
	}
}

static void test_read_formats(void **state)
{
	struct record_format f = {
		.sample_type = PERF_SAMPLE_READ | PERF_SAMPLE_CALLCHAIN,
	};
	struct event ev;

	(void)state;
	for (f.read_format = 0; f.read_format < 32; f.read_format++) {
		struct records r = { 0 };

		put_any_sample(&r, &f);
		assert_int_equal(decode(&f, &r, &ev), 0);
		check_sample(&f, &ev, &r);
		records_free(&r);
	}
}

/* A record that says it is shorter than its fields are. */
static void test_short_samples(void **state)
{
	struct record_format f;
	struct records r = { 0 };
	struct event ev;

	(void)state;
	decode_flamek(&f, 1000);
	put_sample(&r, PERF_RECORD_MISC_USER, PID, TID, TIME, PERIOD, ips,
		   NR_IPS);
	assert_int_equal(decode(&f, &r, &ev), 0);
	while (r.nr > 1) {
		r.nr--;
		r.words[0] -= 8ULL << 48;
		assert_int_equal(decode(&f, &r, &ev), -EBADMSG);
	}
	records_free(&r);
}

static void test_hostile_callchains(void **state)
{
	static const uint64_t lengths[] = {
		4, UINT64_MAX, UINT64_MAX / 8, UINT64_MAX / 8 + 1, 1ULL << 61,
		(1ULL << 61) + 3, 1ULL << 63, UINT32_MAX,
	};
	struct record_format f;
	struct records r = { 0 };
	struct event ev;
	size_t i;

	(void)state;
	decode_flamek(&f, 1000);
	put_sample(&r, PERF_RECORD_MISC_USER, PID, TID, TIME, PERIOD, ips,
		   NR_IPS);
	for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		r.words[5] = lengths[i];
		assert_int_equal(decode(&f, &r, &ev), -EBADMSG);
	}
	records_free(&r);
}

static void test_hostile_read(void **state)
{
	static const uint64_t lengths[] = {
		2, UINT64_MAX, UINT64_MAX / 2, 1ULL << 63, 70000,
	};
	const struct record_format f = {
		.sample_type = PERF_SAMPLE_READ,
		.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_ID,
	};
	struct records r = { 0 };
	struct event ev;
	size_t i;

	(void)state;
	begin_record(&r, PERF_RECORD_SAMPLE, 0);
	put_u64(&r, 1);
	put_u64(&r, 5);
	put_u64(&r, 6);
	end_record(&r);
	assert_int_equal(decode(&f, &r, &ev), 0);
	for (i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		r.words[1] = lengths[i];
		assert_int_equal(decode(&f, &r, &ev), -EBADMSG);
	}
	records_free(&r);
}

static void test_size_must_be_the_header_s(void **state)
{
	struct records r = { 0 };
	struct record_format f;
	struct event ev;
	struct err err;

	(void)state;
	decode_flamek(&f, 1000);
	put_lost(&r, 1, 0, 5);
	assert_int_equal(decode_record(&f, r.words, records_size(&r), &ev,
				       &err), 0);
	assert_int_equal(decode_record(&f, r.words, records_size(&r) - 8, &ev,
				       &err), -EBADMSG);
	assert_int_equal(decode_record(&f, r.words, 0, &ev, &err), -EBADMSG);
	assert_int_equal(decode_record(&f, r.words, 7, &ev, &err), -EBADMSG);
	records_free(&r);
}

static void test_sample_ids(void **state)
{
	unsigned int fields;
	struct event ev;

	(void)state;
	for (fields = 0; fields < 1u << NR_FIELDS; fields++) {
		const struct record_format f = format_of(fields);
		const uint64_t type = f.sample_type;
		bool has_id = type & (PERF_SAMPLE_ID | PERF_SAMPLE_IDENTIFIER);
		struct records r = { 0 };

		begin_record(&r, PERF_RECORD_LOST, 0);
		put_u64(&r, 42);
		put_u64(&r, 43);
		if (type & PERF_SAMPLE_TID)
			put_pair(&r, PID, TID);
		if (type & PERF_SAMPLE_TIME)
			put_u64(&r, TIME);
		if (type & PERF_SAMPLE_ID)
			put_u64(&r, ID);
		if (type & PERF_SAMPLE_STREAM_ID)
			put_u64(&r, 0x57);
		if (type & PERF_SAMPLE_CPU)
			put_pair(&r, CPU, 0);
		if (type & PERF_SAMPLE_IDENTIFIER)
			put_u64(&r, ID);
		end_record(&r);

		assert_int_equal(decode(&f, &r, &ev), 0);
		assert_int_equal(ev.lost.id, 42);
		assert_int_equal(ev.lost.lost, 43);
		assert_int_equal(ev.pid, type & PERF_SAMPLE_TID ? PID : 0);
		assert_int_equal(ev.time, type & PERF_SAMPLE_TIME ? TIME : 0);
		assert_int_equal(ev.id, has_id ? ID : 0);
		assert_int_equal(ev.cpu,
				 type & PERF_SAMPLE_CPU ? CPU : UINT32_MAX);
		assert_int_equal(decode_time(&f, (void *)r.words), ev.time);
		assert_int_equal(decode_id(&f, (void *)r.words), ev.id);
		records_free(&r);
	}
}

static void test_without_sample_ids(void **state)
{
	struct record_format f;
	struct records r = { 0 };
	struct event ev;

	(void)state;
	decode_flamek(&f, 1000);
	f.sample_id_all = false;
	begin_record(&r, PERF_RECORD_COMM, 0);
	put_pair(&r, PID, TID);
	put_text(&r, "sh");
	end_record(&r);
	assert_int_equal(decode(&f, &r, &ev), 0);
	assert_string_equal(ev.comm.comm, "sh");
	assert_int_equal(ev.pid, PID);
	assert_int_equal(ev.time, 0);
	assert_int_equal(decode_time(&f, (void *)r.words), 0);
	records_free(&r);
}

static void test_mmap2(void **state)
{
	struct record_format f;
	struct records r = { 0 };
	struct event ev;

	(void)state;
	decode_flamek(&f, 1000);
	put_mmap2(&r, PID, TIME, 0x400000, 0x1000, 0x2000, "/usr/bin/true");
	assert_int_equal(decode(&f, &r, &ev), 0);
	assert_int_equal(ev.mmap.start, 0x400000);
	assert_int_equal(ev.mmap.len, 0x1000);
	assert_int_equal(ev.mmap.pgoff, 0x2000);
	assert_int_equal(ev.mmap.id.maj, 8);
	assert_int_equal(ev.mmap.id.min, 1);
	assert_int_equal(ev.mmap.id.ino, 4711);
	assert_int_equal(ev.mmap.id.build_id_size, 0);
	assert_int_equal(ev.mmap.prot, 5);
	assert_int_equal(ev.mmap.flags, 2);
	assert_string_equal(ev.mmap.path, "/usr/bin/true");
	assert_int_equal(ev.time, TIME);
	records_free(&r);
}

static void put_build_id_mmap(struct records *r, uint8_t size)
{
	uint8_t bytes[24] = { size };
	uint64_t words[3];
	int i;

	for (i = 0; i < 20; i++)
		bytes[4 + i] = (uint8_t)(0xa0 + i);
	memcpy(words, bytes, sizeof(words));
	begin_record(r, PERF_RECORD_MMAP2, PERF_RECORD_MISC_USER |
		     PERF_RECORD_MISC_MMAP_BUILD_ID);
	put_pair(r, PID, PID);
	for (i = 0; i < 3; i++)
		put_u64(r, 0x1000);
	for (i = 0; i < 3; i++)
		put_u64(r, words[i]);
	put_pair(r, 5, 2);
	put_text(r, "/bin/x");
	put_sample_id(r, PID, PID, TIME);
}

static void test_build_ids(void **state)
{
	struct record_format f;
	unsigned int size;
	struct event ev;

	(void)state;
	decode_flamek(&f, 1000);
	for (size = 0; size < 256; size++) {
		struct records r = { 0 };

		put_build_id_mmap(&r, (uint8_t)size);
		if (size > BUILD_ID_MAX) {
			assert_int_equal(decode(&f, &r, &ev), -EBADMSG);
		} else {
			assert_int_equal(decode(&f, &r, &ev), 0);
			assert_int_equal(ev.mmap.id.ino, 0);
			assert_int_equal(ev.mmap.id.build_id_size, size);
			if (size)
				assert_int_equal(ev.mmap.id.build_id[size - 1],
						 0xa0 + size - 1);
		}
		records_free(&r);
	}
}

static void test_strings_need_an_end(void **state)
{
	struct record_format f;
	struct records r = { 0 };
	struct event ev;

	(void)state;
	decode_flamek(&f, 1000);
	begin_record(&r, PERF_RECORD_COMM, 0);
	put_pair(&r, PID, PID);
	put_u64(&r, 0x6161616161616161);
	put_sample_id(&r, PID, PID, TIME);
	assert_int_equal(decode(&f, &r, &ev), -EBADMSG);
	/* Neither a zero in what follows nor none at all makes one. */
	r.words[2] = 0x0061616161616161;
	assert_int_equal(decode(&f, &r, &ev), 0);
	assert_string_equal(ev.comm.comm, "aaaaaaa");
	r.nr = 0;
	begin_record(&r, PERF_RECORD_COMM, 0);
	put_pair(&r, PID, PID);
	put_sample_id(&r, PID, PID, TIME);
	assert_int_equal(decode(&f, &r, &ev), -EBADMSG);
	records_free(&r);
}

static void test_tasks(void **state)
{
	struct record_format f;
	struct records r = { 0 };
	struct event ev;

	(void)state;
	decode_flamek(&f, 1000);
	put_task(&r, PERF_RECORD_FORK, 20, 10, 21, 11, TIME);
	assert_int_equal(decode(&f, &r, &ev), 0);
	assert_int_equal(ev.pid, 20);
	assert_int_equal(ev.tid, 21);
	assert_int_equal(ev.task.ppid, 10);
	assert_int_equal(ev.task.ptid, 11);
	assert_false(ev.task.has_no_maps);
	r.words[0] |= (uint64_t)PERF_RECORD_MISC_FORK_EXEC << 32;
	assert_int_equal(decode(&f, &r, &ev), 0);
	assert_true(ev.task.has_no_maps);
	records_free(&r);
}

static void test_exec(void **state)
{
	struct record_format f;
	struct records r = { 0 };
	struct event ev;

	(void)state;
	decode_flamek(&f, 1000);
	put_comm(&r, PID, TID, TIME, "make", PERF_RECORD_MISC_COMM_EXEC);
	assert_int_equal(decode(&f, &r, &ev), 0);
	assert_true(ev.comm.exec);
	assert_string_equal(ev.comm.comm, "make");
	assert_int_equal(ev.tid, TID);
	records_free(&r);
}

static void test_ksymbol(void **state)
{
	const uint32_t flags = PERF_RECORD_KSYMBOL_FLAGS_UNREGISTER << 16;
	struct record_format f;
	struct records r = { 0 };
	struct event ev;

	(void)state;
	decode_flamek(&f, 1000);
	put_ksymbol(&r, TIME, 0xffffffffc0001000, 0x123,
		    PERF_RECORD_KSYMBOL_TYPE_BPF | flags, "bpf_prog_1_x");
	assert_int_equal(decode(&f, &r, &ev), 0);
	assert_int_equal(ev.time, TIME);
	assert_true(ev.ksymbol.start == 0xffffffffc0001000);
	assert_int_equal(ev.ksymbol.len, 0x123);
	assert_int_equal(ev.ksymbol.type, PERF_RECORD_KSYMBOL_TYPE_BPF);
	assert_string_equal(ev.ksymbol.name, "bpf_prog_1_x");
	records_free(&r);
}

/* Any size and any contents of any type: an answer, and nothing read outside. */
static void test_noise(void **state)
{
	unsigned int round;
	uint64_t *record;
	size_t words, i;
	struct event ev;

	(void)state;
	srandom(1);
	for (round = 0; round < 200000; round++) {
		struct record_format f = format_of((unsigned int)random());

		f.read_format = (uint64_t)random();
		f.sample_id_all = random() & 1;
		words = 1 + (size_t)random() % 16;
		/* Of its very size, for the sanitizers. */
		record = malloc(words * sizeof(*record));
		for (i = 0; i < words; i++)
			record[i] = random() % 4 ? (uint64_t)random() % 8 :
				    (uint64_t)random() << 33;
		record[0] = (uint64_t)random() % 24 |
			    ((uint64_t)random() & 0xffff) << 32 |
			    (uint64_t)words << 51;
		decode_time(&f, (void *)record);
		decode_id(&f, (void *)record);
		if (!decode_record(&f, record, words * sizeof(*record), &ev,
				   NULL) && ev.type == PERF_RECORD_COMM)
			assert_true(strlen(ev.comm.comm) < words * 8);
		free(record);
	}
}

static void test_ids_must_lie_at_one_place(void **state)
{
	struct record_format a = { .sample_type = PERF_SAMPLE_ID |
				   PERF_SAMPLE_IP, .sample_id_all = true };
	struct record_format b = a;

	(void)state;
	assert_true(decode_check_ids(&a, &b));
	b.sample_type |= PERF_SAMPLE_PERIOD;
	assert_true(decode_check_ids(&a, &b));
	b.sample_type |= PERF_SAMPLE_ADDR;
	assert_false(decode_check_ids(&a, &b));
	a.sample_type |= PERF_SAMPLE_IDENTIFIER;
	assert_false(decode_check_ids(&a, &b));
	b.sample_type |= PERF_SAMPLE_IDENTIFIER;
	assert_true(decode_check_ids(&a, &b));
	a.sample_type = PERF_SAMPLE_IP;
	b.sample_type = PERF_SAMPLE_IP;
	assert_false(decode_check_ids(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples_of_all_fields),
		cmocka_unit_test(test_read_formats),
		cmocka_unit_test(test_short_samples),
		cmocka_unit_test(test_hostile_callchains),
		cmocka_unit_test(test_hostile_read),
		cmocka_unit_test(test_size_must_be_the_header_s),
		cmocka_unit_test(test_sample_ids),
		cmocka_unit_test(test_without_sample_ids),
		cmocka_unit_test(test_mmap2),
		cmocka_unit_test(test_build_ids),
		cmocka_unit_test(test_strings_need_an_end),
		cmocka_unit_test(test_tasks),
		cmocka_unit_test(test_exec),
		cmocka_unit_test(test_ksymbol),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_ids_must_lie_at_one_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
