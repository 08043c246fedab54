/* SPDX-License-Identifier: GPL-2.0-only */
/* A record of flamek's format, other than a sample, put together field by field. */
#ifndef FLAMEK_SNAPSHOT_RECORD_H
#define FLAMEK_SNAPSHOT_RECORD_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#define SNAPSHOT_STRING_MAX	((size_t)PATH_MAX)

/**
 * struct snapshot_record - a record being made
 * @words: so far
 * @bytes: the record
 */
struct snapshot_record {
	size_t words;
	uint64_t bytes[(PATH_MAX + 128) / sizeof(uint64_t)];
};

/** snapshot_record_head() - the header, and nothing else */
void snapshot_record_head(struct snapshot_record *rec, uint32_t type,
			  uint16_t misc);

/** snapshot_record_begin() - header and ids, which most kinds have first */
void snapshot_record_begin(struct snapshot_record *rec, uint32_t type,
			   uint16_t misc, uint32_t pid, uint32_t tid);

/** snapshot_record_u64() - append a word */
void snapshot_record_u64(struct snapshot_record *rec, uint64_t value);

/** snapshot_record_pair() - append two halves of a word */
void snapshot_record_pair(struct snapshot_record *rec, uint32_t first,
			  uint32_t second);

/** snapshot_record_string() - append at most SNAPSHOT_STRING_MAX bytes and a NUL */
void snapshot_record_string(struct snapshot_record *rec, const char *s);

/** snapshot_record_end() - append the sample_id. Return: bytes of the record */
size_t snapshot_record_end(struct snapshot_record *rec, uint32_t pid,
			   uint64_t time);

#endif
