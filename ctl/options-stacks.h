/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which stacks to take of what was recorded, and how to call their frames:
 * options of the names that users of stackcollapse-perf.pl, inferno-collapse-perf
 * and inferno-flamegraph know. For commands that read a file.
 */
#ifndef FLAMEK_OPTIONS_STACKS_H
#define FLAMEK_OPTIONS_STACKS_H

#include <getopt.h>

#include "options.h"
#include "pick.h"

struct stacks_options {
	const char *event;	/* of several in a recording; NULL: the first */
	struct pick pick;
	unsigned int collect;	/* COLLECT_PIDS, _TIDS, _ADDRS */
};

/* Values of the long options below. */
enum {
	OPTIONS_EVENT = 0x1e0,
	OPTIONS_BASE,
	OPTIONS_SKIP_AFTER,
	OPTIONS_PID,
	OPTIONS_TID,
	OPTIONS_THREADS,
	OPTIONS_ADDRS,
};

/* For a command's array of struct option. */
#define STACKS_OPTIONS \
	{ "event", required_argument, NULL, OPTIONS_EVENT }, \
	{ "event-filter", required_argument, NULL, OPTIONS_EVENT }, \
	{ "base", required_argument, NULL, OPTIONS_BASE }, \
	{ "skip-after", required_argument, NULL, OPTIONS_SKIP_AFTER }, \
	{ "pid", no_argument, NULL, OPTIONS_PID }, \
	{ "tid", no_argument, NULL, OPTIONS_TID }, \
	{ "threads", no_argument, NULL, OPTIONS_THREADS }, \
	{ "addrs", no_argument, NULL, OPTIONS_ADDRS }

/* Lines of a command's --help. */
#define THREADS_OPTION_HELP \
	"      --threads         a frame for each process, and on it one for each thread\n"

#define STACKS_OPTIONS_HELP \
	"      --event NAME      of a recording of several events, the one to take\n" \
	"                        (also --event-filter)\n" \
	"      --base SYMBOL     only stacks with this function, from it on; may be\n" \
	"                        repeated\n" \
	"      --skip-after SYMBOL  leave out the callers of this function; may be\n" \
	"                        repeated\n" \
	"      --pid             call the threads of a recording NAME-PID\n" \
	"      --tid             or NAME-PID/TID\n" \
	THREADS_OPTION_HELP \
	"      --addrs           addresses of frames without a symbol\n"

/**
 * options_stacks() - take one of STACKS_OPTIONS
 * @o: filled; its pick is to be freed
 * @opt: what getopt_long() returned
 * @arg: its optarg, which is kept
 *
 * Return: 1 when taken, 0 when @opt is none of them.
 */
int options_stacks(struct stacks_options *o, int opt, const char *arg);

#endif
