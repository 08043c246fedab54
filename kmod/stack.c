// SPDX-License-Identifier: GPL-2.0-only
/*
 * Callchains: the kernel's part by the kernel's own unwinder (ORC or frame
 * pointers), the user's by frame pointers.
 */
#include "stack.h"
#include "compat.h"

#include <linux/flamek.h>
#include <linux/bitops.h>
#include <linux/nospec.h>
#include <linux/perf_event.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>
#include <asm/unwind.h>

/*
 * Frame pointers of callers lie higher, except where a stack was left for
 * another (a signal's alternate stack, a coroutine): that often, and no more,
 * a step down is taken for such. It also ends loops.
 */
#define STEPS_DOWN_MAX 8

/*
 * A page that is not there ends a stack for want of a page only if it can be
 * the stack's. Farther than this above the stack pointer, what was followed is
 * some other value in the frame pointer's register.
 */
#define STACK_SPAN (64UL << 20)

/* Started from registers, the unwinder begins with the caller of regs->ip. */
static u32 walk_kernel(u64 *ips, u32 max, struct pt_regs *regs)
{
	struct unwind_state state;
	unsigned long addr;
	u32 nr = 0;

	ips[nr++] = regs->ip;
	for (unwind_start(&state, current, regs, NULL);
	     !unwind_done(&state) && nr < max; unwind_next_frame(&state)) {
		addr = unwind_get_return_address(&state);
		if (!addr)
			break;
		ips[nr++] = addr;
	}
	return nr;
}

/*
 * One window of user access is open around all the reads, so each address is
 * clamped here, even when the branch after it is mispredicted, since the
 * addresses come from user memory. They are kept in words, rotated: one that is
 * not aligned comes out huge, and out of bounds.
 */
static __always_inline u32 walk_frames(u64 *ips, u32 max, u64 fp, u64 sp,
				       u64 limit, bool is_compat, u16 *how)
{
	const u32 shift = is_compat ? 2 : 3;
	const u64 *const end = ips + max;
	const u64 *const begin = ips;
	u64 at = ror64(fp, shift), next, ret;
	u32 steps_down = 0;

	*how = FLAMEK_MISC_USER_BROKEN;
	if (!user_access_begin((void __user *)fp, 2 << shift))
		return 0;
	while ((at &= array_index_mask_nospec(at, limit >> shift))) {
		if (is_compat) {
			unsafe_get_user(next, (u32 __user *)(at << 2), fault);
			unsafe_get_user(ret, (u32 __user *)(at << 2) + 1, fault);
		} else {
			unsafe_get_user(next, (u64 __user *)(at << 3), fault);
			unsafe_get_user(ret, (u64 __user *)(at << 3) + 1, fault);
		}
		if (unlikely(ret - 1 >= limit))
			break;
		if (unlikely(ips == end)) {
			*how = FLAMEK_MISC_USER_DEPTH;
			break;
		}
		*ips++ = ret;
		next = ror64(next, shift);
		if (unlikely(next <= at)) {
			if (!next)
				*how = FLAMEK_MISC_USER_WHOLE;
			if (!next || ++steps_down > STEPS_DOWN_MAX)
				break;
		}
		at = next;
	}
	user_access_end();
	return ips - begin;

fault:
	user_access_end();
	if ((at << shift) - sp < STACK_SPAN)
		*how = FLAMEK_MISC_USER_FAULT;
	return ips - begin;
}

static u32 walk_user(u64 *ips, u32 max, struct pt_regs *regs, u16 *how)
{
	u32 nr;

	if (!max) {
		*how = FLAMEK_MISC_USER_DEPTH;
		return 0;
	}
	*ips++ = regs->ip;
	max--;
	if (!regs->bp) {
		*how = FLAMEK_MISC_USER_WHOLE;
		return 1;
	}
	pagefault_disable();
	if (user_64bit_mode(regs))
		nr = walk_frames(ips, max, regs->bp, regs->sp,
				 TASK_SIZE_MAX - 2 * sizeof(u64), false, how);
	else
		nr = walk_frames(ips, max, (u32)regs->bp, (u32)regs->sp,
				 IA32_PAGE_OFFSET, true, how);
	pagefault_enable();
	return nr + 1;
}

/*
 * The registers that the current task had in user mode. A task without an
 * address space has none, nor has a kernel worker that borrows one, nor one
 * that is exiting and has let go of it.
 */
static struct pt_regs *user_regs(struct pt_regs *regs)
{
	if (regs && user_mode(regs))
		return regs;
	if (!current->mm || current->flags & (PF_KTHREAD | PF_USER_WORKER))
		return NULL;
	return task_pt_regs(current);
}

void flamek_stack_walk(struct flamek_stack *stack, u64 *ips, unsigned int depth,
		       u32 flags, struct pt_regs *regs)
{
	struct pt_regs *uregs = user_regs(regs);
	bool in_kernel = regs && !user_mode(regs);
	u32 nr = 0, left = depth;

	stack->ip = 0;
	stack->misc = PERF_RECORD_MISC_USER;
	if (uregs)
		stack->ip = uregs->ip;
	if (in_kernel && !(flags & FLAMEK_F_NO_KERNEL)) {
		stack->ip = regs->ip;
		stack->misc = PERF_RECORD_MISC_KERNEL;
		ips[nr++] = PERF_CONTEXT_KERNEL;
		nr += walk_kernel(ips + nr, left, regs);
		left = depth - (nr - 1);
	}
	if (uregs && !(flags & FLAMEK_F_NO_USER)) {
		u16 how;

		ips[nr++] = PERF_CONTEXT_USER;
		nr += walk_user(ips + nr, left, uregs, &how);
		stack->misc |= how;
	}
	stack->nr = nr;
}
