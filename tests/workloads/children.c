// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forks children, one after the other, that use a few milliseconds of CPU time
 * each and are gone: in child_work(), or with --exec in exec_child_work() of
 * another program, exec-child, beside this one. Each says how much it was; with
 * --rounds they burn so many rounds instead, and say nothing.
 *
 * usage: children [--count N] [--cpu-ns N] [--rounds N] [--exec] [--gated]
 */
#include <sys/wait.h>

#include "region.h"

KEEP uint64_t child_work(uint64_t cpu_ns)
{
	return burn_cpu_ns(cpu_ns);
}

KEEP void child_rounds(uint64_t rounds)
{
	burn(rounds);
}

static void exec_child(const char *option, uint64_t value)
{
	char path[4096], number[32];

	path_beside(path, sizeof(path), "exec-child");
	snprintf(number, sizeof(number), "%llu", (unsigned long long)value);
	execl(path, path, option, number, (char *)NULL);
	die(path);
}

static void run_child(uint64_t cpu_ns, uint64_t rounds, int wants_exec)
{
	if (wants_exec && rounds)
		exec_child("--rounds", rounds);
	if (wants_exec)
		exec_child("--cpu-ns", cpu_ns);
	if (rounds) {
		child_rounds(rounds);
	} else {
		touch_code(child_work);
		say_ns("cpu_ns", child_work(cpu_ns));
		fflush(stdout);
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	uint64_t count = 100, cpu_ns = 5000000, rounds = 0, wants_exec = 0;
	struct region region = { 0 };
	const struct workload_option options[] = {
		{ "--count", &count, 0 },
		{ "--cpu-ns", &cpu_ns, 0 },
		{ "--rounds", &rounds, 0 },
		{ "--exec", &wants_exec, 1 },
		{ "--gated", &region.is_gated, 1 },
		{ NULL, NULL, 0 }
	};
	uint64_t start;
	pid_t pid;

	(void)argc;
	workload_options(argv, options);
	region_say_pid(&region, getpid());
	region_begin(&region);
	start = clock_ns(CLOCK_MONOTONIC);
	while (count--) {
		pid = fork();
		if (pid < 0)
			die("fork");
		if (!pid)
			run_child(cpu_ns, rounds, wants_exec != 0);
		waitpid(pid, NULL, 0);
	}
	if (!region.is_gated)
		say_ns("wall_ns", clock_ns(CLOCK_MONOTONIC) - start);
	region_end(&region);
	return 0;
}
