// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pieces of code to disjoint spans, by a sweep over the addresses: a heap holds
 * the pieces that have begun, the last one on top.
 */
#include "symbols/codes.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define VISITS_MAX 16384u	/* pieces looked at for one address */

struct codes_span {
	uint64_t start, end;
	uint32_t code;		/* the last one there */
	bool is_shared;		/* others lie below it */
};

struct sweep {
	struct codes *codes;
	size_t next;		/* of by_start: the first that has not begun */
	uint64_t *ends;		/* of all pieces, ascending */
	size_t nr_ended;
	uint32_t *heap;
	size_t nr_heap;
};

bool codes_add(struct codes *c, const struct code *code)
{
	if (code->start >= code->end || c->nr == CODES_MAX)
		return false;
	c->all = mem_grow(c->all, c->nr, &c->room, sizeof(*c->all));
	c->all[c->nr++] = *code;
	return true;
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_times(const void *va, const void *vb)
{
	return compare(*(const uint64_t *)va, *(const uint64_t *)vb);
}

/* To sort the numbers of pieces by one of their addresses. */
struct ordered {
	uint64_t key;
	uint32_t code;
};

static int compare_ordered(const void *va, const void *vb)
{
	const struct ordered *a = va, *b = vb;

	return a->key != b->key ? compare(a->key, b->key) :
				  compare(a->code, b->code);
}

static struct ordered *new_order(const struct codes *c)
{
	return mem_resize(NULL, c->nr, sizeof(struct ordered));
}

static void sort_by_time(struct codes *c)
{
	struct ordered *order = new_order(c);
	struct code *sorted = mem_resize(NULL, c->nr, sizeof(*sorted));
	size_t i;

	for (i = 0; i < c->nr; i++)
		order[i] = (struct ordered){ c->all[i].time, (uint32_t)i };
	qsort(order, c->nr, sizeof(*order), compare_ordered);
	for (i = 0; i < c->nr; i++)
		sorted[i] = c->all[order[i].code];
	free(order);
	free(c->all);
	c->all = sorted;
	c->room = c->nr;
}

static void sort_by_start(struct codes *c)
{
	struct ordered *order = new_order(c);
	uint64_t last = 0;
	size_t i;

	for (i = 0; i < c->nr; i++)
		order[i] = (struct ordered){ c->all[i].start, (uint32_t)i };
	qsort(order, c->nr, sizeof(*order), compare_ordered);
	c->by_start = mem_alloc(c->nr, sizeof(*c->by_start));
	c->ends = mem_alloc(c->nr, sizeof(*c->ends));
	for (i = 0; i < c->nr; i++) {
		c->by_start[i] = order[i].code;
		if (c->all[order[i].code].end > last)
			last = c->all[order[i].code].end;
		c->ends[i] = last;
	}
	free(order);
}

static void push(struct sweep *s, uint32_t code)
{
	size_t parent, i = s->nr_heap++;

	for (; i; i = parent) {
		parent = (i - 1) / 2;
		if (s->heap[parent] > code)
			break;
		s->heap[i] = s->heap[parent];
	}
	s->heap[i] = code;
}

static void pop(struct sweep *s)
{
	uint32_t last = s->heap[--s->nr_heap];
	size_t child, i = 0;

	while ((child = 2 * i + 1) < s->nr_heap) {
		if (child + 1 < s->nr_heap &&
		    s->heap[child + 1] > s->heap[child])
			child++;
		if (s->heap[child] < last)
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = last;
}

static const struct code *next_code(const struct sweep *s)
{
	const struct codes *c = s->codes;

	return s->next < c->nr ? &c->all[c->by_start[s->next]] : NULL;
}

/* Have the heap as it is at @addr: what began, and no top that ended. */
static void move_to(struct sweep *s, uint64_t addr)
{
	const struct code *code;

	while ((code = next_code(s)) && code->start <= addr)
		push(s, s->codes->by_start[s->next++]);
	while (s->nr_heap && s->codes->all[s->heap[0]].end <= addr)
		pop(s);
	while (s->nr_ended < s->codes->nr && s->ends[s->nr_ended] <= addr)
		s->nr_ended++;
}

static void add_span(struct codes *c, const struct codes_span *span)
{
	struct codes_span *last = c->nr_spans ? &c->spans[c->nr_spans - 1] :
						NULL;

	if (last && last->end == span->start && last->code == span->code &&
	    last->is_shared == span->is_shared) {
		last->end = span->end;
		return;
	}
	c->spans = mem_grow(c->spans, c->nr_spans, &c->room_spans,
			    sizeof(*c->spans));
	c->spans[c->nr_spans++] = *span;
}

/* The next address at which what lies there may change. */
static uint64_t end_of_span(const struct sweep *s)
{
	const struct code *next = next_code(s);
	uint64_t end = s->ends[s->nr_ended];

	return next && next->start < end ? next->start : end;
}

static void make_spans(struct codes *c)
{
	struct sweep s = { .codes = c };
	const struct code *next;
	uint64_t addr = 0;
	size_t i;

	s.heap = mem_resize(NULL, c->nr, sizeof(*s.heap));
	s.ends = mem_resize(NULL, c->nr, sizeof(*s.ends));
	for (i = 0; i < c->nr; i++)
		s.ends[i] = c->all[i].end;
	qsort(s.ends, c->nr, sizeof(*s.ends), compare_times);
	while ((next = next_code(&s)) || s.nr_heap) {
		if (!s.nr_heap)
			addr = next->start;
		move_to(&s, addr);
		if (!s.nr_heap)
			continue;
		add_span(c, &(struct codes_span){
			.start = addr, .end = end_of_span(&s),
			.code = s.heap[0],
			.is_shared = s.next - s.nr_ended > 1,
		});
		addr = c->spans[c->nr_spans - 1].end;
	}
	free(s.heap);
	free(s.ends);
}

void codes_index(struct codes *c)
{
	if (!c->nr)
		return;
	sort_by_time(c);
	sort_by_start(c);
	make_spans(c);
}

/* The first span that ends behind @addr. */
static size_t find_span(const struct codes *c, uint64_t addr)
{
	size_t low = 0, high = c->nr_spans, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (c->spans[middle].end <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct codes_span *span_at(const struct codes *c, uint64_t addr)
{
	size_t i = find_span(c, addr);

	return i < c->nr_spans && c->spans[i].start <= addr ? &c->spans[i] :
							      NULL;
}

/* The number of pieces that begin at @addr or before. */
static size_t count_begun(const struct codes *c, uint64_t addr)
{
	size_t low = 0, high = c->nr, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (c->all[c->by_start[middle]].start <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* All pieces at an address, one by one. */
struct visit {
	const struct codes *codes;
	uint64_t addr;
	size_t next;		/* one past the next in by_start */
	unsigned int left;	/* that may still be looked at */
};

static struct visit visit_begin(const struct codes *c, uint64_t addr)
{
	return (struct visit){ c, addr, count_begun(c, addr), VISITS_MAX };
}

static const struct code *visit_next(struct visit *v)
{
	const struct codes *c = v->codes;
	const struct code *code;

	while (v->next && c->ends[v->next - 1] > v->addr) {
		if (!v->left)
			return NULL;
		v->left--;
		code = &c->all[c->by_start[--v->next]];
		if (code->end > v->addr)
			return code;
	}
	return NULL;
}

static bool has_other_name(const struct codes *c, uint64_t addr,
			   const char *name)
{
	struct visit v = visit_begin(c, addr);
	const struct code *code;

	while ((code = visit_next(&v)))
		if (strcmp(code->name, name) != 0)
			return true;
	return !v.left;
}

const struct code *codes_find(const struct codes *c, uint64_t addr,
			      bool *is_reused)
{
	const struct codes_span *span = span_at(c, addr);
	const struct code *code;

	*is_reused = false;
	if (!span)
		return NULL;
	code = &c->all[span->code];
	*is_reused = span->is_shared && has_other_name(c, addr, code->name);
	return code;
}

const struct code *codes_at(const struct codes *c, uint64_t addr,
			    uint64_t time)
{
	const struct codes_span *span = span_at(c, addr);
	const struct code *code, *best = NULL;
	struct visit v;

	if (!span)
		return NULL;
	if (c->all[span->code].time <= time)
		return &c->all[span->code];
	v = visit_begin(c, addr);
	while ((code = visit_next(&v)))
		if (code->time <= time && (!best || code > best))
			best = code;
	return v.left ? best : NULL;
}

bool codes_overlap(const struct codes *c, uint64_t start, uint64_t end)
{
	size_t i = find_span(c, start);

	return i < c->nr_spans && c->spans[i].start < end;
}

bool codes_overlap_themselves(const struct codes *c)
{
	size_t i;

	for (i = 0; i < c->nr_spans; i++)
		if (c->spans[i].is_shared)
			return true;
	return false;
}

/* Does a piece lie, in part, where others lie too? */
static bool is_shared(const struct codes *c, const struct code *code,
		      const size_t *next_shared)
{
	size_t i = next_shared[find_span(c, code->start)];

	return i < c->nr_spans && c->spans[i].start < code->end;
}

uint64_t *codes_changes(const struct codes *c, size_t *nr)
{
	uint64_t *times = mem_alloc(c->nr ? c->nr : 1, sizeof(*times));
	size_t *next_shared = mem_alloc(c->nr_spans + 1, sizeof(*next_shared));
	size_t i;

	next_shared[c->nr_spans] = c->nr_spans;
	for (i = c->nr_spans; i > 0; i--)
		next_shared[i - 1] = c->spans[i - 1].is_shared ?
				     i - 1 : next_shared[i];
	*nr = 0;
	for (i = 0; i < c->nr; i++)
		if (is_shared(c, &c->all[i], next_shared) &&
		    (!*nr || times[*nr - 1] != c->all[i].time))
			times[(*nr)++] = c->all[i].time;
	free(next_shared);
	return times;
}

void codes_free(struct codes *c)
{
	free(c->all);
	free(c->by_start);
	free(c->ends);
	free(c->spans);
	*c = (struct codes){ 0 };
}
