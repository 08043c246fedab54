// SPDX-License-Identifier: GPL-2.0-only
/*
 * A natural merge sort: runs that rise already are found, short ones are made
 * longer by insertion, and neighbours are merged pass by pass, to and fro
 * between the array and a second one.
 */
#include "stream-sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define RUN_MIN 32

/* Where the runs end, in order. */
struct runs {
	size_t *ends;
	size_t nr, room;
};

/* [0, sorted) rises; let [0, nr) rise. */
static void insert(struct stream_entry *e, size_t sorted, size_t nr)
{
	struct stream_entry x;
	size_t i;

	for (; sorted < nr; sorted++) {
		x = e[sorted];
		for (i = sorted; i && e[i - 1].time > x.time; i--)
			e[i] = e[i - 1];
		e[i] = x;
	}
}

static size_t find_run(struct stream_entry *e, size_t nr)
{
	size_t n = 1;

	while (n < nr && e[n - 1].time <= e[n].time)
		n++;
	if (n < RUN_MIN && n < nr) {
		if (nr > RUN_MIN)
			nr = RUN_MIN;
		insert(e, n, nr);
		n = nr;
	}
	return n;
}

static void find_runs(struct runs *runs, struct stream_entry *e, size_t nr)
{
	size_t at = 0;

	while (at < nr) {
		at += find_run(e + at, nr - at);
		runs->ends = mem_grow(runs->ends, runs->nr, &runs->room,
				      sizeof(*runs->ends));
		runs->ends[runs->nr++] = at;
	}
}

/* [start, middle) and [middle, end) of @from into @to; the first wins ties. */
static void merge(struct stream_entry *to, const struct stream_entry *from,
		  size_t start, size_t middle, size_t end)
{
	size_t a = start, b = middle, out = start;

	while (a < middle && b < end)
		to[out++] = from[a].time <= from[b].time ? from[a++] : from[b++];
	memcpy(to + out, from + a, (middle - a) * sizeof(*to));
	out += middle - a;
	memcpy(to + out, from + b, (end - b) * sizeof(*to));
}

/* Merge each two neighbours; an odd one at the end is copied. */
static void merge_pass(struct stream_entry *to, const struct stream_entry *from,
		       struct runs *runs)
{
	size_t i, last, nr = 0, start = 0;

	for (i = 0; i < runs->nr; i += 2) {
		last = i + 1 < runs->nr ? i + 1 : i;
		merge(to, from, start, runs->ends[i], runs->ends[last]);
		start = runs->ends[last];
		runs->ends[nr++] = start;
	}
	runs->nr = nr;
}

void stream_sort(struct stream_entry *entries, size_t nr)
{
	struct stream_entry *spare, *from = entries, *to, *other;
	struct runs runs = { NULL, 0, 0 };

	find_runs(&runs, entries, nr);
	if (runs.nr > 1) {
		spare = mem_resize(NULL, nr, sizeof(*spare));
		to = spare;
		while (runs.nr > 1) {
			merge_pass(to, from, &runs);
			other = from;
			from = to;
			to = other;
		}
		if (from != entries)
			memcpy(entries, from, nr * sizeof(*entries));
		free(spare);
	}
	free(runs.ends);
}
