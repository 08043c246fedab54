/* SPDX-License-Identifier: GPL-2.0-only */
/* Files for a fuzzer to begin with. */
#ifndef FLAMEK_FUZZ_SEEDS_H
#define FLAMEK_FUZZ_SEEDS_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/** seeds_enter() - into the directory that the command line names */
static inline void seeds_enter(int argc, char *argv[])
{
	if (argc == 2 && !chdir(argv[1]))
		return;
	fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
	exit(EXIT_FAILURE);
}

/** seeds_put() - a file of these bytes */
static inline void seeds_put(const char *name, const void *bytes, size_t size)
{
	FILE *f = fopen(name, "w");

	if (f && fwrite(bytes, 1, size, f) == size && !fclose(f))
		return;
	perror(name);
	exit(EXIT_FAILURE);
}

#endif
