// SPDX-License-Identifier: GPL-2.0-only
/* Nameless temporary files, and their copying to where they shall end up. */
#define _GNU_SOURCE
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mem.h"

#define BUFFER_SIZE (256 * 1024)

int spool_open(void)
{
	const char *dir = getenv("TMPDIR");
	int fd;

	fd = open(dir && *dir ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC,
		  0600);
	if (fd < 0)
		fd = memfd_create("flamek-spool", MFD_CLOEXEC);
	return fd;
}

static int write_all(int fd, const char *data, size_t size)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
	ssize_t n;

	while (size) {
		n = write(fd, data, size);
		if (n >= 0) {
			data += n;
			size -= n;
		} else if (errno == EAGAIN) {
			poll(&poll_fd, 1, -1);
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}

static int copy_data(int to, int from)
{
	char *buf = mem_alloc(1, BUFFER_SIZE);
	off_t pos = 0;
	ssize_t n;
	int ret = 0;

	while (!ret) {
		n = pread(from, buf, BUFFER_SIZE, pos);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			ret = n < 0 ? -errno : 0;
			break;
		}
		pos += n;
		ret = write_all(to, buf, n);
	}
	free(buf);
	return ret;
}

/* A reader that has gone is an error to report, not a signal to die of. */
int spool_copy(int to, int from)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	int ret;

	sigaction(SIGPIPE, &ignore, &old);
	ret = copy_data(to, from);
	sigaction(SIGPIPE, &old, NULL);
	return ret;
}
