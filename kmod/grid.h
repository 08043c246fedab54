/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The grid of ticks: CLOCK_MONOTONIC is cut into cells of one period, and each
 * cell of each CPU holds one tick, at an instant that depends on nothing but
 * the cell's number and the CPU's. So a tick falls where it falls no matter
 * when the timer was armed, and a task that runs in short bursts gets its share.
 *
 * The instant within the cell is spread evenly by a hash of the cell's number:
 * were it the same in every cell, a task whose bursts keep the grid's own
 * period would be seen always or never.
 */
#ifndef _FLAMEK_GRID_H
#define _FLAMEK_GRID_H

#include <linux/math64.h>
#include <linux/types.h>

/**
 * struct flamek_grid - the ticks of one CPU
 * @period: ns per cell, below 2^32
 * @seed: tells the CPUs' grids apart
 */
struct flamek_grid {
	u32 period;
	u32 seed;
};

/**
 * flamek_grid_init() - lay the grid of a CPU
 * @grid: the grid
 * @period: ns per cell
 * @cpu: the CPU
 */
static inline void flamek_grid_init(struct flamek_grid *grid, u32 period,
				    unsigned int cpu)
{
	grid->period = period;
	grid->seed = (cpu + 1) * 0x9e3779b1U;
}

/**
 * flamek_grid_tick() - when the tick of a cell falls
 * @grid: the grid
 * @cell: number of the cell
 *
 * The hash is a multiplicative one with two rounds of folding, enough that
 * neighbouring cells and CPUs share no pattern.
 *
 * Return: ns of CLOCK_MONOTONIC, within the cell.
 */
static inline u64 flamek_grid_tick(const struct flamek_grid *grid, u64 cell)
{
	u64 hash = (cell ^ ((u64)grid->seed << 32)) * 0xff51afd7ed558ccdULL;

	hash ^= hash >> 33;
	hash *= 0xc4ceb9fe1a85ec53ULL;
	return cell * grid->period + ((hash >> 32) * grid->period >> 32);
}

/**
 * flamek_grid_next() - the first tick after an instant
 * @grid: the grid
 * @now: ns of CLOCK_MONOTONIC
 *
 * Return: the number of its cell.
 */
static inline u64 flamek_grid_next(const struct flamek_grid *grid, u64 now)
{
	u64 cell = div_u64(now, grid->period);

	return flamek_grid_tick(grid, cell) > now ? cell : cell + 1;
}

/**
 * flamek_grid_after() - the first tick after one of which it is known when it fell
 * @grid: the grid
 * @cell: the cell of the one that was waited for
 * @now: ns of CLOCK_MONOTONIC, when that had come
 *
 * The clock that was waited by may lie a hair ahead of @now's.
 *
 * Return: the number of its cell, above @cell.
 */
static inline u64 flamek_grid_after(const struct flamek_grid *grid, u64 cell,
				    u64 now)
{
	if (likely(now < (cell + 1) * grid->period))
		return cell + 1;
	return flamek_grid_next(grid, now);
}

#endif /* _FLAMEK_GRID_H */
