/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The governor keeps what sampling takes of a CPU's time below a limit: window by
 * window it compares the two, doubles the period until the share must fit, and
 * halves it again when the share has room for that, but not at once: where ticks
 * are now dear, now cheap, each time that the rate comes back is over the limit.
 *
 * What switches cost does not depend on the period. It is taken off what ticks may
 * take, but for a quarter of that: where switches alone are over the limit, there
 * is still a profile.
 *
 * What an interrupt costs around the handler it does not see. But where ticks are
 * so dear that most come too late for the next point of the grid, window after
 * window, nothing else gets to run: the period is doubled then too.
 */
#ifndef _FLAMEK_GOVERNOR_H
#define _FLAMEK_GOVERNOR_H

#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/types.h>

#define FLAMEK_GOVERNOR_WINDOW_MS 100
#define FLAMEK_GOVERNOR_CROWDED 3	/* windows, one after another */
#define FLAMEK_GOVERNOR_PAUSE 50	/* windows */

/**
 * struct flamek_governor - that of one CPU
 * @limit: percent; 100 for none
 * @shift: the period is the one asked for times two to this
 * @shift_max: its bound
 * @window: cycles of the time stamp counter, 0 for none
 * @began: cycles, when the window began
 * @busy: cycles of it in ticks
 * @switching: cycles of it in switches
 * @ticks: in it
 * @crowded: of these, those that stood for more points of the grid than one
 * @streak: windows up to now in which most did
 * @pause: windows before the period may be halved
 */
struct flamek_governor {
	u32 limit;
	u32 shift;
	u32 shift_max;
	u64 window;
	u64 began;
	u64 busy;
	u64 switching;
	u32 ticks;
	u32 crowded;
	u32 streak;
	u32 pause;
};

/**
 * flamek_governor_init() - at full rate
 * @governor: the governor
 * @limit: percent; 100 for none
 * @shift_max: how often the period may be doubled
 * @khz: of the time stamp counter; 0, not known, for no limit
 */
static inline void flamek_governor_init(struct flamek_governor *governor,
					u32 limit, u32 shift_max, u32 khz)
{
	*governor = (struct flamek_governor){
		.limit = limit,
		.shift_max = shift_max,
		.window = (u64)khz * FLAMEK_GOVERNOR_WINDOW_MS,
	};
}

/*
 * A window is over: by how much the shift must change. Room for twice the
 * ticks is left only when these would stay a quarter below the limit, or the
 * rate would go up and down for ever.
 */
static inline int flamek_governor_judge(struct flamek_governor *governor,
					u64 elapsed)
{
	u64 limit = elapsed * governor->limit;
	u64 switching = min(governor->switching * 100, limit / 4 * 3);
	u64 allowed = limit - switching;
	u64 taken = governor->busy * 100;
	int change = 0;

	if (governor->crowded <= governor->ticks / 2)
		governor->streak = 0;
	else
		governor->streak++;
	if (governor->streak >= FLAMEK_GOVERNOR_CROWDED) {
		governor->streak = 0;
		governor->pause = FLAMEK_GOVERNOR_PAUSE;
		change = governor->shift < governor->shift_max;
		taken /= 1 + change;
	} else if (governor->pause) {
		governor->pause--;
	} else if (governor->shift && taken * 2 <= allowed / 4 * 3) {
		return -1;
	}
	while (taken > allowed && governor->shift + change < governor->shift_max) {
		taken /= 2;
		change++;
		governor->pause = FLAMEK_GOVERNOR_PAUSE;
	}
	return change;
}

/**
 * flamek_governor_tick() - a tick has been taken
 * @governor: that of this CPU
 * @began: cycles, when the tick began
 * @ended: cycles, when it ended
 * @points: of the grid that it stands for
 *
 * Context: on that CPU, interrupts off.
 * Return: by how much @governor->shift has changed.
 */
static inline int flamek_governor_tick(struct flamek_governor *governor,
				       u64 began, u64 ended,
				       u64 points)
{
	u64 elapsed = ended - governor->began;
	int change;

	governor->busy += ended - began;
	governor->ticks++;
	if (unlikely(points > 1))
		governor->crowded++;
	if (likely(elapsed < governor->window))
		return 0;
	/* The first window begins with the first tick. */
	change = governor->began && governor->window && governor->limit < 100 ?
		 flamek_governor_judge(governor, elapsed) : 0;
	governor->began = ended;
	governor->busy = 0;
	governor->switching = 0;
	governor->ticks = 0;
	governor->crowded = 0;
	governor->shift += change;
	return change;
}

#endif /* _FLAMEK_GOVERNOR_H */
