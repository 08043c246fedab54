/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_TARGET_H
#define _FLAMEK_TARGET_H

#include <linux/hash.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

struct netlink_ext_ack;

#define FLAMEK_TARGET_HASH_BITS 6

/**
 * struct flamek_target - the processes that a session samples
 * @members: processes by their signal_struct, which all threads of a process
 *	     share and which is its own as long as one of them exists; written
 *	     under @lock, read under RCU
 * @lock: raw, since processes come and go where nothing may sleep
 * @nr_live: members that have not exited
 * @untracked: processes not followed for lack of memory
 * @leader: leader of the process that was asked for
 * @inherit: descendants are members too
 * @on_exec: it becomes a member at its next exec
 * @is_waiting: for that exec; written under @lock
 */
struct flamek_target {
	struct hlist_head members[1 << FLAMEK_TARGET_HASH_BITS];
	raw_spinlock_t lock;
	unsigned int nr_live;
	u64 untracked;
	struct task_struct *leader;
	bool inherit;
	bool on_exec;
	bool is_waiting;
};

struct flamek_member {
	struct hlist_node node;
	struct signal_struct *signal;
	bool exited;
	struct rcu_head rcu;
};

/** flamek_target_init() - an empty target */
void flamek_target_init(struct flamek_target *target);

/**
 * flamek_target_set() - choose the process
 * @target: the target
 * @pid: in the caller's pid namespace
 * @flags: FLAMEK_F_INHERIT, FLAMEK_F_ON_EXEC
 * @extack: the reason of a failure
 *
 * Context: process context.
 * Return: 0, -ESRCH when there is no such process, -EINVAL when @pid is one
 * thread of it.
 */
int flamek_target_set(struct flamek_target *target, pid_t pid, u32 flags,
		      struct netlink_ext_ack *extack);

/**
 * flamek_target_begin() - make the process (and its descendants) members
 *
 * Context: process context; flamek_target_fork() is being called already.
 * Return: 0, -ESRCH when the process has gone, -ENOMEM.
 */
int flamek_target_begin(struct flamek_target *target);

/** flamek_target_clear() - forget all; nobody looks at it any more */
void flamek_target_clear(struct flamek_target *target);

/**
 * flamek_target_fork() - a process or a thread was born
 *
 * Context: any.
 * Return: whether @child is in the target.
 */
bool flamek_target_fork(struct flamek_target *target, struct task_struct *parent,
			struct task_struct *child);

/**
 * flamek_target_exec() - the current task executes a program
 *
 * Context: any.
 * Return: whether that made it a member.
 */
bool flamek_target_exec(struct flamek_target *target);

/**
 * flamek_target_exit() - a thread exits
 *
 * Context: any.
 * Return: whether that was the last thread of the last member.
 */
bool flamek_target_exit(struct flamek_target *target, struct task_struct *task);

/** flamek_target_is_over() - is there nobody left, and nobody to come? */
static inline bool flamek_target_is_over(const struct flamek_target *target)
{
	return !READ_ONCE(target->nr_live) && !READ_ONCE(target->is_waiting);
}

/** flamek_target_free() - a task is about to be freed. Context: any. */
void flamek_target_free(struct flamek_target *target, struct task_struct *task);

/**
 * flamek_target_has() - is a task in the target?
 *
 * Context: any in which RCU's readers may run with preemption off.
 */
static __always_inline bool flamek_target_has(const struct flamek_target *target,
					      const struct task_struct *task)
{
	struct signal_struct *signal = task->signal;
	const struct flamek_member *member;

	hlist_for_each_entry_rcu(member,
				 &target->members[hash_ptr(signal, FLAMEK_TARGET_HASH_BITS)],
				 node, rcu_read_lock_any_held())
		if (member->signal == signal)
			return true;
	return false;
}

#endif /* _FLAMEK_TARGET_H */
