// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses some CPU time in exec_child_work(): what other workloads exec.
 * Says how much it was. With --rounds it burns so many, and says nothing.
 *
 * usage: exec-child [--cpu-ns N] [--rounds N]
 */
#include "workload.h"

KEEP uint64_t exec_child_work(uint64_t cpu_ns)
{
	return burn_cpu_ns(cpu_ns);
}

KEEP void exec_child_rounds(uint64_t rounds)
{
	burn(rounds);
}

int main(int argc, char **argv)
{
	uint64_t cpu_ns = 5000000, rounds = 0;
	const struct workload_option options[] = {
		{ "--cpu-ns", &cpu_ns, 0 },
		{ "--rounds", &rounds, 0 },
		{ NULL, NULL, 0 }
	};

	(void)argc;
	workload_options(argv, options);
	if (rounds) {
		exec_child_rounds(rounds);
	} else {
		touch_code(exec_child_work);
		say_ns("cpu_ns", exec_child_work(cpu_ns));
	}
	return 0;
}
