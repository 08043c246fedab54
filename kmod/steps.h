/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Steps from a frame of the kernel's stack to its caller's, by the address that
 * the frame is at. For code of the kernel's image they never change: the ORC
 * tables are made with the image, and what is patched at run time keeps to them.
 */
#ifndef _FLAMEK_STEPS_H
#define _FLAMEK_STEPS_H

#include <linux/types.h>
#include <asm/page_types.h>
#include <asm/pgtable_types.h>

/*
 * The canonical frame address (CFA) is where the stack pointer will be in the
 * caller: the return address lies right below it.
 */
#define FLAMEK_STEP_CALL	0x1	/* the CFA is the base plus the offset */
#define FLAMEK_STEP_SWITCH	0x2	/* ... what the stack pointer points at plus it */
#define FLAMEK_STEP_REGS	0x3	/* no call: pt_regs lie at the base plus it */
#define FLAMEK_STEP_KIND	0x3
#define FLAMEK_STEP_BP		0x4	/* the base is the frame pointer */
#define FLAMEK_STEP_OFFSET	0xfff8

/**
 * struct flamek_step - one step
 * @ip: the low half of the address, the high one being all ones; 0: none here
 * @how: FLAMEK_STEP_*; 0: only the kernel's unwinder knows
 * @bp: where the caller's frame pointer was saved, from the CFA; 0: nowhere
 */
struct flamek_step {
	u32 ip;
	u16 how;
	s16 bp;
};

/* Two ways, so that two addresses which share a place do not fight for it. */
#define FLAMEK_STEP_WAYS	2

/**
 * flamek_steps_find() - look an address up
 * @steps: @places times FLAMEK_STEP_WAYS
 * @places: a power of two
 * @ip: any address
 *
 * Return: the step, or NULL.
 */
static __always_inline const struct flamek_step *
flamek_steps_find(const struct flamek_step *steps, u32 places, unsigned long ip)
{
	const struct flamek_step *step;

	if (unlikely(ip < __START_KERNEL_map))
		return NULL;
	step = steps + (ip & (places - 1)) * FLAMEK_STEP_WAYS;
	if (likely(step->ip == (u32)ip))
		return step;
	step++;
	return likely(step->ip == (u32)ip) ? step : NULL;
}

/**
 * flamek_steps_add() - remember a step; the older one of its place goes
 *
 * Return: where it is.
 */
static inline const struct flamek_step *
flamek_steps_add(struct flamek_step *steps, u32 places, struct flamek_step step)
{
	struct flamek_step *place;

	place = steps + (step.ip & (places - 1)) * FLAMEK_STEP_WAYS;
	place[1] = place[0];
	place[0] = step;
	return place;
}

/* Words that the kernel's unwinder is made to step through. */
#define FLAMEK_PROBE_WORDS	1024

/** flamek_probe_init() - fill the words, once */
void flamek_probe_init(u64 *probe);

/** flamek_probe_is_possible() - whether the step at an address never changes */
static inline bool flamek_probe_is_possible(unsigned long ip)
{
	/* Above lie modules, trampolines and generated code, which come and go. */
	return ip >= __START_KERNEL_map && ip < MODULES_VADDR;
}

/**
 * flamek_probe() - learn a step from the kernel's unwinder
 * @probe: words that flamek_probe_init() has filled
 * @ip: an address of the kernel's image
 * @is_interrupted: the frame is at this instruction, not after a call
 *
 * Context: any but NMI.
 * Return: the step, whose how is 0 if it is none of those that are known.
 */
struct flamek_step flamek_probe(u64 *probe, unsigned long ip,
				bool is_interrupted);

#endif /* _FLAMEK_STEPS_H */
