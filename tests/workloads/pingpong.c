// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two processes hand a byte to and fro through pipes: as many context switches
 * as the machine can do, two for each of the count.
 *
 * usage: pingpong [--count N] [--gated]
 */
#include <sys/wait.h>

#include "region.h"

static void pass(int from, int to)
{
	char byte;

	if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1)
		exit(1);
}

int main(int argc, char **argv)
{
	uint64_t count = 10000, i;
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
	if (write(there[1], "", 1) != 1)
		die("write");
	for (i = 1; i < count; i++)
		pass(back[0], there[1]);
	waitpid(pid, NULL, 0);
	region_end(&region);
	return 0;
}
