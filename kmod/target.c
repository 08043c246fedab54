// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is sampled: a process, or a process and its descendants.
 *
 * A process is a member from the fork until its leader's task_struct is freed,
 * so that what it does while it exits is sampled too. Until then its
 * signal_struct cannot be another process's.
 */
#include "target.h"

#include <linux/flamek.h>
#include <linux/hashtable.h>
#include <linux/netlink.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

void flamek_target_init(struct flamek_target *target)
{
	raw_spin_lock_init(&target->lock);
	hash_init(target->members);
}

int flamek_target_set(struct flamek_target *target, pid_t nr, u32 flags,
		      struct netlink_ext_ack *extack)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *task;
	int ret = 0;

	task = get_pid_task(pid, PIDTYPE_PID);
	put_pid(pid);
	if (!task) {
		NL_SET_ERR_MSG_MOD(extack, "no such process");
		return -ESRCH;
	}
	if (!thread_group_leader(task)) {
		NL_SET_ERR_MSG_MOD(extack, "that is one thread, not a process");
		ret = -EINVAL;
	} else if (!atomic_read(&task->signal->live)) {
		NL_SET_ERR_MSG_MOD(extack, "the process has exited");
		ret = -ESRCH;
	}
	if (ret) {
		put_task_struct(task);
		return ret;
	}
	target->leader = task;
	target->inherit = flags & FLAMEK_F_INHERIT;
	target->on_exec = flags & FLAMEK_F_ON_EXEC;
	return 0;
}

static struct hlist_head *bucket(struct flamek_target *target,
				 const struct signal_struct *signal)
{
	return &target->members[hash_ptr(signal, FLAMEK_TARGET_HASH_BITS)];
}

static struct flamek_member *find(struct flamek_target *target,
				  const struct signal_struct *signal)
{
	struct flamek_member *member;

	lockdep_assert_held(&target->lock);
	hlist_for_each_entry(member, bucket(target, signal), node)
		if (member->signal == signal)
			return member;
	return NULL;
}

static int add(struct flamek_target *target, struct signal_struct *signal)
{
	struct flamek_member *member;
	unsigned long flags;

	member = kzalloc(sizeof(*member), GFP_ATOMIC | __GFP_NOWARN);
	if (!member)
		return -ENOMEM;
	member->signal = signal;

	raw_spin_lock_irqsave(&target->lock, flags);
	if (!find(target, signal)) {
		hlist_add_head_rcu(&member->node, bucket(target, signal));
		target->nr_live++;
		member = NULL;
	}
	raw_spin_unlock_irqrestore(&target->lock, flags);
	kfree(member);
	return 0;
}

static void mark_exited(struct flamek_target *target, struct flamek_member *member)
{
	lockdep_assert_held(&target->lock);
	if (!member->exited) {
		member->exited = true;
		target->nr_live--;
	}
}

static void del(struct flamek_target *target, const struct signal_struct *signal)
{
	struct flamek_member *member;
	unsigned long flags;

	raw_spin_lock_irqsave(&target->lock, flags);
	member = find(target, signal);
	if (member) {
		mark_exited(target, member);
		hlist_del_rcu(&member->node);
	}
	raw_spin_unlock_irqrestore(&target->lock, flags);
	if (member)
		kfree_rcu(member, rcu);
}

/*
 * Make a process that exists already a member. Whether it still lives is asked
 * once it is one: when it does, its exit and its release come later, and take
 * it off again; when it does not, they may have come too early.
 */
static int add_process(struct flamek_target *target, struct task_struct *leader)
{
	int ret = add(target, leader->signal);

	if (ret)
		return ret;
	if (pid_alive(leader) && atomic_read(&leader->signal->live))
		return 0;
	del(target, leader->signal);
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
			    !atomic_read(&p->signal->live))
				continue;
			ret = add_process(target, p);
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
	return atomic_read(&target->leader->signal->live) ? 0 : -ESRCH;
}

int flamek_target_begin(struct flamek_target *target)
{
	int ret;

	if (target->on_exec)
		return wait_for_exec(target);
	ret = add_process(target, target->leader);

	if (!ret && target->inherit)
		ret = add_descendants(target);
	return ret;
}

void flamek_target_clear(struct flamek_target *target)
{
	struct flamek_member *member;
	struct hlist_node *next;
	int i;

	hash_for_each_safe(target->members, i, next, member, node) {
		hlist_del(&member->node);
		kfree_rcu(member, rcu);
	}
	if (target->leader)
		put_task_struct(target->leader);
	target->leader = NULL;
}

/* Without memory for it, a process goes on unsampled, and is counted. */
static bool track(struct flamek_target *target, struct signal_struct *signal)
{
	unsigned long flags;

	if (!add(target, signal))
		return true;
	raw_spin_lock_irqsave(&target->lock, flags);
	target->untracked++;
	raw_spin_unlock_irqrestore(&target->lock, flags);
	return false;
}

bool flamek_target_fork(struct flamek_target *target, struct task_struct *parent,
			struct task_struct *child)
{
	if (!flamek_target_has(target, parent))
		return false;
	if (child->signal == parent->signal)
		return true;
	if (!target->inherit)
		return false;
	return track(target, child->signal);
}

/* Ends the wait of on_exec, if it is @signal's process that is waited for. */
static bool end_wait(struct flamek_target *target,
		     const struct signal_struct *signal)
{
	unsigned long flags;
	bool was_waiting;

	if (!READ_ONCE(target->is_waiting) || target->leader->signal != signal)
		return false;
	raw_spin_lock_irqsave(&target->lock, flags);
	was_waiting = target->is_waiting;
	WRITE_ONCE(target->is_waiting, false);
	raw_spin_unlock_irqrestore(&target->lock, flags);
	return was_waiting;
}

bool flamek_target_exec(struct flamek_target *target)
{
	return end_wait(target, current->signal) &&
	       track(target, current->signal);
}

bool flamek_target_exit(struct flamek_target *target, struct task_struct *task)
{
	struct flamek_member *member;
	unsigned long flags;
	bool was_last = false;

	if (atomic_read(&task->signal->live))
		return false;
	smp_mb(); /* pairs with the one in wait_for_exec() */
	if (end_wait(target, task->signal))
		return true;
	raw_spin_lock_irqsave(&target->lock, flags);
	member = find(target, task->signal);
	if (member && !member->exited) {
		mark_exited(target, member);
		was_last = !target->nr_live;
	}
	raw_spin_unlock_irqrestore(&target->lock, flags);
	return was_last;
}

void flamek_target_free(struct flamek_target *target, struct task_struct *task)
{
	if (thread_group_leader(task))
		del(target, task->signal);
}
