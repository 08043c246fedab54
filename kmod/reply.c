// SPDX-License-Identifier: GPL-2.0-only
/* What a session answers when it is asked after: settings and counters. */
#include "reply.h"
#include "sampler.h"
#include "session.h"

#include <linux/percpu.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <net/genetlink.h>

static int put_cpu_counters(struct sk_buff *skb, const struct flamek_cpu *fc)
{
	const struct flamek_ring_head *shared = fc->ring.shared;
	u64 delivered = READ_ONCE(fc->delivered);
	u64 taken = READ_ONCE(fc->taken);
	struct nlattr *nest;

	nest = nla_nest_start(skb, FLAMEK_A_SESSION_CPU);
	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, FLAMEK_A_CPU_ID, fc->cpu) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_TICKS, READ_ONCE(fc->ticks),
			      FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_TAKEN, taken,
			      FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_DELIVERED, delivered,
			      FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_LOST,
			      READ_ONCE(shared->lost_samples),
			      FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_LOST_EVENTS,
			      READ_ONCE(shared->lost_events),
			      FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_HANDLER_NS,
			      flamek_sampler_ns(READ_ONCE(fc->handler_cycles)),
			      FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_COMPARED,
			      flamek_unwind_compared(fc->unwind),
			      FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_DIFFERED,
			      flamek_unwind_differed(fc->unwind),
			      FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_MISSED, READ_ONCE(fc->missed),
			      FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_LATE_NS,
			      READ_ONCE(fc->late_ns), FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_LATE_MAX_NS,
			      READ_ONCE(fc->late_max_ns), FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_THROTTLED,
			      READ_ONCE(fc->throttled), FLAMEK_A_CPU_PAD) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_CPU_PERIOD,
			      READ_ONCE(fc->grid.period), FLAMEK_A_CPU_PAD)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_settings(struct sk_buff *skb, struct flamek_session *session)
{
	struct pid_namespace *pid_ns = task_active_pid_ns(current);

	if (nla_put_u32(skb, FLAMEK_A_SESSION_ID, session->id) ||
	    nla_put_u32(skb, FLAMEK_A_SESSION_STATE, session->state) ||
	    nla_put_u32(skb, FLAMEK_A_SESSION_OWNER,
			pid_nr_ns(session->owner, pid_ns)))
		return -EMSGSIZE;
	if (session->state == FLAMEK_SESSION_NEW)
		return 0;
	if (nla_put_u64_64bit(skb, FLAMEK_A_SESSION_PERIOD, session->period,
			      FLAMEK_A_SESSION_PAD) ||
	    nla_put_u32(skb, FLAMEK_A_SESSION_FLAGS, session->flags) ||
	    nla_put_u32(skb, FLAMEK_A_SESSION_STACK_DEPTH,
			session->stack_depth) ||
	    nla_put_u32(skb, FLAMEK_A_SESSION_RING_PAGES,
			session->ring_pages) ||
	    nla_put_u32(skb, FLAMEK_A_SESSION_WATERMARK, session->watermark) ||
	    nla_put_u32(skb, FLAMEK_A_SESSION_TARGET, session->target.kind) ||
	    nla_put_u32(skb, FLAMEK_A_SESSION_MAX_OVERHEAD,
			session->max_overhead) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_SESSION_LEFT,
			      atomic64_read(&session->target.left),
			      FLAMEK_A_SESSION_PAD) ||
	    (!session->rights.sees_all &&
	     nla_put_flag(skb, FLAMEK_A_SESSION_RESTRICTED)) ||
	    nla_put_u32(skb, FLAMEK_A_SESSION_PROCESSES,
			READ_ONCE(session->target.members.nr_live)) ||
	    nla_put_u64_64bit(skb, FLAMEK_A_SESSION_UNTRACKED,
			      atomic64_read(&session->target.untracked),
			      FLAMEK_A_SESSION_PAD) ||
	    (session->state >= FLAMEK_SESSION_RUNNING &&
	     !session->has_mmap_probe &&
	     nla_put_flag(skb, FLAMEK_A_SESSION_NO_MMAP_EVENTS)))
		return -EMSGSIZE;
	return 0;
}

int flamek_reply_put(struct sk_buff *skb, struct flamek_session *session,
		     unsigned int *cpu)
{
	unsigned int first = *cpu;
	int ret;

	mutex_lock(&session->lock);
	ret = put_settings(skb, session);
	if (!ret && session->state == FLAMEK_SESSION_NEW)
		*cpu = nr_cpu_ids;
	while (!ret && *cpu < nr_cpu_ids) {
		ret = put_cpu_counters(skb, per_cpu_ptr(session->cpus, *cpu));
		if (!ret)
			*cpu = cpumask_next(*cpu, cpu_possible_mask);
	}
	mutex_unlock(&session->lock);
	return *cpu == first ? ret : 0;
}

size_t flamek_reply_size(void)
{
	return NLMSG_DEFAULT_SIZE + num_possible_cpus() *
	       (nla_total_size(0) + nla_total_size(sizeof(u32)) +
		13 * nla_total_size_64bit(sizeof(u64)));
}
