/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of a text file or pipe, as they come, in bounded memory. */
#ifndef FLAMEK_LINES_H
#define FLAMEK_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define LINES_SIZE_MAX (16u * 1024 * 1024)	/* bytes of a line */

struct lines {
	int fd;
	const char *name;	/* of the input, for messages */
	const char *head;	/* comes before what @fd gives */
	size_t head_size;
	uint64_t number;	/* of the line last given, from 1 */
	char *buf;		/* [start, end) is unread */
	size_t room, start, end;
	bool is_at_end;
	bool is_skipping;	/* what follows belongs to a line too long */
};

/**
 * lines_init() - begin to read
 * @l: filled; lines_free() it
 * @fd: to read from, to its end; not closed
 * @name: of the input, for messages; kept
 * @head: bytes already read from it; kept
 * @head_size: their number, may be 0
 */
void lines_init(struct lines *l, int fd, const char *name, const void *head,
		size_t head_size);

/** lines_free() - free the buffer */
void lines_free(struct lines *l);

/**
 * lines_ahead() - look at what comes next without taking it
 * @l: the reader
 * @text: the bytes: the whole input if it is short, else a buffer full
 * @size: their number
 * @err: the reason of a failure
 *
 * Return: 0, or -errno as lines_next().
 */
int lines_ahead(struct lines *l, const char **text, size_t *size,
		struct err *err);

/** lines_skip() - pass over @size bytes of what lines_ahead() gave */
void lines_skip(struct lines *l, size_t size);

/**
 * lines_next() - take a line
 * @l: the reader
 * @text: the line, valid and writable until the next call; NULL for a line
 *	  longer than LINES_SIZE_MAX, which is passed over
 * @len: its length without the newline
 * @err: the reason of a failure
 *
 * Return: 1; 0 at the end of the input; -EINVAL when there is a NUL byte in it,
 * or -errno from reading.
 */
int lines_next(struct lines *l, char **text, size_t *len, struct err *err);

#endif
