// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two processes hand a byte to and fro through pipes: as many context switches
 * as the machine can do, two for each of the count.
 *
 * usage: pingpong [--count N] [--gated]
 */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/wait.h>

#include "region.h"

static void pass(int from, int to)
{
	char byte;

	if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1)
		exit(1);
}

/*
 * Whether who is woken takes over at once, or when the other has to wait, is
 * decided by a hair: two ways to do the same, at different cost. A batch task
 * always waits.
 */
static void be_batch(void)
{
	const struct sched_param param = { 0 };

	if (sched_setscheduler(0, SCHED_BATCH, &param))
		die("sched_setscheduler");
}

static uint64_t nr_switches(void)
{
	struct rusage self, children;

	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &children);
	return (uint64_t)(self.ru_nvcsw + self.ru_nivcsw + children.ru_nvcsw +
			  children.ru_nivcsw);
}

int main(int argc, char **argv)
{
	uint64_t count = 10000, switches, i;
	struct region region = { 0 };
	const struct workload_option options[] = {
		{ "--count", &count, 0 },
		{ "--gated", &region.is_gated, 1 },
		{ NULL, NULL, 0 }
	};
	int there[2], back[2];
	pid_t pid;

	(void)argc;
	workload_options(argv, options);
	if (pipe(there) || pipe(back))
		die("pipe");
	if (region.is_gated)
		be_batch();
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		for (i = 0; i < count; i++)
			pass(there[0], back[1]);
		_exit(0);
	}
	region_say_pid(&region, getpid());
	region_say_pid(&region, pid);
	region_begin(&region);
	switches = nr_switches();
	if (write(there[1], "", 1) != 1)
		die("write");
	for (i = 1; i < count; i++)
		pass(back[0], there[1]);
	waitpid(pid, NULL, 0);
	if (region.is_gated)
		say_ns("switches", nr_switches() - switches);
	region_end(&region);
	return 0;
}
