/* SPDX-License-Identifier: GPL-2.0-only */
/* What a process has mapped at an address now, by /proc/PID/maps. */
#ifndef FLAMEK_PROCMAPS_H
#define FLAMEK_PROCMAPS_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct procmaps_area {
	uint64_t start, end;
	uint32_t maj, min;
	uint64_t ino;
	char path[PATH_MAX];	/* "" when there is none */
};

/**
 * procmaps_find() - the mapping that holds an address
 * @pid: the process; 0 for ourselves
 * @addr: the address
 * @area: filled on success
 *
 * Return: true, or false when there is none or it may not be read.
 */
bool procmaps_find(pid_t pid, uint64_t addr, struct procmaps_area *area);

#endif
