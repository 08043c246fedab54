// SPDX-License-Identifier: GPL-2.0-only
#include "../governor.h"
#include "../selftest.h"

#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>

#define KHZ		1000000		/* a cycle a nanosecond */
#define PERIOD		20000
#define SHIFT_MAX	15

/*
 * Ticks that take @cost each, until the rate has settled, at the governor's own
 * period. Return: the share that they took in the last window, in per mille.
 */
static u64 run(struct flamek_governor *governor, u64 *now, u64 cost)
{
	u64 busy = 0, began = *now;
	unsigned int i;

	for (i = 0; i < 200000; i++) {
		if (flamek_governor_tick(governor, *now, *now + cost, 1)) {
			busy = 0;
			began = *now;
		} else {
			busy += cost;
		}
		*now += max_t(u64, PERIOD << governor->shift, cost + 100);
	}
	return *now == began ? 0 : busy * 1000 / (*now - began);
}

static bool keeps_below_its_limit(void)
{
	static const u32 limits[] = { 1, 2, 10, 25, 50, 99 };
	static const u64 costs[] = { 100, 1000, 5000, 20000, 1000000 };
	struct flamek_governor governor;
	unsigned int i, j;
	u64 now, share;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		for (j = 0; j < ARRAY_SIZE(costs); j++) {
			flamek_governor_init(&governor, limits[i], SHIFT_MAX, KHZ);
			now = 12345;
			share = run(&governor, &now, costs[j]);
			if (!fact(share <= 10 * limits[i]) ||
			    !fact(!governor.shift ||
				  share * 4 >= 10 * limits[i] - 10))
				return false;
		}
	}
	return true;
}

static bool comes_back(void)
{
	struct flamek_governor governor;
	u64 now = 1;

	flamek_governor_init(&governor, 25, SHIFT_MAX, KHZ);
	run(&governor, &now, 40000);
	if (!fact(governor.shift == 3))
		return false;
	run(&governor, &now, 400);
	return fact(!governor.shift);
}

/* Where it has settled it stays: it does not go up and down. */
static bool stays(void)
{
	struct flamek_governor governor;
	u64 now = 1, cost;
	unsigned int i, changes;

	for (cost = 1000; cost < 200000; cost += cost / 3) {
		flamek_governor_init(&governor, 10, SHIFT_MAX, KHZ);
		run(&governor, &now, cost);
		for (i = 0, changes = 0; i < 100000; i++) {
			changes += !!flamek_governor_tick(&governor, now,
							  now + cost, 1);
			now += max_t(u64, PERIOD << governor.shift, cost + 100);
		}
		if (!fact(!changes))
			return false;
	}
	return true;
}

/* Dear ticks and cheap ones by turns: what they take on average is no more. */
static bool bears_change(void)
{
	struct flamek_governor governor;
	u64 turn, cost, now, busy;
	unsigned int i;

	for (turn = 50000000; turn <= 500000000; turn += 50000000) {
		flamek_governor_init(&governor, 25, SHIFT_MAX, KHZ);
		for (i = 0, now = 1, busy = 0; i < 200000; i++) {
			cost = now / turn % 2 ? 1000 : 40000;
			flamek_governor_tick(&governor, now, now + cost, 1);
			busy += cost;
			now += max_t(u64, PERIOD << governor.shift, cost + 100);
		}
		if (!fact(busy * 100 <= 25 * now))
			return false;
	}
	return true;
}

static bool has_bounds(void)
{
	struct flamek_governor governor;
	u64 now = 1;

	flamek_governor_init(&governor, 1, 3, KHZ);
	run(&governor, &now, 1000000);
	if (!fact(governor.shift == 3))
		return false;
	flamek_governor_init(&governor, 100, SHIFT_MAX, KHZ);
	run(&governor, &now, 1000000);
	if (!fact(!governor.shift))
		return false;
	/* Without a known clock there is no share to speak of. */
	flamek_governor_init(&governor, 1, SHIFT_MAX, 0);
	run(&governor, &now, 1000000);
	return fact(!governor.shift);
}

/* A target that slept for a year took no time of ticks meanwhile. */
static bool outlives_a_pause(void)
{
	struct flamek_governor governor;
	u64 now = U64_MAX / 2;

	flamek_governor_init(&governor, 25, SHIFT_MAX, KHZ);
	run(&governor, &now, 40000);
	now += 31536000ULL * 1000000000;
	flamek_governor_tick(&governor, now, now + 40000, 1);
	return fact(governor.shift == 2);
}

/*
 * Ticks whose handler is cheap, but of which this machine can do one in 60 us: it
 * gives most of its time to other things none the less, and full rate once that
 * is no longer so.
 */
static bool notices_crowding(void)
{
	struct flamek_governor governor;
	unsigned int i, crowded = 0;
	u64 now = 1, points;

	flamek_governor_init(&governor, 25, SHIFT_MAX, KHZ);
	for (i = 0; i < 200000; i++) {
		points = DIV_ROUND_UP(60000, PERIOD << governor.shift);
		crowded += points > 1;
		flamek_governor_tick(&governor, now, now + 1000, points);
		now += points * (PERIOD << governor.shift);
	}
	if (!fact(governor.shift == 1 || governor.shift == 2) ||
	    !fact(crowded < 200000 / 5))
		return false;
	run(&governor, &now, 1000);
	return fact(!governor.shift);
}

/*
 * Switches take a share of their own, in per cent, and ticks more than there is
 * room for. Return: the share that these then take, in per mille.
 */
static u64 run_with_switches(u32 limit, u64 switches)
{
	struct flamek_governor governor;
	u64 now = 1, cost = 10000, step = 0;
	unsigned int i;

	flamek_governor_init(&governor, limit, SHIFT_MAX, KHZ);
	for (i = 0; i < 100000; i++) {
		flamek_governor_tick(&governor, now, now + cost, 1);
		step = PERIOD << governor.shift;
		governor.switching += step * switches / 100;
		now += step;
	}
	return cost * 1000 / step;
}

static bool counts_switches(void)
{
	u64 alone = run_with_switches(20, 0);
	u64 beside = run_with_switches(20, 12);
	u64 over = run_with_switches(20, 60);

	return fact(alone > 100 && alone <= 200) &&
	       fact(beside > 30 && beside <= 80) &&
	       fact(over > 15 && over <= 50);
}

/* Now and then somebody has interrupts off for long; the rate stays. */
static bool forgives_lateness(void)
{
	struct flamek_governor governor;
	unsigned int i;
	u64 now = 1, points;

	flamek_governor_init(&governor, 25, SHIFT_MAX, KHZ);
	for (i = 0; i < 100000; i++) {
		points = i % 5 ? 1 : 50;
		if (!fact(!flamek_governor_tick(&governor, now, now + 1000,
						points)))
			return false;
		now += points * PERIOD;
	}
	return true;
}

const struct flamek_selftest_case flamek_selftest_governor[] = {
	{ "governor: keeps below its limit, and no farther than it must",
	  keeps_below_its_limit },
	{ "governor: comes back when there is room", comes_back },
	{ "governor: settles", stays },
	{ "governor: keeps below its limit with ticks of changing cost",
	  bears_change },
	{ "governor: keeps to its bounds", has_bounds },
	{ "governor: is not misled by a pause", outlives_a_pause },
	{ "governor: leaves room where ticks come one upon the other",
	  notices_crowding },
	{ "governor: leaves ticks what switches leave", counts_switches },
	{ "governor: lowers no rate for ticks that are late", forgives_lateness },
	{ }
};
