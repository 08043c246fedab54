// SPDX-License-Identifier: GPL-2.0-only
/* Debug files kept apart from their programs: where to look, which to trust. */
#define _GNU_SOURCE
#include "symbols/debugfile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "mem.h"
#include "symbols/debuginfo.h"
#include "symbols/debuginfod.h"
#include "symbols/elfsyms.h"
#include "symbols/root.h"

#define DEBUG_ROOT "/usr/lib/debug"
#define CHECKED_MAX ((uint64_t)4 << 30)	/* no checksum over more than this */
#define CHUNK 65536

struct search {
	const struct debugfile_query *query;
	bool has_crc;
	uint32_t crc;
};

bool debugfile_suits(const struct elffile *f, enum debugfile_use use)
{
	return use == DEBUGFILE_DWARF ? debuginfo_has(f) : elfsyms_complete(f);
}

static bool crc_matches(const struct elffile *f, uint32_t wanted)
{
	unsigned char *chunk;
	uint64_t offset, len;
	uLong crc = crc32(0, NULL, 0);

	if (f->size > CHECKED_MAX)
		return false;
	chunk = mem_alloc(1, CHUNK);
	for (offset = 0; offset < f->size; offset += len) {
		len = f->size - offset < CHUNK ? f->size - offset : CHUNK;
		if (elffile_read(f, offset, chunk, len))
			break;
		crc = crc32(crc, chunk, (uInt)len);
	}
	free(chunk);
	return offset >= f->size && crc == wanted;
}

/* Whether an open candidate belongs to the program and has what it lacks. */
static bool is_wanted(const struct search *search, const struct elffile *debug)
{
	struct build_id id;

	if (!debugfile_suits(debug, search->query->use))
		return false;
	if (elffile_build_id(debug, &id) && search->query->id->size)
		return buildid_equal(&id, search->query->id);
	return search->has_crc && crc_matches(debug, search->crc);
}

/* Take over an open candidate, if it is wanted. */
static bool try_fd(struct elffile *debug, const struct search *search, int fd)
{
	if (elffile_open(debug, fd, NULL)) {
		close(fd);
		return false;
	}
	if (is_wanted(search, debug))
		return true;
	elffile_close(debug);
	return false;
}

static bool try_file(struct elffile *debug, const struct search *search,
		     pid_t pid, const char *path)
{
	int fd = root_open(pid, path);

	return fd >= 0 && try_fd(debug, search, fd);
}

/* In the target's root directory first, then in ours. */
static bool try_path(struct elffile *debug, const struct search *search,
		     const char *path)
{
	const pid_t pid = search->query->pid;

	return (pid && try_file(debug, search, pid, path)) ||
	       try_file(debug, search, 0, path);
}

static bool find_by_build_id(struct elffile *debug, const struct search *search)
{
	char hex[BUILD_ID_TEXT_SIZE], path[PATH_MAX];

	if (search->query->id->size < 2)
		return false;
	buildid_print(search->query->id, hex);
	snprintf(path, sizeof(path), DEBUG_ROOT "/.build-id/%.2s/%s.debug",
		 hex, hex + 2);
	return try_path(debug, search, path);
}

/*
 * .gnu_debuglink holds a file name, padding to four bytes, and the file's
 * checksum. A name with a directory in it is not what the section is for.
 */
static bool read_link(const struct elffile *program, char *name, size_t room,
		      uint32_t *crc)
{
	GElf_Shdr shdr;
	uint64_t crc_at;

	if (!elffile_section(program, ".gnu_debuglink", &shdr) ||
	    shdr.sh_type != SHT_PROGBITS ||
	    !elffile_contains(program, shdr.sh_offset, shdr.sh_size) ||
	    !elffile_string(program, shdr.sh_offset,
			    shdr.sh_offset + shdr.sh_size, name, room) ||
	    !name[0] || strchr(name, '/'))
		return false;
	crc_at = (strlen(name) / 4 + 1) * 4;
	return crc_at + sizeof(*crc) <= shdr.sh_size &&
	       !elffile_read(program, shdr.sh_offset + crc_at, crc,
			     sizeof(*crc));
}

static bool find_by_link(struct elffile *debug, const struct search *search,
			 const char *name)
{
	static const struct {
		const char *before, *after;	/* the program's directory */
	} places[] = {
		{ "", "" }, { "", "/.debug" }, { DEBUG_ROOT, "" },
	};
	const char *path = search->query->path;
	const char *slash = strrchr(path, '/');
	char candidate[PATH_MAX];
	size_t i;
	int len;

	if (path[0] != '/')
		return false;
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		len = snprintf(candidate, sizeof(candidate), "%s%.*s%s/%s",
			       places[i].before, (int)(slash - path), path,
			       places[i].after, name);
		if (len < (int)sizeof(candidate) &&
		    strcmp(candidate, path) &&
		    try_path(debug, search, candidate))
			return true;
	}
	return false;
}

/* What has its symbols would be told nothing new for what it costs. */
static bool fetch(struct elffile *debug, const struct search *search,
		  struct err *err)
{
	const struct debugfile_query *query = search->query;
	int fd;

	if (!query->may_fetch || elfsyms_complete(query->program))
		return false;
	fd = debuginfod_fetch(query->id, query->path, err);
	if (fd < 0)
		return false;
	if (try_fd(debug, search, fd))
		return true;
	err_set(err, EINVAL, "a debuginfod server gave another file");
	return false;
}

bool debugfile_find(struct elffile *debug, const struct debugfile_query *query,
		    struct err *err)
{
	struct search search = { .query = query };
	char name[NAME_MAX + 1];

	if (find_by_build_id(debug, &search))
		return true;
	search.has_crc = read_link(query->program, name, sizeof(name),
				   &search.crc);
	if (search.has_crc && find_by_link(debug, &search, name))
		return true;
	return fetch(debug, &search, err);
}

/* @name seen from the directory that a file lies in, of which @path is one. */
static bool find_beside(struct elffile *common, const struct search *search,
			const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	char candidate[PATH_MAX];

	return slash &&
	       snprintf(candidate, sizeof(candidate), "%.*s/%s",
			(int)(slash - path), path, name) <
			(int)sizeof(candidate) &&
	       try_path(common, search, candidate);
}

bool debugfile_find_common(struct elffile *common, const struct elffile *debug,
			   const struct build_id *id, const char *name,
			   const char *path, pid_t pid)
{
	const struct debugfile_query query = {
		.program = debug, .id = id, .path = path, .pid = pid,
		.use = DEBUGFILE_DWARF,
	};
	const struct search search = { .query = &query };
	char link[64], real[PATH_MAX];
	ssize_t len;

	if (name[0] == '/' && try_path(common, &search, name))
		return true;
	if (find_by_build_id(common, &search))
		return true;
	if (name[0] == '/' || path[0] != '/')
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", debug->fd);
	len = readlink(link, real, sizeof(real) - 1);
	if (len > 0) {
		real[len] = '\0';
		if (find_beside(common, &search, real, name))
			return true;
	}
	return find_beside(common, &search, path, name);
}
