// SPDX-License-Identifier: GPL-2.0-only
/*
 * A session: from the open of /dev/flamek to the last reference to that file.
 *
 * NEW -> READY (configured, rings allocated) -> RUNNING -> STOPPED; each step
 * is taken once, under session->lock. What the probes and the timers read is
 * constant while they run: they are attached last and detached first.
 */
#include "session.h"
#include "lifecycle.h"
#include "record.h"
#include "sampler.h"
#include "switch.h"

#include <linux/cpu.h>
#include <linux/kernel.h>
#include <linux/netlink.h>
#include <linux/percpu.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>
#include <linux/xarray.h>

/*
 * Each session is a probe in every context switch of the machine, so those who
 * need no capability for it get only so many.
 */
#define USER_SESSIONS_MAX 16

static DEFINE_XARRAY_ALLOC1(sessions);	/* by id */
static DEFINE_MUTEX(sessions_lock);	/* keeps them, and guards last_id */
static u32 last_id;

void flamek_session_list_lock(void)
{
	mutex_lock(&sessions_lock);
}

void flamek_session_list_unlock(void)
{
	mutex_unlock(&sessions_lock);
}

struct flamek_session *flamek_session_next(unsigned long id)
{
	lockdep_assert_held(&sessions_lock);
	return xa_find(&sessions, &id, U32_MAX, XA_PRESENT);
}

static void kick(struct work_struct *work)
{
	flamek_sampler_kick(container_of(work, struct flamek_session, kick));
}

static void refill(struct work_struct *work)
{
	struct flamek_session *session =
		container_of(work, struct flamek_session, refill);

	flamek_members_refill(&session->target.members);
}

static bool may_enlist(const struct flamek_session *session)
{
	const struct flamek_session *other;
	unsigned long id;
	int nr = 0;

	lockdep_assert_held(&sessions_lock);
	if (session->rights.sees_all)
		return true;
	xa_for_each(&sessions, id, other)
		if (uid_eq(other->rights.cred->uid, session->rights.cred->uid))
			nr++;
	return nr < USER_SESSIONS_MAX;
}

static int enlist(struct flamek_session *session)
{
	int ret = -EUSERS;

	mutex_lock(&sessions_lock);
	if (may_enlist(session))
		ret = xa_alloc_cyclic(&sessions, &session->id, session,
				      xa_limit_32b, &last_id, GFP_KERNEL);
	mutex_unlock(&sessions_lock);
	return min(ret, 0);
}

static void free_session(struct flamek_session *session)
{
	free_percpu(session->cpus);
	put_pid(session->owner);
	put_pid_ns(session->pid_ns);
	flamek_rights_uninit(&session->rights);
	mutex_destroy(&session->lock);
	kfree(session);
}

struct flamek_session *flamek_session_create(void)
{
	struct flamek_session *session;
	int ret;

	session = kzalloc(sizeof(*session), GFP_KERNEL_ACCOUNT);
	if (!session)
		return ERR_PTR(-ENOMEM);
	session->cpus = alloc_percpu_gfp(struct flamek_cpu, GFP_KERNEL_ACCOUNT);
	if (!session->cpus) {
		kfree(session);
		return ERR_PTR(-ENOMEM);
	}
	mutex_init(&session->lock);
	init_waitqueue_head(&session->readers);
	INIT_WORK(&session->kick, kick);
	INIT_WORK(&session->refill, refill);
	flamek_rights_init(&session->rights);
	flamek_target_init(&session->target, &session->rights);
	session->owner = get_pid(task_tgid(current));
	session->pid_ns = get_pid_ns(task_active_pid_ns(current));

	ret = enlist(session);
	if (ret) {
		free_session(session);
		return ERR_PTR(ret);
	}
	return session;
}

void flamek_session_wake(struct flamek_session *session)
{
	irq_work_queue(&raw_cpu_ptr(session->cpus)->wakeup);
}

void flamek_session_leave(struct flamek_session *session,
			  struct task_struct *task)
{
	if (flamek_target_leave(&session->target, task))
		flamek_session_wake(session);
}

static void wake_readers(struct irq_work *work)
{
	struct flamek_cpu *fc = container_of(work, struct flamek_cpu, wakeup);

	wake_up_interruptible_poll(&fc->session->readers,
				   EPOLLIN | EPOLLPRI | EPOLLHUP);
}

static void free_cpus(struct flamek_session *session)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct flamek_cpu *fc = per_cpu_ptr(session->cpus, cpu);

		flamek_ring_uninit(&fc->ring);
		flamek_unwind_free(fc->unwind);
		fc->unwind = NULL;
	}
}

static int init_cpu(struct flamek_session *session, int cpu)
{
	struct flamek_cpu *fc = per_cpu_ptr(session->cpus, cpu);

	fc->session = session;
	fc->cpu = cpu;
	init_irq_work(&fc->wakeup, wake_readers);
	flamek_sampler_init(fc);
	if (!(session->flags & FLAMEK_F_NO_KERNEL)) {
		fc->unwind = flamek_unwind_alloc(cpu_to_node(cpu));
		if (!fc->unwind)
			return -ENOMEM;
	}
	return flamek_ring_init(&fc->ring, session->ring_pages, cpu_to_node(cpu));
}

static int init_cpus(struct flamek_session *session, const struct cpumask *cpus)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		if (init_cpu(session, cpu)) {
			free_cpus(session);
			return -ENOMEM;
		}
		per_cpu_ptr(session->cpus, cpu)->enabled =
			!cpus || cpumask_test_cpu(cpu, cpus);
	}
	return 0;
}

static int check_config(const struct flamek_session *session,
			const struct flamek_session_config *config,
			struct netlink_ext_ack *extack)
{
	size_t ring_size = (size_t)config->ring_pages << PAGE_SHIFT;

	if (session->state != FLAMEK_SESSION_NEW) {
		NL_SET_ERR_MSG_MOD(extack, "session is already configured");
		return -EBUSY;
	}
	if (flamek_record_sample_size(config->stack_depth) > ring_size / 2) {
		NL_SET_ERR_MSG_MOD(extack, "ring is too small for stacks of that depth");
		return -EINVAL;
	}
	if (config->watermark > ring_size) {
		NL_SET_ERR_MSG_MOD(extack, "watermark is larger than the ring");
		return -EINVAL;
	}
	if (session->rights.sees_all)
		return 0;
	if (config->flags & FLAMEK_F_NO_USER) {
		NL_SET_ERR_MSG_MOD(extack, "kernel frames alone need CAP_PERFMON");
		return -EPERM;
	}
	if (config->max_overhead > FLAMEK_OVERHEAD_DEFAULT) {
		NL_SET_ERR_MSG_MOD(extack, "more overhead than 25 % needs CAP_PERFMON");
		return -EPERM;
	}
	return 0;
}

static void apply(struct flamek_session *session,
		  const struct flamek_session_config *config)
{
	size_t ring_size = (size_t)config->ring_pages << PAGE_SHIFT;

	session->period = NSEC_PER_SEC / config->freq;
	session->flags = config->flags;
	if (!session->rights.sees_all) {
		session->flags |= FLAMEK_F_NO_KERNEL;
		session->flags &= ~FLAMEK_F_VERIFY_UNWIND;
	}
	session->stack_depth = config->stack_depth;
	session->ring_pages = config->ring_pages;
	session->watermark =
		min_t(size_t, config->watermark ?: ring_size / 2,
		      flamek_record_watermark_max(ring_size, config->stack_depth));
	session->max_overhead = config->max_overhead;
}

static int alloc_rings(struct flamek_session *session,
		       const struct cpumask *cpus,
		       struct netlink_ext_ack *extack)
{
	unsigned long pages = flamek_ring_total_pages(session->ring_pages) *
			      num_possible_cpus();
	int ret = flamek_rights_charge(&session->rights, pages);

	if (ret) {
		NL_SET_ERR_MSG_MOD(extack, "rings are larger than RLIMIT_MEMLOCK lets them be");
		return ret;
	}
	ret = init_cpus(session, cpus);
	if (ret) {
		flamek_rights_uncharge(&session->rights);
		NL_SET_ERR_MSG_MOD(extack, "not enough memory for the rings");
	}
	return ret;
}

static int configure(struct flamek_session *session,
		     const struct flamek_session_config *config,
		     struct netlink_ext_ack *extack)
{
	int ret = check_config(session, config, extack);

	if (!ret)
		ret = flamek_target_set(&session->target, &config->target,
					extack);
	if (ret)
		return ret;
	apply(session, config);
	ret = alloc_rings(session, config->cpus, extack);
	if (ret)
		flamek_target_clear(&session->target);
	return ret;
}

int flamek_session_set(struct flamek_session *session,
		       const struct flamek_session_config *config,
		       struct netlink_ext_ack *extack)
{
	int ret;

	mutex_lock(&session->lock);
	ret = configure(session, config, extack);
	if (!ret) {
		session->state = FLAMEK_SESSION_READY;
		/* pairs with the acquire in flamek_chardev_mmap() and _poll() */
		smp_store_release(&session->rings_ready, true);
	}
	mutex_unlock(&session->lock);
	return ret;
}

/*
 * Nothing arms a timer once the probes are gone for sure, so only then are the
 * timers cancelled; nothing queues a wakeup once both are gone.
 */
static void quiesce(struct flamek_session *session)
{
	int cpu;

	tracepoint_synchronize_unregister();
	cancel_work_sync(&session->kick);
	cancel_work_sync(&session->refill);
	for_each_possible_cpu(cpu) {
		struct flamek_cpu *fc = per_cpu_ptr(session->cpus, cpu);

		flamek_sampler_cancel(fc);
		irq_work_sync(&fc->wakeup);
	}
}

/*
 * The order matters: lifecycle events flow before the target's members are
 * counted, so that none is born unseen; the switch probe comes last, since
 * with it sampling begins.
 */
static int start(struct flamek_session *session, struct netlink_ext_ack *extack)
{
	int ret;

	if (session->state == FLAMEK_SESSION_NEW) {
		NL_SET_ERR_MSG_MOD(extack, "session is not configured");
		return -EINVAL;
	}
	if (session->state != FLAMEK_SESSION_READY) {
		NL_SET_ERR_MSG_MOD(extack, "session was already started");
		return -EBUSY;
	}
	ret = flamek_lifecycle_attach(session);
	if (ret) {
		NL_SET_ERR_MSG_MOD(extack, "cannot attach to the kernel's process events");
		goto err_quiesce;
	}
	ret = flamek_target_begin(&session->target);
	if (ret == -ENOMEM)
		NL_SET_ERR_MSG_MOD(extack, "there are more processes than can be followed");
	else if (ret)
		NL_SET_ERR_MSG_MOD(extack, "the target has exited");
	if (ret)
		goto err_detach;
	ret = flamek_switch_attach(session);
	if (ret) {
		NL_SET_ERR_MSG_MOD(extack, "cannot attach to context switches");
		goto err_detach;
	}
	flamek_sampler_kick(session);
	session->state = FLAMEK_SESSION_RUNNING;
	return 0;

err_detach:
	flamek_lifecycle_detach(session);
err_quiesce:
	quiesce(session);
	/* Who came and went meanwhile is not known, so there is no second try. */
	session->state = FLAMEK_SESSION_STOPPED;
	return ret;
}

int flamek_session_start(struct flamek_session *session,
			 struct netlink_ext_ack *extack)
{
	int ret;

	mutex_lock(&session->lock);
	ret = start(session, extack);
	mutex_unlock(&session->lock);
	return ret;
}

static void stop(struct flamek_session *session)
{
	int cpu;

	lockdep_assert_held(&session->lock);
	flamek_switch_detach(session);
	flamek_lifecycle_detach(session);
	quiesce(session);
	for_each_possible_cpu(cpu)
		flamek_record_flush(per_cpu_ptr(session->cpus, cpu));
	session->state = FLAMEK_SESSION_STOPPED;
	wake_up_interruptible_poll(&session->readers, EPOLLIN | EPOLLHUP);
}

int flamek_session_stop(struct flamek_session *session,
			struct netlink_ext_ack *extack)
{
	int ret = 0;

	mutex_lock(&session->lock);
	if (session->state == FLAMEK_SESSION_RUNNING) {
		stop(session);
	} else {
		NL_SET_ERR_MSG_MOD(extack, "session is not running");
		ret = -EINVAL;
	}
	mutex_unlock(&session->lock);
	return ret;
}

void flamek_session_destroy(struct flamek_session *session)
{
	mutex_lock(&sessions_lock);
	xa_erase(&sessions, session->id);
	mutex_unlock(&sessions_lock);

	mutex_lock(&session->lock);
	if (session->state == FLAMEK_SESSION_RUNNING)
		stop(session);
	mutex_unlock(&session->lock);

	free_cpus(session);
	flamek_target_clear(&session->target);
	free_session(session);
}
