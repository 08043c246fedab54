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

uint32_t identity_generation(int fd)
{
	unsigned long generation = 0;

	return ioctl(fd, FS_IOC_GETVERSION, &generation) ? 0 :
	       (uint32_t)generation;
}

/* An inode number is used again soon after its file is gone. */
static enum identity compare_generation(int fd, const struct dso_id *id)
{
	uint32_t generation = identity_generation(fd);

	return !id->ino_generation || !generation ||
	       generation == (uint32_t)id->ino_generation ?
	       IDENTITY_SAME : IDENTITY_OTHER;
}

/* How /proc numbers the file where it is mapped; all zero if that fails. */
static struct procmaps_area map_file(int fd)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *map = mmap(NULL, page, PROT_READ, MAP_PRIVATE, fd, 0);
	struct procmaps_area area;

	if (map == MAP_FAILED)
		return (struct procmaps_area){ .ino = 0 };
	if (!procmaps_find(0, (uintptr_t)map, &area))
		area.ino = 0;
	munmap(map, page);
	return area;
}

static bool maps_as(int fd, const struct dso_id *id)
{
	const struct procmaps_area area = map_file(fd);

	return area.maj == id->maj && area.min == id->min &&
	       area.ino == id->ino;
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

static enum identity compare_numbers(int fd, const struct dso_id *id)
{
	struct statfs fs;
	struct stat st;

	if (!id->ino || fstat(fd, &st))
		return IDENTITY_UNKNOWN;
	if ((st.st_ino == id->ino && major(st.st_dev) == id->maj &&
	     minor(st.st_dev) == id->min) || maps_as(fd, id))
		return compare_generation(fd, id);
	if (!fstatfs(fd, &fs) && fs.f_type == OVERLAYFS_SUPER_MAGIC)
		return compare_overlay(st.st_ino, id);
	return IDENTITY_OTHER;
}

/*
 * Whether a file of the right build-id is likely to be the mapped one itself:
 * devices can get other numbers when the machine boots, inodes do not.
 */
static bool has_number(int fd, uint64_t ino)
{
	struct stat st;

	return !ino || (!fstat(fd, &st) && (uint32_t)st.st_ino == (uint32_t)ino) ||
	       map_file(fd).ino == ino;
}

enum identity identity_check(int fd, const struct dso_id *id)
{
	enum identity identity;

	if (!id->build_id_size)
		return compare_numbers(fd, id);
	identity = compare_build_ids(fd, id);
	if (identity == IDENTITY_SAME && id->is_by_path &&
	    !has_number(fd, id->ino))
		return IDENTITY_OTHER;
	return identity;
}
