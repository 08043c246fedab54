/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_TARGET_H
#define _FLAMEK_TARGET_H

#include "members.h"

#include <linux/atomic.h>
#include <linux/cgroup.h>
#include <linux/sched.h>
#include <linux/flamek.h>

struct flamek_rights;
struct netlink_ext_ack;

/**
 * struct flamek_target - whom a session samples
 * @rights: of the session
 * @kind: processes and threads are members; a cgroup's tasks and the system's
 *	  are not looked up but looked at
 * @members: by what keys them: processes by their signal_struct, which all
 *	     threads of a process share and which is its own as long as one of
 *	     them exists, threads by their task_struct
 * @untracked: processes not followed, for lack of memory or since there are many
 * @left: processes that left, since the session may not see them any more
 * @asked: the leaders, or the threads, that were asked for
 * @nr_asked: how many
 * @cgroup: that was asked for
 * @inherit: descendants are members too
 * @on_exec: the process becomes a member at its next exec
 * @is_waiting: for that exec
 */
struct flamek_target {
	const struct flamek_rights *rights;
	enum flamek_target_kind kind;
	struct flamek_members members;
	atomic64_t untracked;
	atomic64_t left;
	struct task_struct **asked;
	unsigned int nr_asked;
	struct cgroup *cgroup;
	bool inherit;
	bool on_exec;
	bool is_waiting;
};

/**
 * struct flamek_target_config - what is asked for
 * @kind: of target
 * @pids: of processes or threads, in the caller's pid namespace
 * @nr_pids: how many
 * @cgroup_fd: the caller's descriptor of a directory of cgroup v2
 * @flags: FLAMEK_F_INHERIT, FLAMEK_F_ON_EXEC
 */
struct flamek_target_config {
	enum flamek_target_kind kind;
	const pid_t *pids;
	unsigned int nr_pids;
	int cgroup_fd;
	u32 flags;
};

/** flamek_target_init() - an empty target of a session with these rights */
void flamek_target_init(struct flamek_target *target,
			const struct flamek_rights *rights);

/**
 * flamek_target_set() - choose whom
 * @target: an empty target
 * @config: what is asked for
 * @extack: the reason of a failure
 *
 * Context: process context.
 * Return: 0; -ESRCH when one of the processes or threads is not there, -EPERM
 * when the session may not see it, -EINVAL when what is asked for makes no sense,
 * -EBADF when the descriptor is not of a cgroup, -ENOMEM.
 */
int flamek_target_set(struct flamek_target *target,
		      const struct flamek_target_config *config,
		      struct netlink_ext_ack *extack);

/**
 * flamek_target_begin() - make who was asked for (and descendants) members
 *
 * Context: process context; flamek_target_fork() is being called already.
 * Return: 0, -ESRCH when one has gone, -ENOMEM.
 */
int flamek_target_begin(struct flamek_target *target);

/** flamek_target_clear() - forget all; nobody looks at it any more */
void flamek_target_clear(struct flamek_target *target);

/**
 * flamek_target_fork() - a process or a thread was born
 *
 * Context: a reader of RCU.
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
 * Return: whether with it the last member exited.
 */
bool flamek_target_exit(struct flamek_target *target, struct task_struct *task);

/**
 * flamek_target_leave() - the session may not see a member any more
 *
 * Context: any.
 * Return: whether it was the last.
 */
bool flamek_target_leave(struct flamek_target *target, struct task_struct *task);

/** flamek_target_is_over() - is there nobody left, and nobody to come? */
static inline bool flamek_target_is_over(const struct flamek_target *target)
{
	if (target->kind > FLAMEK_TARGET_THREADS)
		return false;
	/* pairs with the xchg() in end_wait(): who was waited for is a member */
	if (smp_load_acquire(&target->is_waiting))
		return false;
	return !READ_ONCE(target->members.nr_live);
}

/** flamek_target_free() - a task is about to be freed. Context: any. */
void flamek_target_free(struct flamek_target *target, struct task_struct *task);

/** flamek_target_wants_refill() - of its members' memory. Context: any. */
static inline bool flamek_target_wants_refill(const struct flamek_target *target)
{
	return target->inherit && flamek_members_want_refill(&target->members);
}

/**
 * flamek_target_covers() - does the target hold a task, or another thread of
 * its process?
 *
 * What such a thread maps and executes, the target's own threads run.
 * Context: as of flamek_target_has().
 */
bool flamek_target_covers(const struct flamek_target *target,
			  struct task_struct *task);

/**
 * flamek_target_has() - is a task in the target?
 *
 * Context: a reader of RCU, or preemption off.
 */
static __always_inline bool flamek_target_has(const struct flamek_target *target,
					      struct task_struct *task)
{
	const void *key = task->signal;

	if (unlikely(target->kind != FLAMEK_TARGET_PROCESSES)) {
		if (target->kind == FLAMEK_TARGET_SYSTEM)
			return !is_idle_task(task);
		if (target->kind == FLAMEK_TARGET_CGROUP)
			return task_under_cgroup_hierarchy(task, target->cgroup);
		key = task;
	}
	return flamek_members_have(&target->members, key);
}

#endif /* _FLAMEK_TARGET_H */
