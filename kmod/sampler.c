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
 * A tick that comes late stands for the grid points that passed meanwhile: time
 * spent with interrupts off is not lost. The clock that hrtimers go by may lie
 * a hair ahead of ours, hence the lower bound.
 */
static enum hrtimer_restart flamek_sampler_tick(struct hrtimer *timer)
{
	struct flamek_cpu *fc = container_of(timer, struct flamek_cpu, timer);
	u64 began = rdtsc();
	u64 now = flamek_record_clock();
	u64 cell;

	if (unlikely(fc->cpu != smp_processor_id() ||
		     !flamek_target_has(&fc->session->target, current))) {
		fc->armed = false;
		return HRTIMER_NORESTART;
	}
	fc->ticks++;
	cell = max(flamek_grid_next(&fc->grid, now), fc->cell + 1);
	flamek_record_sample(fc, get_irq_regs(), now, cell - fc->cell);
	set_cell(fc, cell);
	fc->handler_cycles += rdtsc() - began;
	return HRTIMER_RESTART;
}

void flamek_sampler_init(struct flamek_cpu *fc)
{
	hrtimer_setup(&fc->timer, flamek_sampler_tick, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS_PINNED_HARD);
}

void flamek_sampler_arm(struct flamek_cpu *fc)
{
	u64 began = rdtsc();

	fc->armed = true;
	set_cell(fc, flamek_grid_next(&fc->grid, flamek_record_clock()));
	hrtimer_start_expires(&fc->timer, HRTIMER_MODE_ABS_PINNED_HARD);
	fc->handler_cycles += rdtsc() - began;
}

void flamek_sampler_disarm(struct flamek_cpu *fc)
{
	u64 began = rdtsc();

	/* The callback runs on this CPU, so it cannot be running now. */
	hrtimer_try_to_cancel(&fc->timer);
	fc->armed = false;
	fc->handler_cycles += rdtsc() - began;
}

static void kick(void *data)
{
	struct flamek_session *session = data;
	struct flamek_cpu *fc = this_cpu_ptr(session->cpus);

	if (!fc->armed && flamek_target_has(&session->target, current))
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
