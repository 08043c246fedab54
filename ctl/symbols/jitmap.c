// SPDX-License-Identifier: GPL-2.0-only
/*
 * A perf map from when it is looked for to its last line.
 *
 * The samples of a round are understood when the map has been read, and can be
 * a little older than the round; so what the last two rounds brought may have
 * come before or after them. It matters only where other code was before.
 */
#include "symbols/jitmap.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"

#define NSEC_PER_SEC	UINT64_C(1000000000)
/* For a map that is not there (yet), less and less often. */
#define LOOK_MIN_NS	(NSEC_PER_SEC / 5)
#define LOOK_MAX_NS	(NSEC_PER_SEC * 8)
#define ROUNDS		2u	/* in which new code may or may not be there */

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

void jitmap_init(struct jitmap *m, pid_t pid, uint64_t since)
{
	*m = (struct jitmap){ .fd = -1, .is_old = !since,
			      .look_every = LOOK_MIN_NS };
	mapowner_init(&m->owner, pid, since);
}

static void close_fd(struct jitmap *m)
{
	if (m->fd >= 0)
		close(m->fd);
	m->fd = -1;
}

void jitmap_free(struct jitmap *m)
{
	close_fd(m);
	codelog_free(&m->log);
	free(m->name);
	free(m->refusal);
}

static void open_map(struct jitmap *m)
{
	struct err err = { "" };
	char name[MAPOWNER_NAME_SIZE];

	m->fd = mapowner_open(&m->owner, name, &err);
	if (m->fd >= 0) {
		free(m->name);
		m->name = mem_strdup(name);
	} else if (m->fd != -ENOENT) {
		free(m->refusal);
		m->refusal = mem_strdup(err.text);
	}
	if (m->fd < 0)
		m->fd = -1;
}

/* Return: whether new code lies where other code was. */
static bool read_more(struct jitmap *m, uint64_t time, struct names *names)
{
	struct codes batch = { 0 };

	perfmap_read(&m->map, m->fd, time, &batch, names);
	if (batch.nr && m->has_missed) {
		m->has_missed = false;
		if (!m->unsettled)
			m->unsettled = 1;
	}
	return codelog_append(&m->log, &batch);
}

/* Return: whether there is a map now. */
static bool look(struct jitmap *m, uint64_t now, struct mapowner_dirs *dirs)
{
	if (now < m->next_look)
		return false;
	m->next_look = now + m->look_every;
	if (m->look_every < LOOK_MAX_NS)
		m->look_every *= 2;
	mapowner_look(&m->owner, dirs);
	open_map(m);
	return m->fd >= 0;
}

bool jitmap_follow(struct jitmap *m, struct mapowner_dirs *dirs,
		   struct names *names)
{
	/* What was written before anyone looked is long since there. */
	const bool is_past = m->is_old && !m->next_look;
	const uint64_t now = now_ns();

	if (m->fd < 0 && !look(m, now, dirs))
		return false;
	m->last_round = m->round;
	m->round = now;
	if (read_more(m, is_past ? 0 : now, names) && !is_past)
		m->unsettled = ROUNDS + 1;
	if (!m->unsettled)
		return false;
	m->unsettled--;
	return true;
}

void jitmap_read(struct jitmap *m, struct names *names)
{
	if (m->fd < 0)
		open_map(m);
	if (m->fd < 0)
		return;
	read_more(m, now_ns(), names);
	close_fd(m);
}

enum jitmap_found jitmap_now(struct jitmap *m, uint64_t addr,
			     const char **name)
{
	bool is_reused;
	const struct code *code = codelog_find(&m->log, addr, &is_reused);

	if (!code) {
		m->has_missed = true;
		return JITMAP_NONE;
	}
	*name = code->name;
	return is_reused && code->time && code->time >= m->last_round ?
	       JITMAP_UNSURE : JITMAP_FOUND;
}

char *jitmap_note(const struct jitmap *m)
{
	const struct perfmap *map = &m->map;

	if (map->bad)
		return mem_printf("/tmp/%s: %" PRIu64 " of %" PRIu64 " lines left out (line %" PRIu64 ": %s)",
				  m->name, map->bad, map->lines, map->bad_line,
				  map->bad_reason);
	if (map->is_cut)
		return mem_printf("/tmp/%s could not be read to its end",
				  m->name);
	return NULL;
}
