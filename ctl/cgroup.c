// SPDX-License-Identifier: GPL-2.0-only
/* A cgroup is a directory: its processes stand in a file, its children below. */
#include "cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "mem.h"

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

/* Where cgroup v2 is mounted, to be freed, or NULL. */
static char *find_mount(void)
{
	FILE *file = setmntent("/proc/self/mounts", "re");
	const struct mntent *mount;
	char *dir = NULL;

	if (!file)
		return NULL;
	while (!dir && (mount = getmntent(file)))
		if (!strcmp(mount->mnt_type, "cgroup2"))
			dir = mem_strdup(mount->mnt_dir);
	endmntent(file);
	return dir;
}

static int open_below_mount(const char *path)
{
	char *mount = find_mount(), *whole;
	int fd;

	if (!mount) {
		errno = ENOENT;
		return -1;
	}
	whole = mem_printf("%s/%s", mount, path);
	fd = open(whole, DIR_FLAGS);
	free(whole);
	free(mount);
	return fd;
}

static bool is_cgroup(int fd)
{
	struct statfs fs;

	return !fstatfs(fd, &fs) && fs.f_type == CGROUP2_SUPER_MAGIC;
}

int cgroup_open(const char *path, int *out, struct err *err)
{
	int fd = open(path, DIR_FLAGS);
	int below;

	if (fd < 0 || !is_cgroup(fd)) {
		below = open_below_mount(path);
		if (below >= 0 && fd >= 0)
			close(fd);
		if (below >= 0)
			fd = below;
	}
	if (fd < 0)
		return err_set(err, errno, "no cgroup '%s': %s", path,
			       strerror(errno));
	if (!is_cgroup(fd)) {
		close(fd);
		return err_set(err, EINVAL,
			       "'%s' is not a cgroup (of version 2)", path);
	}
	*out = fd;
	return 0;
}

/* Threaded cgroups have no list of processes, but one of threads. */
static void add_listed(int dir, const char *name, struct proctree *tree)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	int pid;

	if (!file) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while (fscanf(file, "%d", &pid) == 1)
		proctree_add(tree, pid);
	fclose(file);
}

void cgroup_processes(int fd, struct proctree *tree)
{
	const struct dirent *entry;
	size_t nr = tree->nr;
	int copy, child;
	DIR *dir;

	add_listed(fd, "cgroup.procs", tree);
	if (tree->nr == nr)
		add_listed(fd, "cgroup.threads", tree);
	copy = openat(fd, ".", DIR_FLAGS);
	dir = copy < 0 ? NULL : fdopendir(copy);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		child = openat(fd, entry->d_name, DIR_FLAGS);
		if (child < 0)
			continue;
		cgroup_processes(child, tree);
		close(child);
	}
	if (dir)
		closedir(dir);
}
