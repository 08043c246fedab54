// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's part of a callchain. The kernel's unwinder takes some 400
 * instructions a frame, most of them to find the frame's entry in the ORC
 * tables. What the entry says depends on the address alone, so it is learnt
 * once (probe.c), and a frame at a known address takes some 25.
 *
 * The rule that makes both the same: a step is taken here only from a known
 * address to a known address, within one stack; anything else is left to the
 * kernel's unwinder, from there on or for that one step. In particular a return
 * address that was replaced (by a kretprobe, the function graph tracer) is none
 * of the known ones.
 */
#include "unwind.h"
#include "steps.h"

#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>
#include <linux/flamek.h>
#include <asm/unwind.h>

static u32 walk_fully(u64 *ips, u32 max, struct pt_regs *regs)
{
	struct unwind_state state;
	unsigned long addr;
	u32 nr = 0;

	ips[nr++] = regs->ip;
	/* Started from registers, it begins with the caller of regs->ip. */
	unwind_start(&state, current, regs, NULL);
	state.error = true;	/* see sync() */
	for (; !unwind_done(&state) && nr < max; unwind_next_frame(&state)) {
		addr = unwind_get_return_address(&state);
		if (!addr)
			break;
		ips[nr++] = addr;
	}
	return nr;
}

u32 flamek_unwind_caller(u64 *ips, u32 max)
{
	struct unwind_state state;
	unsigned long addr;
	u32 nr = 0;

	unwind_start(&state, current, NULL, NULL);
	state.error = true;	/* see sync() */
	for (; !unwind_done(&state) && nr < max; unwind_next_frame(&state)) {
		addr = unwind_get_return_address(&state);
		if (!addr)
			break;
		if (nr || !within_module(addr, THIS_MODULE))
			ips[nr++] = addr;
	}
	if (!nr)
		ips[nr++] = _RET_IP_;
	return nr;
}

#ifdef CONFIG_UNWINDER_ORC

#define CALL_PLACES	512
#define LEAF_PLACES	2048

/*
 * Return addresses are few and come again and again; where code is interrupted
 * can be anywhere. The two are also different questions at one address.
 */
struct flamek_unwind {
	struct flamek_step calls[CALL_PLACES * FLAMEK_STEP_WAYS];
	struct flamek_step leaves[LEAF_PLACES * FLAMEK_STEP_WAYS];
	struct unwind_state state;
	struct stack_info irq_stack;	/* type unknown: not seen yet */
	u64 probe[FLAMEK_PROBE_WORDS];
	u64 compared, differed;
	u64 full[FLAMEK_STACK_MAX];	/* to compare with */
};

struct frame {
	unsigned long ip, sp, bp;
};

/* A stack: the address of its first word, and how far the last is from it. */
struct bounds {
	unsigned long first, span;
};

/*
 * Where a walk is.
 * @stack: that @at.sp lies on
 * @seen: types of the stacks so far, as in struct unwind_state
 * @is_leaf: no step was taken yet
 * @is_synced: the unwind_state is at the same place
 */
struct walk {
	struct frame at;
	struct stack_info stack;
	unsigned long seen;
	struct pt_regs *regs;
	bool is_leaf, is_synced;
};

struct flamek_unwind *flamek_unwind_alloc(int node)
{
	struct flamek_unwind *uw;

	uw = kvzalloc_node(sizeof(*uw), GFP_KERNEL_ACCOUNT, node);
	if (uw)
		flamek_probe_init(uw->probe);
	return uw;
}

/* As in_task_stack() has it, which modules cannot call. */
static __always_inline void use_task_stack(struct walk *w)
{
	w->stack.type = STACK_TYPE_TASK;
	w->stack.begin = task_stack_page(current);
	w->stack.end = (void *)w->stack.begin + THREAD_SIZE;
	w->seen |= BIT(STACK_TYPE_TASK);
}

static __always_inline struct bounds bounds(const struct walk *w)
{
	unsigned long first = (unsigned long)w->stack.begin;

	return (struct bounds) {
		first, (unsigned long)w->stack.end - first - sizeof(long),
	};
}

static __always_inline bool is_within(struct bounds stack, unsigned long addr)
{
	return likely(addr - stack.first <= stack.span);
}

static __always_inline bool is_on_known_stack(const struct walk *w)
{
	return w->stack.type != STACK_TYPE_UNKNOWN &&
	       is_within(bounds(w), w->at.sp);
}

static __always_inline bool find_stack(const struct flamek_unwind *uw,
				       struct walk *w)
{
	use_task_stack(w);
	if (is_within(bounds(w), w->at.sp))
		return true;
	w->stack = uw->irq_stack;
	w->seen = BIT(STACK_TYPE_IRQ);
	return is_on_known_stack(w);
}

/*
 * The address of the function graph tracer's trampoline may be found on the
 * stack of a task that it follows, where it stands for many callers; it must
 * never be taken for a known one. That of kretprobes is never given out.
 */
static bool may_be_trampoline(void)
{
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	return READ_ONCE(current->ret_stack);
#else
	return false;
#endif
}

static const struct flamek_step *learn(struct flamek_unwind *uw,
				       unsigned long ip, bool is_interrupted)
{
	if (!flamek_probe_is_possible(ip))
		return NULL;
	if (is_interrupted)
		return flamek_steps_add(uw->leaves, LEAF_PLACES,
					flamek_probe(uw->probe, ip, true));
	if (may_be_trampoline())
		return NULL;
	return flamek_steps_add(uw->calls, CALL_PLACES,
				flamek_probe(uw->probe, ip, false));
}

/*
 * Bring the kernel's unwinder to where the walk has come by itself. It is told
 * that it has met an error already, so that it does not warn of the next: at a
 * few instructions its tables are wrong, one of them in return_to_handler(), and
 * a profiler sooner or later interrupts every one.
 */
static void sync(struct unwind_state *state, const struct walk *w)
{
	*state = (struct unwind_state) {
		.stack_info = w->stack,
		.stack_mask = w->seen,
		.task = current,
		.error = true,
		.signal = w->is_leaf,
		.full_regs = w->is_leaf,
		.regs = w->is_leaf ? w->regs : NULL,
		.sp = w->at.sp,
		.bp = w->at.bp,
		.ip = w->at.ip,
	};
}

/*
 * One step by the kernel's unwinder. Return: the step that comes next, NULL if
 * it is not known either; w->at.ip is 0 at the end of the stack.
 */
static noinline const struct flamek_step *
step_slowly(struct flamek_unwind *uw, struct walk *w)
{
	struct unwind_state *state = &uw->state;
	const struct flamek_step *step;

	if (w->is_leaf && !is_on_known_stack(w)) {
		unwind_start(state, current, w->regs, NULL);
		state->error = true;
	} else {
		if (!w->is_synced)
			sync(state, w);
		unwind_next_frame(state);
	}
	w->is_leaf = false;
	w->is_synced = true;
	w->at.ip = unwind_get_return_address(state);
	w->at.sp = state->sp;
	w->at.bp = state->bp;
	w->stack = state->stack_info;
	w->seen = state->stack_mask;
	if (!w->at.ip)
		return NULL;
	if (w->stack.type == STACK_TYPE_IRQ)
		uw->irq_stack = w->stack;

	if (state->signal)
		step = flamek_steps_find(uw->leaves, LEAF_PLACES, w->at.ip);
	else
		step = flamek_steps_find(uw->calls, CALL_PLACES, w->at.ip);
	return step ?: learn(uw, w->at.ip, state->signal);
}

/*
 * Arrive at the frame whose CFA is @cfa, on @stack. Return: the step that comes
 * next, NULL with nothing changed when it is not known.
 */
static __always_inline const struct flamek_step *
arrive_at(const struct flamek_unwind *uw, struct frame *at, struct bounds stack,
	  const struct flamek_step *step, unsigned long cfa)
{
	const struct flamek_step *next;
	unsigned long ip;

	if (unlikely(!is_within(stack, cfa - sizeof(long))))
		return NULL;
	ip = READ_ONCE_NOCHECK(*(unsigned long *)(cfa - sizeof(long)));
	next = flamek_steps_find(uw->calls, CALL_PLACES, ip);
	if (unlikely(!next))
		return NULL;
	if (step->bp) {
		if (unlikely(!is_within(stack, cfa + step->bp)))
			return NULL;
		at->bp = READ_ONCE_NOCHECK(*(unsigned long *)(cfa + step->bp));
	}
	at->ip = ip;
	at->sp = cfa;
	return next;
}

static __always_inline const struct flamek_step *
step_call(const struct flamek_unwind *uw, struct frame *at, struct bounds stack,
	  const struct flamek_step *step)
{
	unsigned long cfa = step->how & FLAMEK_STEP_BP ? at->bp : at->sp;

	if ((step->how & FLAMEK_STEP_KIND) != FLAMEK_STEP_CALL)
		return NULL;
	cfa += step->how & FLAMEK_STEP_OFFSET;
	if (unlikely(cfa <= at->sp))
		return NULL;
	return arrive_at(uw, at, stack, step, cfa);
}

/*
 * From call to call as far as they are known, which is nearly all the way:
 * hence the copies, which stay in registers.
 *
 * Return: @nr and the frames more; @step is that of the last one.
 */
static __always_inline u32 step_calls(const struct flamek_unwind *uw,
				      struct walk *w,
				      const struct flamek_step **step, u64 *ips,
				      u32 nr, u32 max)
{
	const struct flamek_step *last = *step, *next;
	const struct bounds stack = bounds(w);
	struct frame at = w->at;
	u64 *ip = ips + nr, *end = ips + max;

	while (ip < end) {
		next = step_call(uw, &at, stack, last);
		if (unlikely(!next))
			break;
		*ip++ = at.ip;
		last = next;
	}
	if (ip != ips + nr) {
		w->at = at;
		w->is_leaf = false;
		w->is_synced = false;
		*step = last;
	}
	return ip - ips;
}

/* From an interrupt's stack to the task's. */
static const struct flamek_step *step_switch(const struct flamek_unwind *uw,
					     struct walk *w,
					     const struct flamek_step *step)
{
	const struct flamek_step *next;
	struct walk to = *w;
	unsigned long cfa;

	if ((step->how & FLAMEK_STEP_KIND) != FLAMEK_STEP_SWITCH ||
	    w->stack.type != STACK_TYPE_IRQ || !is_within(bounds(w), w->at.sp))
		return NULL;
	cfa = READ_ONCE_NOCHECK(*(unsigned long *)w->at.sp) +
	      (step->how & FLAMEK_STEP_OFFSET);
	use_task_stack(&to);
	to.is_leaf = false;
	to.is_synced = false;
	next = arrive_at(uw, &to.at, bounds(&to), step, cfa);
	if (next)
		*w = to;
	return next;
}

/* Whether a step leads to where user mode was left. */
static bool is_entry(const struct walk *w, const struct flamek_step *step)
{
	struct pt_regs *regs = (void *)w->at.sp + (step->how & FLAMEK_STEP_OFFSET);

	return (step->how & FLAMEK_STEP_KIND) == FLAMEK_STEP_REGS &&
	       regs == task_pt_regs(current) && user_mode(regs);
}

u32 flamek_unwind_kernel(struct flamek_unwind *uw, u64 *ips, u32 max,
			 struct pt_regs *regs)
{
	struct walk w = {
		.at = { .ip = regs->ip, .sp = regs->sp, .bp = regs->bp },
		.regs = regs,
		.is_leaf = true,
	};
	const struct flamek_step *step = NULL, *next;
	u32 nr = 0;

	if (find_stack(uw, &w))
		step = flamek_steps_find(uw->leaves, LEAF_PLACES, w.at.ip) ?:
		       learn(uw, w.at.ip, true);
	for (ips[nr++] = w.at.ip; nr < max; ips[nr++] = w.at.ip) {
		next = NULL;
		if (likely(step)) {
			nr = step_calls(uw, &w, &step, ips, nr, max);
			if (nr == max || is_entry(&w, step))
				break;
			next = step_switch(uw, &w, step);
		}
		step = next ?: step_slowly(uw, &w);
		if (unlikely(!w.at.ip))
			break;
	}
	return nr;
}

#else /* !CONFIG_UNWINDER_ORC */

/* With frame pointers the kernel's unwinder has nothing to look up. */
struct flamek_unwind {
	u64 compared, differed;
	u64 full[FLAMEK_STACK_MAX];
};

struct flamek_unwind *flamek_unwind_alloc(int node)
{
	return kvzalloc_node(sizeof(struct flamek_unwind), GFP_KERNEL_ACCOUNT,
			     node);
}

u32 flamek_unwind_kernel(struct flamek_unwind *uw, u64 *ips, u32 max,
			 struct pt_regs *regs)
{
	return walk_fully(ips, max, regs);
}

#endif /* CONFIG_UNWINDER_ORC */

void flamek_unwind_free(struct flamek_unwind *uw)
{
	kvfree(uw);
}

u32 flamek_unwind_compare(struct flamek_unwind *uw, u64 *ips, u32 nr, u32 max,
			  struct pt_regs *regs)
{
	u32 nr_full = walk_fully(uw->full, max, regs);

	uw->compared++;
	if (nr != nr_full || memcmp(ips, uw->full, nr * sizeof(*ips))) {
		uw->differed++;
		memcpy(ips, uw->full, nr_full * sizeof(*ips));
	}
	return nr_full;
}

u64 flamek_unwind_compared(const struct flamek_unwind *uw)
{
	return uw ? READ_ONCE(uw->compared) : 0;
}

u64 flamek_unwind_differed(const struct flamek_unwind *uw)
{
	return uw ? READ_ONCE(uw->differed) : 0;
}
