// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of the module's answers. The first byte says what was asked;
 * the others come as one datagram of netlink messages, through libnl.
 */
#define _GNU_SOURCE
#include <netlink/attr.h>
#include <netlink/netlink.h>
#include <string.h>

#include "require.h"

static struct {
	const uint8_t *data;
	size_t size;
	int is_given;
} datagram;

static int give(struct nl_sock *sock, struct sockaddr_nl *from,
		unsigned char **buf, struct ucred **creds)
{
	(void)sock;
	(void)creds;
	if (datagram.is_given || !datagram.size)
		return -NLE_AGAIN;
	datagram.is_given = 1;
	memset(from, 0, sizeof(*from));
	from->nl_family = AF_NETLINK;
	*buf = malloc(datagram.size);
	require(!!*buf);
	memcpy(*buf, datagram.data, datagram.size);
	return (int)datagram.size;
}

static int receive_given(struct nl_sock *sock, struct nl_cb *cb)
{
	nl_cb_overwrite_recv(cb, give);
	return nl_recvmsgs(sock, cb);
}

/* libnl, which no sanitizer watches, reads an attribute of any length. */
static uint32_t get_checked_u32(const struct nlattr *attr)
{
	require(nla_len(attr) >= 4);
	return nla_get_u32(attr);
}

#define nla_get_u32(attr) get_checked_u32(attr)
#define nl_send_auto(sock, msg) ((void)(msg), 0)
#define nl_recvmsgs(sock, cb) receive_given(sock, cb)
#include "ctl/genl.c"

static void check(struct genl_session *session)
{
	struct genl_cpu sum = genl_session_sum(session);
	size_t i;

	for (i = 0; i < session->nr_cpus; i++) {
		require(sum.period_ns >= session->cpus[i].period_ns);
		require(sum.late_max_ns >= session->cpus[i].late_max_ns);
	}
	genl_session_free(session);
}

static void get(struct genl *genl)
{
	struct genl_session session;
	struct err err = { "" };
	int ret = genl_get(genl, 3, &session, &err);

	require(ret <= 0);
	if (!ret)
		check(&session);
	else
		require(err.text[0]);
}

static void dump(struct genl *genl)
{
	struct genl_session *sessions;
	struct err err = { "" };
	size_t nr, i;
	int ret = genl_dump(genl, &sessions, &nr, &err);

	require(ret <= 0);
	if (ret)
		require(err.text[0]);
	for (i = 0; i < nr; i++)
		check(&sessions[i]);
	free(sessions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct genl genl = { .family = 33 };

	if (!size)
		return 0;
	genl.sock = nl_socket_alloc();
	require(!!genl.sock);
	/* Numbers of messages are not compared then. */
	nl_socket_disable_auto_ack(genl.sock);
	datagram.data = data + 1;
	datagram.size = size - 1;
	datagram.is_given = 0;
	if (data[0] & 1)
		get(&genl);
	else
		dump(&genl);
	nl_socket_free(genl.sock);
	return 0;
}
