// SPDX-License-Identifier: GPL-2.0-only
/* The session: one descriptor, one netlink socket, a ring per possible CPU. */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "mem.h"
#include "ring.h"

#define DEVICE "/dev/" FLAMEK_DEVICE_NAME

#define RING_PAGES_MAX 128u	/* the module's default */
#define RING_PAGES_MIN 4u

struct session {
	int fd;
	struct genl *genl;
	struct ring *rings;
	uint64_t *lent;		/* bytes of each that were handed over */
	uint64_t *looked;	/* and that were looked at */
	size_t nr_rings;
};

static int open_device(struct err *err)
{
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	switch (errno) {
	case ENOENT:
	case ENXIO:
	case ENODEV:
		return err_set(err, ENOENT, "flamek.ko is not loaded");
	case EACCES:
		return err_set(err, EACCES, "no permission to open " DEVICE);
	case EUSERS:
		return err_set(err, EUSERS,
			       "too many sessions of this user");
	default:
		return err_set_errno(err, errno, "cannot open " DEVICE);
	}
}

static int map_rings(struct session *session, struct err *err)
{
	struct genl_session info;
	size_t i;
	int ret;

	ret = genl_get(session->genl, session->fd, &info, err);
	if (ret)
		return ret;
	session->rings = mem_alloc(info.nr_cpus, sizeof(*session->rings));
	session->lent = mem_alloc(info.nr_cpus, sizeof(*session->lent));
	session->looked = mem_alloc(info.nr_cpus, sizeof(*session->looked));
	session->nr_rings = info.nr_cpus;
	for (i = 0; i < info.nr_cpus && !ret; i++)
		ret = ring_map(&session->rings[i], session->fd,
			       info.cpus[i].cpu, info.ring_pages, err);
	genl_session_free(&info);
	return ret;
}

/*
 * Who has no CAP_PERFMON may lock only so much memory. If it was not said how
 * large the rings are to be, they are made as large as that allows.
 */
static int set(struct session *session, const struct genl_config *config,
	       struct err *err)
{
	struct genl_config smaller = *config;
	int ret = genl_set(session->genl, session->fd, config, err);

	if (config->ring_pages)
		return ret;
	for (smaller.ring_pages = RING_PAGES_MAX / 2;
	     ret == -ENOBUFS && smaller.ring_pages >= RING_PAGES_MIN;
	     smaller.ring_pages /= 2)
		ret = genl_set(session->genl, session->fd, &smaller, err);
	return ret;
}

int session_open(struct session **out, const struct genl_config *config,
		 struct err *err)
{
	struct session *session;
	int fd, ret;

	fd = open_device(err);
	if (fd < 0)
		return fd;
	session = mem_alloc(1, sizeof(*session));
	session->fd = fd;
	ret = genl_open(&session->genl, err);
	if (!ret)
		ret = set(session, config, err);
	if (!ret)
		ret = map_rings(session, err);
	if (ret) {
		session_close(session);
		return ret;
	}
	*out = session;
	return 0;
}

void session_close(struct session *session)
{
	size_t i;

	if (!session)
		return;
	for (i = 0; i < session->nr_rings; i++)
		ring_unmap(&session->rings[i]);
	free(session->rings);
	free(session->lent);
	free(session->looked);
	genl_close(session->genl);
	close(session->fd);
	free(session);
}

int session_start(struct session *session, struct err *err)
{
	return genl_start(session->genl, session->fd, err);
}

int session_stop(struct session *session, struct err *err)
{
	return genl_stop(session->genl, session->fd, err);
}

int session_fd(const struct session *session)
{
	return session->fd;
}

int session_drain(struct session *session, session_sink sink, void *arg,
		  struct err *err)
{
	const void *records;
	int64_t bytes;
	size_t i;
	int ret;

	for (i = 0; i < session->nr_rings; i++) {
		struct ring *ring = &session->rings[i];

		bytes = ring_peek(ring, &records, err);
		if (bytes < 0)
			return (int)bytes;
		if (!bytes)
			continue;
		session->lent[i] = (uint64_t)bytes;
		ret = sink(arg, records, (size_t)bytes, err);
		if (ret)
			return ret;
	}
	return 0;
}

int session_look(struct session *session, session_sink sink, void *arg,
		 struct err *err)
{
	const char *records;
	int64_t bytes;
	uint64_t from;
	size_t i;
	int ret;

	for (i = 0; i < session->nr_rings; i++) {
		bytes = ring_peek(&session->rings[i], (const void **)&records,
				  err);
		if (bytes < 0)
			return (int)bytes;
		from = session->looked[i];
		if ((uint64_t)bytes <= from)
			continue;
		session->looked[i] = (uint64_t)bytes;
		ret = sink(arg, records + from, (size_t)((uint64_t)bytes - from),
			   err);
		if (ret)
			return ret;
	}
	return 0;
}

void session_release(struct session *session)
{
	size_t i;

	for (i = 0; i < session->nr_rings; i++) {
		if (session->lent[i])
			ring_advance(&session->rings[i], session->lent[i]);
		session->looked[i] -= session->looked[i] < session->lent[i] ?
				      session->looked[i] : session->lent[i];
		session->lent[i] = 0;
	}
}

int session_get(struct session *session, struct genl_session *info,
		struct err *err)
{
	return genl_get(session->genl, session->fd, info, err);
}
