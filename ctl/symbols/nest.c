// SPDX-License-Identifier: GPL-2.0-only
/* Ranges within ranges: sorted, then cut into spans by one sweep. */
#include "symbols/nest.h"

#include <stdlib.h>

#include "mem.h"

struct nest_range {
	uint64_t start, end;
	uint32_t value;
	uint32_t order;		/* as it was added */
};

struct nest_span {
	uint64_t start;
	uint32_t value;		/* NEST_NONE: nothing lies here */
};

/* The ranges that enclose the address which the sweep has come to. */
struct open_ranges {
	const struct nest_range **ranges;
	size_t nr, room;
};

void nest_add(struct nest *n, uint64_t start, uint64_t end, uint32_t value)
{
	if (start >= end || n->nr_ranges >= NEST_NONE)
		return;
	n->ranges = mem_grow(n->ranges, n->nr_ranges, &n->room_ranges,
			     sizeof(*n->ranges));
	n->ranges[n->nr_ranges] = (struct nest_range){
		.start = start,
		.end = end,
		.value = value,
		.order = (uint32_t)n->nr_ranges,
	};
	n->nr_ranges++;
}

/* Outer ranges before inner ones. */
static int by_start(const void *a, const void *b)
{
	const struct nest_range *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* From @start on, what follows is @value's. */
static void emit(struct nest *n, uint64_t start, uint32_t value)
{
	if (n->nr_spans && n->spans[n->nr_spans - 1].start == start)
		n->nr_spans--;
	if (n->nr_spans && n->spans[n->nr_spans - 1].value == value)
		return;
	n->spans = mem_grow(n->spans, n->nr_spans, &n->room_spans,
			    sizeof(*n->spans));
	n->spans[n->nr_spans++] = (struct nest_span){ start, value };
}

/*
 * Leave the ranges that end at or before @addr. One that crosses another's end
 * is left with it: it goes on nowhere.
 */
static void leave(struct nest *n, struct open_ranges *open, uint64_t addr)
{
	uint64_t end;

	while (open->nr && open->ranges[open->nr - 1]->end <= addr) {
		end = open->ranges[open->nr - 1]->end;
		while (open->nr && open->ranges[open->nr - 1]->end <= end)
			open->nr--;
		emit(n, end, open->nr ? open->ranges[open->nr - 1]->value :
		     NEST_NONE);
	}
}

void nest_index(struct nest *n)
{
	struct open_ranges open = { 0 };
	size_t i;

	if (n->nr_ranges)
		qsort(n->ranges, n->nr_ranges, sizeof(*n->ranges), by_start);
	for (i = 0; i < n->nr_ranges; i++) {
		leave(n, &open, n->ranges[i].start);
		open.ranges = mem_grow(open.ranges, open.nr, &open.room,
				       sizeof(*open.ranges));
		open.ranges[open.nr++] = &n->ranges[i];
		emit(n, n->ranges[i].start, n->ranges[i].value);
	}
	leave(n, &open, UINT64_MAX);
	free(open.ranges);
	free(n->ranges);
	n->ranges = NULL;
	n->nr_ranges = n->room_ranges = 0;
}

uint32_t nest_find(const struct nest *n, uint64_t addr)
{
	size_t low = 0, high = n->nr_spans, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (n->spans[mid].start <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? n->spans[low - 1].value : NEST_NONE;
}

void nest_free(struct nest *n)
{
	free(n->ranges);
	free(n->spans);
	*n = (struct nest){ 0 };
}
