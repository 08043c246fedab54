// SPDX-License-Identifier: GPL-2.0-only
/*
 * The per-CPU timers. One is armed exactly while a target runs on its CPU: the
 * switch probe arms and disarms it, and so a CPU that leaves (its tasks have
 * been switched away by then) takes no timer along.
 */
#include "sampler.h"
#include "compat.h"
#include "record.h"
#include "session.h"

#include <linux/math64.h>
#include <linux/smp.h>
#include <asm/irq_regs.h>
#include <asm/msr.h>
#include <asm/tsc.h>

static void set_cell(struct flamek_cpu *fc, u64 cell)
{
	fc->cell = cell;
	hrtimer_set_expires(&fc->timer,
			    ns_to_ktime(flamek_grid_tick(&fc->grid, cell)));
}

/*
 * A sample that stands for the point that @fc->cell's tick was set to and for
 * those that have passed since: time spent with interrupts off is not lost.
 * Return: the next cell.
 */
static u64 take_sample(struct flamek_cpu *fc, struct pt_regs *regs, u64 now)
{
	u64 due = ktime_to_ns(hrtimer_get_expires(&fc->timer));
	u64 late = now > due ? now - due : 0;
	u64 cell = flamek_grid_after(&fc->grid, fc->cell, now);
	u64 points = cell - fc->cell;

	fc->late_ns += late;
	if (unlikely(late > fc->late_max_ns))
		fc->late_max_ns = late;
	fc->missed += points - 1;
	flamek_record_sample(fc, regs, now, points);
	return cell;
}

/* The governor has doubled the period, or halved it: lay the grid anew. */
static u64 change_rate(struct flamek_cpu *fc, int change, u64 now)
{
	struct flamek_session *session = fc->session;

	flamek_grid_init(&fc->grid, session->period << fc->governor.shift,
			 fc->cpu);
	if (change > 0)
		fc->throttled++;
	flamek_record_throttle(fc, change > 0, now);
	return flamek_grid_next(&fc->grid, now);
}

/* As flamek_session_sees(), where the run queue may be locked. */
static bool is_wanted(struct flamek_session *session)
{
	return flamek_target_has(&session->target, current) &&
	       flamek_rights_allow(&session->rights, current);
}

/* A sample of what is due, by a handler that @began then. Return: the next cell. */
static __always_inline u64 serve(struct flamek_cpu *fc, struct pt_regs *regs,
				 u64 began, u64 now)
{
	u64 from = fc->cell;
	u64 cell = take_sample(fc, regs, now);
	u64 ended = rdtsc();
	int change = flamek_governor_tick(&fc->governor, began, ended,
					  cell - from);

	fc->handler_cycles += ended - began;
	return unlikely(change) ? change_rate(fc, change, now) : cell;
}

static enum hrtimer_restart flamek_sampler_tick(struct hrtimer *timer)
{
	struct flamek_cpu *fc = container_of(timer, struct flamek_cpu, timer);
	u64 began = rdtsc();
	u64 now = flamek_record_clock();

	if (unlikely(fc->cpu != smp_processor_id() ||
		     !flamek_session_sees(fc->session, current))) {
		fc->armed = false;
		return HRTIMER_NORESTART;
	}
	fc->ticks++;
	set_cell(fc, serve(fc, get_irq_regs(), began, now));
	return HRTIMER_RESTART;
}

void flamek_sampler_init(struct flamek_cpu *fc)
{
	const struct flamek_session *session = fc->session;

	hrtimer_setup(&fc->timer, flamek_sampler_tick, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS_PINNED_HARD);
	flamek_grid_init(&fc->grid, session->period, fc->cpu);
	flamek_governor_init(&fc->governor, session->max_overhead,
			     ilog2(NSEC_PER_SEC / session->period), tsc_khz);
}

static void account_switch(struct flamek_cpu *fc, u64 began)
{
	u64 cycles = rdtsc() - began;

	fc->handler_cycles += cycles;
	fc->governor.switching += cycles;
}

void flamek_sampler_arm(struct flamek_cpu *fc)
{
	u64 began = rdtsc();

	fc->armed = true;
	set_cell(fc, flamek_grid_next(&fc->grid, flamek_record_clock()));
	hrtimer_start_expires(&fc->timer, HRTIMER_MODE_ABS_PINNED_HARD);
	account_switch(fc, began);
}

/*
 * A tick that is due may not have come, for interrupts are off since: the task
 * that is switched away has earned a sample all the same.
 */
void flamek_sampler_disarm(struct flamek_cpu *fc)
{
	u64 began = rdtsc();
	u64 now = flamek_record_clock();

	/* The callback runs on this CPU, so it cannot be running now. */
	hrtimer_try_to_cancel(&fc->timer);
	fc->armed = false;
	if (unlikely(now >= (u64)ktime_to_ns(hrtimer_get_expires(&fc->timer)) &&
		     is_wanted(fc->session)))
		serve(fc, NULL, began, now);
	else
		account_switch(fc, began);
}

static void kick(void *data)
{
	struct flamek_session *session = data;
	struct flamek_cpu *fc = this_cpu_ptr(session->cpus);

	if (!fc->armed && fc->enabled && is_wanted(session))
		flamek_sampler_arm(fc);
}

void flamek_sampler_kick(struct flamek_session *session)
{
	on_each_cpu(kick, session, 1);
}

void flamek_sampler_kick_cpu(struct flamek_session *session)
{
	unsigned long flags;

	local_irq_save(flags);
	kick(session);
	local_irq_restore(flags);
}

u64 flamek_sampler_ns(u64 cycles)
{
	return tsc_khz ? mul_u64_u32_div(cycles, USEC_PER_SEC, tsc_khz) : 0;
}

void flamek_sampler_cancel(struct flamek_cpu *fc)
{
	hrtimer_cancel(&fc->timer);
	fc->armed = false;
}
