/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The perf map of one process. It has no times; but while recording it is read
 * as it grows, so that they are known to a round of reading.
 */
#ifndef FLAMEK_JITMAP_H
#define FLAMEK_JITMAP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "symbols/codelog.h"
#include "symbols/mapowner.h"
#include "symbols/names.h"
#include "symbols/perfmap.h"

/**
 * struct jitmap - a perf map, or none
 * @name: of the file; NULL: there is none
 * @refusal: why one is not used, or NULL
 * @log: its code, with times of CLOCK_MONOTONIC, not before it was written
 */
struct jitmap {
	char *name, *refusal;
	struct codelog log;

	/* for jitmap.c */
	struct mapowner owner;
	bool is_old;		/* the process was there before */
	uint64_t next_look, look_every;
	int fd;
	struct perfmap map;
	uint64_t round, last_round;	/* when it was read */
	unsigned int unsettled;		/* rounds in which names change yet */
	bool has_missed;		/* an address had no code (yet) */
};

/* What is known of an address at this moment. */
enum jitmap_found {
	JITMAP_NONE,
	JITMAP_UNSURE,		/* code was replaced there just now */
	JITMAP_FOUND,
};

/**
 * jitmap_init() - not looked for yet
 * @m: the map
 * @pid: the process
 * @since: when its program began, CLOCK_MONOTONIC; 0: that is not known
 */
void jitmap_init(struct jitmap *m, pid_t pid, uint64_t since);

/** jitmap_free() - close it and forget its code */
void jitmap_free(struct jitmap *m);

/**
 * jitmap_follow() - look for the map of a process that runs, read what is new
 * @m: the map
 * @dirs: keeps the process's /tmp
 * @names: takes names
 *
 * Return: whether an address may have another name than before.
 */
bool jitmap_follow(struct jitmap *m, struct mapowner_dirs *dirs,
		   struct names *names);

/** jitmap_read() - read what there is, for the last time */
void jitmap_read(struct jitmap *m, struct names *names);

/** jitmap_now() - what is at an address now, while the map is followed */
enum jitmap_found jitmap_now(struct jitmap *m, uint64_t addr,
			     const char **name);

/** jitmap_note() - what was wrong with it, to be freed, or NULL */
char *jitmap_note(const struct jitmap *m);

#endif
