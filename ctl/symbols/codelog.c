// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each batch is at least twice as large as the next, or both are joined: so
 * they stay few, and each piece of code is sorted few times.
 */
#include "symbols/codelog.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

static bool overlaps_any(const struct codelog *log, const struct codes *batch)
{
	size_t i, k;

	for (k = 0; k < batch->nr; k++)
		for (i = 0; i < log->nr; i++)
			if (codes_overlap(&log->batches[i],
					  batch->all[k].start,
					  batch->all[k].end))
				return true;
	return codes_overlap_themselves(batch);
}

/* Append the last batch to the one before. */
static void join_last(struct codelog *log)
{
	struct codes *to = &log->batches[log->nr - 2];
	struct codes *from = &log->batches[log->nr - 1];
	struct codes joined = { 0 };
	size_t i;

	for (i = 0; i < to->nr; i++)
		codes_add(&joined, &to->all[i]);
	for (i = 0; i < from->nr; i++)
		codes_add(&joined, &from->all[i]);
	codes_free(to);
	codes_free(from);
	codes_index(&joined);
	*to = joined;
	log->nr--;
}

static bool is_last_too_large(const struct codelog *log)
{
	return log->nr > 1 && log->batches[log->nr - 2].nr / 2 <
			      log->batches[log->nr - 1].nr;
}

bool codelog_append(struct codelog *log, struct codes *batch)
{
	bool overlaps;

	if (!batch->nr)
		return false;
	codes_index(batch);
	overlaps = overlaps_any(log, batch);
	log->batches = mem_grow(log->batches, log->nr, &log->room,
				sizeof(*log->batches));
	log->batches[log->nr++] = *batch;
	*batch = (struct codes){ 0 };
	while (is_last_too_large(log))
		join_last(log);
	return overlaps;
}

const struct code *codelog_find(const struct codelog *log, uint64_t addr,
				bool *is_reused)
{
	const struct code *code, *last = NULL;
	bool is_shared;
	size_t i;

	*is_reused = false;
	for (i = log->nr; i > 0; i--) {
		code = codes_find(&log->batches[i - 1], addr, &is_shared);
		*is_reused |= is_shared;
		if (code && last)
			*is_reused |= strcmp(code->name, last->name) != 0;
		if (!last)
			last = code;
	}
	return last;
}

const struct code *codelog_at(const struct codelog *log, uint64_t addr,
			      uint64_t time)
{
	const struct code *code = NULL;
	size_t i;

	for (i = log->nr; i > 0 && !code; i--)
		code = codes_at(&log->batches[i - 1], addr, time);
	return code;
}

void codelog_free(struct codelog *log)
{
	while (log->nr)
		codes_free(&log->batches[--log->nr]);
	free(log->batches);
	*log = (struct codelog){ 0 };
}
