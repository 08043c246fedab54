// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the choice of a program's debug file: the input is the program, and
 * also what lies beside it by the name program.debug.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "require.h"
#include "symbols/debugfile.h"

static char dir[] = "/tmp/flamek-fuzz-XXXXXX";
static char program[PATH_MAX], debug_file[PATH_MAX];

static void remove_files(void)
{
	unlink(program);
	unlink(debug_file);
	rmdir(dir);
}

static void make_files(void)
{
	if (program[0])
		return;
	require(!!mkdtemp(dir));
	snprintf(program, sizeof(program), "%s/program", dir);
	snprintf(debug_file, sizeof(debug_file), "%s/program.debug", dir);
	atexit(remove_files);
}

static int put_file(const char *path, const uint8_t *data, size_t size)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	require(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elffile file, debug;
	struct build_id id;
	const struct debugfile_query query = {
		.program = &file, .id = &id, .path = program,
		.use = size % 2 ? DEBUGFILE_DWARF : DEBUGFILE_SYMBOLS,
	};
	struct err err;
	int fd;

	make_files();
	close(put_file(debug_file, data, size));
	fd = put_file(program, data, size);
	if (elffile_open(&file, fd, &err)) {
		close(fd);
		return 0;
	}
	elffile_build_id(&file, &id);
	if (debugfile_find(&debug, &query, NULL)) {
		require(debugfile_suits(&debug, query.use));
		elffile_close(&debug);
	}
	elffile_close(&file);
	return 0;
}
