// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses some CPU time in exec_child_work(): what other workloads exec.
 * Says how much it was.
 *
 * usage: exec-child [--cpu-ns N]
 */
#include "workload.h"

KEEP uint64_t exec_child_work(uint64_t cpu_ns)
{
	return burn_cpu_ns(cpu_ns);
}

int main(int argc, char **argv)
{
	uint64_t cpu_ns = 5000000;
	const struct workload_option options[] = {
		{ "--cpu-ns", &cpu_ns, 0 },
		{ NULL, NULL, 0 }
	};

	(void)argc;
	workload_options(argv, options);
	say_ns("cpu_ns", exec_child_work(cpu_ns));
	return 0;
}
