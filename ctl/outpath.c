// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the path of an output stands for: the parts of its name, where its
 * symbolic links lead, and whether it is one of our own descriptors.
 */
#define _GNU_SOURCE
#include "outpath.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "mem.h"

#define LINKS_MAX 40

char *outpath_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return mem_strdup(".");
	if (slash == path)
		return mem_strdup("/");
	return mem_printf("%.*s", (int)(slash - path), path);
}

const char *outpath_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool outpath_is_on_procfs(const char *path)
{
	char *dir = outpath_dir(path);
	struct statfs fs;
	bool is;

	is = !statfs(dir, &fs) && fs.f_type == PROC_SUPER_MAGIC;
	free(dir);
	return is;
}

static char *read_link(const char *path)
{
	char target[4096];
	char *dir, *full;
	ssize_t len;

	len = readlink(path, target, sizeof(target));
	if (len < 0 || (size_t)len == sizeof(target)) {
		errno = len < 0 ? errno : ENAMETOOLONG;
		return NULL;
	}
	if (len && target[0] == '/')
		return mem_printf("%.*s", (int)len, target);
	dir = outpath_dir(path);
	full = mem_printf("%s/%.*s", dir, (int)len, target);
	free(dir);
	return full;
}

char *outpath_follow(const char *path)
{
	char *next, *here = mem_strdup(path);
	struct stat st;
	int i;

	for (i = 0; i < LINKS_MAX; i++) {
		if (lstat(here, &st)) {
			if (errno == ENOENT)
				return here;
			goto fail;
		}
		if (!S_ISLNK(st.st_mode) || outpath_is_on_procfs(here))
			return here;
		next = read_link(here);
		if (!next)
			goto fail;
		free(here);
		here = next;
	}
	errno = ELOOP;
fail:
	free(here);
	return NULL;
}

int outpath_own_fd(const char *path)
{
	char *dir = outpath_dir(path);
	char *real = realpath(dir, NULL);
	char *mine = mem_printf("/proc/%d/fd", (int)getpid());
	const char *name = outpath_name(path);
	long fd = -1;
	char *end;

	if (real && !strcmp(real, mine) && *name >= '0' && *name <= '9') {
		fd = strtol(name, &end, 10);
		if (*end || fd > 1 << 20)
			fd = -1;
	}
	free(mine);
	free(real);
	free(dir);
	return fd;
}
