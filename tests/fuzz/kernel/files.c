// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is done with the file: everything that a descriptor is good for, and what
 * it is not; by children, by programs, by other threads; while it records.
 */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "message.h"
#include "session.h"

#define USER_SESSIONS_MAX 16

/* Something for the target to be sampled at meanwhile. */
static void burn(struct rng *rng)
{
	volatile unsigned int i, rounds = below(rng, 1U << below(rng, 19));

	for (i = 0; i < rounds; i++)
		;
}

/* A new session, of the fuzzer itself: what burns here is sampled for sure. */
static void begin_anew(struct fuzzer *f, struct session *s)
{
	session_close(f, s);
	session_open(f, s);
	session_set(f, s, getpid(), 1U << below(&f->rng, 2),
		    1 + below(&f->rng, 100), 2000 + below(&f->rng, 20000), 0);
	session_request(f, s, FLAMEK_CMD_SESSION_START);
}

/* The session's ring of one CPU, mapped if it can be. */
static struct view *view_of(struct fuzzer *f, struct session *s)
{
	if (s->known.state == FLAMEK_SESSION_NEW)
		session_advance(f, s, 1 + below(&f->rng, 3));
	/* Another thread may be just about to. */
	if (s->known.state == FLAMEK_SESSION_NEW)
		return NULL;
	if (!s->view.tail)
		view_map(&s->view, s->fd, below(&f->rng, nr_cpus),
			 s->known.pages, s->known.depth);
	return &s->view;
}

static void poll_it(struct fuzzer *f, struct session *s)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLHUP | EPOLLET };
	struct pollfd pollfd = { s->fd, rng_next(&f->rng), 0 };
	int epoll = f->odd[6];
	bool is_over;

	if (one_in(&f->rng, 2)) {
		epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &event);
		epoll_wait(epoll, &event, 1, below(&f->rng, 2));
		if (one_in(&f->rng, 2))
			epoll_ctl(epoll, EPOLL_CTL_DEL, s->fd, &event);
		return;
	}
	poll(&pollfd, 1, 0);
	if (s->is_shared)
		return;
	require(!(pollfd.revents & POLLERR) ==
		(s->known.state != FLAMEK_SESSION_NEW),
		"poll() says 0x%x in state %u", pollfd.revents, s->known.state);
	is_over = s->known.state == FLAMEK_SESSION_STOPPED ||
		  (s->known.state == FLAMEK_SESSION_RUNNING && s->target &&
		   !target_lives(f, s->target) &&
		   !(s->known.flags & FLAMEK_F_INHERIT));
	require(!is_over || pollfd.revents & POLLHUP,
		"poll() knows no end: 0x%x", pollfd.revents);
}

static void duplicate(struct fuzzer *f, struct session *s)
{
	int other = one_in(&f->rng, 2) ? dup(s->fd) :
					 fcntl(s->fd, F_DUPFD_CLOEXEC, 100);

	if (other < 0)
		die("dup");
	/* The old one goes, or the new one, after a step under its number. */
	if (one_in(&f->rng, 2)) {
		close(s->fd);
		s->fd = other;
		session_get(f, s);
	} else {
		dup2(other, s->fd);
		session_get(f, s);
		close(other);
	}
}

static void send_fd(int socket, int fd)
{
	union {
		char buffer[CMSG_SPACE(sizeof(fd))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec iov = { "", 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	sendmsg(socket, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Return: a descriptor, or -1. */
static int receive_fd(int socket)
{
	union {
		char buffer[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg;
	int fd = -1;

	if (recvmsg(socket, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 0)
		return -1;
	cmsg = CMSG_FIRSTHDR(&msg);
	if (cmsg && cmsg->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
	return fd;
}

/* To another thread, that does to it what it likes; or on its way for ever. */
static void pass_on(struct fuzzer *f, struct session *s)
{
	int pair[2];

	if (!one_in(&f->rng, 4)) {
		s->is_shared = true;
		send_fd(f->mailbox[0], s->fd);
		return;
	}
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair))
		die("socketpair");
	send_fd(pair[0], s->fd);
	if (one_in(&f->rng, 2))
		session_close(f, s);
	close(pair[0]);
	close(pair[1]);
}

static void take_over(struct fuzzer *f, struct session *unused)
{
	struct session s = { .fd = receive_fd(f->mailbox[1]), .is_shared = true };
	unsigned int times = 1 + below(&f->rng, 6);

	if (s.fd < 0)
		return;
	session_get(f, &s);
	reached(REACH_PASSED_ON, 1);
	while (times--) {
		switch (below(&f->rng, 5)) {
		case 0:
			session_request(f, &s, FLAMEK_CMD_SESSION_START);
			break;
		case 1:
			session_request(f, &s, FLAMEK_CMD_SESSION_STOP);
			break;
		case 2:
			maps_round(f, &s);
			break;
		case 3:
			poll_it(f, &s);
			break;
		default:
			if (s.known.state == FLAMEK_SESSION_NEW ||
			    !view_of(f, &s))
				break;
			view_look(&s.view);
			view_lie(&s.view, s.view.seen.head +
					  any_number(&f->rng));
			view_look(&s.view);
		}
		session_get(f, &s);
	}
	session_close(f, &s);
}

/* In a child: it has the descriptor, but not the mapping. */
static void be_a_child(struct fuzzer *f, struct session *s)
{
	struct genl genl;

	switch (below(&f->rng, 5)) {
	case 0:
		kill(getpid(), SIGKILL);
		break;
	case 1:
		execl("/proc/self/exe", "fuzz", "--nothing", NULL);
		break;
	case 2:
		if (s->view.tail)
			require(!files_touch((void *)s->view.tail, true),
				"a child has a mapping of its parent's");
		break;
	case 3:
		genl_open(&genl);
		f->genl = genl;
		session_get(f, s);
		if (s->known.state != FLAMEK_SESSION_NEW) {
			s->view.tail = NULL;
			view_of(f, s);
		}
		break;
	default:
		close(s->fd);
	}
	_exit(0);
}

/* What a child finds fault with it has said; the run ends with it. */
static void end_of(pid_t child)
{
	int status;

	waitpid(child, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status))
		_exit(WEXITSTATUS(status));
}

static void fork_with(struct fuzzer *f, struct session *s)
{
	pid_t child;

	if (one_in(&f->rng, 2))
		view_of(f, s);
	child = fork();
	if (child < 0)
		die("fork");
	if (!child)
		be_a_child(f, s);
	reached(REACH_FORKED, 1);
	/* The last to hold it may be the child. */
	if (one_in(&f->rng, 2))
		session_close(f, s);
	end_of(child);
}

static void exec_with(struct fuzzer *f, struct session *s)
{
	pid_t child;

	fcntl(s->fd, F_SETFD, below(&f->rng, 2) * FD_CLOEXEC);
	child = vfork();
	if (!child) {
		execl("/proc/self/exe", "fuzz", "--nothing", NULL);
		_exit(127);
	}
	reached(REACH_EXECED, 1);
	if (one_in(&f->rng, 4))
		session_close(f, s);
	waitpid(child, NULL, 0);
}

/* All that the file is not made for. */
static void misuse(struct fuzzer *f, struct session *s)
{
	char buffer[64] = { 0 };
	loff_t offset = any_number(&f->rng);
	struct stat stat;

	switch (below(&f->rng, 12)) {
	case 0:
		require(read(s->fd, buffer, 64) < 0, "the file can be read");
		break;
	case 1:
		require(write(s->fd, buffer, 64) < 0, "the file can be written");
		break;
	case 2:
		require(pread(s->fd, buffer, 64, offset) < 0, "a pread");
		break;
	case 3:
		require(lseek(s->fd, offset, below(&f->rng, 5)) < 0,
			"the file can be sought");
		break;
	case 4:
		require(ftruncate(s->fd, offset) < 0, "a truncate");
		break;
	case 5:
		require(fallocate(s->fd, below(&f->rng, 8), offset, 4096) < 0,
			"an fallocate");
		break;
	case 6:
		require(splice(f->odd[0], NULL, s->fd, NULL, 64,
			       SPLICE_F_NONBLOCK) < 0 &&
			splice(s->fd, NULL, f->odd[1], NULL, 64,
			       SPLICE_F_NONBLOCK) < 0, "a splice");
		break;
	case 7:
		require(sendfile(f->odd[9], s->fd, NULL, 64) < 0, "a sendfile");
		break;
	case 8:
		require(ioctl(s->fd, (rng_next(&f->rng) & 0xffff) | 0xff0000,
			      buffer) < 0, "an ioctl");
		break;
	case 9:
		fsync(s->fd);
		flock(s->fd, LOCK_EX | LOCK_NB);
		fcntl(s->fd, F_SETFL, rng_next(&f->rng) & (O_NONBLOCK | O_APPEND));
		fcntl(s->fd, F_SETOWN, getpid());
		break;
	case 10:
		if (fstat(s->fd, &stat) || !S_ISCHR(stat.st_mode))
			fail("the file is no device any more");
		break;
	default:
		require(fcntl(s->fd, F_SETLEASE, F_RDLCK) < 0, "a lease");
	}
	session_get(f, s);
}

/* A position that no honest reader would write. */
static uint64_t false_tail(struct rng *rng, const struct view *view)
{
	uint64_t head = view->seen.head;

	switch (below(rng, 8)) {
	case 0:
		return head + 1 + below(rng, 8);
	case 1:
		return head - view->size - 1 - below(rng, 8);
	case 2:
		return head - view->size + below(rng, 9000);
	case 3:
		return head + view->size;
	case 4:
		return head + (1ULL << 63) + below(rng, 3) - 1;
	case 5:
		return below(rng, 2) - 1ULL;
	case 6:
		return head - below(rng, 4096);
	default:
		return rng_next(rng);
	}
}

/*
 * A tail that makes no sense makes the ring full. But a record that was begun
 * before that may still come, and that one may make sense of the tail.
 */
static void tell_lie(struct fuzzer *f, const struct session *s,
		     struct view *view, uint64_t tail)
{
	uint64_t head, lost = view->seen.lost_samples;
	unsigned int times, changes = 0;

	view_lie(view, tail);
	for (times = 0; times < 3; times++) {
		view_look(view);
		head = view->seen.head;
		burn(&f->rng);
		view_look(view);
		if (s->is_shared || view->seen.head - tail <= view->size)
			return;
		changes += view->seen.head != head;
	}
	require(changes <= 1,
		"a ring of %zu bytes goes on with a tail of %llu and a head of %llu",
		view->size, (unsigned long long)tail,
		(unsigned long long)view->seen.head);
	reached(REACH_FULL_BY_LIE, view->seen.lost_samples > lost);
}

static void lie(struct fuzzer *f, struct session *s)
{
	unsigned int times = 1 + below(&f->rng, 20);
	struct view *view;

	if (one_in(&f->rng, 2))
		begin_anew(f, s);
	view = view_of(f, s);
	if (!view)
		return;
	while (times--) {
		view_look(view);
		tell_lie(f, s, view, false_tail(&f->rng, view));
	}
	view_reset(view);
	burn(&f->rng);
	if (!s->is_shared)
		view_read(view);
}

static void read_honestly(struct fuzzer *f, struct session *s)
{
	unsigned int times = 1 + below(&f->rng, 8);
	struct view *view;

	if (one_in(&f->rng, 2))
		begin_anew(f, s);
	view = view_of(f, s);
	if (!view || s->is_shared)
		return;
	view_reset(view);
	while (times--) {
		burn(&f->rng);
		view_read(view);
	}
}

/* All CPUs, from the beginning to the end: nothing may be missing. */
static void record_all(struct fuzzer *f, struct session *s)
{
	struct view views[MAX_CPUS];
	unsigned int i, times = below(&f->rng, 20);

	session_close(f, s);
	session_open(f, s);
	session_set(f, s, target_any(f), 1U << below(&f->rng, 3),
		    1 + below(&f->rng, 200), 1 + below(&f->rng, 20000),
		    rng_next(&f->rng) & FLAMEK_F_ALL & ~FLAMEK_F_ON_EXEC);
	if (s->known.state == FLAMEK_SESSION_NEW)
		return;
	for (i = 0; i < nr_cpus; i++)
		view_map(&views[i], s->fd, i, s->known.pages, s->known.depth);
	session_request(f, s, FLAMEK_CMD_SESSION_START);
	while (times--) {
		if (one_in(&f->rng, 8))
			target_replace(f, below(&f->rng, NR_TARGETS));
		burn(&f->rng);
		view_read(&views[below(&f->rng, nr_cpus)]);
	}
	session_request(f, s, FLAMEK_CMD_SESSION_STOP);
	for (i = 0; i < nr_cpus; i++) {
		const struct cpu_counters *said = &s->known.cpus[i];
		struct view *view = &views[i];

		view_read(view);
		require(view->seen.taken == said->taken &&
			view->seen.lost_samples == said->lost &&
			view->seen.lost_events == said->lost_events,
			"the head page and the counters of CPU %u differ", i);
		require(view->samples == said->delivered &&
			view->lost[FLAMEK_LOST_SAMPLES] == said->lost &&
			view->lost[FLAMEK_LOST_EVENTS] == said->lost_events,
			"CPU %u: %llu samples read of %llu, %llu lost of %llu, %llu events lost of %llu",
			i, (unsigned long long)view->samples,
			(unsigned long long)said->delivered,
			(unsigned long long)view->lost[0],
			(unsigned long long)said->lost,
			(unsigned long long)view->lost[1],
			(unsigned long long)said->lost_events);
		view_unmap(view);
	}
}

/* A controller that is killed at any moment. */
static void kill_controller(struct fuzzer *f, struct session *unused)
{
	struct session s;
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (!child) {
		close_range(3, ~0U, 0);
		genl_open(&f->genl);
		session_open(f, &s);
		session_advance(f, &s, 2 + below(&f->rng, 2));
		view_of(f, &s);
		for (;;)
			burn(&f->rng);
	}
	burn(&f->rng);
	if (one_in(&f->rng, 2))
		usleep(below(&f->rng, 5000));
	kill(child, SIGKILL);
	end_of(child);
}

static void replace_target(struct fuzzer *f, struct session *s)
{
	unsigned int i = below(&f->rng, NR_TARGETS);

	session_close(f, s);
	session_open(f, s);
	session_set(f, s, f->targets[i], 1, 1 + below(&f->rng, 200), 999,
		    rng_next(&f->rng) & FLAMEK_F_ALL);
	if (one_in(&f->rng, 2))
		session_request(f, s, FLAMEK_CMD_SESSION_START);
	target_replace(f, i);
	poll_it(f, s);
	session_request(f, s, FLAMEK_CMD_SESSION_START);
}

/* As many as there may be, for a moment. */
static void hoard(struct fuzzer *f, struct session *s)
{
	int fds[USER_SESSIONS_MAX + 1];
	unsigned int nr = 0;

	if (!is_limited)
		return;
	session_get(f, s);
	while (nr < ARRAY_SIZE(fds) &&
	       (fds[nr] = open("/dev/flamek", O_RDWR | O_CLOEXEC)) >= 0)
		nr++;
	/* There is the one that was asked for, too. */
	require(nr < USER_SESSIONS_MAX && errno == EUSERS,
		"a user has %u sessions and one more: error %d", nr, errno);
	reached(REACH_TOO_MANY, 1);
	while (nr)
		close(fds[--nr]);
}

static void close_it(struct fuzzer *f, struct session *s)
{
	session_close(f, s);
}

static void advance(struct fuzzer *f, struct session *s)
{
	session_advance(f, s, below(&f->rng, 4));
}

static const struct {
	const char *name;
	unsigned int weight;
	void (*run)(struct fuzzer *f, struct session *s);
} sequences[] = {
	{ "map", 20, maps_round },
	{ "lie", 12, lie },
	{ "read", 8, read_honestly },
	{ "whole recording", 4, record_all },
	{ "poll", 8, poll_it },
	{ "dup", 6, duplicate },
	{ "pass on", 4, pass_on },
	{ "take over", 6, take_over },
	{ "fork", 3, fork_with },
	{ "exec", 3, exec_with },
	{ "misuse", 8, misuse },
	{ "kill the controller", 2, kill_controller },
	{ "replace the target", 4, replace_target },
	{ "step on", 10, advance },
	{ "close", 8, close_it },
	{ "hoard", 8, hoard },
};

void files_round(struct fuzzer *f)
{
	unsigned int i, sum = 0, chosen;

	for (i = 0; i < ARRAY_SIZE(sequences); i++)
		sum += sequences[i].weight;
	chosen = below(&f->rng, sum);
	for (i = 0; chosen >= sequences[i].weight; i++)
		chosen -= sequences[i].weight;
	sequences[i].run(f, session_any(f));
	count_sequence(sequences[i].name);
}
