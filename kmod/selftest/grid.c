// SPDX-License-Identifier: GPL-2.0-only
#include "../grid.h"
#include "../selftest.h"

#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>

#define BINS	16
#define CELLS	4096

/* From 50 000 Hz to 1 Hz, some with no factor in common with the clock's units. */
static const u32 periods[] = {
	20000, 20011, 65536, 1001001, 1 << 20, 10101010, 999999937, 1000000000,
};

/* Around which ticks are looked at: S64_MAX is where the clock's type ends. */
static const u64 times[] = {
	0, 1, 19999, 20000, 1000000000, U32_MAX, 1ULL << 32, 1ULL << 53,
	(1ULL << 62) + 12345, S64_MAX - 1000000000000ULL,
};

static bool is_within_cell(const struct flamek_grid *grid, u64 cell)
{
	u64 tick = flamek_grid_tick(grid, cell);

	return tick >= cell * grid->period && tick < (cell + 1) * grid->period;
}

/* From @now on: each the first after what was before, none left out. */
static bool follows(const struct flamek_grid *grid, u64 now)
{
	u64 cell = flamek_grid_next(grid, now);
	unsigned int i;

	if (!fact(flamek_grid_tick(grid, cell) > now) ||
	    !fact(!cell || flamek_grid_tick(grid, cell - 1) <= now))
		return false;
	for (i = 0; i < 200; i++, cell++) {
		u64 tick = flamek_grid_tick(grid, cell);

		if (!fact(is_within_cell(grid, cell)) ||
		    !fact(flamek_grid_tick(grid, cell + 1) > tick) ||
		    !fact(flamek_grid_next(grid, tick) == cell + 1) ||
		    !fact(flamek_grid_after(grid, cell, tick) == cell + 1) ||
		    !fact(flamek_grid_after(grid, cell, tick - 1) == cell + 1) ||
		    !fact(flamek_grid_after(grid, cell - i, tick) == cell + 1) ||
		    !fact(!tick || flamek_grid_next(grid, tick - 1) == cell))
			return false;
	}
	return true;
}

static bool one_tick_a_cell(void)
{
	struct flamek_grid grid;
	unsigned int p, t, cpu;

	for (p = 0; p < ARRAY_SIZE(periods); p++) {
		for (t = 0; t < ARRAY_SIZE(times); t++) {
			for (cpu = 0; cpu < 9; cpu++) {
				flamek_grid_init(&grid, periods[p], cpu * cpu);
				if (!follows(&grid, times[t]))
					return false;
			}
		}
	}
	return true;
}

/* Which of the equal parts of its cell a tick falls into. */
static unsigned int bin(const struct flamek_grid *grid, u64 cell)
{
	u64 into = flamek_grid_tick(grid, cell) - cell * grid->period;

	return min_t(u64, div_u64(into * BINS, grid->period), BINS - 1);
}

/*
 * Whether counts are as even as chance would have them: the sum of the squared
 * distances from what is expected, by that, is below what 15 (255) degrees of
 * freedom exceed once in a million.
 */
static bool is_even(const u32 *counts, unsigned int nr, u64 limit)
{
	s64 expected = CELLS / nr, distance;
	u64 sum = 0;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		distance = counts[i] - expected;
		sum += distance * distance;
	}
	return sum < limit * expected;
}

static bool spread_evenly(void)
{
	unsigned int p, t, cpu, i;
	struct flamek_grid grid;

	for (p = 0; p < ARRAY_SIZE(periods); p++) {
		for (t = 0; t < ARRAY_SIZE(times); t++) {
			for (cpu = 0; cpu < 4; cpu++) {
				u64 cell = div_u64(times[t], periods[p]);
				u32 counts[BINS] = { 0 };

				flamek_grid_init(&grid, periods[p], cpu);
				for (i = 0; i < CELLS; i++)
					counts[bin(&grid, cell + i)]++;
				if (!fact(is_even(counts, BINS, 57)))
					return false;
			}
		}
	}
	return true;
}

/* Of pairs of ticks, whether each of the two tells nothing of the other. */
static bool are_apart(const struct flamek_grid *one,
		      const struct flamek_grid *other, u64 ahead)
{
	static u32 counts[BINS * BINS];
	unsigned int i;

	memset(counts, 0, sizeof(counts));
	for (i = 0; i < CELLS; i++)
		counts[bin(one, i) * BINS + bin(other, i + ahead)]++;
	return is_even(counts, BINS * BINS, 378);
}

static bool neighbours_share_no_pattern(void)
{
	struct flamek_grid grid;
	unsigned int p, ahead;

	for (p = 0; p < ARRAY_SIZE(periods); p++) {
		flamek_grid_init(&grid, periods[p], 1);
		for (ahead = 1; ahead < 20; ahead++)
			if (!fact(are_apart(&grid, &grid, ahead)))
				return false;
	}
	return true;
}

static bool cpus_differ(void)
{
	struct flamek_grid one, other;
	unsigned int a, b;

	for (a = 0; a < 8; a++) {
		for (b = a + 1; b < 8; b++) {
			flamek_grid_init(&one, 1001001, a);
			flamek_grid_init(&other, 1001001, b);
			if (!fact(are_apart(&one, &other, 0)))
				return false;
		}
	}
	return true;
}

const struct flamek_selftest_case flamek_selftest_grid[] = {
	{ "grid: one tick a cell, each after the other", one_tick_a_cell },
	{ "grid: ticks are spread evenly", spread_evenly },
	{ "grid: neighbouring cells share no pattern",
	  neighbours_share_no_pattern },
	{ "grid: neighbouring CPUs share no pattern", cpus_differ },
	{ }
};
