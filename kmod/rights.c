// SPDX-License-Identifier: GPL-2.0-only
/*
 * The question that the kernel asks before one process may look at another is
 * not exported to modules (ptrace_may_access()), so it is asked here, by the same
 * rules but for those that would need a capability.
 */
#include "rights.h"
#include "compat.h"

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/user.h>
#include <linux/user_namespace.h>

void flamek_rights_init(struct flamek_rights *rights)
{
	rights->cred = get_current_cred();
	rights->sees_all = perfmon_capable();
	rights->memlock = ns_capable_noaudit(&init_user_ns, CAP_IPC_LOCK) ?
			  ULONG_MAX : rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT;
}

void flamek_rights_uninit(struct flamek_rights *rights)
{
	flamek_rights_uncharge(rights);
	put_cred(rights->cred);
}

bool flamek_rights_are_of_current(const struct flamek_rights *rights)
{
	return uid_eq(rights->cred->euid, current_euid());
}

static bool are_same(const struct cred *own, const struct cred *other)
{
	return uid_eq(own->uid, other->euid) && uid_eq(own->uid, other->suid) &&
	       uid_eq(own->uid, other->uid) && gid_eq(own->gid, other->egid) &&
	       gid_eq(own->gid, other->sgid) && gid_eq(own->gid, other->gid);
}

/*
 * As cap_ptrace_access_check() in security/commoncap.c has it for one without
 * capabilities: whose are more than the opener's is out of reach, and so is all
 * outside of its user namespace; but the namespaces that it has made are its own.
 */
static bool may_trace(const struct cred *own, const struct cred *other)
{
	const struct user_namespace *ns = other->user_ns;

	if (ns == own->user_ns)
		return cap_issubset(other->cap_permitted, own->cap_permitted);
	for (; ns->level > own->user_ns->level; ns = ns->parent)
		if (ns->parent == own->user_ns && uid_eq(ns->owner, own->euid))
			return true;
	return false;
}

bool flamek_rights_cover(const struct flamek_rights *rights,
			 struct task_struct *task)
{
	const struct cred *cred;
	bool may;

	rcu_read_lock();
	cred = __task_cred(task);
	may = are_same(rights->cred, cred) && may_trace(rights->cred, cred);
	rcu_read_unlock();
	if (!may || task->flags & PF_KTHREAD)
		return false;
	smp_rmb(); /* pairs with the smp_wmb() in commit_creds() */
	return flamek_compat_is_dumpable(task);
}

int flamek_rights_charge(struct flamek_rights *rights, unsigned long pages)
{
	struct user_struct *user = rights->cred->user;
	unsigned long locked;

	if (rights->sees_all)
		return 0;
	locked = atomic_long_add_return(pages, &user->locked_vm);
	if (locked > rights->memlock || locked < pages) {
		atomic_long_sub(pages, &user->locked_vm);
		return -ENOBUFS;
	}
	rights->charged += pages;
	return 0;
}

void flamek_rights_uncharge(struct flamek_rights *rights)
{
	atomic_long_sub(rights->charged, &rights->cred->user->locked_vm);
	rights->charged = 0;
}
