// SPDX-License-Identifier: GPL-2.0-only
/*
 * Burns in before_exec(), then becomes the program exec-child, which burns in
 * exec_child_work(). With --thread it is not the first thread that calls exec:
 * the thread takes over the process's pid, and the others vanish.
 *
 * usage: exec [--cpu-ns N] [--thread]
 */
#include <pthread.h>

#include "workload.h"

static uint64_t cpu_ns = 200000000, wants_thread;

KEEP uint64_t before_exec(void)
{
	return burn_cpu_ns(cpu_ns);
}

static void *become_child(void *arg)
{
	char path[4096], number[32];

	say_ns("before_ns", before_exec());
	fflush(stdout);
	path_beside(path, sizeof(path), "exec-child");
	snprintf(number, sizeof(number), "%llu", (unsigned long long)cpu_ns);
	execl(path, path, "--cpu-ns", number, (char *)NULL);
	die(path);
	return arg;
}

int main(int argc, char **argv)
{
	static const struct workload_option options[] = {
		{ "--cpu-ns", &cpu_ns, 0 },
		{ "--thread", &wants_thread, 1 },
		{ NULL, NULL, 0 }
	};
	pthread_t thread;

	(void)argc;
	workload_options(argv, options);
	if (!wants_thread)
		become_child(NULL);
	if (pthread_create(&thread, NULL, become_child, NULL))
		die("pthread_create");
	pthread_join(thread, NULL);
	return 1;
}
