// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target's life: forks, exits, names, executable mappings. The probes keep
 * the target's members up to date and write the records by which the reader
 * knows what lay at an address when.
 *
 * All of them run in the context of the task that does it; the one of freed tasks
 * runs in RCU's. Up to 6.12 preemption is off in them, in 7.2 it need not be: who
 * looks a member up says that it is a reader of RCU.
 */
#include "lifecycle.h"
#include "compat.h"
#include "record.h"
#include "sampler.h"
#include "session.h"
#include "tracepoint.h"

#include <linux/kprobes.h>
#include <linux/mm_types.h>
#include <linux/module.h>
#include <linux/perf_event.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <trace/events/cgroup.h>
#include <trace/events/sched.h>
#include <trace/events/task.h>

static void replenish(struct flamek_session *session)
{
	if (unlikely(flamek_target_wants_refill(&session->target)))
		schedule_work(&session->refill);
}

static void flamek_lifecycle_fork(void *data, struct task_struct *parent,
				  struct task_struct *child)
{
	struct flamek_session *session = data;

	rcu_read_lock();
	/* Nobody has seen the child run yet: its rights are its parent's. */
	if (flamek_rights_allow(&session->rights, child) &&
	    flamek_target_fork(&session->target, parent, child))
		flamek_record_fork(session, parent, child);
	rcu_read_unlock();
	replenish(session);
}

/* Whether to tell of what the current task does to its process. */
static bool concerns(struct flamek_session *session)
{
	if (flamek_target_has(&session->target, current))
		return flamek_session_sees(session, current);
	return flamek_target_covers(&session->target, current) &&
	       flamek_rights_allow(&session->rights, current);
}

static void flamek_lifecycle_exit(void *data, struct task_struct *task)
{
	struct flamek_session *session = data;

	rcu_read_lock();
	if (flamek_session_sees(session, task))
		flamek_record_exit(session, task);
	rcu_read_unlock();
	if (flamek_target_exit(&session->target, task))
		flamek_session_wake(session);
}

static void __maybe_unused
flamek_lifecycle_exit_newer(void *data, struct task_struct *task,
			    bool group_dead)
{
	flamek_lifecycle_exit(data, task);
}

#define exit_probe flamek_compat_exit_probe(flamek_lifecycle_exit, \
					    flamek_lifecycle_exit_newer)

static void flamek_lifecycle_free(void *data, struct task_struct *task)
{
	struct flamek_session *session = data;

	flamek_target_free(&session->target, task);
}

static u16 comm_misc(const struct flamek_session *session, bool is_exec)
{
	if (!is_exec)
		return 0;
	return PERF_RECORD_MISC_COMM_EXEC |
	       (session->has_mmap_probe ? 0 : FLAMEK_MISC_COMM_JOINED);
}

static void flamek_lifecycle_rename(void *data, struct task_struct *task,
				    const char *comm)
{
	struct flamek_session *session = data;
	bool is_exec = task == current && flamek_compat_in_exec();
	bool begins = is_exec && flamek_target_exec(&session->target);

	rcu_read_lock();
	/* A thread may rename another of its process, and is told of as itself. */
	if (flamek_target_covers(&session->target, task) && concerns(session))
		flamek_record_comm(session, task, comm,
				   comm_misc(session, is_exec));
	rcu_read_unlock();
	/* Samples that came before the name would belong to none. */
	if (begins)
		flamek_sampler_kick_cpu(session);
	/* Without the memory to follow it, the process waited for is none. */
	else if (is_exec && flamek_target_is_over(&session->target))
		flamek_session_wake(session);
}

/*
 * A process, or one thread of it, has been moved into another cgroup. If it runs
 * already, its CPU's timer is armed from process context: a lock is held here.
 */
static void flamek_lifecycle_attach_cgroup(void *data, struct cgroup *to,
					   const char *path,
					   struct task_struct *task,
					   bool is_process)
{
	struct flamek_session *session = data;

	if (!cgroup_is_descendant(to, session->target.cgroup))
		return;
	flamek_record_comm(session, task, task->comm, FLAMEK_MISC_COMM_JOINED);
	schedule_work(&session->kick);
}

/* Of its own, since it may have to outlive its session: see detach_mmap(). */
struct flamek_mmap_probe {
	struct kprobe kprobe;
	struct flamek_session *session;
};

/* perf_event_mmap(vma) is called for every mapping that perf would report. */
static int flamek_lifecycle_mmap(struct kprobe *kprobe, struct pt_regs *regs)
{
	struct flamek_mmap_probe *probe =
		container_of(kprobe, struct flamek_mmap_probe, kprobe);
	struct flamek_session *session = READ_ONCE(probe->session);
	const struct vm_area_struct *vma =
		(void *)regs_get_kernel_argument(regs, 0);

	if (session && vma->vm_flags & VM_EXEC && vma->vm_mm == current->mm &&
	    concerns(session))
		flamek_record_mmap(session, vma);
	return 0;
}

/* The last one is of interest to a session that samples a cgroup only. */
static const struct {
	enum flamek_tracepoint id;
	void *probe;
} probes[] = {
	{ FLAMEK_TP_PROCESS_FREE, flamek_lifecycle_free },
	{ FLAMEK_TP_PROCESS_FORK, flamek_lifecycle_fork },
	{ FLAMEK_TP_PROCESS_EXIT, exit_probe },
	{ FLAMEK_TP_TASK_RENAME, flamek_lifecycle_rename },
	{ FLAMEK_TP_CGROUP_ATTACH, flamek_lifecycle_attach_cgroup },
};

static int nr_probes(const struct flamek_session *session)
{
	return session->target.kind == FLAMEK_TARGET_CGROUP ?
	       ARRAY_SIZE(probes) : ARRAY_SIZE(probes) - 1;
}

static void unregister_probes(struct flamek_session *session, int nr)
{
	while (nr--)
		flamek_tracepoint_unregister(probes[nr].id, probes[nr].probe,
					     session);
}

static int register_probes(struct flamek_session *session)
{
	int i, ret;

	for (i = 0; i < nr_probes(session); i++) {
		ret = flamek_tracepoint_register(probes[i].id, probes[i].probe,
						 session);
		if (ret) {
			unregister_probes(session, i);
			return ret;
		}
	}
	return 0;
}

/* To name a file, PREEMPT_RT may sleep for a lock; in a kprobe nothing may. */
static void attach_mmap(struct flamek_session *session)
{
	struct flamek_mmap_probe *probe;

	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		return;
	probe = kzalloc(sizeof(*probe), GFP_KERNEL);
	if (!probe)
		return;
	probe->session = session;
	probe->kprobe.symbol_name = "perf_event_mmap";
	probe->kprobe.pre_handler = flamek_lifecycle_mmap;
	if (register_kprobe(&probe->kprobe)) {
		kfree(probe);
		return;
	}
	session->mmap_probe = probe;
	session->has_mmap_probe = true;
}

/*
 * Where there is no memory for it, the kernel leaves a kprobe in its tables and
 * tells by the address alone. Then it stays, and does nothing, for as long as the
 * kernel may come upon it: for good, and the module with it.
 */
static void detach_mmap(struct flamek_session *session)
{
	struct flamek_mmap_probe *probe = session->mmap_probe;

	if (!probe)
		return;
	session->mmap_probe = NULL;
	unregister_kprobe(&probe->kprobe);
	if (likely(probe->kprobe.addr)) {
		kfree(probe);
		return;
	}
	WRITE_ONCE(probe->session, NULL);
	__module_get(THIS_MODULE);
	pr_warn("a kprobe could not be removed; the module cannot be unloaded any more\n");
}

int flamek_lifecycle_attach(struct flamek_session *session)
{
	int ret;

	check_trace_callback_type_sched_process_free(flamek_lifecycle_free);
	check_trace_callback_type_sched_process_fork(flamek_lifecycle_fork);
	check_trace_callback_type_sched_process_exit(exit_probe);
	check_trace_callback_type_task_rename(flamek_lifecycle_rename);
	check_trace_callback_type_cgroup_attach_task(flamek_lifecycle_attach_cgroup);

	ret = register_probes(session);
	if (ret)
		return ret;
	attach_mmap(session);
	return 0;
}

void flamek_lifecycle_detach(struct flamek_session *session)
{
	detach_mmap(session);
	unregister_probes(session, nr_probes(session));
}
