// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records are copied into chunks, or stay where they are, and an index of
 * (time, record) is sorted at each flush. What a flush leaves, usually little,
 * moves to new chunks, so that the old ones can go.
 */
#include "stream.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"
#include "stream-sort.h"
#include "table.h"

#define CHUNK_SIZE	((size_t)1 << 20)
#define BACKLOG_MAX	((size_t)256 << 20)	/* bytes */
#define ENTRY_COST	(2 * sizeof(struct stream_entry))	/* while sorting */

struct chunk {
	struct chunk *next;
	size_t used, size;
	uint64_t bytes[];
};

struct id {
	uint64_t id;
	uint32_t format;
};

/* What stays where it is until the next flush. */
struct run {
	const char *at, *end;
};

struct stream {
	stream_sink sink;
	void *arg;

	struct record_format **formats;
	size_t nr_formats, room_formats;
	struct id *ids;
	size_t nr_ids, room_ids;
	struct table id_table;

	struct chunk *chunks;		/* the first is the one to fill */
	struct chunk *spare;		/* an empty one of CHUNK_SIZE, or NULL */
	size_t backlog;			/* bytes of records in them */
	struct stream_entry *entries;
	size_t nr_entries, room_entries;
	struct run *runs;		/* lent, not indexed yet */
	size_t nr_runs, room_runs;
	bool has_lent;			/* some entries are not in the chunks */
	bool is_mixed;			/* the entries are not in order */

	uint64_t delivered_to;		/* time of the youngest one delivered */
	uint64_t newest;
	uint64_t late;
	uint64_t bad;
	struct err bad_reason;
};

struct stream *stream_new(stream_sink sink, void *arg)
{
	struct stream *s = mem_alloc(1, sizeof(*s));

	s->sink = sink;
	s->arg = arg;
	return s;
}

static void free_chunks(struct chunk *chunk)
{
	struct chunk *next;

	for (; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
}

void stream_free(struct stream *s)
{
	size_t i;

	if (!s)
		return;
	for (i = 0; i < s->nr_formats; i++)
		free(s->formats[i]);
	free(s->formats);
	free(s->ids);
	table_free(&s->id_table);
	free_chunks(s->chunks);
	free(s->spare);
	free(s->entries);
	free(s->runs);
	free(s);
}

/* The format that @id names, TABLE_NONE if none. */
static uint32_t find_id(const struct stream *s, uint64_t id)
{
	uint32_t i, pos = 0;

	while ((i = table_next(&s->id_table, hash_mix(id, 0), &pos)) !=
	       TABLE_NONE)
		if (s->ids[i].id == id)
			return s->ids[i].format;
	return TABLE_NONE;
}

static void add_id(struct stream *s, uint64_t id)
{
	if (find_id(s, id) != TABLE_NONE)
		return;
	s->ids = mem_grow(s->ids, s->nr_ids, &s->room_ids, sizeof(*s->ids));
	s->ids[s->nr_ids].id = id;
	s->ids[s->nr_ids].format = (uint32_t)s->nr_formats;
	table_add(&s->id_table, hash_mix(id, 0), (uint32_t)s->nr_ids++);
}

int stream_add_format(struct stream *s, const struct record_format *format,
		      const uint64_t *ids, size_t nr, struct err *err)
{
	struct record_format *copy;
	size_t i;

	if (s->nr_formats && !decode_check_ids(s->formats[0], format))
		return err_set(err, EINVAL,
			       "its events' records cannot be told apart");
	for (i = 0; i < nr; i++)
		add_id(s, ids[i]);
	copy = mem_alloc(1, sizeof(*copy));
	*copy = *format;
	s->formats = mem_grow(s->formats, s->nr_formats, &s->room_formats,
			      sizeof(*s->formats));
	s->formats[s->nr_formats++] = copy;
	return 0;
}

static const struct record_format *
find_format(const struct stream *s, const struct perf_event_header *record)
{
	uint32_t i;

	if (s->nr_formats == 1)
		return s->formats[0];
	i = find_id(s, decode_id(s->formats[0], record));
	return s->formats[i == TABLE_NONE ? 0 : i];
}

static uint64_t time_of(const struct stream *s,
			const struct perf_event_header *record)
{
	return decode_time(find_format(s, record), record);
}

/* Return: whether it is a good one. */
static inline bool decode(struct stream *s,
			  const struct perf_event_header *record,
			  struct event *ev)
{
	return !decode_record(find_format(s, record), record, record->size, ev,
			      s->bad ? NULL : &s->bad_reason);
}

static void deliver(struct stream *s, const struct perf_event_header *record)
{
	struct event ev;

	if (decode(s, record, &ev))
		s->sink(s->arg, &ev);
	else
		s->bad++;
}

static struct chunk *new_chunk(struct stream *s, size_t size)
{
	struct chunk *chunk = s->spare;

	if (chunk && size <= CHUNK_SIZE) {
		s->spare = NULL;
	} else {
		if (size < CHUNK_SIZE)
			size = CHUNK_SIZE;
		chunk = mem_resize(NULL, 1, sizeof(*chunk) + size);
		chunk->size = size;
	}
	chunk->used = 0;
	chunk->next = s->chunks;
	s->chunks = chunk;
	return chunk;
}

static void *copy_bytes(struct stream *s, const void *bytes, size_t size)
{
	struct chunk *chunk = s->chunks;
	void *copy;

	if (!chunk || chunk->size - chunk->used < size)
		chunk = new_chunk(s, size);
	copy = (char *)chunk->bytes + chunk->used;
	memcpy(copy, bytes, size);
	chunk->used += size;
	s->backlog += size;
	return copy;
}

/* What comes too late is older than what was delivered; 0 is no time. */
static void add_record(struct stream *s, const struct perf_event_header *record)
{
	struct stream_entry *entry;
	uint64_t time;

	time = time_of(s, record);
	if (time > s->newest)
		s->newest = time;
	s->entries = mem_grow(s->entries, s->nr_entries, &s->room_entries,
			      sizeof(*s->entries));
	entry = &s->entries[s->nr_entries];
	entry->time = time;
	entry->record = record;
	if (time < s->delivered_to) {
		s->late += time != 0;
		deliver(s, record);
	} else {
		if (s->nr_entries && time < entry[-1].time)
			s->is_mixed = true;
		s->nr_entries++;
	}
}

static void sort(struct stream *s)
{
	if (s->is_mixed)
		stream_sort(s->entries, s->nr_entries);
	s->is_mixed = false;
}

/* Number of entries, which are in order, that are before @until. */
static size_t count_before(const struct stream *s, uint64_t until)
{
	size_t low = 0, high = s->nr_entries, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (s->entries[middle].time < until)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Let go of all chunks but for what the entries left refer to. */
static void renew_chunks(struct stream *s)
{
	const struct perf_event_header *record;
	struct chunk *old = s->chunks, *next;
	size_t i;

	s->chunks = NULL;
	s->backlog = 0;
	s->has_lent = false;
	for (i = 0; i < s->nr_entries; i++) {
		record = s->entries[i].record;
		s->entries[i].record = copy_bytes(s, record, record->size);
	}
	for (; old; old = next) {
		next = old->next;
		if (!s->spare && old->size == CHUNK_SIZE)
			s->spare = old;
		else
			free(old);
	}
}

/* The first @nr entries, which are in order. */
static void deliver_first(struct stream *s, size_t nr)
{
	size_t i;

	if (!nr && s->nr_entries && !s->has_lent)
		return;
	for (i = 0; i < nr; i++)
		deliver(s, s->entries[i].record);
	if (nr) {
		s->delivered_to = s->entries[nr - 1].time;
		s->nr_entries -= nr;
		memmove(s->entries, s->entries + nr,
			s->nr_entries * sizeof(*s->entries));
	}
	renew_chunks(s);
}

static void add_records(struct stream *s, const void *records, size_t size)
{
	const struct perf_event_header *record;
	const char *at = records, *end;

	for (end = at + size; at < end; at += record->size) {
		record = (const void *)at;
		add_record(s, record);
	}
}

void stream_lend(struct stream *s, const void *records, size_t size)
{
	s->runs = mem_grow(s->runs, s->nr_runs, &s->room_runs,
			   sizeof(*s->runs));
	s->runs[s->nr_runs++] = (struct run){
		records, (const char *)records + size,
	};
}

/* A lone run needs no index: one ring's records are in order. */
static void deliver_run(struct stream *s, struct run *run, uint64_t until)
{
	const struct perf_event_header *record;
	struct event ev;
	uint64_t time;
	bool is_good;

	for (; run->at < run->end; run->at += record->size) {
		record = (const void *)run->at;
		is_good = decode(s, record, &ev);
		time = is_good ? ev.time : time_of(s, record);
		if (time >= until)
			break;
		if (time < s->delivered_to)
			s->late += time != 0;
		else
			s->delivered_to = time;
		if (is_good)
			s->sink(s->arg, &ev);
		else
			s->bad++;
	}
	if (s->delivered_to > s->newest)
		s->newest = s->delivered_to;
}

/* Whether all that waits is older than a lone run, which then needs no index. */
static bool is_lone(const struct stream *s)
{
	const struct run *run = s->runs;

	if (s->nr_runs != 1 || s->is_mixed || run->at == run->end)
		return false;
	return !s->nr_entries ||
	       s->entries[s->nr_entries - 1].time <=
	       time_of(s, (const void *)run->at);
}

/* Take up what was lent; of a lone run only what the flush leaves. */
static void index_runs(struct stream *s, uint64_t until)
{
	size_t i;

	if (is_lone(s)) {
		deliver_first(s, count_before(s, until));
		if (!s->nr_entries)
			deliver_run(s, &s->runs[0], until);
	}
	for (i = 0; i < s->nr_runs; i++) {
		s->has_lent = true;
		add_records(s, s->runs[i].at,
			    (size_t)(s->runs[i].end - s->runs[i].at));
	}
	s->nr_runs = 0;
}

int stream_push(struct stream *s, const void *records, size_t size,
		struct err *err)
{
	int ret = decode_check_records(records, size, err);

	if (ret || !size)
		return ret;
	add_records(s, copy_bytes(s, records, size), size);
	if (s->backlog + s->nr_entries * ENTRY_COST > BACKLOG_MAX) {
		sort(s);
		deliver_first(s, (s->nr_entries + 1) / 2);
	}
	return 0;
}

uint64_t stream_newest(const struct stream *s)
{
	return s->newest;
}

void stream_flush(struct stream *s, uint64_t until)
{
	index_runs(s, until);
	sort(s);
	deliver_first(s, count_before(s, until));
}

void stream_end(struct stream *s)
{
	index_runs(s, UINT64_MAX);
	sort(s);
	deliver_first(s, s->nr_entries);
}

uint64_t stream_late(const struct stream *s)
{
	return s->late;
}

uint64_t stream_bad(const struct stream *s, struct err *err)
{
	if (s->bad && err)
		*err = s->bad_reason;
	return s->bad;
}
