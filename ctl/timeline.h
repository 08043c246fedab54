/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stacks in the order they came, for a flame chart: which node of a tree each
 * ended at, and how much of its values came then.
 */
#ifndef FLAMEK_TIMELINE_H
#define FLAMEK_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct timeline_step - one stack, as often as it came in a row
 * @node: its leaf
 * @lane: what it belongs to; stacks of two are never drawn as one
 * @value: of it
 */
struct timeline_step {
	uint32_t node;
	uint32_t lane;
	uint64_t value;
};

struct timeline {
	struct timeline_step *steps;
	size_t nr, room;
};

/** timeline_add() - the next stack */
void timeline_add(struct timeline *t, uint32_t node, uint32_t lane,
		  uint64_t value);

/** timeline_sort() - the lanes one after another, in order of their first steps */
void timeline_sort(struct timeline *t);

/** timeline_free() - free the steps; none are left */
void timeline_free(struct timeline *t);

#endif
