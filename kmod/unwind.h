/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_UNWIND_H
#define _FLAMEK_UNWIND_H

#include <linux/types.h>

struct pt_regs;

/*
 * What has been learnt of the kernel's stack frames on one CPU. A walk that
 * finds all its frames there costs a tenth of one by the kernel's unwinder, and
 * comes to the same.
 */
struct flamek_unwind;

/**
 * flamek_unwind_alloc() - nothing learnt yet
 * @node: whose memory is the nearest
 *
 * Return: what flamek_unwind_free() takes, or NULL without memory.
 */
struct flamek_unwind *flamek_unwind_alloc(int node);

/** flamek_unwind_free() - does nothing to NULL */
void flamek_unwind_free(struct flamek_unwind *uw);

/**
 * flamek_unwind_kernel() - the kernel's part of a callchain
 * @uw: what was learnt on this CPU
 * @ips: filled: the interrupted instruction first, then return addresses
 * @max: frames at most, at least 1
 * @regs: the registers of what was interrupted, in kernel mode
 *
 * Context: hard interrupt on the CPU that @uw is of; not NMI, which could come
 * upon itself here.
 * Return: the number of frames.
 */
u32 flamek_unwind_kernel(struct flamek_unwind *uw, u64 *ips, u32 max,
			 struct pt_regs *regs);

/**
 * flamek_unwind_caller() - the callchain of who called this module
 * @ips: filled with return addresses, none of them in this module
 * @max: frames at most, at least 1
 *
 * Context: any but NMI.
 * Return: the number of frames, at least 1.
 */
u32 flamek_unwind_caller(u64 *ips, u32 max);

/**
 * flamek_unwind_compare() - the same walk by the kernel's unwinder alone
 * @uw: of this CPU
 * @ips: what flamek_unwind_kernel() has found; made right if it was not
 * @nr: how many frames that were
 * @max: as there
 * @regs: as there
 *
 * Context: as there.
 * Return: the number of frames; what differs is counted, see
 * flamek_unwind_differed().
 */
u32 flamek_unwind_compare(struct flamek_unwind *uw, u64 *ips, u32 nr, u32 max,
			  struct pt_regs *regs);

/** flamek_unwind_compared() - how many walks were compared; any context */
u64 flamek_unwind_compared(const struct flamek_unwind *uw);

/** flamek_unwind_differed() - how many of them were wrong; any context */
u64 flamek_unwind_differed(const struct flamek_unwind *uw);

#endif /* _FLAMEK_UNWIND_H */
