/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files mapped for reading, for those too large to be copied. What a file loses
 * while it is read reads as zeros, where it would otherwise kill the reader
 * with SIGBUS.
 */
#ifndef FLAMEK_MAPPED_H
#define FLAMEK_MAPPED_H

#include <stddef.h>
#include <stdint.h>

struct mapped {
	char *bytes;		/* private: may be written to */
	size_t size;
	struct mapped *next;	/* of all that there are */
};

/**
 * mapped_open() - map a file
 * @m: filled; it stays where it is until mapped_close()
 * @fd: the file, which may be closed after
 * @size: as many bytes of it
 *
 * Return: 0 or -errno.
 */
int mapped_open(struct mapped *m, int fd, uint64_t size);

/** mapped_close() - does nothing to a zeroed or closed one */
void mapped_close(struct mapped *m);

#endif
