// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to flamek.ko through libnl, and its answers. What the module says in
 * an extended ack becomes the text of the error.
 */
#include "genl.h"

#include <errno.h>
#include <linux/flamek.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "mem.h"

/* Enough for as many ids as the module takes. */
#define MESSAGE_SIZE (FLAMEK_PIDS_MAX * 8 + 8192)
#define ERRNO_MAX 4095

struct genl {
	struct nl_sock *sock;
	int family;
};

/* What the callbacks of one request share. */
struct reply {
	struct err *err;
	int error;		/* -errno of the module, 0 */
	bool is_done;
	struct genl_session *sessions;
	size_t nr, room;
};

int genl_open(struct genl **out, struct err *err)
{
	struct genl *genl = mem_alloc(1, sizeof(*genl));
	int on = 1, ret;

	genl->sock = nl_socket_alloc();
	if (!genl->sock) {
		free(genl);
		return err_set_errno(err, ENOMEM, "cannot make a netlink socket");
	}
	ret = genl_connect(genl->sock);
	if (ret < 0) {
		ret = err_set(err, EPROTO, "cannot connect to netlink: %s",
			      nl_geterror(ret));
		goto err_close;
	}
	/* Without these the module's words do not reach us. */
	setsockopt(nl_socket_get_fd(genl->sock), SOL_NETLINK, NETLINK_EXT_ACK,
		   &on, sizeof(on));
	setsockopt(nl_socket_get_fd(genl->sock), SOL_NETLINK, NETLINK_CAP_ACK,
		   &on, sizeof(on));
	genl->family = genl_ctrl_resolve(genl->sock, FLAMEK_GENL_NAME);
	if (genl->family < 0) {
		ret = err_set(err, ENOENT, "flamek.ko is not loaded");
		goto err_close;
	}
	*out = genl;
	return 0;

err_close:
	genl_close(genl);
	return ret;
}

void genl_close(struct genl *genl)
{
	if (!genl)
		return;
	nl_socket_free(genl->sock);
	free(genl);
}

/* The text that an error message carries behind a copy of the request. */
static const char *ext_ack_text(struct nlmsghdr *nlh)
{
	struct nlmsgerr *nlerr = nlmsg_data(nlh);
	size_t skip = sizeof(*nlerr);
	struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return NULL;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += NLMSG_ALIGN(nlerr->msg.nlmsg_len) - sizeof(nlerr->msg);
	if (skip > (size_t)nlmsg_datalen(nlh))
		return NULL;
	attr = nla_find((struct nlattr *)((char *)nlerr + skip),
			nlmsg_datalen(nlh) - (int)skip, NLMSGERR_ATTR_MSG);
	if (!attr || nla_len(attr) < 1 ||
	    ((char *)nla_data(attr))[nla_len(attr) - 1])
		return NULL;
	return nla_data(attr);
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *nlerr, void *arg)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)((char *)nlerr - NLMSG_HDRLEN);
	const char *text = ext_ack_text(nlh);
	struct reply *reply = arg;
	int error = EPROTO;

	(void)from;
	if (nlerr->error < 0 && nlerr->error >= -ERRNO_MAX)
		error = -nlerr->error;
	reply->is_done = true;
	if (text && !strncmp(text, "flamek: ", 8))
		text += 8;
	reply->error = err_set(reply->err, error, "%s",
			       text && text[0] ? text : strerror(error));
	return NL_STOP;
}

static int on_end(struct nl_msg *msg, void *arg)
{
	struct reply *reply = arg;

	(void)msg;
	reply->is_done = true;
	return NL_STOP;
}

static uint64_t get_u64(struct nlattr **attrs, int type)
{
	const struct nlattr *attr = attrs[type];

	return attr && nla_len(attr) >= 8 ? nla_get_u64(attr) : 0;
}

static uint32_t get_u32(struct nlattr **attrs, int type)
{
	const struct nlattr *attr = attrs[type];

	return attr && nla_len(attr) >= 4 ? nla_get_u32(attr) : 0;
}

static int parse_cpu(struct genl_session *session, struct nlattr *nest)
{
	struct nlattr *attrs[FLAMEK_A_CPU_MAX + 1];
	struct genl_cpu *cpu;

	if (nla_parse_nested(attrs, FLAMEK_A_CPU_MAX, nest, NULL) < 0)
		return -EPROTO;
	session->cpus = mem_resize(session->cpus, session->nr_cpus + 1,
				   sizeof(*session->cpus));
	cpu = &session->cpus[session->nr_cpus++];
	cpu->cpu = get_u32(attrs, FLAMEK_A_CPU_ID);
	cpu->ticks = get_u64(attrs, FLAMEK_A_CPU_TICKS);
	cpu->taken = get_u64(attrs, FLAMEK_A_CPU_TAKEN);
	cpu->delivered = get_u64(attrs, FLAMEK_A_CPU_DELIVERED);
	cpu->lost = get_u64(attrs, FLAMEK_A_CPU_LOST);
	cpu->lost_events = get_u64(attrs, FLAMEK_A_CPU_LOST_EVENTS);
	cpu->handler_ns = get_u64(attrs, FLAMEK_A_CPU_HANDLER_NS);
	cpu->compared = get_u64(attrs, FLAMEK_A_CPU_COMPARED);
	cpu->differed = get_u64(attrs, FLAMEK_A_CPU_DIFFERED);
	cpu->missed = get_u64(attrs, FLAMEK_A_CPU_MISSED);
	cpu->late_ns = get_u64(attrs, FLAMEK_A_CPU_LATE_NS);
	cpu->late_max_ns = get_u64(attrs, FLAMEK_A_CPU_LATE_MAX_NS);
	cpu->throttled = get_u64(attrs, FLAMEK_A_CPU_THROTTLED);
	cpu->period_ns = get_u64(attrs, FLAMEK_A_CPU_PERIOD);
	return 0;
}

/* A session with many CPUs comes in several messages, all with its settings. */
static struct genl_session *session_of(struct reply *reply, uint32_t id)
{
	struct genl_session *session;

	if (reply->nr && reply->sessions[reply->nr - 1].id == id)
		return &reply->sessions[reply->nr - 1];
	reply->sessions = mem_grow(reply->sessions, reply->nr, &reply->room,
				   sizeof(*reply->sessions));
	session = &reply->sessions[reply->nr++];
	memset(session, 0, sizeof(*session));
	session->id = id;
	return session;
}

static int on_session(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct nlattr *attrs[FLAMEK_A_SESSION_MAX + 1];
	struct reply *reply = arg;
	struct genl_session *session;
	struct nlattr *attr;
	int left;

	if (genlmsg_parse(nlh, 0, attrs, FLAMEK_A_SESSION_MAX, NULL) < 0)
		return NL_SKIP;
	session = session_of(reply, get_u32(attrs, FLAMEK_A_SESSION_ID));
	session->state = get_u32(attrs, FLAMEK_A_SESSION_STATE);
	session->flags = get_u32(attrs, FLAMEK_A_SESSION_FLAGS);
	session->stack_depth = get_u32(attrs, FLAMEK_A_SESSION_STACK_DEPTH);
	session->ring_pages = get_u32(attrs, FLAMEK_A_SESSION_RING_PAGES);
	session->watermark = get_u32(attrs, FLAMEK_A_SESSION_WATERMARK);
	session->processes = get_u32(attrs, FLAMEK_A_SESSION_PROCESSES);
	session->owner = (pid_t)get_u32(attrs, FLAMEK_A_SESSION_OWNER);
	session->period_ns = get_u64(attrs, FLAMEK_A_SESSION_PERIOD);
	session->untracked = get_u64(attrs, FLAMEK_A_SESSION_UNTRACKED);
	session->no_mmap_events = attrs[FLAMEK_A_SESSION_NO_MMAP_EVENTS];
	session->kind = get_u32(attrs, FLAMEK_A_SESSION_TARGET);
	session->max_overhead = get_u32(attrs, FLAMEK_A_SESSION_MAX_OVERHEAD);
	session->left = get_u64(attrs, FLAMEK_A_SESSION_LEFT);
	session->is_restricted = attrs[FLAMEK_A_SESSION_RESTRICTED];
	nlmsg_for_each_attr(attr, nlh, GENL_HDRLEN, left)
		if (nla_type(attr) == FLAMEK_A_SESSION_CPU)
			parse_cpu(session, attr);
	return NL_OK;
}

static int receive(struct genl *genl, struct reply *reply)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int ret = 0;

	if (!cb)
		return err_set_errno(reply->err, ENOMEM, "netlink");
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, reply);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_end, reply);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_end, reply);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_session, reply);
	while (!reply->is_done && ret >= 0)
		ret = nl_recvmsgs(genl->sock, cb);
	nl_cb_put(cb);
	if (reply->is_done)
		return reply->error;
	return err_set(reply->err, EPROTO, "netlink: %s", nl_geterror(ret));
}

static int request(struct genl *genl, struct nl_msg *msg, struct reply *reply)
{
	int ret = nl_send_auto(genl->sock, msg);

	nlmsg_free(msg);
	if (ret < 0)
		return err_set(reply->err, EPROTO, "netlink: %s",
			       nl_geterror(ret));
	return receive(genl, reply);
}

static struct nl_msg *new_message(struct genl *genl, int flags, uint8_t cmd)
{
	struct nl_msg *msg = nlmsg_alloc_size(MESSAGE_SIZE);

	if (msg && !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, genl->family, 0,
				flags, cmd, FLAMEK_GENL_VERSION)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

static int send_with_fd(struct genl *genl, uint8_t cmd, int fd,
			struct reply *reply)
{
	struct nl_msg *msg = new_message(genl, NLM_F_ACK, cmd);

	if (!msg || nla_put_u32(msg, FLAMEK_A_SESSION_FD, (uint32_t)fd)) {
		nlmsg_free(msg);
		return err_set_errno(reply->err, ENOMEM, "netlink");
	}
	return request(genl, msg, reply);
}

static int put_pids(struct nl_msg *msg, int type,
		    const struct genl_config *config)
{
	int ret = 0;
	size_t i;

	for (i = 0; i < config->nr_pids && !ret; i++)
		ret = nla_put_u32(msg, type, (uint32_t)config->pids[i]);
	return ret;
}

static int put_target(struct nl_msg *msg, const struct genl_config *config)
{
	switch (config->kind) {
	case FLAMEK_TARGET_PROCESSES:
		return put_pids(msg, FLAMEK_A_SESSION_TARGET_PID, config);
	case FLAMEK_TARGET_THREADS:
		return put_pids(msg, FLAMEK_A_SESSION_TARGET_TID, config);
	case FLAMEK_TARGET_CGROUP:
		return nla_put_u32(msg, FLAMEK_A_SESSION_TARGET_CGROUP,
				   (uint32_t)config->cgroup_fd);
	default:
		return nla_put_flag(msg, FLAMEK_A_SESSION_TARGET_SYSTEM);
	}
}

static int put_config(struct nl_msg *msg, const struct genl_config *config)
{
	const struct {
		int type;
		uint32_t value;
	} attrs[] = {
		{ FLAMEK_A_SESSION_FREQ, config->freq },
		{ FLAMEK_A_SESSION_FLAGS, config->flags },
		{ FLAMEK_A_SESSION_STACK_DEPTH, config->stack_depth },
		{ FLAMEK_A_SESSION_RING_PAGES, config->ring_pages },
		{ FLAMEK_A_SESSION_WATERMARK, config->watermark },
		{ FLAMEK_A_SESSION_MAX_OVERHEAD, config->max_overhead },
	};
	size_t i;

	for (i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++)
		if (attrs[i].value &&
		    nla_put_u32(msg, attrs[i].type, attrs[i].value))
			return -ENOMEM;
	if (config->cpus &&
	    nla_put_string(msg, FLAMEK_A_SESSION_CPUS, config->cpus))
		return -ENOMEM;
	return put_target(msg, config);
}

int genl_set(struct genl *genl, int fd, const struct genl_config *config,
	     struct err *err)
{
	struct nl_msg *msg = new_message(genl, NLM_F_ACK, FLAMEK_CMD_SESSION_SET);
	struct reply reply = { .err = err };

	if (!msg || nla_put_u32(msg, FLAMEK_A_SESSION_FD, (uint32_t)fd) ||
	    put_config(msg, config)) {
		nlmsg_free(msg);
		return err_set_errno(err, ENOMEM, "netlink");
	}
	return request(genl, msg, &reply);
}

int genl_start(struct genl *genl, int fd, struct err *err)
{
	struct reply reply = { .err = err };

	return send_with_fd(genl, FLAMEK_CMD_SESSION_START, fd, &reply);
}

int genl_stop(struct genl *genl, int fd, struct err *err)
{
	struct reply reply = { .err = err };

	return send_with_fd(genl, FLAMEK_CMD_SESSION_STOP, fd, &reply);
}

int genl_get(struct genl *genl, int fd, struct genl_session *session,
	     struct err *err)
{
	struct reply reply = { .err = err };
	int ret = send_with_fd(genl, FLAMEK_CMD_SESSION_GET, fd, &reply);
	size_t i;

	if (!ret && reply.nr != 1)
		ret = err_set(err, EPROTO, "the module's answer is not understood");
	if (!ret)
		*session = reply.sessions[0];
	for (i = 0; ret && i < reply.nr; i++)
		genl_session_free(&reply.sessions[i]);
	free(reply.sessions);
	return ret;
}

int genl_dump(struct genl *genl, struct genl_session **sessions, size_t *nr,
	      struct err *err)
{
	struct nl_msg *msg = new_message(genl, NLM_F_DUMP,
					 FLAMEK_CMD_SESSION_GET);
	struct reply reply = { .err = err };
	int ret;

	if (!msg)
		return err_set_errno(err, ENOMEM, "netlink");
	ret = request(genl, msg, &reply);
	*sessions = reply.sessions;
	*nr = reply.nr;
	return ret;
}

void genl_session_free(struct genl_session *session)
{
	free(session->cpus);
	session->cpus = NULL;
	session->nr_cpus = 0;
}

static uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

struct genl_cpu genl_session_sum(const struct genl_session *session)
{
	struct genl_cpu sum = { 0 };
	size_t i;

	for (i = 0; i < session->nr_cpus; i++) {
		sum.ticks += session->cpus[i].ticks;
		sum.taken += session->cpus[i].taken;
		sum.delivered += session->cpus[i].delivered;
		sum.lost += session->cpus[i].lost;
		sum.lost_events += session->cpus[i].lost_events;
		sum.handler_ns += session->cpus[i].handler_ns;
		sum.compared += session->cpus[i].compared;
		sum.differed += session->cpus[i].differed;
		sum.missed += session->cpus[i].missed;
		sum.late_ns += session->cpus[i].late_ns;
		sum.late_max_ns = max_u64(sum.late_max_ns,
					  session->cpus[i].late_max_ns);
		sum.throttled += session->cpus[i].throttled;
		sum.period_ns = max_u64(sum.period_ns,
					session->cpus[i].period_ns);
	}
	return sum;
}
