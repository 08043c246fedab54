// SPDX-License-Identifier: GPL-2.0-only
/*
 * Callchains: the kernel's part (unwind.c), and the user's by frame pointers.
 */
#include "stack.h"
#include "compat.h"
#include "unwind.h"

#include <linux/flamek.h>
#include <linux/perf_event.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>

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

/*
 * Addresses of frames come from user memory, and what is read there is stored
 * and used, so each is cut to the user's half of the address space without a
 * branch that could be mispredicted. The last page of that half is never mapped,
 * so no read reaches beyond.
 */
#define MASK_64		(TASK_SIZE_MAX + PAGE_SIZE - sizeof(u64))
#define MASK_32		(U32_MAX & ~(sizeof(u32) - 1))

/* A frame is the caller's frame pointer, then the return address. */
static __always_inline bool read_frame(u64 at, bool is_compat, u64 *next,
				       u64 *ret)
{
	if (is_compat) {
		unsafe_get_user(*next, (u32 __user *)at, fault);
		unsafe_get_user(*ret, (u32 __user *)at + 1, fault);
	} else {
		unsafe_get_user(*next, (u64 __user *)at, fault);
		unsafe_get_user(*ret, (u64 __user *)at + 1, fault);
	}
	return true;
fault:
	return false;
}

/* Whether an address is one of user memory, given the mask of frames. */
static __always_inline bool is_user_ip(u64 ip, u64 mask)
{
	return !((ip - 1) & ~(mask | (sizeof(u64) - 1)));
}

/*
 * Whether the chain goes on to a frame at @next from one of which @above is the
 * address plus one; if not, @how says why.
 */
static __always_inline bool goes_on(u64 above, u64 next, u64 mask,
				    u32 *steps_down, u16 *how)
{
	*how = next ? FLAMEK_MISC_USER_BROKEN : FLAMEK_MISC_USER_WHOLE;
	if (!next || next & ~mask)
		return false;
	return next >= above || ++*steps_down <= STEPS_DOWN_MAX;
}

/* Why a frame at @at cannot be read. */
static __always_inline u16 why_unreadable(u64 at, u64 sp)
{
	return at - sp < STACK_SPAN ? FLAMEK_MISC_USER_FAULT :
				      FLAMEK_MISC_USER_BROKEN;
}

/* Every frame is looked at before the next is gone to. */
static noinline u32 walk_warily(u64 *ips, u32 max, u64 fp, u64 sp,
				bool is_compat, u16 *how)
{
	const u64 mask = is_compat ? MASK_32 : MASK_64;
	u64 at = fp, next, ret;
	u32 steps_down = 0;
	u32 nr = 0;

	*how = FLAMEK_MISC_USER_BROKEN;
	if (at & ~mask || !user_access_begin((void __user *)at, 2 * sizeof(u64)))
		return 0;
	for (;;) {
		if (!read_frame(at & mask, is_compat, &next, &ret))
			goto fault;
		*how = FLAMEK_MISC_USER_BROKEN;
		if (!is_user_ip(ret, mask))
			break;
		ips[nr++] = ret;
		if (!goes_on(at + 1, next, mask, &steps_down, how))
			break;
		*how = FLAMEK_MISC_USER_DEPTH;
		if (nr == max)
			break;
		at = next;
	}
	user_access_end();
	return nr;

fault:
	user_access_end();
	*how = why_unreadable(at, sp);
	return nr;
}

/*
 * The same for stacks in good order, as nearly all are. A frame that lies a
 * little above the one before is taken as it is; what else could be wrong with
 * it is summed up, and looked at when all have been read. The frame's address
 * is kept plus one, which makes that distance a matter of one subtraction.
 *
 * What is hidden from the compiler it would else work out anew for each frame.
 */
static __always_inline u32 walk_frames(u64 *ips, u32 max, u64 fp, u64 sp,
				       bool is_compat, u16 *how)
{
	const u64 mask = is_compat ? MASK_32 : MASK_64;
	u64 above = (fp & mask) + 1;
	u64 all_next = fp, all_ret = 0, next, ret;
	u64 *end = ips + max;
	long i = -(long)max;
	u32 steps_down = 0;

	*how = FLAMEK_MISC_USER_BROKEN;
	if (!user_access_begin((void __user *)(above - 1), 2 * sizeof(u64)))
		return 0;
	OPTIMIZER_HIDE_VAR(end);
	do {
		if (unlikely(!read_frame(above - 1, is_compat, &next, &ret)))
			goto fault;
		end[i] = ret;
		all_ret |= ret - 1;
		if (unlikely(next - above >= STACK_SPAN) &&
		    !goes_on(above, next, mask, &steps_down, how)) {
			i++;
			goto out;
		}
		all_next |= next;
		above = (next & mask) + 1;
	} while (++i);
	*how = FLAMEK_MISC_USER_DEPTH;
out:
	user_access_end();
check:
	if (likely(!(all_next & ~mask) && is_user_ip(all_ret + 1, mask)))
		return max + i;
	return walk_warily(ips, max, fp, sp, is_compat, how);

fault:
	user_access_end();
	OPTIMIZER_HIDE_VAR(above);
	*how = why_unreadable(above - 1, sp);
	goto check;
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
	if (!max) {
		*how = FLAMEK_MISC_USER_DEPTH;
		return 1;
	}
	pagefault_disable();
	if (user_64bit_mode(regs))
		nr = walk_frames(ips, max, regs->bp, regs->sp, false, how);
	else
		nr = walk_frames(ips, max, (u32)regs->bp, (u32)regs->sp, true,
				 how);
	pagefault_enable();
	return nr + 1;
}

/*
 * The registers that the current task had in user mode. A task without an
 * address space has none, nor has a kernel worker that borrows one, nor one
 * that is exiting and has let go of it. A program can jump anywhere; whose
 * session is to have no kernel addresses gets none that way either.
 */
static struct pt_regs *user_regs(struct pt_regs *regs, u32 flags)
{
	if (!regs || !user_mode(regs)) {
		if (!current->mm ||
		    current->flags & (PF_KTHREAD | PF_USER_WORKER))
			return NULL;
		regs = task_pt_regs(current);
	}
	if (flags & FLAMEK_F_NO_KERNEL && regs->ip >= TASK_SIZE_MAX)
		return NULL;
	return regs;
}

static u32 walk_kernel(struct flamek_unwind *uw, u64 *ips, u32 max, u32 flags,
		       struct pt_regs *regs)
{
	u32 nr;

	if (unlikely(!regs))
		return flamek_unwind_caller(ips, max);
	nr = flamek_unwind_kernel(uw, ips, max, regs);
	if (unlikely(flags & FLAMEK_F_VERIFY_UNWIND))
		nr = flamek_unwind_compare(uw, ips, nr, max, regs);
	return nr;
}

void flamek_stack_walk(struct flamek_stack *stack, struct flamek_unwind *uw,
		       u64 *ips, unsigned int depth, u32 flags,
		       struct pt_regs *regs)
{
	struct pt_regs *uregs = user_regs(regs, flags);
	bool in_kernel = !regs || !user_mode(regs);
	u32 nr = 0, left = depth;

	stack->ip = 0;
	stack->misc = PERF_RECORD_MISC_USER;
	if (uregs)
		stack->ip = uregs->ip;
	if (in_kernel && !(flags & FLAMEK_F_NO_KERNEL)) {
		stack->misc = PERF_RECORD_MISC_KERNEL;
		ips[nr++] = PERF_CONTEXT_KERNEL;
		nr += walk_kernel(uw, ips + nr, left, flags, regs);
		stack->ip = ips[1];
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
