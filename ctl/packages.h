/* SPDX-License-Identifier: GPL-2.0-only */
/* Which Debian package brought a file, by dpkg's lists of what it installed. */
#ifndef FLAMEK_PACKAGES_H
#define FLAMEK_PACKAGES_H

#include <stddef.h>

#define PACKAGES_DIR "/var/lib/dpkg/info"

/**
 * packages_find() - the owners of several files, in one pass
 * @dir: the lists, normally PACKAGES_DIR; it need not exist
 * @paths: absolute, without symbolic links but for those of a merged /usr
 * @nr: number of @paths
 * @owners: filled with names to be freed, NULL where none is known
 *
 * Takes no longer than half a second, then the rest has no owners, but for
 * packages that are called like their files.
 */
void packages_find(const char *dir, const char *const *paths, size_t nr,
		   char **owners);

/** packages_debug() - the package with the debug symbols of one; to be freed */
char *packages_debug(const char *package);

#endif
