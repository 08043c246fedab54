// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening files of another process.
 *
 * A file is looked at through O_PATH before it is opened: to open a device
 * node or a FIFO can do something, or wait.
 */
#define _GNU_SOURCE
#include "symbols/root.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LINK_SIZE 64
#define FILES_WANTED 65536
#define FILES_SPARED 64

/*
 * Every file stays open until its symbols are read, and they can be many; the
 * rest of the program needs a few descriptors as well.
 */
static bool is_crowded(int fd)
{
	struct rlimit limit;

	return !getrlimit(RLIMIT_NOFILE, &limit) &&
	       (rlim_t)fd + FILES_SPARED >= limit.rlim_cur;
}

static int raise_limit(void)
{
	struct rlimit limit;
	rlim_t wanted;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return -errno;
	wanted = limit.rlim_max < FILES_WANTED ? limit.rlim_max : FILES_WANTED;
	if (wanted <= limit.rlim_cur)
		return -EMFILE;
	limit.rlim_cur = wanted;
	return setrlimit(RLIMIT_NOFILE, &limit) ? -errno : 0;
}

/* Keep @fd if there are descriptors left for others. */
static int keep_if_spare(int fd)
{
	if (!is_crowded(fd) || !raise_limit())
		return fd;
	close(fd);
	return -EMFILE;
}

static int reopen(int handle)
{
	char link[LINK_SIZE];
	int fd;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", handle);
	fd = open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return fd < 0 ? -errno : keep_if_spare(fd);
}

/* Take over @handle, an O_PATH descriptor, and open the file itself. */
static int open_handle(int handle)
{
	struct stat st;
	int fd;

	if (fstat(handle, &st))
		fd = -errno;
	else if (!S_ISREG(st.st_mode))
		fd = -EINVAL;
	else
		fd = reopen(handle);
	close(handle);
	return fd;
}

/* An O_PATH descriptor, for a path that is followed as @how says. */
static int open_path(int dir, const char *path, uint64_t flags,
		     uint64_t resolve)
{
	const struct open_how how = {
		.flags = O_PATH | O_CLOEXEC | flags,
		.resolve = resolve | RESOLVE_NO_MAGICLINKS,
	};
	int fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));

	return fd < 0 ? -errno : fd;
}

static int open_below(pid_t pid, const char *path, uint64_t flags)
{
	char link[LINK_SIZE];
	int root, handle;

	snprintf(link, sizeof(link), "/proc/%d/root", (int)pid);
	root = open(link, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -errno;
	handle = open_path(root, path, flags, RESOLVE_IN_ROOT);
	close(root);
	return handle;
}

int root_open_dir(pid_t pid, const char *path)
{
	int dir = pid ? open_below(pid, path, O_DIRECTORY) :
			open_path(AT_FDCWD, path, O_DIRECTORY, 0);

	return dir < 0 ? dir : keep_if_spare(dir);
}

int root_open_in(int dir, const char *name)
{
	int handle = open_path(dir, name, 0,
			       RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);

	return handle < 0 ? handle : open_handle(handle);
}

int root_open_link(const char *link)
{
	int handle = open(link, O_PATH | O_CLOEXEC);

	return handle < 0 ? -errno : open_handle(handle);
}

int root_open(pid_t pid, const char *path)
{
	int handle;

	if (!pid)
		return root_open_link(path);
	handle = open_below(pid, path, 0);
	return handle < 0 ? handle : open_handle(handle);
}
