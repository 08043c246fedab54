// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forks as wildly as it can: so does each child, until it may not. Who cannot
 * fork for want of room is gone, and makes some; only the first of them all goes
 * on trying, until there have been as many forks as it was asked for. It says how
 * many there were and how often there was no room, when all the others are gone.
 * For a cgroup with a limit of its own.
 *
 * usage: forkbomb [--forks N] [--rounds N]
 */
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "workload.h"

struct counts {
	atomic_ullong forks;
	atomic_ullong refused;
};

KEEP void explode(struct counts *counts, uint64_t forks, uint64_t rounds)
{
	int is_first = 1;
	pid_t pid;

	while (atomic_load(&counts->forks) < forks) {
		burn(rounds);
		pid = fork();
		if (pid > 0) {
			atomic_fetch_add(&counts->forks, 1);
			continue;
		}
		if (!pid) {
			is_first = 0;
			continue;
		}
		if (errno != EAGAIN)
			die("fork");
		atomic_fetch_add(&counts->refused, 1);
		if (!is_first)
			break;
	}
	if (!is_first)
		_exit(0);
}

int main(int argc, char **argv)
{
	uint64_t forks = 1000, rounds = 20000;
	const struct workload_option options[] = {
		{ "--forks", &forks, 0 },
		{ "--rounds", &rounds, 0 },
		{ NULL, NULL, 0 }
	};
	struct counts *counts;

	(void)argc;
	workload_options(argv, options);
	counts = mmap(NULL, sizeof(*counts), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counts == MAP_FAILED)
		die("mmap");
	/* All become its children in the end, and none waits to be waited for. */
	signal(SIGCHLD, SIG_IGN);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
		die("prctl");
	explode(counts, forks, rounds);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	printf("forks=%llu\nrefused=%llu\n", atomic_load(&counts->forks),
	       atomic_load(&counts->refused));
	return 0;
}
