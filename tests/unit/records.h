/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records of the perf ABI for tests, put together word by word. Those with a
 * name of their own are of flamek's format.
 */
#ifndef FLAMEK_TEST_RECORDS_H
#define FLAMEK_TEST_RECORDS_H

#include <linux/perf_event.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Records one after the other. */
struct records {
	uint64_t *words;
	size_t nr, room;
	size_t start;		/* of the record being made */
};

static inline void records_free(struct records *r)
{
	free(r->words);
	memset(r, 0, sizeof(*r));
}

static inline size_t records_size(const struct records *r)
{
	return r->nr * sizeof(*r->words);
}

static inline void put_u64(struct records *r, uint64_t value)
{
	if (r->nr == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->words = realloc(r->words, r->room * sizeof(*r->words));
	}
	r->words[r->nr++] = value;
}

static inline void put_pair(struct records *r, uint32_t first, uint32_t second)
{
	put_u64(r, (uint64_t)second << 32 | first);
}

static inline void put_text(struct records *r, const char *s)
{
	size_t len = strlen(s);
	uint64_t word;
	size_t i;

	for (i = 0; i <= len; i += sizeof(word)) {
		word = 0;
		memcpy(&word, s + i, len - i < sizeof(word) ? len - i :
		       sizeof(word));
		put_u64(r, word);
	}
}

static inline void begin_record(struct records *r, uint32_t type, uint16_t misc)
{
	r->start = r->nr;
	put_u64(r, (uint64_t)misc << 32 | type);
}

static inline void end_record(struct records *r)
{
	r->words[r->start] |= (uint64_t)((r->nr - r->start) * 8) << 48;
}

/* The end of flamek's records, and so of the record. */
static inline void put_sample_id(struct records *r, uint32_t pid, uint32_t tid,
				 uint64_t time)
{
	put_pair(r, pid, tid);
	put_u64(r, time);
	end_record(r);
}

static inline void put_sample(struct records *r, uint16_t misc, uint32_t pid,
			      uint32_t tid, uint64_t time, uint64_t period,
			      const uint64_t *ips, size_t nr)
{
	size_t i;

	begin_record(r, PERF_RECORD_SAMPLE, misc);
	put_u64(r, nr > 1 ? ips[1] : 0);
	put_pair(r, pid, tid);
	put_u64(r, time);
	put_u64(r, period);
	put_u64(r, nr);
	for (i = 0; i < nr; i++)
		put_u64(r, ips[i]);
	end_record(r);
}

static inline void put_comm(struct records *r, uint32_t pid, uint32_t tid,
			    uint64_t time, const char *comm, uint16_t misc)
{
	begin_record(r, PERF_RECORD_COMM, misc);
	put_pair(r, pid, tid);
	put_text(r, comm);
	put_sample_id(r, pid, tid, time);
}

static inline void put_ksymbol(struct records *r, uint64_t time, uint64_t start,
			       uint32_t len, uint32_t type, const char *name)
{
	begin_record(r, PERF_RECORD_KSYMBOL, 0);
	put_u64(r, start);
	put_pair(r, len, type);
	put_text(r, name);
	put_sample_id(r, 0, 0, time);
}

static inline void put_task(struct records *r, uint32_t type, uint32_t pid,
			    uint32_t ppid, uint32_t tid, uint32_t ptid,
			    uint64_t time)
{
	begin_record(r, type, 0);
	put_pair(r, pid, ppid);
	put_pair(r, tid, ptid);
	put_u64(r, time);
	put_sample_id(r, ppid, ptid, time);
}

static inline void put_mmap2(struct records *r, uint32_t pid, uint64_t time,
			     uint64_t start, uint64_t len, uint64_t pgoff,
			     const char *path)
{
	begin_record(r, PERF_RECORD_MMAP2, PERF_RECORD_MISC_USER);
	put_pair(r, pid, pid);
	put_u64(r, start);
	put_u64(r, len);
	put_u64(r, pgoff);
	put_pair(r, 8, 1);
	put_u64(r, 4711);
	put_u64(r, 0);
	put_pair(r, 5, 2);
	put_text(r, path);
	put_sample_id(r, pid, pid, time);
}

static inline void put_kernel_mmap(struct records *r, uint64_t start,
				   uint64_t len, uint64_t pgoff,
				   const char *name)
{
	begin_record(r, PERF_RECORD_MMAP, PERF_RECORD_MISC_KERNEL);
	put_pair(r, UINT32_MAX, 0);
	put_u64(r, start);
	put_u64(r, len);
	put_u64(r, pgoff);
	put_text(r, name);
	put_sample_id(r, UINT32_MAX, 0, 0);
}

static inline void put_lost(struct records *r, uint64_t time, uint64_t id,
			    uint64_t lost)
{
	begin_record(r, PERF_RECORD_LOST, 0);
	put_u64(r, id);
	put_u64(r, lost);
	put_sample_id(r, 1, 1, time);
}

#endif
