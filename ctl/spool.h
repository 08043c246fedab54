/* SPDX-License-Identifier: GPL-2.0-only */
/* Nameless temporary files, for what is written in one piece or not at all. */
#ifndef FLAMEK_SPOOL_H
#define FLAMEK_SPOOL_H

/**
 * spool_open() - a new file without a name, in TMPDIR, /tmp or memory
 *
 * Return: a descriptor, -1 with errno set on failure.
 */
int spool_open(void);

/**
 * spool_copy() - copy a whole file to a descriptor of any kind
 * @to: where to, from its present position on; may be non-blocking
 * @from: a regular file
 *
 * Return: 0 or -errno; a reader that has gone is -EPIPE, not a signal.
 */
int spool_copy(int to, int from);

#endif
