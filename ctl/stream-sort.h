/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A stable sort for what is nearly in order, as the records of several rings
 * one after the other are: long rising runs, with small disorder within.
 */
#ifndef FLAMEK_STREAM_SORT_H
#define FLAMEK_STREAM_SORT_H

#include <stddef.h>
#include <stdint.h>

/* A record that waits. */
struct stream_entry {
	uint64_t time;
	const void *record;
};

/**
 * stream_sort() - put entries in order of time, equal ones as they came
 *
 * Time: n for one run, n log(runs) for several. Memory: n entries.
 */
void stream_sort(struct stream_entry *entries, size_t nr);

#endif
