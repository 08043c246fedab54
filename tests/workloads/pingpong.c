// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two processes hand a byte to and fro through pipes: as many context switches
 * as the machine can do.
 *
 * usage: pingpong [--count N]
 */
#include <sys/wait.h>

#include "workload.h"

static void pass(int from, int to)
{
	char byte;

	if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1)
		exit(1);
}

int main(int argc, char **argv)
{
	uint64_t count = 10000, i;
	const struct workload_option options[] = {
		{ "--count", &count, 0 },
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
	if (write(there[1], "", 1) != 1)
		die("write");
	for (i = 1; i < count; i++)
		pass(back[0], there[1]);
	waitpid(pid, NULL, 0);
	return 0;
}
