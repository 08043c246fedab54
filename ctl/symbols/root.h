/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Opening files of another process: paths as it sees them, followed inside its
 * own root directory, and nothing but regular files.
 */
#ifndef FLAMEK_ROOT_H
#define FLAMEK_ROOT_H

#include <sys/types.h>

/**
 * root_open() - open a regular file by a path of a process
 * @pid: the process; 0 for our own view
 * @path: absolute; symbolic links in it are followed as @pid would
 *
 * Return: a file descriptor, -EINVAL when it is no regular file, -ESRCH or
 * -ENOENT when it or the process is not there, -errno.
 */
int root_open(pid_t pid, const char *path);

/**
 * root_open_dir() - get hold of a directory by a path of a process
 *
 * It stays that of the process when the process and its mounts are gone.
 *
 * Return: a descriptor for root_open_in() only, or -errno.
 */
int root_open_dir(pid_t pid, const char *path);

/**
 * root_open_in() - open a regular file right in a directory
 * @dir: from root_open_dir()
 * @name: without slashes
 *
 * Return: as root_open(); -ELOOP when it is a symbolic link.
 */
int root_open_in(int dir, const char *name);

/** root_open_link() - the regular file that a link in /proc leads to */
int root_open_link(const char *link);

#endif
