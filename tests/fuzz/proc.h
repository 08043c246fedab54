/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of /proc that hold what the fuzzer says. To be included before the .c
 * file that reads them, whose fopen() this takes over. Needs _GNU_SOURCE.
 */
#ifndef FLAMEK_FUZZ_PROC_H
#define FLAMEK_FUZZ_PROC_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "require.h"

static struct {
	const char *text;
	size_t size;
} proc_file;

static FILE *proc_open(const char *path)
{
	static char status[64];
	const char *name = strrchr(path, '/');
	FILE *f;

	require(!!name);
	snprintf(status, sizeof(status), "Tgid:\t%d\n", (int)getpid());
	if (!strcmp(name, "/status"))
		f = fmemopen(status, strlen(status), "r");
	else if (proc_file.size)
		f = fmemopen((void *)proc_file.text, proc_file.size, "r");
	else
		f = fopen("/dev/null", "r");
	require(!!f);
	return f;
}

#define fopen(path, mode) proc_open(path)

#endif
