/* SPDX-License-Identifier: GPL-2.0-only */
/* Who descends from whom, by /proc. */
#ifndef FLAMEK_PROCTREE_H
#define FLAMEK_PROCTREE_H

#include <stddef.h>
#include <sys/types.h>

/**
 * proctree_list() - a process and its descendants at this moment
 * @pid: the process
 * @nr: their number, at least 1
 *
 * Return: an array that begins with @pid, to be freed.
 */
pid_t *proctree_list(pid_t pid, size_t *nr);

#endif
