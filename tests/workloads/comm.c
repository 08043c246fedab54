// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes its name half-way: before() runs as "name-before", after() as
 * "name-after", and at the same time in_thread() as "name-thread".
 *
 * usage: comm [--cpu-ns N]
 */
#include <pthread.h>
#include <sys/prctl.h>

#include "workload.h"

static uint64_t cpu_ns = 200000000;

KEEP uint64_t before(void)
{
	return burn_cpu_ns(cpu_ns);
}

KEEP uint64_t after(void)
{
	return burn_cpu_ns(cpu_ns);
}

KEEP void *in_thread(void *arg)
{
	prctl(PR_SET_NAME, "name-thread");
	burn_cpu_ns(cpu_ns);
	return arg;
}

int main(int argc, char **argv)
{
	static const struct workload_option options[] = {
		{ "--cpu-ns", &cpu_ns, 0 },
		{ NULL, NULL, 0 }
	};
	pthread_t thread;

	(void)argc;
	workload_options(argv, options);
	prctl(PR_SET_NAME, "name-before");
	before();
	if (pthread_create(&thread, NULL, in_thread, NULL))
		die("pthread_create");
	prctl(PR_SET_NAME, "name-after");
	after();
	pthread_join(thread, NULL);
	return 0;
}
