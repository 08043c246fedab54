// SPDX-License-Identifier: GPL-2.0-only
/* From what an event said of a mapping to the open file behind it. */
#define _GNU_SOURCE
#include "symbols/locate.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "symbols/identity.h"
#include "symbols/procmaps.h"
#include "symbols/root.h"

static const char deleted[] = " (deleted)";

bool locate_is_deleted(const char *path)
{
	size_t len = strlen(path), end = sizeof(deleted) - 1;

	return len > end && !strcmp(path + len - end, deleted);
}

/* What the mapping's process has at that address now. */
struct present {
	bool mapped;		/* the same file, as far as /proc tells */
	bool same_path;
	char link[96];
};

static struct present look_up(const struct locate_mapping *mapping)
{
	const struct dso_id *id = mapping->id;
	struct present now = { 0 };
	struct procmaps_area area;

	if (!mapping->pid || !mapping->start ||
	    !procmaps_find(mapping->pid, mapping->start, &area) || !area.ino)
		return now;
	now.same_path = !strcmp(area.path, mapping->path);
	now.mapped = now.same_path ||
		     (area.ino == id->ino && area.maj == id->maj &&
		      area.min == id->min);
	/* It may have been cut or joined since: its bounds are today's. */
	snprintf(now.link, sizeof(now.link),
		 "/proc/%d/map_files/%" PRIx64 "-%" PRIx64, (int)mapping->pid,
		 area.start, area.end);
	return now;
}

static bool says_nothing(const struct dso_id *id)
{
	return !id->build_id_size && !id->ino;
}

/*
 * Keep @fd, or an error, if it is the mapped file. Where that cannot be told
 * @trusted decides: whether what led to the file leaves no room for another.
 */
static int keep_if_same(const struct locate_mapping *mapping, int fd,
			bool trusted)
{
	enum identity identity;

	if (fd < 0)
		return fd;
	identity = identity_check(fd, mapping->id);
	if (identity == IDENTITY_SAME ||
	    (identity == IDENTITY_UNKNOWN && trusted))
		return fd;
	close(fd);
	return -ESTALE;
}

static int open_path(const struct locate_mapping *mapping, pid_t pid,
		     bool trusted)
{
	char path[PATH_MAX];
	size_t len = strlen(mapping->path);

	if (locate_is_deleted(mapping->path)) {
		len -= sizeof(deleted) - 1;
		trusted = false;
	}
	if (len >= sizeof(path))
		return -ENAMETOOLONG;
	memcpy(path, mapping->path, len);
	path[len] = '\0';
	return keep_if_same(mapping, root_open(pid, path), trusted);
}

/* Through the process, which may have the file though its path has not. */
static int open_through_process(const struct locate_mapping *mapping,
				bool *other)
{
	const struct present now = look_up(mapping);
	char link[32];
	int fd = -ENOENT;

	if (now.mapped)
		fd = keep_if_same(mapping, root_open_link(now.link),
				  now.same_path);
	if (fd < 0) {
		fd = open_path(mapping, mapping->pid, now.same_path ||
			       says_nothing(mapping->id));
		*other = fd == -ESTALE;
	}
	if (fd < 0) {
		snprintf(link, sizeof(link), "/proc/%d/exe",
			 (int)mapping->pid);
		fd = keep_if_same(mapping, root_open_link(link), false);
	}
	return fd;
}

int locate_open(const struct locate_mapping *mapping)
{
	bool other = false;
	int fd;

	if (mapping->pid) {
		fd = open_through_process(mapping, &other);
		if (fd >= 0)
			return fd;
	}
	fd = open_path(mapping, 0, says_nothing(mapping->id));
	return fd < 0 && other ? -ESTALE : fd;
}
