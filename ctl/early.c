// SPDX-License-Identifier: GPL-2.0-only
/* Mappings are picked out of the records; all the rest of these comes later. */
#include "early.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"

struct early_mapping {
	struct dso_id id;
	char *path;
	pid_t pid;
	uint64_t start, end;
};

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

void early_free(struct early *early)
{
	for (; early->next < early->nr; early->next++)
		free(early->waiting[early->next].path);
	free(early->waiting);
}

static void add(struct early *early, const struct event *ev)
{
	const struct dso_id *id = &ev->mmap.id;

	if (is_known(find_known(early, id), id, ev->mmap.path))
		return;
	if (!early->nr || ev->time < early->since)
		early->since = ev->time;
	early->waiting = mem_grow(early->waiting, early->nr, &early->room,
				  sizeof(*early->waiting));
	early->waiting[early->nr++] = (struct early_mapping){
		.id = *id,
		.path = mem_strdup(ev->mmap.path),
		.pid = (pid_t)ev->pid,
		.start = ev->mmap.start,
		.end = ev->mmap.start + ev->mmap.len,
	};
}

void early_take(struct early *early, const void *records, size_t size)
{
	const struct perf_event_header *record;
	struct err ignored;
	struct event ev;
	size_t at;

	for (at = 0; size - at >= sizeof(*record); at += record->size) {
		record = (const void *)((const char *)records + at);
		if (record->size < sizeof(*record) || record->size > size - at)
			break;
		if (record->type == PERF_RECORD_MMAP2 &&
		    !decode_record(early->format, record, record->size, &ev,
				   &ignored))
			add(early, &ev);
	}
}

static void open_mapped(struct early *early, const struct early_mapping *m,
			struct early_known *known)
{
	known->id = m->id;
	known->dso = symbols_dso(early->syms, m->path, &m->id, m->pid,
				 m->start, m->end);
}

/* What waits several times over is opened once. */
bool early_open(struct early *early)
{
	bool has_opened = false;

	while (early->next < early->nr && !has_opened) {
		struct early_mapping *m = &early->waiting[early->next++];
		struct early_known *known = find_known(early, &m->id);

		has_opened = !is_known(known, &m->id, m->path);
		if (has_opened)
			open_mapped(early, m, known);
		free(m->path);
	}
	if (early->next == early->nr)
		early->next = early->nr = 0;
	return has_opened;
}

uint64_t early_oldest(const struct early *early)
{
	return early->nr ? early->since : UINT64_MAX;
}
