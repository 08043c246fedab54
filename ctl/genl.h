/* SPDX-License-Identifier: GPL-2.0-only */
/* The generic netlink family of flamek.ko, seen from the controller. */
#ifndef FLAMEK_GENL_H
#define FLAMEK_GENL_H

#include <linux/flamek.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"

struct genl;

/**
 * struct genl_config - what SESSION_SET asks for; 0 leaves it to the module
 */
struct genl_config {
	enum flamek_target_kind kind;
	const pid_t *pids;	/* of processes or threads */
	size_t nr_pids;
	int cgroup_fd;
	const char *cpus;	/* list of CPUs, or NULL */
	uint32_t max_overhead;	/* percent */
	uint32_t freq;		/* Hz */
	uint32_t flags;		/* FLAMEK_F_* */
	uint32_t stack_depth;	/* frames */
	uint32_t ring_pages;	/* per CPU */
	uint32_t watermark;	/* bytes */
};

struct genl_cpu {
	uint32_t cpu;
	uint64_t ticks;
	uint64_t taken;
	uint64_t delivered;
	uint64_t lost;
	uint64_t lost_events;
	uint64_t handler_ns;
	uint64_t compared, differed;	/* with FLAMEK_F_VERIFY_UNWIND */
	uint64_t missed;	/* points of the grid without a tick */
	uint64_t late_ns, late_max_ns;
	uint64_t throttled;
	uint64_t period_ns;	/* at present */
};

/**
 * struct genl_session - what SESSION_GET answers
 */
struct genl_session {
	uint32_t id;
	uint32_t state;		/* enum flamek_session_state */
	uint32_t flags;
	uint32_t stack_depth;
	uint32_t ring_pages;
	uint32_t watermark;
	uint32_t processes;
	enum flamek_target_kind kind;
	uint32_t max_overhead;
	pid_t owner;
	uint64_t period_ns;
	uint64_t untracked;
	uint64_t left;
	bool is_restricted;
	bool no_mmap_events;
	struct genl_cpu *cpus;
	size_t nr_cpus;
};

/**
 * genl_open() - connect to the family
 *
 * Return: 0; -ENOENT when the module is not loaded; other -errno.
 */
int genl_open(struct genl **genl, struct err *err);

/** genl_close() - NULL is fine */
void genl_close(struct genl *genl);

/**
 * genl_set() - configure the session behind @fd
 *
 * Return: 0, or the module's -errno with its text in @err.
 */
int genl_set(struct genl *genl, int fd, const struct genl_config *config,
	     struct err *err);

/** genl_start() - begin to sample. Return: 0 or -errno */
int genl_start(struct genl *genl, int fd, struct err *err);

/** genl_stop() - end for good. Return: 0 or -errno */
int genl_stop(struct genl *genl, int fd, struct err *err);

/**
 * genl_get() - the session behind @fd
 * @session: filled; genl_session_free() lets go of it
 *
 * Return: 0 or -errno.
 */
int genl_get(struct genl *genl, int fd, struct genl_session *session,
	     struct err *err);

/**
 * genl_dump() - all sessions of the machine
 * @sessions: an array, freed element by element and then itself
 * @nr: its length
 *
 * Return: 0 or -errno.
 */
int genl_dump(struct genl *genl, struct genl_session **sessions, size_t *nr,
	      struct err *err);

/** genl_session_free() - free what a session refers to, not itself */
void genl_session_free(struct genl_session *session);

/**
 * genl_session_sum() - the counters of all CPUs added up
 *
 * Of the latest tick and of the period, the greatest.
 */
struct genl_cpu genl_session_sum(const struct genl_session *session);

#endif
