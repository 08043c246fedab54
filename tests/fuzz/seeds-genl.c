// SPDX-License-Identifier: GPL-2.0-only
/* The module's answers for the fuzzer of their reader. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/flamek.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stdint.h>
#include <string.h>

#include "seeds.h"

#define FAMILY 33
#define WHAT_DUMP 0
#define WHAT_GET 1

/* A byte that says what was asked, and messages. */
static struct {
	uint8_t bytes[8192];
	size_t size;
} seed;

static void begin_seed(uint8_t what)
{
	seed.bytes[0] = what;
	seed.size = 1;
}

static void put_message(struct nl_msg *msg)
{
	const struct nlmsghdr *nlh = nlmsg_hdr(msg);

	memcpy(seed.bytes + seed.size, nlh, nlh->nlmsg_len);
	seed.size += NLMSG_ALIGN(nlh->nlmsg_len);
	nlmsg_free(msg);
}

static void put_seed(const char *name)
{
	seeds_put(name, seed.bytes, seed.size);
}

static void put_cpu(struct nl_msg *msg, uint32_t cpu)
{
	struct nlattr *nest = nla_nest_start(msg, FLAMEK_A_SESSION_CPU);
	int type;

	nla_put_u32(msg, FLAMEK_A_CPU_ID, cpu);
	for (type = FLAMEK_A_CPU_TICKS; type <= FLAMEK_A_CPU_MAX; type++)
		if (type != FLAMEK_A_CPU_PAD)
			nla_put_u64(msg, type, 1000 + cpu);
	nla_nest_end(msg, nest);
}

static void put_session(int flags, uint32_t id)
{
	struct nl_msg *msg = nlmsg_alloc();
	int type;

	genlmsg_put(msg, 1, 1, FAMILY, 0, flags, FLAMEK_CMD_SESSION_GET,
		    FLAMEK_GENL_VERSION);
	nla_put_u32(msg, FLAMEK_A_SESSION_ID, id);
	for (type = FLAMEK_A_SESSION_FREQ; type < FLAMEK_A_SESSION_CPU; type++)
		if (type == FLAMEK_A_SESSION_PERIOD)
			nla_put_u64(msg, type, 1001001);
		else if (type != FLAMEK_A_SESSION_ID)
			nla_put_u32(msg, type, 1);
	nla_put_flag(msg, FLAMEK_A_SESSION_NO_MMAP_EVENTS);
	nla_put_u64(msg, FLAMEK_A_SESSION_UNTRACKED, 1);
	put_cpu(msg, 0);
	put_cpu(msg, 1);
	put_message(msg);
}

static void put_end(int type, int flags, int error, const char *text)
{
	struct nlmsgerr nlerr = { .error = error };
	struct nl_msg *msg = nlmsg_alloc();

	nlmsg_put(msg, 1, 1, type, sizeof(nlerr), flags);
	memcpy(nlmsg_data(nlmsg_hdr(msg)), &nlerr, sizeof(nlerr));
	if (text)
		nla_put_string(msg, NLMSGERR_ATTR_MSG, text);
	put_message(msg);
}

int main(int argc, char *argv[])
{
	seeds_enter(argc, argv);
	begin_seed(WHAT_GET);
	put_session(0, 1);
	put_end(NLMSG_ERROR, NLM_F_CAPPED, 0, NULL);
	put_seed("get");
	begin_seed(WHAT_DUMP);
	put_session(NLM_F_MULTI, 1);
	put_session(NLM_F_MULTI, 1);
	put_session(NLM_F_MULTI, 2);
	put_end(NLMSG_DONE, NLM_F_MULTI, 0, NULL);
	put_seed("dump");
	begin_seed(WHAT_GET);
	put_end(NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, -EINVAL,
		"flamek: no such session");
	put_seed("refused");
	return 0;
}
