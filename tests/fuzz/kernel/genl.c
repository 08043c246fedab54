// SPDX-License-Identifier: GPL-2.0-only
#include "genl.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"

/* A walk over the attributes of a reply, which the kernel has made. */
struct walk {
	const char *at, *end;
};

static const struct nlattr *next(struct walk *walk)
{
	const struct nlattr *attr = (const void *)walk->at;

	if (walk->at >= walk->end)
		return NULL;
	require(walk->end - walk->at >= NLA_HDRLEN &&
		attr->nla_len >= NLA_HDRLEN &&
		walk->at + attr->nla_len <= walk->end,
		"a reply has an attribute that reaches beyond it");
	walk->at += NLA_ALIGN(attr->nla_len);
	return attr;
}

static struct walk inside(const struct nlattr *attr)
{
	return (struct walk){ (const char *)attr + NLA_HDRLEN,
			      (const char *)attr + attr->nla_len };
}

static uint64_t value(const struct nlattr *attr)
{
	uint64_t wide = 0;
	size_t size = attr->nla_len - NLA_HDRLEN;

	memcpy(&wide, (const char *)attr + NLA_HDRLEN,
	       size < sizeof(wide) ? size : sizeof(wide));
	return wide;
}

static void parse_cpu(struct cpu_counters *cpu, struct walk walk)
{
	const struct nlattr *attr;

	memset(cpu, 0, sizeof(*cpu));
	while ((attr = next(&walk))) {
		switch (attr->nla_type & NLA_TYPE_MASK) {
		case FLAMEK_A_CPU_ID: cpu->cpu = value(attr); break;
		case FLAMEK_A_CPU_TICKS: cpu->ticks = value(attr); break;
		case FLAMEK_A_CPU_TAKEN: cpu->taken = value(attr); break;
		case FLAMEK_A_CPU_DELIVERED: cpu->delivered = value(attr); break;
		case FLAMEK_A_CPU_LOST: cpu->lost = value(attr); break;
		case FLAMEK_A_CPU_LOST_EVENTS: cpu->lost_events = value(attr); break;
		}
	}
}

static void parse_settings(struct settings *s, struct walk walk)
{
	const struct nlattr *attr;

	memset(s, 0, sizeof(*s));
	while ((attr = next(&walk))) {
		switch (attr->nla_type & NLA_TYPE_MASK) {
		case FLAMEK_A_SESSION_ID: s->id = value(attr); break;
		case FLAMEK_A_SESSION_STATE: s->state = value(attr); break;
		case FLAMEK_A_SESSION_OWNER: s->owner = value(attr); break;
		case FLAMEK_A_SESSION_FLAGS: s->flags = value(attr); break;
		case FLAMEK_A_SESSION_STACK_DEPTH: s->depth = value(attr); break;
		case FLAMEK_A_SESSION_RING_PAGES: s->pages = value(attr); break;
		case FLAMEK_A_SESSION_WATERMARK: s->watermark = value(attr); break;
		case FLAMEK_A_SESSION_PROCESSES: s->processes = value(attr); break;
		case FLAMEK_A_SESSION_PERIOD: s->period = value(attr); break;
		case FLAMEK_A_SESSION_CPU:
			if (s->nr_cpus < MAX_CPUS)
				parse_cpu(&s->cpus[s->nr_cpus++], inside(attr));
			break;
		}
	}
}

/* What must be true of a session, whoever does what to it. */
static void check_settings(const struct settings *s)
{
	unsigned int i;

	require(s->id && s->state <= FLAMEK_SESSION_STOPPED,
		"session %u is said to be in state %u", s->id, s->state);
	require(s->state != FLAMEK_SESSION_NEW || !s->nr_cpus,
		"a new session has counters");
	for (i = 0; i < s->nr_cpus; i++) {
		const struct cpu_counters *c = &s->cpus[i];

		require(!i || c->cpu > c[-1].cpu, "CPU %u comes after CPU %u",
			c->cpu, c[-1].cpu);
		require(s->state != FLAMEK_SESSION_STOPPED ||
			c->taken == c->delivered + c->lost,
			"taken %llu, but delivered %llu and lost %llu",
			(unsigned long long)c->taken,
			(unsigned long long)c->delivered,
			(unsigned long long)c->lost);
	}
}

static void parse_ack(struct reply *reply, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = NLMSG_DATA(nlh);
	struct walk walk = { (const char *)(err + 1),
			     (const char *)nlh + nlh->nlmsg_len };
	const struct nlattr *attr;

	reply->nr_acks++;
	reply->error = -err->error;
	reply->text[0] = '\0';
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		walk.at = (const char *)&err->msg +
			  NLMSG_ALIGN(err->msg.nlmsg_len);
	while ((attr = next(&walk))) {
		if ((attr->nla_type & NLA_TYPE_MASK) != NLMSGERR_ATTR_MSG)
			continue;
		strncpy(reply->text, (const char *)attr + NLA_HDRLEN,
			sizeof(reply->text) - 1);
	}
}

static void parse(struct reply *reply, const struct nlmsghdr *nlh,
		  uint16_t family)
{
	struct walk walk = { (const char *)NLMSG_DATA(nlh) + GENL_HDRLEN,
			     (const char *)nlh + nlh->nlmsg_len };

	if (nlh->nlmsg_type == NLMSG_ERROR) {
		parse_ack(reply, nlh);
	} else if (nlh->nlmsg_type == family) {
		reply->nr_settings++;
		parse_settings(&reply->settings, walk);
		check_settings(&reply->settings);
	}
}

static ssize_t receive(struct genl *genl, void *buffer, size_t size)
{
	ssize_t got;

	do {
		got = recv(genl->fd, buffer, size, MSG_DONTWAIT);
	} while (got < 0 && (errno == EINTR || errno == ENOBUFS));
	return got;
}

bool genl_receive(struct genl *genl, struct reply *reply)
{
	static __thread char buffer[1 << 15] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = (void *)buffer;
	ssize_t left = receive(genl, buffer, sizeof(buffer));

	if (left <= 0)
		return false;
	for (; NLMSG_OK(nlh, (size_t)left); nlh = NLMSG_NEXT(nlh, left))
		parse(reply, nlh, genl->family);
	return true;
}

void genl_send(struct genl *genl, const void *bytes, size_t size)
{
	send(genl->fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void genl_transact(struct genl *genl, const void *bytes, size_t size,
		   struct reply *reply)
{
	memset(reply, 0, sizeof(*reply));
	genl_send(genl, bytes, size);
	while (genl_receive(genl, reply))
		;
}

int genl_request(struct genl *genl, uint8_t command, const uint32_t *attrs,
		 unsigned int nr, struct reply *reply)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genlh;
		struct { struct nlattr attr; uint32_t value; } attrs[16];
	} message = {
		.nlh.nlmsg_type = genl->family,
		.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
		.nlh.nlmsg_seq = ++genl->seq,
		.genlh.cmd = command,
		.genlh.version = FLAMEK_GENL_VERSION,
	};
	unsigned int i;

	for (i = 0; i < nr; i++) {
		message.attrs[i].attr.nla_len = NLA_HDRLEN + sizeof(uint32_t);
		message.attrs[i].attr.nla_type = attrs[2 * i];
		message.attrs[i].value = attrs[2 * i + 1];
	}
	message.nlh.nlmsg_len = offsetof(__typeof__(message), attrs[nr]);
	genl_transact(genl, &message, message.nlh.nlmsg_len, reply);
	require(reply->nr_acks == 1, "a request of command %u got %u acks",
		command, reply->nr_acks);
	return reply->error;
}

static bool visit_all(struct genl *genl, const char *buffer, ssize_t size,
		      void (*visit)(void *, const struct settings *),
		      void *context)
{
	const struct nlmsghdr *nlh = (const void *)buffer;
	struct reply reply = { 0 };

	for (; NLMSG_OK(nlh, (size_t)size); nlh = NLMSG_NEXT(nlh, size)) {
		if (nlh->nlmsg_seq != genl->seq)
			continue;
		if (nlh->nlmsg_type == NLMSG_DONE)
			return true;
		reply.nr_settings = 0;
		parse(&reply, nlh, genl->family);
		require(!reply.nr_acks, "a dump ends in error %d", reply.error);
		if (reply.nr_settings)
			visit(context, &reply.settings);
	}
	return false;
}

bool genl_dump(struct genl *genl, unsigned int nr_max,
	       void (*visit)(void *context, const struct settings *settings),
	       void *context)
{
	static __thread char buffer[1 << 15] __attribute__((aligned(8)));
	const struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genlh;
	} message = {
		.nlh.nlmsg_len = sizeof(message),
		.nlh.nlmsg_type = genl->family,
		.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		.nlh.nlmsg_seq = ++genl->seq,
		.genlh.cmd = FLAMEK_CMD_SESSION_GET,
		.genlh.version = FLAMEK_GENL_VERSION,
	};
	ssize_t size;

	genl_send(genl, &message, sizeof(message));
	while (nr_max--) {
		size = receive(genl, buffer, sizeof(buffer));
		require(size > 0, "a dump breaks off");
		if (visit_all(genl, buffer, size, visit, context))
			return true;
	}
	return false;
}

void genl_ask_policy(struct genl *genl)
{
	const struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genlh;
		struct nlattr attr;
		uint32_t family;
	} message = {
		.nlh.nlmsg_len = sizeof(message),
		.nlh.nlmsg_type = GENL_ID_CTRL,
		.nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		.nlh.nlmsg_seq = ++genl->seq,
		.genlh.cmd = CTRL_CMD_GETPOLICY,
		.attr.nla_len = NLA_HDRLEN + sizeof(uint16_t),
		.attr.nla_type = CTRL_ATTR_FAMILY_ID,
		.family = genl->family,
	};
	struct reply reply;

	genl_transact(genl, &message, sizeof(message), &reply);
	require(!reply.nr_acks, "the policy is not told: error %d",
		reply.error);
}

/* The controller of generic netlink knows the family's number. */
static void find_family(struct genl *genl)
{
	static const char name[] = FLAMEK_GENL_NAME;
	char buffer[4096] __attribute__((aligned(8)));
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genlh;
		struct nlattr attr;
		char name[(sizeof(name) + 3) & ~3];
	} message = {
		.nlh.nlmsg_len = sizeof(message),
		.nlh.nlmsg_type = GENL_ID_CTRL,
		.nlh.nlmsg_flags = NLM_F_REQUEST,
		.genlh.cmd = CTRL_CMD_GETFAMILY,
		.attr.nla_len = NLA_HDRLEN + sizeof(name),
		.attr.nla_type = CTRL_ATTR_FAMILY_NAME,
		.name = FLAMEK_GENL_NAME,
	};
	const struct nlmsghdr *nlh = (const void *)buffer;
	const struct nlattr *attr;
	struct walk walk;

	genl_send(genl, &message, sizeof(message));
	if (receive(genl, buffer, sizeof(buffer)) <= 0 ||
	    nlh->nlmsg_type != GENL_ID_CTRL)
		die("the netlink family flamek: is the module loaded?");
	walk.at = (const char *)NLMSG_DATA(nlh) + GENL_HDRLEN;
	walk.end = (const char *)nlh + nlh->nlmsg_len;
	while ((attr = next(&walk)))
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID)
			genl->family = value(attr);
}

void genl_open(struct genl *genl)
{
	static uint16_t family;
	const int on = 1;

	genl->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (genl->fd < 0)
		die("a netlink socket");
	setsockopt(genl->fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	genl->seq = 0;
	genl->family = __atomic_load_n(&family, __ATOMIC_RELAXED);
	if (genl->family)
		return;
	find_family(genl);
	__atomic_store_n(&family, genl->family, __ATOMIC_RELAXED);
}

void genl_close(struct genl *genl)
{
	close(genl->fd);
}
