// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the readers of /proc/kallsyms and /proc/modules that note where the
 * kernel lies. All that comes of them must be whole records.
 */
#define _GNU_SOURCE
#include "proc.h"

#include "ctl/snapshot-kernel.c"
#include "decode.h"

static int take(void *arg, const void *record, size_t size, struct err *err)
{
	struct record_format format;
	struct event ev;

	decode_flamek(&format, 1);
	require(!decode_check_records(record, size, err));
	require(!decode_record(&format, record, size, &ev, err));
	require(ev.type == PERF_RECORD_MMAP && ev.mmap.path[0] == '[');
	require(ev.mmap.start);
	++*(size_t *)arg;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err;
	size_t nr = 0;

	proc_file.text = (const char *)data;
	proc_file.size = size;
	require(!snapshot_kernel(1, take, &nr, &err));
	return 0;
}
