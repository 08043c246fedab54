/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Debug files from the servers that DEBUGINFOD_URLS names, by libdebuginfod.
 * The library is loaded when the first file is wanted, and only then: it brings
 * a web client along.
 */
#ifndef FLAMEK_DEBUGINFOD_H
#define FLAMEK_DEBUGINFOD_H

#include <stdint.h>

#include "err.h"
#include "symbols/buildid.h"

/**
 * debuginfod_fetch() - the debug file of a program
 * @id: the program's build-id
 * @path: the program's path, for whoever watches
 * @err: the reason of a failure
 *
 * Waits while servers send, and DEBUGINFOD_TIMEOUT seconds (10 if it is not
 * set) for them to begin. Servers that keep it waiting, or fail again and
 * again, are not asked any more: what they cost, they cost once. A signal that
 * would end the program, and is blocked, ends the wait.
 *
 * Return: a file descriptor, not looked into; -ENOENT, and @err left as it is,
 * when no server is named or none has it; else another reason.
 */
int debuginfod_fetch(const struct build_id *id, const char *path,
		     struct err *err);

/**
 * debuginfod_ask() - is the debug file of a program to be had?
 *
 * As debuginfod_fetch(), but it is not waited for: one that is not in the cache
 * is not fetched. By one thread only.
 *
 * Return: 0, or what debuginfod_fetch() returns.
 */
int debuginfod_ask(const struct build_id *id, const char *path,
		   struct err *err);

/**
 * debuginfod_watch() - be told of waiting
 * @fn: called a few times a second with the program's path, what came so far
 *	and what is to come, 0 if that is not known; with NULL when it is over
 */
void debuginfod_watch(void (*fn)(const char *path, uint64_t bytes,
				 uint64_t total));

#endif
