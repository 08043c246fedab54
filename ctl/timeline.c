// SPDX-License-Identifier: GPL-2.0-only
/* An array of steps. */
#include "timeline.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "sum.h"

void timeline_add(struct timeline *t, uint32_t node, uint32_t lane,
		  uint64_t value)
{
	struct timeline_step *last = t->nr ? &t->steps[t->nr - 1] : NULL;

	if (!value)
		return;
	if (last && last->node == node && last->lane == lane) {
		sum_add(&last->value, value);
		return;
	}
	t->steps = mem_grow(t->steps, t->nr, &t->room, sizeof(*t->steps));
	t->steps[t->nr++] = (struct timeline_step){ node, lane, value };
}

static uint32_t count_lanes(const struct timeline *t)
{
	uint32_t nr = 0;
	size_t i;

	for (i = 0; i < t->nr; i++)
		if (t->steps[i].lane >= nr)
			nr = t->steps[i].lane + 1;
	return nr;
}

/* Counting sort, which keeps the order within a lane. */
void timeline_sort(struct timeline *t)
{
	uint32_t lane, nr_lanes = count_lanes(t);
	size_t *place = mem_alloc((size_t)nr_lanes + 1, sizeof(*place));
	struct timeline sorted = { .nr = 0 };
	size_t i;

	for (i = 0; i < t->nr; i++)
		place[t->steps[i].lane + 1]++;
	for (lane = 0; lane < nr_lanes; lane++)
		place[lane + 1] += place[lane];
	sorted.steps = mem_alloc(t->nr + 1, sizeof(*sorted.steps));
	for (i = 0; i < t->nr; i++)
		sorted.steps[place[t->steps[i].lane]++] = t->steps[i];
	free(place);
	for (i = 0, lane = (uint32_t)t->nr, t->nr = 0; i < lane; i++)
		timeline_add(t, sorted.steps[i].node, sorted.steps[i].lane,
			     sorted.steps[i].value);
	timeline_free(&sorted);
}

void timeline_free(struct timeline *t)
{
	free(t->steps);
	memset(t, 0, sizeof(*t));
}
