// SPDX-License-Identifier: GPL-2.0-only
/*
 * Spends nearly all of its time inside the kernel, below stat_files(),
 * move_bytes() and read_status().
 *
 * usage: syscalls [--rounds N] [--seconds N]
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "workload.h"

KEEP void stat_files(void)
{
	static const char path[] = "/usr/share/../share/../lib/../share/.";
	struct stat st;
	int i;

	for (i = 0; i < 20; i++)
		system_call(SYS_stat, (long)path, (long)&st, 0);
}

KEEP void move_bytes(int in, int out)
{
	static char page[4096];
	int i;

	for (i = 0; i < 20; i++) {
		system_call(SYS_write, out, (long)page, sizeof(page));
		system_call(SYS_read, in, (long)page, sizeof(page));
	}
}

KEEP void read_status(void)
{
	static const char path[] = "/proc/self/status";
	char text[4096];
	long fd = system_call(SYS_open, (long)path, O_RDONLY, 0);

	system_call(SYS_read, fd, (long)text, sizeof(text));
	system_call(SYS_close, fd, 0, 0);
}

int main(int argc, char **argv)
{
	uint64_t rounds = 0, seconds = 0, deadline = 0, i;
	const struct workload_option options[] = {
		{ "--rounds", &rounds, 0 },
		{ "--seconds", &seconds, 0 },
		{ NULL, NULL, 0 }
	};
	int fds[2];

	(void)argc;
	workload_options(argv, options);
	if (pipe(fds))
		die("pipe");
	if (seconds)
		deadline = clock_ns(CLOCK_MONOTONIC) + seconds * NSEC_PER_SEC;
	for (i = 0; !rounds || i < rounds; i++) {
		if (deadline && clock_ns(CLOCK_MONOTONIC) >= deadline)
			break;
		stat_files();
		move_bytes(fds[0], fds[1]);
		read_status();
	}
	return 0;
}
