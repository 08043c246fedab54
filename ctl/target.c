// SPDX-License-Identifier: GPL-2.0-only
/* The target: from options to what the module and /proc are asked for. */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cgroup.h"
#include "mem.h"
#include "notes.h"
#include "options.h"

static const char *const option_names[] = {
	[FLAMEK_TARGET_PROCESSES] = "-p",
	[FLAMEK_TARGET_THREADS] = "-t",
	[FLAMEK_TARGET_CGROUP] = "-c",
	[FLAMEK_TARGET_SYSTEM] = "-a",
};

void target_init(struct target *target)
{
	*target = (struct target){ .cgroup_fd = -1 };
}

int target_choose(struct target *target, enum flamek_target_kind kind,
		  const char *arg, struct err *err)
{
	if (target->is_chosen)
		return err_set(err, EINVAL, target->kind == kind ?
			       "%s twice" : "%s and %s: one target, please",
			       option_names[target->kind], option_names[kind]);
	target->is_chosen = true;
	target->kind = kind;
	if (kind <= FLAMEK_TARGET_THREADS)
		return options_pids(arg, target->pids, FLAMEK_PIDS_MAX,
				    &target->nr_pids, err);
	target->cgroup = arg;
	return 0;
}

int target_check(struct target *target, struct err *err)
{
	bool is_group = target->kind > FLAMEK_TARGET_THREADS;

	if (!target->is_chosen && !target->command && target->cpus) {
		target->is_chosen = true;
		target->kind = FLAMEK_TARGET_SYSTEM;
		return 0;
	}
	if (!target->is_chosen && !target->command)
		return err_set(err, EINVAL,
			       "nothing to record: give -p PID, another target, or a command");
	if (target->is_chosen && target->command && !is_group)
		return err_set(err, EINVAL, "both %s and the command '%s'",
			       option_names[target->kind], target->command[0]);
	return 0;
}

static int check_pids(const struct target *target, struct err *err)
{
	bool are_threads = target->kind == FLAMEK_TARGET_THREADS;
	char path[sizeof("/proc/4294967295")];
	size_t i;

	for (i = 0; i < target->nr_pids; i++) {
		snprintf(path, sizeof(path), "/proc/%d", target->pids[i]);
		if (access(path, F_OK))
			return err_set(err, ESRCH, "no such %s: %d",
				       are_threads ? "thread" : "process",
				       target->pids[i]);
	}
	return 0;
}

int target_open(struct target *target, struct err *err)
{
	if (!target->is_chosen)
		return 0;
	if (target->kind == FLAMEK_TARGET_CGROUP)
		return cgroup_open(target->cgroup, &target->cgroup_fd, err);
	return check_pids(target, err);
}

void target_close(struct target *target)
{
	if (target->cgroup_fd >= 0)
		close(target->cgroup_fd);
	target->cgroup_fd = -1;
}

bool target_is_command(const struct target *target)
{
	return !target->is_chosen;
}

void target_processes(const struct target *target, struct proctree *tree)
{
	size_t i;

	if (target->kind == FLAMEK_TARGET_SYSTEM)
		proctree_add_all(tree);
	else if (target->kind == FLAMEK_TARGET_CGROUP)
		cgroup_processes(target->cgroup_fd, tree);
	for (i = 0; i < target->nr_pids; i++)
		proctree_add(tree, target->pids[i]);
}

static char *describe_pids(const struct target *target)
{
	const char *what = target->kind == FLAMEK_TARGET_THREADS ?
			   "thread" : "process";

	if (target->nr_pids == 1)
		return mem_printf("%s %d", what, target->pids[0]);
	return mem_printf("%zu %s%s from %d on", target->nr_pids, what,
			  what[0] == 'p' ? "es" : "s", target->pids[0]);
}

char *target_describe(const struct target *target)
{
	if (!target->is_chosen)
		return mem_printf("'%s'", target->command[0]);
	switch (target->kind) {
	case FLAMEK_TARGET_CGROUP:
		return mem_printf("cgroup %s", target->cgroup);
	case FLAMEK_TARGET_SYSTEM:
		return mem_strdup("the system");
	default:
		return describe_pids(target);
	}
}

void target_note(const struct target *target, struct profile *p)
{
	char *what;

	if (target->command)
		notes_add_argv(p, target->command);
	else if (target->nr_pids == 1)
		notes_add_pid(p, target->pids[0]);
	if (target->is_chosen &&
	    (target->kind != FLAMEK_TARGET_PROCESSES || target->nr_pids > 1)) {
		what = target_describe(target);
		profile_note(p, "target", what);
		free(what);
	}
	if (target->cpus)
		profile_note(p, "cpus", target->cpus);
}
