/* SPDX-License-Identifier: GPL-2.0-only */
/* What is to be recorded: processes, threads, a cgroup, the system, a command. */
#ifndef FLAMEK_TARGET_H
#define FLAMEK_TARGET_H

#include <linux/flamek.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "err.h"
#include "profile.h"
#include "proctree.h"

/**
 * struct target - what the options ask for
 * @is_chosen: -p, -t, -c or -a was given, or -C alone; else it is @command
 * @kind: which of these
 * @pids: of processes or threads
 * @nr_pids: how many
 * @cgroup: path of a cgroup v2
 * @cgroup_fd: of its directory, -1 before target_open()
 * @cpus: list of CPUs, NULL for all
 * @command: to start, NULL at the end; or NULL
 */
struct target {
	bool is_chosen;
	enum flamek_target_kind kind;
	pid_t pids[FLAMEK_PIDS_MAX];
	size_t nr_pids;
	const char *cgroup;
	int cgroup_fd;
	const char *cpus;
	char *const *command;
};

/** target_init() - nothing yet */
void target_init(struct target *target);

/**
 * target_choose() - take one of the options -p, -t, -c, -a
 * @target: the target
 * @kind: which one
 * @arg: the option's argument, which is kept
 * @err: the reason of a failure
 *
 * Return: 0 or -EINVAL.
 */
int target_choose(struct target *target, enum flamek_target_kind kind,
		  const char *arg, struct err *err);

/**
 * target_check() - whether it all makes sense together
 *
 * A list of CPUs alone asks for the system on these.
 * Return: 0 or -EINVAL.
 */
int target_check(struct target *target, struct err *err);

/**
 * target_open() - find what can be found before the module is asked
 *
 * Return: 0; -ESRCH for a process or thread that is not there, -ENOENT for such a
 * cgroup; -errno.
 */
int target_open(struct target *target, struct err *err);

/** target_close() - undo it */
void target_close(struct target *target);

/** target_is_command() - is it the command itself, and not only as long as it? */
bool target_is_command(const struct target *target);

/**
 * target_processes() - those that are in the target at this moment
 * @target: not a command
 * @tree: gets them; of threads, the threads
 */
void target_processes(const struct target *target, struct proctree *tree);

/** target_describe() - in words, as "process 12"; to be freed */
char *target_describe(const struct target *target);

/** target_note() - in a profile's notes */
void target_note(const struct target *target, struct profile *p);

#endif
