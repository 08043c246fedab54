// SPDX-License-Identifier: GPL-2.0-only
/* Mappings are picked out of the records; all the rest of these comes later. */
#include "early.h"

static void open_mapped(struct symbols *syms,
			const struct record_format *format,
			const struct perf_event_header *record)
{
	struct event ev;
	struct err ignored;

	if (decode_record(format, record, record->size, &ev, &ignored))
		return;
	symbols_dso(syms, ev.mmap.path, &ev.mmap.id, (pid_t)ev.pid,
		    ev.mmap.start, ev.mmap.start + ev.mmap.len);
}

void early_open(struct symbols *syms, const struct record_format *format,
		const void *records, size_t size)
{
	const struct perf_event_header *record;
	size_t at;

	for (at = 0; size - at >= sizeof(*record); at += record->size) {
		record = (const void *)((const char *)records + at);
		if (record->size < sizeof(*record) || record->size > size - at)
			break;
		if (record->type == PERF_RECORD_MMAP2)
			open_mapped(syms, format, record);
	}
}
