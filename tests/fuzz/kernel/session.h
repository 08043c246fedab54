/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sessions as the fuzzer believes them to be, the processes they sample, and
 * what one thread of the fuzzer owns. A thread has its own table of descriptors,
 * so that no other touches its sessions unless they are passed on.
 */
#ifndef FUZZ_SESSION_H
#define FUZZ_SESSION_H

#include <sys/types.h>

#include "fuzz.h"
#include "genl.h"
#include "view.h"

#define NR_SESSIONS	4
#define NR_TARGETS	3
#define NR_ODD		12

/**
 * struct session - an open /dev/flamek
 * @fd: -1 if there is none
 * @is_shared: others may change it too, so that only the order of its states is
 *	       certain
 * @known: what it last said of itself
 * @target: the process that it samples; 0 if that is not certain
 * @view: the ring of one CPU, if it is mapped
 */
struct session {
	int fd;
	bool is_shared;
	struct settings known;
	pid_t target;
	struct view view;
};

/**
 * struct fuzzer - a thread of the fuzzer
 * @rng: its chance
 * @genl: its socket
 * @sessions: its own
 * @targets: processes that live until it kills them
 * @odd: descriptors of all that is not a session
 * @cgroup: of the root of cgroup v2
 * @mailbox: where the threads pass sessions to each other: a pair of sockets
 */
struct fuzzer {
	struct rng rng;
	struct genl genl;
	struct session sessions[NR_SESSIONS];
	pid_t targets[NR_TARGETS];
	int odd[NR_ODD];
	int cgroup;
	int mailbox[2];
};

/** fuzzer_init() - what a thread needs, made in that thread */
void fuzzer_init(struct fuzzer *f, unsigned int nr, const int mailbox[2]);
void fuzzer_uninit(struct fuzzer *f);

/** session_open() - a new one in place of a closed one */
void session_open(struct fuzzer *f, struct session *s);

/** session_close() - the descriptor and the view, in either order */
void session_close(struct fuzzer *f, struct session *s);

/** session_any() - one of the thread's, opened if need be */
struct session *session_any(struct fuzzer *f);

/** session_get() - ask for a session, and compare with what is known */
void session_get(struct fuzzer *f, struct session *s);

/** session_request() - START or STOP, which must come to what the state says */
void session_request(struct fuzzer *f, struct session *s, uint8_t command);

/** session_set() - configure a new session; it must be accepted, unless @flags or
 * the size are beyond what a user may have
 */
void session_set(struct fuzzer *f, struct session *s, pid_t target,
		 uint32_t pages, uint32_t depth, uint32_t freq, uint32_t flags);

/** session_advance() - bring one to a state, which is not behind its own */
void session_advance(struct fuzzer *f, struct session *s, uint32_t state);

/** session_expected() - the errno that START or STOP must come to */
int session_expected(const struct session *s, uint8_t command);

/** target_any() - one of the processes that the thread may count on */
pid_t target_any(struct fuzzer *f);

/** target_lives() - whether it is there still */
bool target_lives(const struct fuzzer *f, pid_t target);

/** target_replace() - kill one of @targets and start another in its place */
void target_replace(struct fuzzer *f, unsigned int i);

/** target_main() - what a target does, until it is killed */
int target_main(uint64_t chance);

#endif
