// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is sampled: processes, with or without their descendants, threads, the
 * tasks of a cgroup, or all.
 *
 * A process is a member from the fork until its leader's task_struct is freed,
 * so that what it does while it exits is sampled too. Until then its
 * signal_struct cannot be another process's. A thread is a member until its own
 * task_struct is freed.
 */
#include "target.h"
#include "compat.h"
#include "rights.h"

#include <linux/err.h>
#include <linux/netlink.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

/* Each switch of the machine looks into the table: nobody may fill it at will. */
#define USER_MEMBERS_MAX 8192

void flamek_target_init(struct flamek_target *target,
			const struct flamek_rights *rights)
{
	target->rights = rights;
}

static bool may_see(struct flamek_target *target, struct task_struct *task)
{
	bool may;

	task_lock(task);
	may = flamek_rights_allow(target->rights, task);
	task_unlock(task);
	return may;
}

/*
 * A process lives as long as any of its threads does: @task may have gone when
 * another of them has executed a program.
 */
static bool has_exited(const struct flamek_target *target,
		       struct task_struct *task)
{
	if (target->kind == FLAMEK_TARGET_THREADS)
		return !pid_alive(task) || task->flags & PF_EXITING;
	return !atomic_read(&task->signal->live);
}

/* Whether @task may be asked for. */
static int check_task(struct flamek_target *target, struct task_struct *task,
		      struct netlink_ext_ack *extack)
{
	if (target->kind == FLAMEK_TARGET_PROCESSES &&
	    !thread_group_leader(task)) {
		NL_SET_ERR_MSG_MOD(extack, "that is one thread, not a process");
		return -EINVAL;
	}
	if (has_exited(target, task)) {
		NL_SET_ERR_MSG_MOD(extack, "it has exited");
		return -ESRCH;
	}
	if (!may_see(target, task)) {
		NL_SET_ERR_MSG_MOD(extack, "it must be the same user's and dumpable");
		return -EPERM;
	}
	return 0;
}

static int set_task(struct flamek_target *target, pid_t nr,
		    struct netlink_ext_ack *extack)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *task = get_pid_task(pid, PIDTYPE_PID);
	int ret;

	put_pid(pid);
	if (!task) {
		NL_SET_ERR_MSG_MOD(extack, "no such process or thread");
		return -ESRCH;
	}
	ret = check_task(target, task, extack);
	if (ret)
		put_task_struct(task);
	else
		target->asked[target->nr_asked++] = task;
	return ret;
}

static int set_tasks(struct flamek_target *target,
		     const struct flamek_target_config *config,
		     struct netlink_ext_ack *extack)
{
	unsigned int i;
	int ret;

	ret = flamek_members_init(&target->members, target->rights->sees_all ?
				  UINT_MAX : USER_MEMBERS_MAX);
	if (ret)
		return ret;
	target->asked = kcalloc(config->nr_pids, sizeof(*target->asked),
				GFP_KERNEL_ACCOUNT);
	if (!target->asked)
		return -ENOMEM;
	for (i = 0; i < config->nr_pids && !ret; i++)
		ret = set_task(target, config->pids[i], extack);
	return ret;
}

static int set_cgroup(struct flamek_target *target, int fd,
		      struct netlink_ext_ack *extack)
{
	struct cgroup *cgroup = cgroup_get_from_fd(fd);

	if (IS_ERR(cgroup)) {
		NL_SET_ERR_MSG_MOD(extack, "descriptor is not a directory of cgroup v2");
		return PTR_ERR(cgroup);
	}
	target->cgroup = cgroup;
	return 0;
}

static int check_config(const struct flamek_target *target,
			const struct flamek_target_config *config,
			struct netlink_ext_ack *extack)
{
	bool is_one = config->kind == FLAMEK_TARGET_PROCESSES &&
		      config->nr_pids == 1;

	if (config->kind > FLAMEK_TARGET_THREADS && !target->rights->sees_all) {
		NL_SET_ERR_MSG_MOD(extack, "only processes and threads, without CAP_PERFMON");
		return -EPERM;
	}
	if (config->flags & FLAMEK_F_INHERIT &&
	    config->kind != FLAMEK_TARGET_PROCESSES) {
		NL_SET_ERR_MSG_MOD(extack, "only of processes can descendants be followed");
		return -EINVAL;
	}
	if (config->flags & FLAMEK_F_ON_EXEC && !is_one) {
		NL_SET_ERR_MSG_MOD(extack, "only one process can be waited for to exec");
		return -EINVAL;
	}
	return 0;
}

int flamek_target_set(struct flamek_target *target,
		      const struct flamek_target_config *config,
		      struct netlink_ext_ack *extack)
{
	int ret = check_config(target, config, extack);

	if (ret)
		return ret;
	target->kind = config->kind;
	target->inherit = config->flags & FLAMEK_F_INHERIT;
	target->on_exec = config->flags & FLAMEK_F_ON_EXEC;
	if (config->kind <= FLAMEK_TARGET_THREADS)
		ret = set_tasks(target, config, extack);
	else if (config->kind == FLAMEK_TARGET_CGROUP)
		ret = set_cgroup(target, config->cgroup_fd, extack);
	if (ret)
		flamek_target_clear(target);
	return ret;
}

/* By what a task's membership is told, see @members. */
static const void *key_of(const struct flamek_target *target,
			  const struct task_struct *task)
{
	if (target->kind == FLAMEK_TARGET_THREADS)
		return task;
	return task->signal;
}

/*
 * Make a process or thread that exists already a member. Whether it still lives
 * is asked once it is one: when it does, its exit and its release come later,
 * and take it off again; when it does not, they may have come too early.
 */
static int add_existing(struct flamek_target *target, struct task_struct *task)
{
	const void *key = key_of(target, task);
	int ret = flamek_members_add(&target->members, key);
	bool was_last;

	if (ret)
		return ret;
	if (!has_exited(target, task))
		return 0;
	flamek_members_del(&target->members, key, &was_last);
	return -ESRCH;
}

/* Every round finds at least the children of what the round before it found. */
static int add_descendants(struct flamek_target *target)
{
	struct task_struct *p;
	bool found;
	int ret = 0;

	do {
		found = false;
		rcu_read_lock();
		for_each_process(p) {
			struct task_struct *parent = rcu_dereference(p->real_parent);

			if (flamek_target_has(target, p) ||
			    !flamek_target_has(target, parent) ||
			    !atomic_read(&p->signal->live) ||
			    !may_see(target, p))
				continue;
			ret = add_existing(target, p);
			if (ret == -ENOMEM)
				break;
			found = true;
		}
		rcu_read_unlock();
	} while (found && ret != -ENOMEM);
	return ret == -ENOMEM ? ret : 0;
}

static int wait_for_exec(struct flamek_target *target)
{
	WRITE_ONCE(target->is_waiting, true);
	smp_mb(); /* pairs with the one in flamek_target_exit() */
	return atomic_read(&target->asked[0]->signal->live) ? 0 : -ESRCH;
}

int flamek_target_begin(struct flamek_target *target)
{
	unsigned int i;
	int ret = 0;

	if (target->inherit || target->on_exec)
		flamek_members_refill(&target->members);
	if (target->on_exec)
		return wait_for_exec(target);
	for (i = 0; i < target->nr_asked && !ret; i++)
		ret = add_existing(target, target->asked[i]);
	if (!ret && target->inherit)
		ret = add_descendants(target);
	return ret;
}

void flamek_target_clear(struct flamek_target *target)
{
	flamek_members_uninit(&target->members);
	while (target->nr_asked)
		put_task_struct(target->asked[--target->nr_asked]);
	kfree(target->asked);
	target->asked = NULL;
	if (target->cgroup)
		cgroup_put(target->cgroup);
	target->cgroup = NULL;
}

/* Without memory for it, a process goes on unsampled, and is counted. */
static bool track(struct flamek_target *target, struct signal_struct *signal)
{
	if (!flamek_members_add(&target->members, signal))
		return true;
	atomic64_inc(&target->untracked);
	return false;
}

bool flamek_target_fork(struct flamek_target *target, struct task_struct *parent,
			struct task_struct *child)
{
	if (target->kind > FLAMEK_TARGET_THREADS)
		return flamek_target_has(target, child);
	if (!flamek_target_has(target, parent))
		return false;
	if (target->kind == FLAMEK_TARGET_THREADS)
		return false;
	if (child->signal == parent->signal)
		return true;
	if (!target->inherit)
		return false;
	return track(target, child->signal);
}

/* Is it @signal's process that is waited for? */
static bool awaits(const struct flamek_target *target,
		   const struct signal_struct *signal)
{
	return READ_ONCE(target->is_waiting) &&
	       target->asked[0]->signal == signal;
}

/* Return: whether there was still one to end. */
static bool end_wait(struct flamek_target *target)
{
	/* pairs with the acquire in flamek_target_is_over() */
	return xchg(&target->is_waiting, false);
}

bool flamek_target_exec(struct flamek_target *target)
{
	bool is_member;

	if (!awaits(target, current->signal))
		return false;
	is_member = track(target, current->signal);
	end_wait(target);
	return is_member;
}

bool flamek_target_exit(struct flamek_target *target, struct task_struct *task)
{
	if (target->kind > FLAMEK_TARGET_THREADS)
		return false;
	if (target->kind == FLAMEK_TARGET_PROCESSES &&
	    atomic_read(&task->signal->live))
		return false;
	smp_mb(); /* pairs with the one in wait_for_exec() */
	if (awaits(target, task->signal) && end_wait(target))
		return true;
	return flamek_members_exit(&target->members, key_of(target, task));
}

bool flamek_target_leave(struct flamek_target *target, struct task_struct *task)
{
	bool was_last;

	if (!flamek_members_del(&target->members, key_of(target, task),
				&was_last))
		return false;
	atomic64_inc(&target->left);
	return was_last;
}

void flamek_target_free(struct flamek_target *target, struct task_struct *task)
{
	bool was_last;

	if (target->kind > FLAMEK_TARGET_THREADS)
		return;
	if (target->kind == FLAMEK_TARGET_THREADS || thread_group_leader(task))
		flamek_members_del(&target->members, key_of(target, task),
				   &was_last);
}

bool flamek_target_covers(const struct flamek_target *target,
			  struct task_struct *task)
{
	unsigned int i;

	if (target->kind != FLAMEK_TARGET_THREADS)
		return flamek_target_has(target, task);
	for (i = 0; i < target->nr_asked; i++)
		if (target->asked[i]->signal == task->signal)
			return true;
	return false;
}
