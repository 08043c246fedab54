// SPDX-License-Identifier: GPL-2.0-only
/*
 * Step by step, the stack that is open is closed down to what the next one shares
 * with it, and opened anew from there.
 */
#define _GNU_SOURCE
#include "formats/svg-chart.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "preorder.h"

#define SLICES 16384u

struct chart {
	const struct profile *p;
	struct svg_chart *to;
	size_t room;
	uint64_t *led;		/* by node of the chart: what leads have of it */
	uint32_t *open;		/* nodes of the chart, the root first */
	size_t nr_open, room_open;
	uint32_t *path;		/* of the profile, from the leaf */
	size_t room_path;
	uint32_t lane;
};

static void grow(struct chart *c)
{
	const size_t room = 2 * c->room;
	struct svg_chart *to = c->to;

	to->nodes = mem_resize(to->nodes, room, sizeof(*to->nodes));
	to->parents = mem_resize(to->parents, room, sizeof(*to->parents));
	to->selves = mem_resize(to->selves, room, sizeof(*to->selves));
	to->leads = mem_resize(to->leads, room, sizeof(*to->leads));
	c->led = mem_resize(c->led, room, sizeof(*c->led));
	c->room = room;
}

/* Open a call from the innermost one that is open. */
static void open_call(struct chart *c, uint32_t node)
{
	struct svg_chart *to = c->to;
	const uint32_t i = to->nr++;
	const uint32_t parent = c->nr_open ? c->open[c->nr_open - 1] : 0;

	if (i == c->room)
		grow(c);
	to->nodes[i] = node;
	to->parents[i] = parent;
	to->selves[i] = 0;
	to->leads[i] = i ? to->selves[parent] - c->led[parent] : 0;
	c->led[i] = 0;
	if (i)
		c->led[parent] = to->selves[parent];
	c->open = mem_grow(c->open, c->nr_open, &c->room_open,
			   sizeof(*c->open));
	c->open[c->nr_open++] = i;
}

static void add_step(struct chart *c, const struct timeline_step *step)
{
	size_t depth = 0, shared = 1;
	uint32_t node;

	for (node = step->node; node != PROFILE_ROOT;
	     node = profile_parent(c->p, node)) {
		c->path = mem_grow(c->path, depth, &c->room_path,
				   sizeof(*c->path));
		c->path[depth++] = node;
	}
	while (step->lane == c->lane && shared < c->nr_open &&
	       shared <= depth &&
	       c->to->nodes[c->open[shared]] == c->path[depth - shared])
		shared++;
	c->lane = step->lane;
	c->nr_open = shared;
	while (c->nr_open <= depth)
		open_call(c, c->path[depth - c->nr_open]);
	c->to->selves[c->open[depth]] += step->value;
}

static int compare_steps(const void *va, const void *vb, void *numbers)
{
	const struct timeline_step *a = va, *b = vb;
	const uint32_t *number_of = numbers;

	if (a->lane != b->lane)
		return a->lane < b->lane ? -1 : 1;
	return (number_of[a->node] > number_of[b->node]) -
	       (number_of[a->node] < number_of[b->node]);
}

/*
 * Slices of so many steps each, equal stacks of one slice side by side, and those
 * that share most next to them.
 */
static void sort_slices(struct timeline_step *steps, size_t nr,
			const struct profile *p)
{
	const size_t size = (nr + SLICES - 1) / SLICES;
	uint32_t *numbers = preorder(p);
	size_t i;

	for (i = 0; i < nr; i += size)
		qsort_r(steps + i, nr - i < size ? nr - i : size,
			sizeof(*steps), compare_steps, numbers);
	free(numbers);
}

void svg_chart_make(struct svg_chart *chart, const struct profile *p)
{
	const struct timeline *t = profile_timeline(p);
	struct chart c = { .p = p, .to = chart, .room = 512 };
	struct timeline sliced = { .nr = 0 };
	size_t i;

	memset(chart, 0, sizeof(*chart));
	grow(&c);
	open_call(&c, PROFILE_ROOT);
	if (t->nr > SLICES) {
		for (i = 0; i < t->nr; i++)
			timeline_add(&sliced, t->steps[i].node,
				     t->steps[i].lane, t->steps[i].value);
		sort_slices(sliced.steps, sliced.nr, p);
		t = &sliced;
	}
	for (i = 0; i < t->nr; i++)
		add_step(&c, &t->steps[i]);
	timeline_free(&sliced);
	free(c.led);
	free(c.open);
	free(c.path);
}

void svg_chart_free(struct svg_chart *chart)
{
	free(chart->nodes);
	free(chart->parents);
	free(chart->selves);
	free(chart->leads);
	memset(chart, 0, sizeof(*chart));
}
