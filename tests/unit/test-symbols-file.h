/* SPDX-License-Identifier: GPL-2.0-only */
/* For tests of the symbols of files: a table of files for each test. */
#ifndef FLAMEK_TEST_SYMBOLS_FILE_H
#define FLAMEK_TEST_SYMBOLS_FILE_H

#include "test-symbols.h"

static struct symbols *syms;

static inline int set_up(void **state)
{
	(void)state;
	syms = symbols_new();
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	symbols_free(syms);
	return 0;
}

/* A file as a mapping without a process tells of it. */
static inline struct dso *open_dso(const char *name)
{
	const char *path = path_of(name);
	const struct dso_id id = id_of(path);

	return symbols_dso(syms, path, &id, 0, 0, 0);
}

#endif
