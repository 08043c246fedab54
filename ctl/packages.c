// SPDX-License-Identifier: GPL-2.0-only
/*
 * dpkg's lists, read as they are: a file for each package, a path a line. With
 * some thousands of packages that is a few ten MB, so each is read once for all
 * paths, and those first that are called like the files, or nearly so.
 */
#define _GNU_SOURCE
#include "packages.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"
#include "outpath.h"

#define SUFFIX ".list"
#define USR "/usr"
#define LIST_MAX (64 << 20)
#define TIME_MAX_NS 500000000ull
#define LIKELY_PREFIX 4		/* characters: libc6 has libc.so.6 */

struct search {
	const char *const *paths;
	char **owners;
	size_t nr, nr_left;
	char *text;		/* of one list, which begins and ends in \n */
	size_t room;
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* Where /usr is merged a package may say /lib/x of what is /usr/lib/x. */
static const char *without_usr(const char *path)
{
	return strncmp(path, USR "/", strlen(USR "/")) ? path :
	       path + strlen(USR);
}

/* Whether a list has the line @path, with or without /usr. */
static bool has_line(const char *text, size_t size, const char *path)
{
	const char *tail = without_usr(path), *found = text;
	size_t len = strlen(tail);

	while ((found = memmem(found, (size_t)(text + size - found), tail,
			       len))) {
		const char *before = found - 1;

		if (found[len] == '\n' &&
		    (*before == '\n' || (found - text > (ptrdiff_t)strlen(USR) &&
		     !memcmp(before - strlen(USR), "\n" USR, strlen("\n" USR)))))
			return true;
		found += len;
	}
	return false;
}

/* Read a list between two line ends. Return: its size with both, 0 for none. */
static size_t read_list(struct search *s, int fd)
{
	size_t size, done = 0;
	struct stat st;
	ssize_t n = 1;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > LIST_MAX)
		return 0;
	size = (size_t)st.st_size;
	if (s->room < size + 2) {
		s->room = 2 * (size + 2);
		s->text = mem_resize(s->text, s->room, 1);
	}
	s->text[0] = '\n';
	while (done < size && n > 0) {
		n = read(fd, s->text + 1 + done, size - done);
		done += n > 0 ? (size_t)n : 0;
	}
	s->text[1 + done] = '\n';
	return done + 2;
}

/* NAME.list and NAME:ARCHITECTURE.list are of the package NAME. */
static void search_list(struct search *s, int dir, const char *file)
{
	int fd = openat(dir, file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t i, size, len = strcspn(file, ":");

	if (fd < 0)
		return;
	size = read_list(s, fd);
	close(fd);
	if (!file[len])
		len = strlen(file) - strlen(SUFFIX);
	for (i = 0; size && i < s->nr; i++) {
		if (s->owners[i] || !has_line(s->text, size, s->paths[i]))
			continue;
		s->owners[i] = mem_printf("%.*s", (int)len, file);
		s->nr_left--;
	}
}

static bool is_list(const char *file)
{
	size_t len = strlen(file);

	return len > strlen(SUFFIX) &&
	       !strcmp(file + len - strlen(SUFFIX), SUFFIX);
}

/* No time is too short for one list. */
static void search_namesakes(struct search *s, int dir)
{
	char *file;
	size_t i;

	for (i = 0; i < s->nr; i++) {
		file = mem_printf("%s" SUFFIX, outpath_name(s->paths[i]));
		search_list(s, dir, file);
		free(file);
	}
}

static bool is_likely(const struct search *s, const char *file)
{
	size_t i;

	for (i = 0; i < s->nr; i++)
		if (!strncmp(outpath_name(s->paths[i]), file, LIKELY_PREFIX))
			return true;
	return false;
}

static void search_lists(struct search *s, DIR *lists, bool likely,
			 uint64_t end_ns)
{
	struct dirent *entry;

	rewinddir(lists);
	while (s->nr_left && now_ns() < end_ns && (entry = readdir(lists)))
		if (is_list(entry->d_name) &&
		    is_likely(s, entry->d_name) == likely)
			search_list(s, dirfd(lists), entry->d_name);
}

void packages_find(const char *dir, const char *const *paths, size_t nr,
		   char **owners)
{
	struct search s = {
		.paths = paths, .owners = owners, .nr = nr, .nr_left = nr,
	};
	uint64_t end_ns = now_ns() + TIME_MAX_NS;
	DIR *lists;

	if (!nr)
		return;
	memset(owners, 0, nr * sizeof(*owners));
	lists = opendir(dir);
	if (!lists)
		return;
	search_namesakes(&s, dirfd(lists));
	search_lists(&s, lists, true, end_ns);
	search_lists(&s, lists, false, end_ns);
	closedir(lists);
	free(s.text);
}

char *packages_debug(const char *package)
{
	/* The C library's are made apart from the others'. */
	return mem_printf("%s-%s", package,
			  strcmp(package, "libc6") ? "dbgsym" : "dbg");
}
