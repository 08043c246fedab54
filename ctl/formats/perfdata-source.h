/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a recording comes from: a file, or a pipe of which a part was read. */
#ifndef FLAMEK_PERFDATA_SOURCE_H
#define FLAMEK_PERFDATA_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"

/**
 * struct perfdata_source - a source
 * @fd: what to read from
 * @name: of it, for messages
 * @head: bytes that were read from a pipe before
 * @head_size: how many of them are left
 * @is_file: it can be read at any place
 * @owns_fd: @fd is a copy of a pipe's contents
 * @offset: of a file, where reading goes on
 * @size: of a file
 */
struct perfdata_source {
	int fd;
	const char *name;
	const char *head;
	size_t head_size;
	bool is_file;
	bool owns_fd;
	uint64_t offset;
	uint64_t size;
};

/**
 * perfdata_source_open() - look at what @fd is
 *
 * Return: 0 or -errno, -EISDIR for a directory.
 */
int perfdata_source_open(struct perfdata_source *src, int fd, const char *name,
			 const void *head, size_t head_size, struct err *err);

/** perfdata_source_close() - let go of what was opened; @fd stays open */
void perfdata_source_close(struct perfdata_source *src);

/**
 * perfdata_source_read() - the next bytes
 *
 * Return: how many, fewer than @size only at the end; -errno.
 */
ssize_t perfdata_source_read(struct perfdata_source *src, void *buf,
			     size_t size, struct err *err);

/**
 * perfdata_source_read_at() - bytes of a file
 *
 * Return: 0; -EBADMSG when the file ends before; -errno.
 */
int perfdata_source_read_at(const struct perfdata_source *src, void *buf,
			    size_t size, uint64_t offset, struct err *err);

/**
 * perfdata_source_spool() - make a file of the rest of a pipe
 * @src: the pipe; a file from now on
 * @taken: bytes that were read of it already
 * @size: their number
 * @err: the reason of a failure
 *
 * Return: 0 or -errno.
 */
int perfdata_source_spool(struct perfdata_source *src, const void *taken,
			  size_t size, struct err *err);

#endif
