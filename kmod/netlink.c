// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family: how a session is configured, started, stopped and
 * asked after. A request names its session by a descriptor of the sender, and
 * that descriptor is all the right it needs, to do what its opener may; the dump
 * shows all sessions to CAP_PERFMON, and to others their own.
 *
 * Documentation/netlink/specs/flamek.yaml is the family's specification.
 */
#include "netlink.h"
#include "chardev.h"
#include "reply.h"
#include "session.h"

#include <linux/capability.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <net/genetlink.h>
#include <net/sock.h>

#define FREQ_DEFAULT		999
#define RING_PAGES_DEFAULT	128
#define CPU_LIST_MAX		PAGE_SIZE	/* bytes of text */

/*
 * Not NLA_POLICY_VALIDATE_FN(): when the kernel tells of a policy, it takes the
 * function's address for a range, and warns of it.
 */
static int check_ring_pages(const struct genl_info *info, u32 pages)
{
	if (!is_power_of_2(pages) || pages > FLAMEK_RING_PAGES_MAX) {
		struct nlattr *attr = info->attrs[FLAMEK_A_SESSION_RING_PAGES];

		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "flamek: ring pages must be a power of two up to 65536");
		return -EINVAL;
	}
	return 0;
}

/* NLA_POLICY_RANGE() has 16 bits for a limit; before 6.6 it cannot be const. */
static struct netlink_range_validation fd_range = { .max = S32_MAX };
static struct netlink_range_validation pid_range = {
	.min = 1,
	.max = S32_MAX,
};

static struct netlink_range_validation freq_range = {
	.min = 1,
	.max = FLAMEK_FREQ_MAX,
};

static const struct nla_policy fd_policy[FLAMEK_A_SESSION_FD + 1] = {
	[FLAMEK_A_SESSION_FD] = NLA_POLICY_FULL_RANGE(NLA_U32, &fd_range),
};

static const struct nla_policy set_policy[FLAMEK_A_SESSION_MAX_OVERHEAD + 1] = {
	[FLAMEK_A_SESSION_FD] = NLA_POLICY_FULL_RANGE(NLA_U32, &fd_range),
	[FLAMEK_A_SESSION_TARGET_PID] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &pid_range),
	[FLAMEK_A_SESSION_TARGET_TID] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &pid_range),
	[FLAMEK_A_SESSION_TARGET_CGROUP] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &fd_range),
	[FLAMEK_A_SESSION_TARGET_SYSTEM] = { .type = NLA_FLAG },
	[FLAMEK_A_SESSION_CPUS] = {
		.type = NLA_NUL_STRING, .len = CPU_LIST_MAX - 1,
	},
	[FLAMEK_A_SESSION_MAX_OVERHEAD] = NLA_POLICY_RANGE(NLA_U32, 1, 100),
	[FLAMEK_A_SESSION_FREQ] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &freq_range),
	[FLAMEK_A_SESSION_FLAGS] = NLA_POLICY_MASK(NLA_U32, FLAMEK_F_ALL),
	[FLAMEK_A_SESSION_STACK_DEPTH] =
		NLA_POLICY_RANGE(NLA_U32, 1, FLAMEK_STACK_MAX),
	[FLAMEK_A_SESSION_RING_PAGES] = { .type = NLA_U32 },
	[FLAMEK_A_SESSION_WATERMARK] = NLA_POLICY_MIN(NLA_U32, 1),
};

static struct genl_family flamek_netlink_family;

/* The session's file, with a reference that ends in fput(). */
static struct file *get_session(struct genl_info *info,
				struct flamek_session **session)
{
	struct nlattr *attr = info->attrs[FLAMEK_A_SESSION_FD];
	struct file *file;

	if (!attr) {
		NL_SET_ERR_MSG_MOD(info->extack, "descriptor of the session is missing");
		return ERR_PTR(-EINVAL);
	}
	file = fget(nla_get_u32(attr));
	if (!file) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "flamek: no such descriptor");
		return ERR_PTR(-EBADF);
	}
	*session = flamek_chardev_session(file);
	if (!*session) {
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "flamek: descriptor is not an open /dev/flamek");
		fput(file);
		return ERR_PTR(-EINVAL);
	}
	return file;
}

static u32 get_u32(struct genl_info *info, int type, u32 otherwise)
{
	return info->attrs[type] ? nla_get_u32(info->attrs[type]) : otherwise;
}

/* The ids of all attributes of one type, which may be repeated. */
static int get_pids(struct genl_info *info, int type, pid_t **pids,
		    unsigned int *nr)
{
	const struct nlattr *attr;
	int left;

	*pids = kmalloc_array(FLAMEK_PIDS_MAX, sizeof(**pids),
			      GFP_KERNEL_ACCOUNT);
	if (!*pids)
		return -ENOMEM;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, left) {
		if (nla_type(attr) != type)
			continue;
		if (*nr == FLAMEK_PIDS_MAX) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "flamek: more than 1024 processes or threads");
			return -E2BIG;
		}
		(*pids)[(*nr)++] = nla_get_u32(attr);
	}
	return 0;
}

/* Which target a request names; @target->pids is to be freed. */
static int get_target(struct genl_info *info,
		      struct flamek_target_config *target, pid_t **pids)
{
	static const struct {
		int attr;
		enum flamek_target_kind kind;
	} kinds[] = {
		{ FLAMEK_A_SESSION_TARGET_PID, FLAMEK_TARGET_PROCESSES },
		{ FLAMEK_A_SESSION_TARGET_TID, FLAMEK_TARGET_THREADS },
		{ FLAMEK_A_SESSION_TARGET_CGROUP, FLAMEK_TARGET_CGROUP },
		{ FLAMEK_A_SESSION_TARGET_SYSTEM, FLAMEK_TARGET_SYSTEM },
	};
	int i, attr = 0, ret = 0;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!info->attrs[kinds[i].attr])
			continue;
		if (attr) {
			NL_SET_ERR_MSG_ATTR(info->extack,
					    info->attrs[kinds[i].attr],
					    "flamek: a session has one kind of target");
			return -EINVAL;
		}
		attr = kinds[i].attr;
		target->kind = kinds[i].kind;
	}
	if (!attr) {
		NL_SET_ERR_MSG_MOD(info->extack, "the target is missing");
		return -EINVAL;
	}
	if (target->kind <= FLAMEK_TARGET_THREADS)
		ret = get_pids(info, attr, pids, &target->nr_pids);
	target->pids = *pids;
	target->cgroup_fd = get_u32(info, FLAMEK_A_SESSION_TARGET_CGROUP, 0);
	return ret;
}

static int get_cpus(struct genl_info *info, struct cpumask *cpus)
{
	const struct nlattr *attr = info->attrs[FLAMEK_A_SESSION_CPUS];
	int ret = cpulist_parse(nla_data(attr), cpus);

	if (!ret && !cpumask_intersects(cpus, cpu_possible_mask))
		ret = -EINVAL;
	if (ret)
		NL_SET_ERR_MSG_ATTR(info->extack, attr,
				    "flamek: not a list of this machine's CPUs");
	return ret;
}

static int set_session(struct genl_info *info,
		       const struct flamek_session_config *config)
{
	struct flamek_session *session;
	struct file *file = get_session(info, &session);
	int ret;

	if (IS_ERR(file))
		return PTR_ERR(file);
	ret = flamek_session_set(session, config, info->extack);
	fput(file);
	return ret;
}

static int flamek_netlink_set(struct sk_buff *skb, struct genl_info *info)
{
	struct flamek_session_config config = {
		.freq = get_u32(info, FLAMEK_A_SESSION_FREQ, FREQ_DEFAULT),
		.flags = get_u32(info, FLAMEK_A_SESSION_FLAGS, 0),
		.stack_depth = get_u32(info, FLAMEK_A_SESSION_STACK_DEPTH,
				       FLAMEK_STACK_DEFAULT),
		.ring_pages = get_u32(info, FLAMEK_A_SESSION_RING_PAGES,
				      RING_PAGES_DEFAULT),
		.watermark = get_u32(info, FLAMEK_A_SESSION_WATERMARK, 0),
		.max_overhead = get_u32(info, FLAMEK_A_SESSION_MAX_OVERHEAD,
					FLAMEK_OVERHEAD_DEFAULT),
	};
	cpumask_var_t cpus;
	pid_t *pids = NULL;
	int ret;

	if (!alloc_cpumask_var(&cpus, GFP_KERNEL))
		return -ENOMEM;
	config.target.flags = config.flags;
	ret = check_ring_pages(info, config.ring_pages);
	if (!ret)
		ret = get_target(info, &config.target, &pids);
	if (!ret && info->attrs[FLAMEK_A_SESSION_CPUS]) {
		config.cpus = cpus;
		ret = get_cpus(info, cpus);
	}
	if (!ret)
		ret = set_session(info, &config);
	kfree(pids);
	free_cpumask_var(cpus);
	return ret;
}

static int flamek_netlink_start(struct sk_buff *skb, struct genl_info *info)
{
	struct flamek_session *session;
	struct file *file = get_session(info, &session);
	int ret;

	if (IS_ERR(file))
		return PTR_ERR(file);
	ret = flamek_session_start(session, info->extack);
	fput(file);
	return ret;
}

static int flamek_netlink_stop(struct sk_buff *skb, struct genl_info *info)
{
	struct flamek_session *session;
	struct file *file = get_session(info, &session);
	int ret;

	if (IS_ERR(file))
		return PTR_ERR(file);
	ret = flamek_session_stop(session, info->extack);
	fput(file);
	return ret;
}

/* One message, with as many CPUs from @cpu on as fit: flamek_reply_put(). */
static int put_session(struct sk_buff *skb, struct flamek_session *session,
		       u32 portid, u32 seq, int flags, unsigned int *cpu)
{
	void *hdr;
	int ret;

	hdr = genlmsg_put(skb, portid, seq, &flamek_netlink_family, flags,
			  FLAMEK_CMD_SESSION_GET);
	if (!hdr)
		return -EMSGSIZE;
	ret = flamek_reply_put(skb, session, cpu);
	if (ret)
		genlmsg_cancel(skb, hdr);
	else
		genlmsg_end(skb, hdr);
	return ret;
}

static int flamek_netlink_get(struct sk_buff *skb, struct genl_info *info)
{
	unsigned int cpu = cpumask_first(cpu_possible_mask);
	struct flamek_session *session;
	struct sk_buff *reply;
	struct file *file;
	int ret;

	file = get_session(info, &session);
	if (IS_ERR(file))
		return PTR_ERR(file);
	reply = genlmsg_new(flamek_reply_size(), GFP_KERNEL);
	if (!reply) {
		fput(file);
		return -ENOMEM;
	}
	ret = put_session(reply, session, info->snd_portid, info->snd_seq, 0,
			  &cpu);
	fput(file);
	if (ret) {
		nlmsg_free(reply);
		return ret;
	}
	return genlmsg_reply(reply, info);
}

/*
 * Whose sessions the dump shows: all, or those of one's own. That is asked of who
 * opened the socket as well: others may be made to write to it.
 */
static bool sees_all(const struct sk_buff *request)
{
	return netlink_capable(request, CAP_PERFMON) ||
	       netlink_capable(request, CAP_SYS_ADMIN);
}

static bool is_own(const struct flamek_session *session,
		   const struct sk_buff *request)
{
	return flamek_rights_are_of_current(&session->rights) &&
	       uid_eq(NETLINK_CB(request).sk->sk_uid, current_euid());
}

/* args[0]: lowest session still to come; args[1]: its first CPU, plus one. */
static int flamek_netlink_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	bool shows_all = sees_all(cb->skb);
	struct flamek_session *session;
	unsigned int cpu;
	int ret = 0;

	flamek_session_list_lock();
	while (!ret && (session = flamek_session_next(cb->args[0]))) {
		if (session->id != cb->args[0])
			cb->args[1] = 0;
		cpu = cb->args[1] ? cb->args[1] - 1 :
		      cpumask_first(cpu_possible_mask);
		if (shows_all || is_own(session, cb->skb))
			ret = put_session(skb, session,
					  NETLINK_CB(cb->skb).portid,
					  cb->nlh->nlmsg_seq, NLM_F_MULTI, &cpu);
		else
			cpu = nr_cpu_ids;
		if (cpu < nr_cpu_ids) {
			cb->args[0] = session->id;
			cb->args[1] = cpu + 1;
			break;
		}
		cb->args[0] = session->id + 1;
		cb->args[1] = 0;
	}
	flamek_session_list_unlock();
	return skb->len ?: ret;
}

static const struct genl_ops flamek_netlink_ops[] = {
	{
		.cmd = FLAMEK_CMD_SESSION_SET,
		.doit = flamek_netlink_set,
		.policy = set_policy,
		.maxattr = ARRAY_SIZE(set_policy) - 1,
	}, {
		.cmd = FLAMEK_CMD_SESSION_START,
		.doit = flamek_netlink_start,
		.policy = fd_policy,
		.maxattr = ARRAY_SIZE(fd_policy) - 1,
	}, {
		.cmd = FLAMEK_CMD_SESSION_STOP,
		.doit = flamek_netlink_stop,
		.policy = fd_policy,
		.maxattr = ARRAY_SIZE(fd_policy) - 1,
	}, {
		.cmd = FLAMEK_CMD_SESSION_GET,
		.doit = flamek_netlink_get,
		.dumpit = flamek_netlink_dump,
		.policy = fd_policy,
		.maxattr = ARRAY_SIZE(fd_policy) - 1,
	},
};

static struct genl_family flamek_netlink_family __ro_after_init = {
	.name = FLAMEK_GENL_NAME,
	.version = FLAMEK_GENL_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.ops = flamek_netlink_ops,
	.n_ops = ARRAY_SIZE(flamek_netlink_ops),
	.module = THIS_MODULE,
};

int __init flamek_netlink_init(void)
{
	return genl_register_family(&flamek_netlink_family);
}

void flamek_netlink_exit(void)
{
	genl_unregister_family(&flamek_netlink_family);
}
