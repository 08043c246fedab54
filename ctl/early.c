// SPDX-License-Identifier: GPL-2.0-only
/* Mappings are picked out of the records; all the rest of these comes later. */
#include "early.h"

#include <string.h>

#include "hash.h"

static struct early_known *find_known(struct early *early,
				      const struct dso_id *id)
{
	return &early->known[hash_mix(id->ino, id->min) % EARLY_NR_KNOWN];
}

/* What is held already. What could not be had may be had of another process. */
static bool is_known(const struct early_known *known, const struct dso_id *id,
		     const char *path)
{
	return id->ino && known->dso && !memcmp(&known->id, id, sizeof(*id)) &&
	       !strcmp(dso_path(known->dso), path) &&
	       dso_state(known->dso) != DSO_NOT_FOUND &&
	       dso_state(known->dso) != DSO_MISMATCH;
}

static void open_mapped(struct early *early,
			const struct perf_event_header *record)
{
	struct early_known *known;
	struct event ev;
	struct err ignored;

	if (decode_record(early->format, record, record->size, &ev, &ignored))
		return;
	known = find_known(early, &ev.mmap.id);
	if (is_known(known, &ev.mmap.id, ev.mmap.path))
		return;
	known->id = ev.mmap.id;
	known->dso = symbols_dso(early->syms, ev.mmap.path, &ev.mmap.id,
				 (pid_t)ev.pid, ev.mmap.start,
				 ev.mmap.start + ev.mmap.len);
}

void early_open(struct early *early, const void *records, size_t size)
{
	const struct perf_event_header *record;
	size_t at;

	for (at = 0; size - at >= sizeof(*record); at += record->size) {
		record = (const void *)((const char *)records + at);
		if (record->size < sizeof(*record) || record->size > size - at)
			break;
		if (record->type == PERF_RECORD_MMAP2)
			open_mapped(early, record);
	}
}
