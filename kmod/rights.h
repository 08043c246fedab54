/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a session may see. Who opens the device with CAP_PERFMON sees all;
 * anybody else sees what ptrace(2) would let them read, as far as users, dumpable
 * flags, capabilities and user namespaces go: user stacks of their own processes.
 */
#ifndef _FLAMEK_RIGHTS_H
#define _FLAMEK_RIGHTS_H

#include <linux/compiler.h>
#include <linux/types.h>

struct cred;
struct task_struct;

/**
 * struct flamek_rights - those of a session
 * @cred: of the process that opened it, for good: who the descriptor is passed
 *	  to, and who sends a message, does not matter
 * @sees_all: it had CAP_PERFMON
 * @memlock: pages that it may lock, by RLIMIT_MEMLOCK and CAP_IPC_LOCK
 * @charged: pages that count against its user's RLIMIT_MEMLOCK
 */
struct flamek_rights {
	const struct cred *cred;
	bool sees_all;
	unsigned long memlock;
	unsigned long charged;
};

/** flamek_rights_init() - those of the current process */
void flamek_rights_init(struct flamek_rights *rights);

/** flamek_rights_uninit() - let go of them, with what is charged */
void flamek_rights_uninit(struct flamek_rights *rights);

/**
 * flamek_rights_are_of_current() - does a session belong to the user of this process?
 *
 * Context: process context.
 */
bool flamek_rights_are_of_current(const struct flamek_rights *rights);

/**
 * flamek_rights_cover() - may a session without CAP_PERFMON see a task now?
 * @rights: the session's
 * @task: the current task, in any context; another one with its alloc_lock
 *	  held (task_lock())
 *
 * The rules are those of PTRACE_MODE_READ_REALCREDS in __ptrace_may_access(),
 * kernel/ptrace.c, and of the capability module that it asks, for one that has
 * no CAP_SYS_PTRACE. Other security modules cannot be asked from here.
 * They hold at this moment: a set-user-id exec or prctl(PR_SET_DUMPABLE) changes
 * the answer.
 */
bool flamek_rights_cover(const struct flamek_rights *rights,
			 struct task_struct *task);

/** flamek_rights_allow() - the same, for any session */
static __always_inline bool flamek_rights_allow(const struct flamek_rights *rights,
						struct task_struct *task)
{
	return likely(rights->sees_all) || flamek_rights_cover(rights, task);
}

/**
 * flamek_rights_charge() - count pages against the opener's RLIMIT_MEMLOCK
 * @rights: the session's; with CAP_PERFMON nothing is counted
 * @pages: how many
 *
 * Return: 0, or -ENOBUFS when that is over what the opener may lock.
 */
int flamek_rights_charge(struct flamek_rights *rights, unsigned long pages);

/** flamek_rights_uncharge() - give back what was charged */
void flamek_rights_uncharge(struct flamek_rights *rights);

#endif /* _FLAMEK_RIGHTS_H */
