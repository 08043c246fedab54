/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_RECORD_H
#define _FLAMEK_RECORD_H

#include <linux/ktime.h>
#include <linux/types.h>

struct flamek_cpu;
struct flamek_session;
struct pt_regs;
struct task_struct;
struct vm_area_struct;

/** flamek_record_clock() - now, as records carry it: ns of CLOCK_MONOTONIC */
static __always_inline u64 flamek_record_clock(void)
{
	return ktime_get_mono_fast_ns();
}

/** flamek_record_sample_size() - bytes of a sample with @depth frames */
size_t flamek_record_sample_size(unsigned int depth);

/**
 * flamek_record_watermark_max() - what is always reached before samples are lost
 * @ring_size: bytes
 * @depth: frames; a sample of these takes half of the ring at most
 */
size_t flamek_record_watermark_max(size_t ring_size, unsigned int depth);

/**
 * flamek_record_sample() - a sample of the current task
 * @fc: the session on this CPU
 * @regs: the registers that the tick interrupted; NULL in a context switch,
 *	  when the stack is that of the caller
 * @now: when
 * @points: grid points that the sample stands for
 *
 * Context: hard interrupt, or interrupts off with the run queue locked.
 * Return: false when it did not fit.
 */
bool flamek_record_sample(struct flamek_cpu *fc, struct pt_regs *regs, u64 now,
			  u64 points);

/*
 * The following write one record each on the CPU that they are called on.
 * Context: any, preemption off. A record that does not fit is counted.
 */

/**
 * flamek_record_comm() - @task is now called @comm
 * @session: the session
 * @task: the task
 * @comm: its name
 * @misc: PERF_RECORD_MISC_COMM_EXEC, FLAMEK_MISC_COMM_JOINED or 0
 */
void flamek_record_comm(struct flamek_session *session, struct task_struct *task,
			const char *comm, u16 misc);

/** flamek_record_fork() - @parent made @child, a thread or a process */
void flamek_record_fork(struct flamek_session *session,
			struct task_struct *parent, struct task_struct *child);

/** flamek_record_exit() - @task exits */
void flamek_record_exit(struct flamek_session *session, struct task_struct *task);

/** flamek_record_mmap() - the current task mapped @vma */
void flamek_record_mmap(struct flamek_session *session,
			const struct vm_area_struct *vma);

/**
 * flamek_record_throttle() - the rate was lowered or raised again
 * @fc: the session on this CPU
 * @is_lower: lowered
 * @now: when
 *
 * Context: hard interrupt.
 */
void flamek_record_throttle(struct flamek_cpu *fc, bool is_lower, u64 now);

/**
 * flamek_record_flush() - say in-band what was lost, if there is room now
 *
 * Context: process context, when nobody else writes to the ring any more.
 */
void flamek_record_flush(struct flamek_cpu *fc);

#endif /* _FLAMEK_RECORD_H */
