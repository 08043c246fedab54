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

#define REGION_SP	0
#define REGION_BP	640
#define REGION_SWITCH	896
#define POINTER		32	/* words into its region that one points */

static u64 *pointer(u64 *probe, unsigned int region)
{
	return probe + region + POINTER;
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
static const u64 *word_of(const u64 *probe, u64 value)
{
	const u64 *followed = probe + REGION_SP + POINTER;

	if (value == *followed)
		return followed;
	if (value - 1 >= FLAMEK_PROBE_WORDS || probe[value - 1] != value)
		return NULL;
	return probe + value - 1;
}

static bool in_region(const u64 *probe, unsigned int region, const u64 *word)
{
	static const unsigned int ends[] = {
		[REGION_SP / 128] = REGION_BP,
		[REGION_BP / 128] = REGION_SWITCH,
		[REGION_SWITCH / 128] = FLAMEK_PROBE_WORDS,
	};

	return word >= probe + region && word < probe + ends[region / 128];
}

static u16 how(u64 *probe, unsigned int region, u16 kind, const u64 *word)
{
	long offset = (u8 *)word - (u8 *)pointer(probe, region);

	if (!in_region(probe, region, word) || offset < 0 ||
	    offset & ~FLAMEK_STEP_OFFSET)
		return 0;
	return kind | offset;
}

/* Where a call's frame pointer was saved, from the CFA; 0 if that is unclear. */
static s16 saved_bp(const u64 *probe, unsigned int region, const u64 *cfa,
		    u64 value)
{
	const u64 *word = word_of(probe, value);

	if (!word || !in_region(probe, region, word))
		return 0;
	return (u8 *)word - (u8 *)cfa;
}

static void learn_call(u64 *probe, const struct unwind_state *state,
		       struct flamek_step *step)
{
	const u64 *cfa = (const u64 *)state->sp;
	unsigned int region;

	if (in_region(probe, REGION_SP, cfa))
		step->how = how(probe, region = REGION_SP, FLAMEK_STEP_CALL, cfa);
	else if (in_region(probe, REGION_BP, cfa))
		step->how = how(probe, region = REGION_BP,
				FLAMEK_STEP_CALL | FLAMEK_STEP_BP, cfa);
	else
		step->how = how(probe, region = REGION_SWITCH,
				FLAMEK_STEP_SWITCH, cfa);
	if (!step->how || word_of(probe, state->ip) != cfa - 1)
		goto unknown;
	if (state->bp == (unsigned long)pointer(probe, REGION_BP))
		return;
	step->bp = saved_bp(probe, region, cfa, state->bp);
	if (step->bp)
		return;
unknown:
	step->how = 0;
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
