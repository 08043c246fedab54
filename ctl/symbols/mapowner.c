// SPDX-License-Identifier: GPL-2.0-only
/* Processes whose perf maps are wanted, by /proc. */
#define _GNU_SOURCE
#include "symbols/mapowner.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"
#include "symbols/root.h"

#define NSEC_PER_SEC	UINT64_C(1000000000)
/* Of a file's times, which the kernel takes from its last tick. */
#define SLACK_NS	(20 * NSEC_PER_SEC / 1000)

struct mapowner_dir {
	dev_t dev;
	ino_t ino;
	int fd;
};

static uint64_t clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

/* A time of another clock in CLOCK_REALTIME. */
static uint64_t to_real(clockid_t clock, uint64_t ns)
{
	return clock_ns(CLOCK_REALTIME) - (clock_ns(clock) - ns);
}

void mapowner_init(struct mapowner *o, pid_t pid, uint64_t since)
{
	*o = (struct mapowner){ .pid = pid, .inner = pid, .tmp = -1 };
	if (since)
		o->born_ns = to_real(CLOCK_MONOTONIC, since);
}

void mapowner_dirs_free(struct mapowner_dirs *dirs)
{
	while (dirs->nr)
		close(dirs->all[--dirs->nr].fd);
	free(dirs->all);
	*dirs = (struct mapowner_dirs){ 0 };
}

/* Take over @fd. Return: one of the same directory. */
static int keep_dir(struct mapowner_dirs *dirs, int fd)
{
	struct stat st;
	size_t i;

	if (fd < 0 || fstat(fd, &st))
		return fd;
	for (i = 0; i < dirs->nr; i++) {
		if (dirs->all[i].ino != st.st_ino ||
		    dirs->all[i].dev != st.st_dev)
			continue;
		close(fd);
		return dirs->all[i].fd;
	}
	dirs->all = mem_grow(dirs->all, dirs->nr, &dirs->room,
			     sizeof(*dirs->all));
	dirs->all[dirs->nr++] = (struct mapowner_dir){ st.st_dev, st.st_ino,
						       fd };
	return fd;
}

static FILE *open_proc(pid_t pid, const char *file)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	return fopen(path, "re");
}

/* When a process began, in clock ticks since boot; 0 if it is gone. */
static uint64_t read_ticks(pid_t pid)
{
	FILE *f = open_proc(pid, "stat");
	uint64_t ticks = 0;
	char line[1024];
	const char *p;
	size_t n;
	int i;

	if (!f)
		return 0;
	n = fread(line, 1, sizeof(line) - 1, f);
	fclose(f);
	line[n] = '\0';
	/* Behind the name, which may have anything in it: the third field. */
	p = strrchr(line, ')');
	for (i = 2; p && i < 22; i++)
		p = strchr(p + 1, ' ');
	if (p)
		ticks = strtoull(p, NULL, 10);
	return ticks;
}

static void read_status(struct mapowner *o)
{
	FILE *f = open_proc(o->pid, "status");
	const char *last;
	char *line = NULL;
	size_t room = 0;

	while (f && getline(&line, &room, f) > 0) {
		if (!strncmp(line, "Uid:", 4)) {
			sscanf(line, "Uid: %u %u %u %u", &o->uids[0],
			       &o->uids[1], &o->uids[2], &o->uids[3]);
		} else if (!strncmp(line, "NSpid:", 6)) {
			last = strrchr(line, '\t');
			if (last && atoi(last) > 0)
				o->inner = atoi(last);
			break;
		}
	}
	free(line);
	if (f)
		fclose(f);
}

void mapowner_look(struct mapowner *o, struct mapowner_dirs *dirs)
{
	uint64_t ticks = read_ticks(o->pid), born;

	if (!ticks || (o->ticks && o->ticks != ticks))
		return;
	if (!o->ticks) {
		born = to_real(CLOCK_BOOTTIME, ticks * NSEC_PER_SEC /
			       (uint64_t)sysconf(_SC_CLK_TCK));
		if (born > o->born_ns)
			o->born_ns = born;
	}
	o->ticks = ticks;
	read_status(o);
	if (o->tmp < 0)
		o->tmp = keep_dir(dirs, root_open_dir(o->pid, "/tmp"));
}

static bool is_owner(const struct mapowner *o, uid_t uid)
{
	size_t i;

	if (!uid || (!o->ticks && uid == geteuid()))
		return true;
	for (i = 0; o->ticks && i < MAPOWNER_NR_UIDS; i++)
		if (o->uids[i] == uid)
			return true;
	return false;
}

/* Keep @fd if its map can be the process's own. */
static int check(const struct mapowner *o, int fd, const char *name,
		 struct err *err)
{
	struct stat st;
	uint64_t written;
	int ret = 0;

	if (fstat(fd, &st))
		ret = err_set_errno(err, errno, "/tmp/%s cannot be read", name);
	else if (!is_owner(o, st.st_uid))
		ret = err_set(err, EPERM, "/tmp/%s is not used: it belongs to user %u, neither %s nor root",
			      name, st.st_uid,
			      o->ticks ? "the process's" : "you");
	written = ret ? 0 : (uint64_t)st.st_mtim.tv_sec * NSEC_PER_SEC +
			    (uint64_t)st.st_mtim.tv_nsec;
	if (!ret && written + SLACK_NS < o->born_ns)
		ret = err_set(err, ESTALE, "/tmp/%s is not used: it is older than the program that runs",
			      name);
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

static int open_in(const struct mapowner *o, int dir, pid_t number, char *name,
		   struct err *err)
{
	int fd;

	snprintf(name, MAPOWNER_NAME_SIZE, "perf-%d.map", (int)number);
	fd = root_open_in(dir, name);
	if (fd >= 0)
		return check(o, fd, name, err);
	if (fd == -ELOOP)
		return err_set(err, ELOOP, "/tmp/%s is not used: it is a symbolic link",
			       name);
	if (fd == -EINVAL)
		return err_set(err, EINVAL, "/tmp/%s is not used: it is not a regular file",
			       name);
	if (fd != -ENOENT)
		return err_set_errno(err, -fd, "/tmp/%s cannot be opened",
				     name);
	return fd;
}

int mapowner_open(const struct mapowner *o, char *name, struct err *err)
{
	int dir, ret = -ENOENT;

	if (o->tmp >= 0)
		ret = open_in(o, o->tmp, o->inner, name, err);
	if (ret != -ENOENT)
		return ret;
	dir = root_open_dir(0, "/tmp");
	if (dir < 0)
		return -ENOENT;
	ret = open_in(o, dir, o->pid, name, err);
	close(dir);
	return ret;
}
