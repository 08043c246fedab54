/* SPDX-License-Identifier: GPL-2.0-only */
/* The cgroup v2 hierarchy, as its file system shows it. */
#ifndef FLAMEK_CGROUP_H
#define FLAMEK_CGROUP_H

#include "err.h"
#include "proctree.h"

/**
 * cgroup_open() - a cgroup's directory
 * @path: of the directory, or of the cgroup as /proc/PID/cgroup gives it
 * @fd: the descriptor, on success
 * @err: the reason of a failure
 *
 * Return: 0; -ENOENT when there is none, -EINVAL when @path is a directory but
 * no cgroup; -errno.
 */
int cgroup_open(const char *path, int *fd, struct err *err);

/** cgroup_processes() - add who is in a cgroup and below it at this moment */
void cgroup_processes(int fd, struct proctree *tree);

#endif
