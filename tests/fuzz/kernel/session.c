// SPDX-License-Identifier: GPL-2.0-only
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t start_target(struct fuzzer *f)
{
	char chance[24];
	pid_t pid;

	snprintf(chance, sizeof(chance), "%llu",
		 (unsigned long long)rng_next(&f->rng));
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close_range(3, ~0U, 0);
	execl("/proc/self/exe", "fuzz", "--target", chance, NULL);
	_exit(127);
}

void target_replace(struct fuzzer *f, unsigned int i)
{
	kill(f->targets[i], SIGKILL);
	/* With the zombie there or gone, at chance: it has exited both ways. */
	if (one_in(&f->rng, 2))
		waitid(P_PID, f->targets[i], NULL, WEXITED | WNOWAIT);
	else
		waitpid(f->targets[i], NULL, 0);
	f->targets[i] = start_target(f);
}

pid_t target_any(struct fuzzer *f)
{
	return one_in(&f->rng, 4) ? getpid() : pick(&f->rng, f->targets);
}

bool target_lives(const struct fuzzer *f, pid_t target)
{
	int i;

	for (i = 0; i < NR_TARGETS; i++)
		if (f->targets[i] == target)
			return true;
	return target == getpid();
}

static void open_odd(struct fuzzer *f)
{
	int *odd = f->odd;

	if (pipe2(odd, O_CLOEXEC) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, odd + 2))
		die("a pipe and a pair of sockets");
	odd[4] = open("/dev/null", O_RDWR | O_CLOEXEC);
	odd[5] = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	odd[6] = epoll_create1(EPOLL_CLOEXEC);
	odd[7] = eventfd(0, EFD_CLOEXEC);
	odd[8] = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	odd[9] = memfd_create("fuzz", MFD_CLOEXEC);
	odd[10] = open("/dev/flamek", O_PATH | O_CLOEXEC);
	odd[11] = open("/dev/flamek", O_RDWR | O_CLOEXEC);
	/* From here on a number that is not open. */
	close(odd[11]);
	odd[11] += 500;
}

void fuzzer_init(struct fuzzer *f, unsigned int nr, const int mailbox[2])
{
	int i;

	f->rng.state = seed + 0x632be59bd9b4e019ULL * nr;
	memcpy(f->mailbox, mailbox, sizeof(f->mailbox));
	genl_open(&f->genl);
	open_odd(f);
	f->cgroup = open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (i = 0; i < NR_SESSIONS; i++)
		f->sessions[i].fd = -1;
	for (i = 0; i < NR_TARGETS; i++)
		f->targets[i] = start_target(f);
}

void fuzzer_uninit(struct fuzzer *f)
{
	int i;

	for (i = 0; i < NR_SESSIONS; i++)
		if (f->sessions[i].fd >= 0)
			session_close(f, &f->sessions[i]);
	for (i = 0; i < NR_TARGETS; i++) {
		kill(f->targets[i], SIGKILL);
		waitpid(f->targets[i], NULL, 0);
	}
	for (i = 0; i < NR_ODD - 1; i++)
		close(f->odd[i]);
	close(f->cgroup);
	genl_close(&f->genl);
}

/* A session that is on its way to another thread goes; others end theirs. */
static void make_room(struct fuzzer *f)
{
	char byte;

	reached(REACH_TOO_MANY, 1);
	recv(f->mailbox[1], &byte, 1, MSG_DONTWAIT);
	usleep(1000);
}

void session_open(struct fuzzer *f, struct session *s)
{
	static const int modes[] = { O_NONBLOCK, O_CLOEXEC, O_APPEND, O_NOCTTY };

	memset(s, 0, sizeof(*s));
	while ((s->fd = open("/dev/flamek", O_RDWR | pick(&f->rng, modes))) < 0) {
		if (!is_limited || errno != EUSERS)
			die("/dev/flamek");
		make_room(f);
	}
	session_get(f, s);
	require(s->known.state == FLAMEK_SESSION_NEW,
		"a session is in state %u when it is opened", s->known.state);
}

void session_close(struct fuzzer *f, struct session *s)
{
	static const enum reach closed[] = {
		REACH_CLOSED_NEW, REACH_CLOSED_READY,
		REACH_CLOSED_RUNNING, REACH_CLOSED_STOPPED,
	};
	bool is_view_first = one_in(&f->rng, 2);

	reached(closed[s->known.state], 1);
	if (is_view_first)
		view_unmap(&s->view);
	close(s->fd);
	s->fd = -1;
	if (s->view.tail) {
		view_lie(&s->view, rng_next(&f->rng));
		view_look(&s->view);
		view_unmap(&s->view);
	}
}

struct session *session_any(struct fuzzer *f)
{
	struct session *s = &f->sessions[below(&f->rng, NR_SESSIONS)];

	if (s->fd < 0)
		session_open(f, s);
	return s;
}

static void note_transition(uint32_t from, uint32_t to)
{
	static const enum reach steps[] = {
		REACH_NEW_TO_READY, REACH_READY_TO_RUNNING,
		REACH_RUNNING_TO_STOPPED,
	};

	if (from == FLAMEK_SESSION_READY && to == FLAMEK_SESSION_STOPPED)
		reached(REACH_READY_TO_STOPPED, 1);
	else
		for (; from < to; from++)
			reached(steps[from], 1);
}

void session_get(struct fuzzer *f, struct session *s)
{
	const uint32_t fd[] = { FLAMEK_A_SESSION_FD, s->fd };
	const struct settings *now, *old = &s->known;
	struct reply reply;
	int error = genl_request(&f->genl, FLAMEK_CMD_SESSION_GET, fd, 1, &reply);

	require(!error && reply.nr_settings == 1,
		"a session cannot be asked for: error %d, %u replies", error,
		reply.nr_settings);
	now = &reply.settings;
	require(now->state == FLAMEK_SESSION_NEW || now->nr_cpus == nr_cpus,
		"counters of %u CPUs, of %u", now->nr_cpus, nr_cpus);
	require(!old->id || now->id == old->id, "session %u is now %u", old->id,
		now->id);
	require(now->state >= old->state, "session %u went from state %u to %u",
		now->id, old->state, now->state);
	if (old->state != FLAMEK_SESSION_NEW)
		require(now->flags == old->flags && now->depth == old->depth &&
			now->pages == old->pages &&
			now->watermark == old->watermark &&
			now->period == old->period,
			"the settings of session %u have changed", now->id);
	note_transition(old->state, now->state);
	s->known = *now;
}

int session_expected(const struct session *s, uint8_t command)
{
	const bool is_start = command == FLAMEK_CMD_SESSION_START;

	switch (s->known.state) {
	case FLAMEK_SESSION_NEW:
		return EINVAL;
	case FLAMEK_SESSION_READY:
		return is_start ? 0 : EINVAL;
	case FLAMEK_SESSION_RUNNING:
		return is_start ? EBUSY : 0;
	default:
		return is_start ? EBUSY : EINVAL;
	}
}

void session_request(struct fuzzer *f, struct session *s, uint8_t command)
{
	const uint32_t fd[] = { FLAMEK_A_SESSION_FD, s->fd };
	int error, expected = session_expected(s, command);
	struct reply reply;

	if (!expected && command == FLAMEK_CMD_SESSION_START && s->target &&
	    !target_lives(f, s->target))
		expected = ESRCH;
	error = genl_request(&f->genl, command, fd, 1, &reply);
	tally(command == FLAMEK_CMD_SESSION_START ? "session-start" :
						    "session-stop", error);
	require(!error || reply.text[0], "error %d has no text", error);
	if (!s->is_shared && (s->target || expected))
		require(error == expected,
			"command %u in state %u: error %d (%s), expected %d",
			command, s->known.state, error, reply.text, expected);
	session_get(f, s);
	if (!error && !s->is_shared)
		require(s->known.state == (command == FLAMEK_CMD_SESSION_START ?
					   FLAMEK_SESSION_RUNNING :
					   FLAMEK_SESSION_STOPPED),
			"command %u led to state %u", command, s->known.state);
}

/* What a configuration that is good otherwise may be refused for. */
static bool is_refused(int error, uint32_t flags)
{
	if (!is_limited)
		return false;
	if (flags & FLAMEK_F_NO_USER) {
		require(error == EPERM,
			"kernel frames alone are not refused: error %d", error);
		reached(REACH_NOT_ALLOWED, 1);
		return true;
	}
	reached(REACH_TOO_LARGE, error == ENOBUFS);
	return error == ENOBUFS;
}

/* What of the flags is in force. */
static uint32_t granted(uint32_t flags)
{
	if (!is_limited)
		return flags;
	return (flags | FLAMEK_F_NO_KERNEL) & ~FLAMEK_F_VERIFY_UNWIND;
}

void session_set(struct fuzzer *f, struct session *s, pid_t target,
		 uint32_t pages, uint32_t depth, uint32_t freq, uint32_t flags)
{
	const uint32_t attrs[] = {
		FLAMEK_A_SESSION_FD, s->fd,
		FLAMEK_A_SESSION_TARGET_PID, target,
		FLAMEK_A_SESSION_RING_PAGES, pages,
		FLAMEK_A_SESSION_STACK_DEPTH, depth,
		FLAMEK_A_SESSION_FREQ, freq,
		FLAMEK_A_SESSION_FLAGS, flags,
	};
	struct reply reply;
	int error = genl_request(&f->genl, FLAMEK_CMD_SESSION_SET, attrs, 6,
				 &reply);

	tally("session-set", error);
	if ((error == EBUSY && s->is_shared) || is_refused(error, flags)) {
		session_get(f, s);
		return;
	}
	require(!error, "a good configuration is refused: error %d (%s)", error,
		reply.text);
	s->target = target;
	session_get(f, s);
	require(s->known.pages == pages && s->known.depth == depth &&
		s->known.flags == granted(flags) && s->known.period == 1000000000 / freq,
		"session %u has other settings than it was given", s->known.id);
}

void session_advance(struct fuzzer *f, struct session *s, uint32_t state)
{
	uint32_t flags = rng_next(&f->rng) & FLAMEK_F_ALL;

	if (s->known.state == FLAMEK_SESSION_NEW && state != s->known.state)
		session_set(f, s, target_any(f), 1U << below(&f->rng, 4),
			    1 + below(&f->rng, 200), 1 + below(&f->rng, 20000),
			    flags);
	if (s->known.state == FLAMEK_SESSION_READY && state > s->known.state)
		session_request(f, s, FLAMEK_CMD_SESSION_START);
	if (s->known.state == FLAMEK_SESSION_RUNNING && state > s->known.state)
		session_request(f, s, FLAMEK_CMD_SESSION_STOP);
}
