// SPDX-License-Identifier: GPL-2.0-only
#include "../selftest.h"
#include "../steps.h"

#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/unwind.h>

#define PLACES	8

static struct flamek_step step_of(unsigned long ip)
{
	return (struct flamek_step){ .ip = ip, .how = FLAMEK_STEP_CALL | 8 };
}

static bool is_found(const struct flamek_step *steps, unsigned long ip)
{
	const struct flamek_step *step = flamek_steps_find(steps, PLACES, ip);

	return step && fact(step->ip == (u32)ip);
}

static bool finds_what_was_added(void)
{
	const unsigned long one = __START_KERNEL_map + 0x1001000;
	const unsigned long two = one + PLACES, three = two + PLACES;
	struct flamek_step steps[PLACES * FLAMEK_STEP_WAYS] = { };

	flamek_steps_add(steps, PLACES, step_of(one));
	flamek_steps_add(steps, PLACES, step_of(two));
	if (!fact(is_found(steps, one)) || !fact(is_found(steps, two)) ||
	    !fact(!is_found(steps, one + 1)) ||
	    !fact(!is_found(steps, three)) ||
	    !fact(!is_found(steps, (u32)one)) || !fact(!is_found(steps, 0)))
		return false;
	/* Of three in one place the oldest goes. */
	flamek_steps_add(steps, PLACES, step_of(three));
	return fact(!is_found(steps, one)) && fact(is_found(steps, two)) &&
	       fact(is_found(steps, three));
}

static bool learns_of_the_image_alone(void)
{
	return fact(flamek_probe_is_possible((unsigned long)schedule)) &&
	       fact(!flamek_probe_is_possible((unsigned long)step_of)) &&
	       fact(!flamek_probe_is_possible(0)) &&
	       fact(!flamek_probe_is_possible(PAGE_OFFSET));
}

#ifdef CONFIG_UNWINDER_ORC

/* Whether a step says what the kernel's unwinder has just done. */
static bool agrees(const struct flamek_step *step,
		   const struct unwind_state *before,
		   const struct unwind_state *after)
{
	unsigned long base = step->how & FLAMEK_STEP_BP ? before->bp :
							  before->sp;
	unsigned long cfa = base + (step->how & FLAMEK_STEP_OFFSET);
	unsigned long bp = before->bp;

	if (step->bp)
		bp = READ_ONCE_NOCHECK(*(unsigned long *)(cfa + step->bp));
	return fact(after->sp == cfa) && fact(after->bp == bp) &&
	       fact(after->ip == READ_ONCE_NOCHECK(*(unsigned long *)(cfa - 8)));
}

/* Over the stack of this very call: at least the way in from the system call. */
static bool learns_what_the_unwinder_does(void)
{
	u64 *probe = kcalloc(FLAMEK_PROBE_WORDS, sizeof(*probe), GFP_KERNEL);
	struct unwind_state state, before;
	struct flamek_step step;
	unsigned int nr = 0;
	bool is_so = true;

	if (!fact(probe))
		return false;
	flamek_probe_init(probe);
	unwind_start(&state, current, NULL, NULL);
	while (is_so && !unwind_done(&state)) {
		before = state;
		unwind_next_frame(&state);
		if (unwind_done(&state) || before.regs || state.regs ||
		    !flamek_probe_is_possible(before.ip))
			continue;
		step = flamek_probe(probe, before.ip, false);
		if ((step.how & FLAMEK_STEP_KIND) != FLAMEK_STEP_CALL)
			continue;
		is_so = agrees(&step, &before, &state);
		nr++;
	}
	kfree(probe);
	return is_so && fact(nr >= 3);
}

#endif /* CONFIG_UNWINDER_ORC */

const struct flamek_selftest_case flamek_selftest_steps[] = {
	{ "steps: what was added is found", finds_what_was_added },
	{ "steps: only the kernel's image is learnt of",
	  learns_of_the_image_alone },
#ifdef CONFIG_UNWINDER_ORC
	{ "steps: what is learnt is what the unwinder does",
	  learns_what_the_unwinder_does },
#endif
	{ }
};
