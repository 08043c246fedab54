// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading with read() and pread(), never by mapping: a file that is cut short
 * under our eyes is an error, not a signal.
 */
#include "perfdata-source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "spool.h"

#define SPOOL_CHUNK ((size_t)1 << 20)

static int look_at(struct perfdata_source *src, struct err *err)
{
	struct stat st;

	if (fstat(src->fd, &st))
		return err_set_errno(err, errno, "cannot read '%s'", src->name);
	if (S_ISDIR(st.st_mode))
		return err_set(err, EISDIR, "'%s' is a directory", src->name);
	src->is_file = S_ISREG(st.st_mode);
	src->size = src->is_file ? (uint64_t)st.st_size : 0;
	return 0;
}

int perfdata_source_open(struct perfdata_source *src, int fd, const char *name,
			 const void *head, size_t head_size, struct err *err)
{
	int ret;

	memset(src, 0, sizeof(*src));
	src->fd = fd;
	src->name = name;
	ret = look_at(src, err);
	if (!ret && !src->is_file) {
		src->head = head;
		src->head_size = head_size;
	}
	return ret;
}

void perfdata_source_close(struct perfdata_source *src)
{
	if (src->owns_fd)
		close(src->fd);
	src->owns_fd = false;
}

static ssize_t read_some(struct perfdata_source *src, char *buf, size_t size)
{
	ssize_t n;

	if (src->head_size) {
		if (size > src->head_size)
			size = src->head_size;
		memcpy(buf, src->head, size);
		src->head += size;
		src->head_size -= size;
		return (ssize_t)size;
	}
	if (!src->is_file)
		return read(src->fd, buf, size);
	n = pread(src->fd, buf, size, (off_t)src->offset);
	if (n > 0)
		src->offset += (uint64_t)n;
	return n;
}

ssize_t perfdata_source_read(struct perfdata_source *src, void *buf,
			     size_t size, struct err *err)
{
	size_t done = 0;
	ssize_t n;

	while (done < size) {
		n = read_some(src, (char *)buf + done, size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set_errno(err, errno, "cannot read '%s'",
					     src->name);
		if (!n)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

int perfdata_source_read_at(const struct perfdata_source *src, void *buf,
			    size_t size, uint64_t offset, struct err *err)
{
	struct perfdata_source at = *src;
	ssize_t n;

	if (offset > src->size || size > src->size - offset)
		return err_set(err, EBADMSG, "'%s' is cut short", src->name);
	at.offset = offset;
	n = perfdata_source_read(&at, buf, size, err);
	if (n < 0)
		return (int)n;
	if ((size_t)n < size)
		return err_set(err, EBADMSG, "'%s' is cut short", src->name);
	return 0;
}

static int write_all(int fd, const char *bytes, size_t size)
{
	ssize_t n;

	while (size) {
		n = write(fd, bytes, size);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			bytes += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

static int copy_rest(struct perfdata_source *src, int to, struct err *err)
{
	char *buf = mem_resize(NULL, SPOOL_CHUNK, 1);
	ssize_t n;
	int ret = 0;

	do {
		n = perfdata_source_read(src, buf, SPOOL_CHUNK, err);
		if (n < 0)
			ret = (int)n;
		else
			ret = write_all(to, buf, (size_t)n);
		if (ret && n >= 0)
			err_set_errno(err, -ret, "cannot keep a copy of '%s'",
				      src->name);
	} while (!ret && (size_t)n == SPOOL_CHUNK);
	free(buf);
	return ret;
}

int perfdata_source_spool(struct perfdata_source *src, const void *taken,
			  size_t size, struct err *err)
{
	int ret, fd = spool_open();

	if (fd < 0)
		return err_set_errno(err, errno,
				     "cannot keep a copy of '%s'", src->name);
	ret = write_all(fd, taken, size);
	if (ret)
		err_set_errno(err, -ret, "cannot keep a copy of '%s'",
			      src->name);
	else
		ret = copy_rest(src, fd, err);
	if (ret) {
		close(fd);
		return ret;
	}
	src->fd = fd;
	src->owns_fd = true;
	src->head_size = 0;
	return look_at(src, err);
}
