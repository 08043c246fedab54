/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of outfile share: a directory of their own for each test. For
 * files that have included cmocka.h.
 */
#ifndef FLAMEK_TEST_OUTFILE_H
#define FLAMEK_TEST_OUTFILE_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "outfile.h"

static char dir[] = "/tmp/test-outfile-XXXXXX";

static inline const char *path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static inline unsigned int nr_files(void)
{
	unsigned int nr = 0;
	struct dirent *e;
	DIR *d = opendir(dir);

	assert_non_null(d);
	while ((e = readdir(d)))
		nr += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
	closedir(d);
	return nr;
}

static inline void assert_holds(const char *name, const char *text)
{
	char buf[256] = "";
	FILE *f = fopen(path_of(name), "r");

	assert_non_null(f);
	buf[fread(buf, 1, sizeof(buf) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(buf, text);
}

static inline void open_ok(struct outfile *of, const char *path)
{
	struct err err = { "" };

	if (outfile_open(of, path, &err))
		fail_msg("%s: %s", path, err.text);
}

static inline void commit_ok(struct outfile *of)
{
	struct err err = { "" };

	if (outfile_commit(of, &err))
		fail_msg("%s", err.text);
}

static inline int set_up(void **state)
{
	(void)state;
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	umask(022);
	return !mkdtemp(dir);
}

static inline int tear_down(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

#endif
