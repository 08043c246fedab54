// SPDX-License-Identifier: GPL-2.0-only
/* A set of file offsets, sorted, with an index of buckets of equal width. */
#include "symbols/offsets.h"

#include <stdlib.h>

#include "mem.h"

void offsets_add(struct offsets *o, uint64_t offset)
{
	if (o->nr && o->all[o->nr - 1] == offset)
		return;
	o->all = mem_grow(o->all, o->nr, &o->room, sizeof(*o->all));
	o->all[o->nr++] = offset;
	o->is_sorted = false;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void sort_unique(struct offsets *o)
{
	size_t i, nr = 0;

	if (o->nr)
		qsort(o->all, o->nr, sizeof(*o->all), by_value);
	for (i = 0; i < o->nr; i++)
		if (!nr || o->all[i] != o->all[nr - 1])
			o->all[nr++] = o->all[i];
	o->nr = nr;
}

static size_t bucket_of(const struct offsets *o, uint64_t offset)
{
	return (size_t)((offset - o->all[0]) >> o->shift);
}

/* About as many buckets as offsets, and one more that says where they end. */
static void make_places(struct offsets *o)
{
	size_t i, bucket = 0;

	free(o->places);
	o->places = NULL;
	if (!o->nr || o->nr >= UINT32_MAX)
		return;
	o->shift = 0;
	while ((o->all[o->nr - 1] - o->all[0]) >> o->shift > o->nr)
		o->shift++;
	o->places = mem_alloc(bucket_of(o, o->all[o->nr - 1]) + 2,
			      sizeof(*o->places));
	for (i = 0; i < o->nr; i++)
		while (bucket <= bucket_of(o, o->all[i]))
			o->places[bucket++] = (uint32_t)i;
	o->places[bucket] = (uint32_t)o->nr;
}

void offsets_sort(struct offsets *o)
{
	if (o->is_sorted)
		return;
	sort_unique(o);
	if (o->nr < o->room) {
		o->room = o->nr ? o->nr : 1;
		o->all = mem_resize(o->all, o->room, sizeof(*o->all));
	}
	make_places(o);
	o->is_sorted = true;
}

size_t offsets_first(const struct offsets *o, uint64_t at)
{
	size_t low = 0, high = o->nr, mid;

	if (!o->nr || at <= o->all[0])
		return 0;
	if (at > o->all[o->nr - 1])
		return o->nr;
	if (o->places) {
		low = o->places[bucket_of(o, at)];
		high = o->places[bucket_of(o, at) + 1];
	}
	while (low < high) {
		mid = low + (high - low) / 2;
		if (o->all[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool offsets_have(const struct offsets *o, uint64_t offset)
{
	const size_t i = offsets_first(o, offset);

	return i < o->nr && o->all[i] == offset;
}

void offsets_free(struct offsets *o)
{
	free(o->all);
	free(o->places);
	*o = (struct offsets){ 0 };
}
