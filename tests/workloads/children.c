// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forks children, one after the other, that use a few milliseconds of CPU time
 * each and are gone: in child_work(), or with --exec in exec_child_work() of
 * another program, exec-child, beside this one. Each says how much it was.
 *
 * usage: children [--count N] [--cpu-ns N] [--exec]
 */
#include <sys/wait.h>

#include "workload.h"

KEEP uint64_t child_work(uint64_t cpu_ns)
{
	return burn_cpu_ns(cpu_ns);
}

static void exec_child(uint64_t cpu_ns)
{
	char path[4096], number[32];

	path_beside(path, sizeof(path), "exec-child");
	snprintf(number, sizeof(number), "%llu", (unsigned long long)cpu_ns);
	execl(path, path, "--cpu-ns", number, (char *)NULL);
	die(path);
}

int main(int argc, char **argv)
{
	uint64_t count = 100, cpu_ns = 5000000, wants_exec = 0;
	const struct workload_option options[] = {
		{ "--count", &count, 0 },
		{ "--cpu-ns", &cpu_ns, 0 },
		{ "--exec", &wants_exec, 1 },
		{ NULL, NULL, 0 }
	};
	uint64_t start;
	pid_t pid;

	(void)argc;
	workload_options(argv, options);
	start = clock_ns(CLOCK_MONOTONIC);
	while (count--) {
		pid = fork();
		if (pid < 0)
			die("fork");
		if (!pid) {
			if (wants_exec)
				exec_child(cpu_ns);
			say_ns("cpu_ns", child_work(cpu_ns));
			fflush(stdout);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
	say_ns("wall_ns", clock_ns(CLOCK_MONOTONIC) - start);
	return 0;
}
