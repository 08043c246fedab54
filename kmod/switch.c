// SPDX-License-Identifier: GPL-2.0-only
/*
 * Context switches: the probe runs at every one of them on the whole machine,
 * interrupts off and the run queue locked, so all it does for strangers is to
 * find that they are strangers.
 */
#include "switch.h"
#include "sampler.h"
#include "session.h"
#include "tracepoint.h"

#include <linux/percpu.h>
#include <trace/events/sched.h>

static void flamek_switch_probe(void *data, bool preempt,
				struct task_struct *prev,
				struct task_struct *next,
				unsigned int prev_state)
{
	struct flamek_session *session = data;
	struct flamek_cpu *fc = this_cpu_ptr(session->cpus);
	bool is_target = flamek_target_has(&session->target, next);

	if (likely(is_target == fc->armed))
		return;
	if (!is_target)
		flamek_sampler_disarm(fc);
	else if (fc->enabled)
		flamek_sampler_arm(fc);
}

int flamek_switch_attach(struct flamek_session *session)
{
	check_trace_callback_type_sched_switch(flamek_switch_probe);
	return flamek_tracepoint_register(FLAMEK_TP_SCHED_SWITCH,
					  flamek_switch_probe, session);
}

void flamek_switch_detach(struct flamek_session *session)
{
	flamek_tracepoint_unregister(FLAMEK_TP_SCHED_SWITCH,
				     flamek_switch_probe, session);
}
