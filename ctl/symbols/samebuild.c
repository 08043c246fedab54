// SPDX-License-Identifier: GPL-2.0-only
/* Files at paths of ours, told by their build-ids. */
#include "symbols/samebuild.h"

#include <unistd.h>

#include "symbols/root.h"

bool samebuild_open(struct elffile *f, const char *path,
		    const struct build_id *mapped)
{
	int fd = mapped->size ? root_open(0, path) : -1;
	struct build_id id;

	if (fd < 0)
		return false;
	if (elffile_open(f, fd, NULL)) {
		close(fd);
		return false;
	}
	if (elffile_build_id(f, &id) && buildid_equal(mapped, &id))
		return true;
	elffile_close(f);
	return false;
}
