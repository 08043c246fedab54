// SPDX-License-Identifier: GPL-2.0-only
/* Records in a buffer that is large enough for any that is made here. */
#include "snapshot-record.h"

#include <linux/perf_event.h>
#include <string.h>

void snapshot_record_u64(struct snapshot_record *rec, uint64_t value)
{
	rec->bytes[rec->words++] = value;
}

void snapshot_record_pair(struct snapshot_record *rec, uint32_t first,
			  uint32_t second)
{
	const uint32_t pair[] = { first, second };

	memcpy(&rec->bytes[rec->words++], pair, sizeof(pair));
}

void snapshot_record_head(struct snapshot_record *rec, uint32_t type,
			  uint16_t misc)
{
	const struct perf_event_header header = { .type = type, .misc = misc };

	memcpy(rec->bytes, &header, sizeof(header));
	rec->words = 1;
}

void snapshot_record_begin(struct snapshot_record *rec, uint32_t type,
			   uint16_t misc, uint32_t pid, uint32_t tid)
{
	snapshot_record_head(rec, type, misc);
	snapshot_record_pair(rec, pid, tid);
}

void snapshot_record_string(struct snapshot_record *rec, const char *s)
{
	size_t len = strnlen(s, SNAPSHOT_STRING_MAX);
	size_t words = len / sizeof(uint64_t) + 1;

	rec->bytes[rec->words + words - 1] = 0;
	memcpy(&rec->bytes[rec->words], s, len);
	rec->words += words;
}

size_t snapshot_record_end(struct snapshot_record *rec, uint32_t pid,
			   uint64_t time)
{
	struct perf_event_header header;

	snapshot_record_pair(rec, pid, pid);
	snapshot_record_u64(rec, time);
	memcpy(&header, rec->bytes, sizeof(header));
	header.size = (uint16_t)(rec->words * sizeof(uint64_t));
	memcpy(rec->bytes, &header, sizeof(header));
	return header.size;
}
