// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is done with messages. A session's state before and after tells whether
 * the answer was the right one; a session that others use too is only watched.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"

static __thread unsigned char bytes[MAX_MESSAGE] __attribute__((aligned(8)));

static const struct command *any_command(struct fuzzer *f)
{
	return &commands[below(&f->rng, nr_commands)];
}

/* The one that leads on from a session's state, more often than not. */
static const struct command *likely_command(struct fuzzer *f,
					    const struct session *s)
{
	unsigned int i;

	if (!one_in(&f->rng, 3))
		for (i = 0; i < nr_commands; i++)
			if (commands[i].number == s->known.state + 1)
				return &commands[i];
	return any_command(f);
}

static unsigned int nr_targets(const struct message *m)
{
	static const uint16_t kinds[] = {
		FLAMEK_A_SESSION_TARGET_PID, FLAMEK_A_SESSION_TARGET_TID,
		FLAMEK_A_SESSION_TARGET_CGROUP, FLAMEK_A_SESSION_TARGET_SYSTEM,
	};
	unsigned int i, nr = 0;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		nr += message_count(m, kinds[i]);
	return nr;
}

/* The errno that a good SET must come to, -1 if it may be any. */
static int expected_of_set(const struct session *s, const struct message *m)
{
	uint32_t pages = message_has(m, FLAMEK_A_SESSION_RING_PAGES, 128);
	uint32_t depth = message_has(m, FLAMEK_A_SESSION_STACK_DEPTH,
				     FLAMEK_STACK_DEFAULT);

	if (!m->is_sure || s->is_shared)
		return -1;
	/* Of other targets, and of several, who knows. */
	if (nr_targets(m) != 1)
		return nr_targets(m) ? -1 : EINVAL;
	if (!message_has(m, FLAMEK_A_SESSION_TARGET_PID, 0))
		return -1;
	if (s->known.state != FLAMEK_SESSION_NEW)
		return EBUSY;
	if (48 + 8 * (depth + 2) > pages * PAGE / 2 ||
	    message_has(m, FLAMEK_A_SESSION_WATERMARK, 0) > pages * PAGE)
		return EINVAL;
	return is_limited && message_needs_perfmon(m) ? EPERM : 0;
}

/* Without CAP_PERFMON, what needs it is refused, and what is large may be. */
static void check_limits(const struct message *m, const struct reply *reply,
			 int *expected)
{
	if (!is_limited)
		return;
	if (message_needs_perfmon(m)) {
		require(reply->error, "what needs CAP_PERFMON is granted");
		reached(REACH_NOT_ALLOWED, reply->error == EPERM);
	}
	if (!*expected && reply->error == ENOBUFS) {
		reached(REACH_TOO_LARGE, 1);
		*expected = ENOBUFS;
	}
}

static void send_set(struct fuzzer *f, struct session *s,
		     const struct command *command)
{
	uint32_t state = s->known.state;
	struct message m;
	struct reply reply;
	int expected;

	message_make(f, &m, s, command);
	expected = expected_of_set(s, &m);
	genl_transact(&f->genl, bytes, message_encode(&m, bytes), &reply);
	tally(command->name, reply.error);
	require(reply.nr_acks == 1, "a good request got %u acks",
		reply.nr_acks);
	require(!reply.error || reply.text[0], "%s: error %d has no text",
		command->name, reply.error);
	check_limits(&m, &reply, &expected);
	require(expected < 0 || reply.error == expected,
		"%s in state %u: error %d (%s), expected %d", command->name,
		state, reply.error, reply.text, expected);
	session_get(f, s);
	if (s->is_shared)
		return;
	if (!reply.error)
		s->target = m.is_sure && nr_targets(&m) == 1 ?
			message_has(&m, FLAMEK_A_SESSION_TARGET_PID, 0) : 0;
	require(s->known.state == (reply.error ? state : FLAMEK_SESSION_READY),
		"%s led from state %u to %u", command->name, state,
		s->known.state);
}

/* A command that the fuzzer knows nothing of but its attributes. */
static void send_other(struct fuzzer *f, struct session *s,
		       const struct command *command)
{
	struct message m;
	struct reply reply;

	message_make(f, &m, s, command);
	genl_transact(&f->genl, bytes, message_encode(&m, bytes), &reply);
	tally(command->name, reply.error);
	session_get(f, s);
}

static void send_good(struct fuzzer *f, struct session *s)
{
	const struct command *command = likely_command(f, s);

	switch (command->number) {
	case FLAMEK_CMD_SESSION_SET:
		send_set(f, s, command);
		break;
	case FLAMEK_CMD_SESSION_START:
	case FLAMEK_CMD_SESSION_STOP:
		session_request(f, s, command->number);
		break;
	case FLAMEK_CMD_SESSION_GET:
		session_get(f, s);
		tally(command->name, 0);
		break;
	default:
		send_other(f, s, command);
	}
}

/* Learn again what is not certain any more. */
static void ask_after_all(struct fuzzer *f)
{
	int i;

	for (i = 0; i < NR_SESSIONS; i++) {
		struct session *s = &f->sessions[i];

		if (s->fd < 0)
			continue;
		if (s->known.state == FLAMEK_SESSION_NEW)
			s->target = 0;
		session_get(f, s);
	}
}

static const char *name_of(uint8_t number)
{
	unsigned int i;

	for (i = 0; i < nr_commands; i++)
		if (commands[i].number == number)
			return commands[i].name;
	return NULL;
}

static void check_refusal(struct fuzzer *f, struct session *s,
			  const struct message *m, const struct reply *reply)
{
	uint32_t state = s->known.state;
	bool is_dump = (m->nl_flags & NLM_F_DUMP) == NLM_F_DUMP;

	require(reply->text[0] || is_dump || !name_of(m->cmd),
		"%s: refused by error %d without a text", name_of(m->cmd),
		reply->error);
	session_get(f, s);
	if (!s->is_shared && reply->error != ESRCH)
		require(s->known.state == state,
			"%s, refused by error %d, led from state %u to %u",
			m->command->name, reply->error, state, s->known.state);
}

static void send_bad(struct fuzzer *f, struct session *s)
{
	unsigned int times = 1 + below(&f->rng, 3);
	bool is_garbled = one_in(&f->rng, 4);
	struct message m;
	struct reply reply;
	size_t size;

	message_make(f, &m, s, any_command(f));
	while (times--)
		message_mutate(f, &m);
	size = message_encode(&m, bytes);
	if (is_garbled)
		size = message_garble(f, bytes, size);
	genl_transact(&f->genl, bytes, size, &reply);
	if (reply.nr_acks)
		tally(is_garbled ? NULL : name_of(m.cmd), reply.error);
	if (!is_garbled && reply.nr_acks == 1 && reply.error) {
		check_refusal(f, s, &m, &reply);
	} else {
		require(is_garbled || !reply.nr_acks || !m.reserved ||
			!(m.nl_flags & NLM_F_REQUEST),
			"%s: a header with something reserved is taken",
			name_of(m.cmd));
		ask_after_all(f);
	}
}

/* What must be a session's descriptor is another's. */
static void send_odd_fd(struct fuzzer *f, struct session *s)
{
	uint32_t attrs[] = { FLAMEK_A_SESSION_FD, 0,
			     FLAMEK_A_SESSION_TARGET_PID, target_any(f) };
	const struct command *command = &commands[below(&f->rng, 4)];
	unsigned int i = below(&f->rng, NR_ODD);
	unsigned int nr = command->number == FLAMEK_CMD_SESSION_SET ? 2 : 1;
	struct reply reply;
	int error;

	attrs[1] = f->odd[i];
	error = genl_request(&f->genl, command->number, attrs, nr, &reply);
	tally(command->name, error);
	/* The last two are not open, or but a path. */
	require(error == (i >= NR_ODD - 2 ? EBADF : EINVAL) && reply.text[0],
		"%s with a descriptor of kind %u: error %d (%s)",
		command->name, i, error, reply.text);
	session_get(f, s);
}

/* Several in one go, whose answers come back together. */
static void send_batch(struct fuzzer *f, struct session *s)
{
	static __thread unsigned char one[MAX_MESSAGE]
		__attribute__((aligned(8)));
	unsigned int times = 2 + below(&f->rng, 6);
	struct message m;
	struct reply reply;
	size_t size = 0, more;

	while (times--) {
		message_make(f, &m, s, any_command(f));
		if (one_in(&f->rng, 4))
			message_mutate(f, &m);
		more = message_encode(&m, one);
		if (size + more > sizeof(bytes))
			break;
		memcpy(bytes + size, one, more);
		size += more;
	}
	genl_transact(&f->genl, bytes, size, &reply);
	ask_after_all(f);
}

/* A dump tells of every session that is there all along, once and whole. */
struct listing {
	struct fuzzer *f;
	uint32_t last_id, next_cpu;
	unsigned int seen[NR_SESSIONS];
};

/* Whether the process that opened a session, if it is there still, is the user's. */
static bool is_own(uint32_t owner)
{
	char path[32];
	struct stat stat_buf;

	snprintf(path, sizeof(path), "/proc/%u", owner);
	return stat(path, &stat_buf) || stat_buf.st_uid == geteuid();
}

static void visit(void *context, const struct settings *now)
{
	struct listing *l = context;
	unsigned int i;

	require(!is_limited || is_own(now->owner),
		"a user is told of a session of process %u", now->owner);
	require(now->id >= l->last_id, "session %u is listed after %u", now->id,
		l->last_id);
	if (now->id != l->last_id)
		l->next_cpu = 0;
	l->last_id = now->id;
	require(!now->nr_cpus || now->cpus[0].cpu == l->next_cpu ||
		!l->next_cpu, "the list of session %u goes on with CPU %u",
		now->id, now->cpus[0].cpu);
	l->next_cpu += now->nr_cpus;
	for (i = 0; i < NR_SESSIONS; i++) {
		const struct session *s = &l->f->sessions[i];

		if (s->fd < 0 || s->known.id != now->id)
			continue;
		require(s->is_shared || now->state == s->known.state,
			"session %u is listed in state %u, not %u", now->id,
			now->state, s->known.state);
		l->seen[i] += now->state == FLAMEK_SESSION_NEW ? nr_cpus :
								 now->nr_cpus;
	}
}

static void list_whole(struct fuzzer *f, struct genl *genl)
{
	struct listing listing = { .f = f };
	unsigned int i;

	require(genl_dump(genl, ~0U, visit, &listing), "a dump has no end");
	reached(REACH_DUMP_WHOLE, 1);
	for (i = 0; i < NR_SESSIONS; i++)
		if (f->sessions[i].fd >= 0 && !f->sessions[i].is_shared)
			require(listing.seen[i] == nr_cpus,
				"%u CPUs of session %u are listed",
				listing.seen[i], f->sessions[i].known.id);
}

static void visit_none(void *context, const struct settings *now)
{
}

/* Two dumps at once on one socket, which is closed in the middle of it. */
static void list_partly(struct fuzzer *f)
{
	const int size = 1;
	struct genl genl;
	struct reply reply;

	genl_open(&genl);
	if (one_in(&f->rng, 2))
		setsockopt(genl.fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	genl_dump(&genl, 0, visit_none, NULL);
	if (one_in(&f->rng, 2))
		genl_dump(&genl, 0, visit_none, NULL);
	send_good(f, session_any(f));
	if (one_in(&f->rng, 2)) {
		memset(&reply, 0, sizeof(reply));
		genl_receive(&genl, &reply);
	}
	genl_close(&genl);
	reached(REACH_DUMP_ABANDONED, 1);
}

void messages_round(struct fuzzer *f)
{
	struct session *s = session_any(f);

	switch (below(&f->rng, 16)) {
	case 0:
		list_whole(f, &f->genl);
		genl_ask_policy(&f->genl);
		count_sequence("dump");
		break;
	case 1:
		list_partly(f);
		count_sequence("abandoned dump");
		break;
	case 2:
		send_odd_fd(f, s);
		count_sequence("other descriptors");
		break;
	case 3:
		send_batch(f, s);
		count_sequence("batch");
		break;
	case 4 ... 8:
		send_bad(f, s);
		count_sequence("bad message");
		break;
	default:
		send_good(f, s);
		count_sequence("good message");
	}
	if (one_in(&f->rng, 8))
		session_close(f, s);
}
