/* SPDX-License-Identifier: GPL-2.0-only */
/* What must be true of codes, whatever the input they came from. */
#ifndef FLAMEK_FUZZ_CODES_H
#define FLAMEK_FUZZ_CODES_H

#include <stdlib.h>

#include "symbols/codes.h"

static inline void require(int is_true)
{
	if (!is_true)
		abort();
}

static inline void check_at(const struct codes *c, uint64_t addr)
{
	bool is_reused;
	const struct code *last = codes_find(c, addr, &is_reused);
	const struct code *then;

	require(codes_at(c, addr, CODES_ALWAYS) == last);
	if (!last)
		return;
	require(last->start <= addr && addr < last->end && last->name[0]);
	then = codes_at(c, addr, last->time / 2);
	require(!then || (then->start <= addr && addr < then->end &&
			  then <= last));
}

static inline void check_codes(struct codes *c)
{
	uint64_t *times;
	size_t i, nr;

	codes_index(c);
	for (i = 0; i < c->nr; i++) {
		require(!i || c->all[i - 1].time <= c->all[i].time);
		check_at(c, c->all[i].start);
		check_at(c, c->all[i].start - 1);
		check_at(c, c->all[i].end - 1);
		check_at(c, c->all[i].end);
	}
	times = codes_changes(c, &nr);
	for (i = 1; i < nr; i++)
		require(times[i - 1] < times[i]);
	free(times);
}

#endif
