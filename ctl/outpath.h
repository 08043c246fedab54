/* SPDX-License-Identifier: GPL-2.0-only */
/* Paths of outputs: their parts, and what they stand for. */
#ifndef FLAMEK_OUTPATH_H
#define FLAMEK_OUTPATH_H

#include <stdbool.h>

/** outpath_dir() - the directory part, "." if there is none; to be freed */
char *outpath_dir(const char *path);

/** outpath_name() - the part after the last slash, which may be empty */
const char *outpath_name(const char *path);

/** outpath_is_on_procfs() - whether links there lead to open files, not names */
bool outpath_is_on_procfs(const char *path);

/**
 * outpath_follow() - where the symbolic links of the last component lead
 *
 * The end of the chain need not exist. A link below /proc is such an end.
 *
 * Return: a path to be freed, NULL with errno set on failure.
 */
char *outpath_follow(const char *path);

/**
 * outpath_own_fd() - the descriptor of our own that a path names
 *
 * Return: the descriptor for /proc/self/fd/N and what leads there, else -1.
 */
int outpath_own_fd(const char *path);

#endif
