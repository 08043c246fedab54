/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_SAMPLER_H
#define _FLAMEK_SAMPLER_H

#include <linux/types.h>

struct flamek_cpu;
struct flamek_session;

/** flamek_sampler_init() - set up a CPU's timer, not armed */
void flamek_sampler_init(struct flamek_cpu *fc);

/**
 * flamek_sampler_arm() - a target begins to run here: set the timer to the
 * next tick of the grid
 *
 * Context: on that CPU, interrupts off, possibly with the run queue locked.
 */
void flamek_sampler_arm(struct flamek_cpu *fc);

/** flamek_sampler_disarm() - no target runs here any more. Context: same. */
void flamek_sampler_disarm(struct flamek_cpu *fc);

/**
 * flamek_sampler_kick() - arm the CPUs that run a target already
 *
 * Context: process context, the switch probe is attached.
 */
void flamek_sampler_kick(struct flamek_session *session);

/**
 * flamek_sampler_kick_cpu() - the current task has become a target: arm
 *
 * Context: any, preemption off.
 */
void flamek_sampler_kick_cpu(struct flamek_session *session);

/**
 * flamek_sampler_ns() - the time that handlers took
 * @cycles: of the time stamp counter, which is read in a tenth of the time that
 *	    a clock takes
 *
 * Return: ns, or 0 when the counter's frequency is not known.
 */
u64 flamek_sampler_ns(u64 cycles);

/**
 * flamek_sampler_cancel() - end a CPU's timer for good
 *
 * Context: process context, from any CPU, when nobody arms it any more.
 */
void flamek_sampler_cancel(struct flamek_cpu *fc);

#endif /* _FLAMEK_SAMPLER_H */
