/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process as the owner of a perf map: what the map is called, in whose /tmp
 * it lies, and who may have written it.
 */
#ifndef FLAMEK_MAPOWNER_H
#define FLAMEK_MAPOWNER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"

#define MAPOWNER_NR_UIDS 4
#define MAPOWNER_NAME_SIZE 32

/**
 * struct mapowner - a process
 * @pid: its number as the events have it
 * @inner: its number as it knows it itself
 * @uids: what it was last seen to run as
 * @ticks: when it began, to tell it from another of the same number; 0: it was
 *	   not seen
 * @born_ns: CLOCK_REALTIME; a map that is older is not its own; 0: not known
 * @tmp: its /tmp, of struct mapowner_dirs; -1 if that is not known
 */
struct mapowner {
	pid_t pid, inner;
	uid_t uids[MAPOWNER_NR_UIDS];
	uint64_t ticks;
	uint64_t born_ns;
	int tmp;
};

/* Directories that are open, each once; a zeroed one has none. */
struct mapowner_dirs {
	struct mapowner_dir *all;
	size_t nr, room;
};

/** mapowner_dirs_free() - close them */
void mapowner_dirs_free(struct mapowner_dirs *dirs);

/**
 * mapowner_init() - a process that was not looked at
 * @since: when its program began, CLOCK_MONOTONIC in ns; 0: not known
 */
void mapowner_init(struct mapowner *o, pid_t pid, uint64_t since);

/**
 * mapowner_look() - learn what /proc says of it now, if it is still there
 * @dirs: keeps its /tmp, to be freed after @o was used
 */
void mapowner_look(struct mapowner *o, struct mapowner_dirs *dirs);

/**
 * mapowner_open() - open its perf map
 * @o: the process, which may be gone
 * @name: filled with the map's name, of MAPOWNER_NAME_SIZE bytes
 * @err: why a map that is there is not used: a clause
 *
 * In its own /tmp by its own number, else in ours by ours. As with perf, only
 * maps of the process's user or root count, or ours where the process was not
 * seen.
 *
 * Return: a descriptor, -ENOENT when there is none, or another reason.
 */
int mapowner_open(const struct mapowner *o, char *name, struct err *err);

#endif
