/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_SESSION_H
#define _FLAMEK_SESSION_H

#include "governor.h"
#include "grid.h"
#include "rights.h"
#include "ring.h"
#include "target.h"
#include "unwind.h"

#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/flamek.h>

struct netlink_ext_ack;

/**
 * struct flamek_cpu - what a session has on one CPU
 * @timer: the tick; pinned, hard
 * @armed: a target runs here and @timer is set
 * @enabled: of the CPUs that were asked for
 * @cpu: the CPU
 * @cell: cell of the grid whose tick @timer is set to
 * @grid: when ticks fall here
 * @governor: keeps ticks below @max_overhead of the session
 * @ring: where records go
 * @unwind: what was learnt of the kernel's frames
 * @session: back
 * @ticks: timer interrupts taken
 * @taken: samples taken
 * @delivered: of these, samples written
 * @missed: points of the grid that passed without a tick of their own
 * @late_ns: how late ticks came, in all
 * @late_max_ns: and at most
 * @throttled: times that the governor lowered the rate
 * @handler_cycles: time spent in the tick and in arming it, see
 *		    flamek_sampler_ns()
 * @wakeup: wakes the reader from where one cannot
 *
 * Written on that CPU with interrupts off only; counters are read from
 * anywhere.
 */
struct flamek_cpu {
	struct hrtimer timer;
	bool armed;
	bool enabled;
	unsigned int cpu;
	u64 cell;
	struct flamek_grid grid;
	struct flamek_governor governor;
	struct flamek_ring ring;
	struct flamek_unwind *unwind;
	struct flamek_session *session;
	u64 ticks;
	u64 taken;
	u64 delivered;
	u64 missed;
	u64 late_ns;
	u64 late_max_ns;
	u64 throttled;
	u64 handler_cycles;
	struct irq_work wakeup;
};

/**
 * struct flamek_session - an open /dev/flamek
 * @lock: guards @state and what SESSION_SET writes, until RUNNING makes all of
 *	  it constant
 * @id: its number
 * @state: how far it got
 * @rings_ready: set once @cpus may be mapped and polled (release/acquire)
 * @period: ns
 * @flags: FLAMEK_F_*
 * @stack_depth: frames
 * @ring_pages: data pages per CPU
 * @watermark: bytes unread that wake the reader
 * @max_overhead: percent of a CPU's time, 100 for no limit
 * @rights: what it may see
 * @owner: the process that opened it
 * @pid_ns: whose pids the records carry: those of the opener
 * @target: who is sampled
 * @cpus: per possible CPU
 * @mmap_probe: tells of new executable mappings, while the session runs
 * @has_mmap_probe: there is one, or was
 * @has_news: a mapping or a name was recorded since the reader was last told
 * @kick: arms the CPUs that run a target, when one has joined
 * @refill: lays memory by for the target's members
 * @readers: wait queue of poll()
 */
struct flamek_session {
	struct mutex lock;	/* see above */
	u32 id;
	enum flamek_session_state state;
	bool rings_ready;
	u32 period;
	u32 flags;
	u32 stack_depth;
	u32 ring_pages;
	u32 watermark;
	u32 max_overhead;
	struct flamek_rights rights;
	struct pid *owner;
	struct pid_namespace *pid_ns;
	struct flamek_target target;
	struct flamek_cpu __percpu *cpus;
	struct flamek_mmap_probe *mmap_probe;
	bool has_mmap_probe;
	bool has_news;
	struct work_struct kick;
	struct work_struct refill;
	wait_queue_head_t readers;
};

/**
 * struct flamek_session_config - what SESSION_SET asks for
 * @freq: Hz
 * @flags: FLAMEK_F_*
 * @stack_depth: frames
 * @ring_pages: data pages per CPU
 * @watermark: bytes, 0 for half a ring
 * @max_overhead: percent
 * @target: whom to sample
 * @cpus: where to, NULL for everywhere
 */
struct flamek_session_config {
	u32 freq;
	u32 flags;
	u32 stack_depth;
	u32 ring_pages;
	u32 watermark;
	u32 max_overhead;
	struct flamek_target_config target;
	const struct cpumask *cpus;
};

/**
 * flamek_session_create() - a new session of the current process
 *
 * Return: the session; ERR_PTR(-EUSERS) when one without CAP_PERFMON has many
 * already, ERR_PTR(-ENOMEM).
 */
struct flamek_session *flamek_session_create(void);

/**
 * flamek_session_destroy() - stop it and free all it has
 *
 * Context: process context, nobody else knows the session any more.
 */
void flamek_session_destroy(struct flamek_session *session);

/**
 * flamek_session_set() - configure a new session and allocate its rings
 *
 * Return: 0 or -errno, with the reason in @extack.
 */
int flamek_session_set(struct flamek_session *session,
		       const struct flamek_session_config *config,
		       struct netlink_ext_ack *extack);

/**
 * flamek_session_start() - attach probes and begin to sample
 *
 * Return: 0 or -errno, with the reason in @extack.
 */
int flamek_session_start(struct flamek_session *session,
			 struct netlink_ext_ack *extack);

/**
 * flamek_session_stop() - end sampling for good; losses are said in-band
 *
 * Return: 0, or -EINVAL when it does not run.
 */
int flamek_session_stop(struct flamek_session *session,
			struct netlink_ext_ack *extack);

/** flamek_session_wake() - the reader is to look again. Context: any. */
void flamek_session_wake(struct flamek_session *session);

/** flamek_session_leave() - a task leaves the target, see below */
void flamek_session_leave(struct flamek_session *session,
			  struct task_struct *task);

/**
 * flamek_session_sees() - is a task in the target, and may the session see it?
 * @session: one that runs
 * @task: the current task
 *
 * A task that it may not see leaves the target for good.
 * Context: any but with a run queue locked.
 */
static __always_inline bool flamek_session_sees(struct flamek_session *session,
						struct task_struct *task)
{
	if (!flamek_target_has(&session->target, task))
		return false;
	if (flamek_rights_allow(&session->rights, task))
		return true;
	flamek_session_leave(session, task);
	return false;
}

/**
 * flamek_session_next() - the session with the lowest number of at least @id
 *
 * Context: between flamek_session_list_lock() and flamek_session_list_unlock().
 * Return: the session, or NULL.
 */
struct flamek_session *flamek_session_next(unsigned long id);
void flamek_session_list_lock(void);
void flamek_session_list_unlock(void);

#endif /* _FLAMEK_SESSION_H */
