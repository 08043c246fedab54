/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_STACK_H
#define _FLAMEK_STACK_H

#include <linux/types.h>

struct flamek_unwind;
struct pt_regs;

/**
 * struct flamek_stack - the outcome of a walk
 * @ip: where the task was interrupted
 * @nr: entries written, markers included
 * @misc: for the record's header: the CPU mode of @ip, and how the user part
 *	  ended
 */
struct flamek_stack {
	u64 ip;
	u32 nr;
	u16 misc;
};

/**
 * flamek_stack_walk() - the callchain of the current task
 * @stack: filled
 * @uw: what this CPU has learnt of the kernel's frames
 * @ips: room for @depth frames and two PERF_CONTEXT_* markers
 * @depth: frames at most, the kernel's first
 * @flags: FLAMEK_F_NO_KERNEL, FLAMEK_F_NO_USER, FLAMEK_F_VERIFY_UNWIND
 * @regs: the registers of what was interrupted, NULL for the caller's own stack
 *
 * Takes no lock, allocates nothing and faults no page in.
 *
 * Context: hard interrupt (not NMI), or interrupts off.
 */
void flamek_stack_walk(struct flamek_stack *stack, struct flamek_unwind *uw,
		       u64 *ips, unsigned int depth, u32 flags,
		       struct pt_regs *regs);

#endif /* _FLAMEK_STACK_H */
