/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs to look for symbols in, built in a directory of their own by the
 * compiler and binutils, which are also asked where their functions are.
 */
#ifndef FLAMEK_TEST_SYMBOLS_H
#define FLAMEK_TEST_SYMBOLS_H

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "symbols/symbols.h"

static char dir[] = "/tmp/test-symbols-XXXXXX";

/* Run a shell command in the directory. */
__attribute__((format(printf, 1, 2)))
static inline void run(const char *fmt, ...)
{
	char command[4096];
	va_list ap;
	int len;

	len = snprintf(command, sizeof(command), "cd %s && ", dir);
	va_start(ap, fmt);
	vsnprintf(command + len, sizeof(command) - (size_t)len, fmt, ap);
	va_end(ap);
	if (system(command))
		fail_msg("failed: %s", command);
}

static inline const char *path_of(const char *name)
{
	static char paths[4][PATH_MAX];
	static unsigned int next;
	char *path = paths[next++ % 4];

	snprintf(path, PATH_MAX, "%s/%s", dir, name);
	return path;
}

static inline void put_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* What the mapping of a file would say of it. */
static inline struct dso_id id_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return (struct dso_id){
		.maj = major(st.st_dev),
		.min = minor(st.st_dev),
		.ino = st.st_ino,
	};
}

/* One number from the first line that a command prints, if any. */
__attribute__((format(printf, 2, 3)))
static inline int ask(uint64_t *value, const char *fmt, ...)
{
	char command[4096], *end;
	char line[64] = "";
	va_list ap;
	FILE *f;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	f = popen(command, "r");
	assert_non_null(f);
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	pclose(f);
	*value = strtoull(line, &end, 16);
	return end != line;
}

/* What to take off an address of a program's code to get its file offset. */
static inline uint64_t bias_of(const char *name)
{
	uint64_t bias;

	if (!ask(&bias, "readelf -lW %s/%s | awk '$1 == \"LOAD\" && / R E /'"
		 " | while read -r l o v p f rest; do printf '%%x\\n'"
		 " $((v - o)); done", dir, name))
		fail_msg("no code in %s", name);
	return bias;
}

/* The file offset of a function of a program, by binutils. */
static inline uint64_t offset_of(const char *name, const char *function)
{
	uint64_t addr;

	if (!ask(&addr, "nm %s/%s | awk '$3 == \"%s\" { print $1 }'", dir, name,
		 function))
		fail_msg("no %s in %s", function, name);
	return addr - bias_of(name);
}

static inline uint64_t size_of(const char *name, const char *function)
{
	uint64_t size;

	if (!ask(&size, "nm -S %s/%s | awk '$4 == \"%s\" { print $2 }'", dir,
		 name, function))
		fail_msg("no size of %s in %s", function, name);
	return size;
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

/* Nor is anybody to be asked for symbols unless a test wants it. */
static inline int make_dir(void)
{
	unsetenv("DEBUGINFOD_URLS");
	return mkdtemp(dir) ? 0 : -1;
}

static inline int remove_dir(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

#endif
