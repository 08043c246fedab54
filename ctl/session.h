/* SPDX-License-Identifier: GPL-2.0-only */
/* A session with the module: /dev/flamek, its rings and its control. */
#ifndef FLAMEK_SESSION_H
#define FLAMEK_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "genl.h"

struct session;

/**
 * session_sink - takes records as they come out of one ring
 *
 * @records are whole perf-ABI records, @bytes long.
 *
 * Return: 0 or -errno, which ends the draining.
 */
typedef int (*session_sink)(void *arg, const void *records, size_t bytes,
			    struct err *err);

/**
 * session_open() - open the device and configure a session
 * @session: the session, on success
 * @config: what to sample, and how
 * @err: the reason of a failure
 *
 * Return: 0; -ENOENT when the module is not loaded, -EACCES or -EPERM when the
 * caller may not use it; other -errno.
 */
int session_open(struct session **session, const struct genl_config *config,
		 struct err *err);

/** session_close() - end it, whatever its state; NULL is fine */
void session_close(struct session *session);

/** session_start() - begin to sample. Return: 0 or -errno */
int session_start(struct session *session, struct err *err);

/** session_stop() - end sampling; what is in the rings can still be drained */
int session_stop(struct session *session, struct err *err);

/** session_fd() - a descriptor to poll for records */
int session_fd(const struct session *session);

/**
 * session_drain() - hand over all records that are in the rings now
 *
 * They stay there until session_release().
 *
 * Return: 0, -EBADMSG for a damaged ring, or what @sink returned.
 */
int session_drain(struct session *session, session_sink sink, void *arg,
		  struct err *err);

/**
 * session_look() - hand over the records that no look has handed over yet
 *
 * They are none the less drained later.
 *
 * Return: as session_drain().
 */
int session_look(struct session *session, session_sink sink, void *arg,
		 struct err *err);

/** session_release() - what session_drain() handed over is done with */
void session_release(struct session *session);

/** session_get() - settings and counters; see genl_get() */
int session_get(struct session *session, struct genl_session *info,
		struct err *err);

#endif
