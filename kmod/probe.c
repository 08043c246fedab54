// SPDX-License-Identifier: GPL-2.0-only
/*
 * Learns what the kernel's unwinder does at an address, by making it step once
 * over a stack of our own whose every word is different: where it ends up, and
 * what it took for return address and frame pointer, tells what it went by.
 *
 * The stack has three regions: the stack pointer points into the first, the
 * frame pointer into the second, and the word under the stack pointer into the
 * third. A step goes up, so the order matters: it must not look like a loop.
 */
#include "steps.h"

#include <linux/sched.h>
#include <asm/unwind.h>

#ifdef CONFIG_UNWINDER_ORC

enum region { REGION_SP, REGION_BP, REGION_SWITCH, NR_REGIONS };

/* In words; the last one is where the stack ends. */
static const unsigned int starts[NR_REGIONS + 1] = {
	0, 640, 896, FLAMEK_PROBE_WORDS,
};

#define POINTER		32	/* words into its region that one points */

static u64 *pointer(u64 *probe, enum region region)
{
	return probe + starts[region] + POINTER;
}

/* No word is a valid address but the one that is followed. */
void flamek_probe_init(u64 *probe)
{
	unsigned int i;

	for (i = 0; i < FLAMEK_PROBE_WORDS; i++)
		probe[i] = i + 1;
	*pointer(probe, REGION_SP) = (u64)pointer(probe, REGION_SWITCH);
}

/* The word that holds @value, or NULL. */
static const u64 *word_of(u64 *probe, u64 value)
{
	if (value == *pointer(probe, REGION_SP))
		return pointer(probe, REGION_SP);
	if (value - 1 >= FLAMEK_PROBE_WORDS || probe[value - 1] != value)
		return NULL;
	return probe + value - 1;
}

static enum region region_of(const u64 *probe, const u64 *word)
{
	enum region region;

	for (region = 0; region < NR_REGIONS; region++)
		if (word >= probe + starts[region] &&
		    word < probe + starts[region + 1])
			break;
	return region;
}

/* How to get from what points into @region to @word there; 0 if by none. */
static u16 how(u64 *probe, enum region region, u16 kind, const u64 *word)
{
	long offset = (u8 *)word - (u8 *)pointer(probe, region);

	if (region_of(probe, word) != region || offset < 0 ||
	    offset & ~FLAMEK_STEP_OFFSET)
		return 0;
	return kind | offset;
}

static void learn_call(u64 *probe, const struct unwind_state *state,
		       struct flamek_step *step)
{
	static const u16 kinds[NR_REGIONS] = {
		[REGION_SP] = FLAMEK_STEP_CALL,
		[REGION_BP] = FLAMEK_STEP_CALL | FLAMEK_STEP_BP,
		[REGION_SWITCH] = FLAMEK_STEP_SWITCH,
	};
	const u64 *cfa = (const u64 *)state->sp;
	enum region region = region_of(probe, cfa);
	const u64 *bp = word_of(probe, state->bp);

	if (region == NR_REGIONS || word_of(probe, state->ip) != cfa - 1)
		return;
	if (state->bp != (unsigned long)pointer(probe, REGION_BP)) {
		/* Saved right at the CFA, or who knows where: not learnt. */
		if (!bp || bp == cfa || region_of(probe, bp) != region)
			return;
		step->bp = (u8 *)bp - (u8 *)cfa;
	}
	step->how = how(probe, region, kinds[region], cfa);
}

struct flamek_step flamek_probe(u64 *probe, unsigned long ip,
				bool is_interrupted)
{
	struct flamek_step step = { .ip = ip };
	struct unwind_state state = {
		.stack_info = {
			.type = STACK_TYPE_TASK,
			.begin = (unsigned long *)probe,
			.end = (unsigned long *)(probe + FLAMEK_PROBE_WORDS),
		},
		.task = current,
		.error = true,	/* so that it does not warn of what it finds */
		.signal = is_interrupted,
		.ip = ip,
		.sp = (unsigned long)pointer(probe, REGION_SP),
		.bp = (unsigned long)pointer(probe, REGION_BP),
	};

	if (!unwind_next_frame(&state))
		return step;
	if (!state.regs)
		learn_call(probe, &state, &step);
	else if (state.full_regs)
		step.how = how(probe, REGION_SP, FLAMEK_STEP_REGS,
			       (const u64 *)state.regs);
	return step;
}

#endif /* CONFIG_UNWINDER_ORC */
