/* SPDX-License-Identifier: GPL-2.0-only */
/* Recordings with compressed records, as perf record -z makes them. */
#ifndef FLAMEK_TEST_PACKING_H
#define FLAMEK_TEST_PACKING_H

#include <zstd.h>

#include "recordings.h"

struct packer {
	ZSTD_CStream *zstd;
	char out[65536];
	size_t size;
	char *at;
};

/* One compressed record of some bytes, as one stream with those before. */
static inline void pack(struct packer *p, uint32_t type, const void *bytes,
			size_t size)
{
	const size_t head = type == PERFDATA_RECORD_COMPRESSED ? 8 : 16;
	char packed[16384];
	ZSTD_inBuffer in = { bytes, size, 0 };
	ZSTD_outBuffer out = { packed, sizeof(packed), 0 };
	struct perf_event_header header = { .type = type };
	uint64_t packed_size, padding = 0;

	assert_false(ZSTD_isError(ZSTD_compressStream(p->zstd, &out, &in)));
	assert_int_equal(ZSTD_flushStream(p->zstd, &out), 0);
	packed_size = out.pos;
	if (head == 16)
		padding = -packed_size % 8;
	header.size = (uint16_t)(head + out.pos + padding);
	memcpy(p->at, &header, sizeof(header));
	memcpy(p->at + 8, &packed_size, sizeof(packed_size));
	memcpy(p->at + head, packed, out.pos);
	memset(p->at + head + out.pos, 0, padding);
	p->at += header.size;
}

static inline void start_packing(struct packer *p)
{
	struct records r = { 0 };

	put_pipe_header(&r, &flamek_attr);
	p->zstd = ZSTD_createCStream();
	ZSTD_initCStream(p->zstd, 1);
	memcpy(p->out, r.words, records_size(&r));
	p->at = p->out + records_size(&r);
	records_free(&r);
}

#endif
