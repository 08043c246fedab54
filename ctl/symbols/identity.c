// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a file is the one that a mapping's event spoke of.
 *
 * An event numbers a file as the kernel does inside. Where that is not what
 * stat() says (subvolumes of btrfs, layers of overlayfs), the kernel is asked
 * the same question again: map the file, and see what /proc says of it.
 */
#define _GNU_SOURCE
#include "symbols/identity.h"

#include <linux/fs.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "symbols/elffile.h"
#include "symbols/procmaps.h"

static enum identity compare_build_ids(int fd, const struct dso_id *id)
{
	struct build_id mapped = { .size = id->build_id_size }, own;
	enum identity identity = IDENTITY_OTHER;
	struct elffile f;
	int copy = dup(fd);

	if (copy < 0)
		return IDENTITY_UNKNOWN;
	memcpy(mapped.bytes, id->build_id, sizeof(id->build_id));
	if (elffile_open(&f, copy, NULL)) {
		close(copy);
		return IDENTITY_OTHER;
	}
	if (elffile_build_id(&f, &own) && buildid_equal(&own, &mapped))
		identity = IDENTITY_SAME;
	elffile_close(&f);
	return identity;
}

/* An inode number is used again soon after its file is gone. */
static enum identity compare_generation(int fd, const struct dso_id *id)
{
	unsigned long generation = 0;

	if (!id->ino_generation || ioctl(fd, FS_IOC_GETVERSION, &generation))
		return IDENTITY_SAME;
	return (uint32_t)generation == (uint32_t)id->ino_generation ?
	       IDENTITY_SAME : IDENTITY_OTHER;
}

static bool maps_as(int fd, const struct dso_id *id)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *map = mmap(NULL, page, PROT_READ, MAP_PRIVATE, fd, 0);
	struct procmaps_area area;
	bool same;

	if (map == MAP_FAILED)
		return false;
	same = procmaps_find(0, (uintptr_t)map, &area) &&
	       area.maj == id->maj && area.min == id->min &&
	       area.ino == id->ino;
	munmap(map, page);
	return same;
}

/*
 * Newer kernels tell a mapping by its overlay in /proc and by the file below
 * it in events. stat() has the number of the file below, with bits of its own
 * above, unless the file was copied up since.
 */
static enum identity compare_overlay(uint64_t ino, const struct dso_id *id)
{
	return (uint32_t)ino == (uint32_t)id->ino ? IDENTITY_SAME :
						    IDENTITY_UNKNOWN;
}

enum identity identity_check(int fd, const struct dso_id *id)
{
	struct statfs fs;
	struct stat st;

	if (id->build_id_size)
		return compare_build_ids(fd, id);
	if (!id->ino || fstat(fd, &st))
		return IDENTITY_UNKNOWN;
	if ((st.st_ino == id->ino && major(st.st_dev) == id->maj &&
	     minor(st.st_dev) == id->min) || maps_as(fd, id))
		return compare_generation(fd, id);
	if (!fstatfs(fd, &fs) && fs.f_type == OVERLAYFS_SUPER_MAGIC)
		return compare_overlay(st.st_ino, id);
	return IDENTITY_OTHER;
}
