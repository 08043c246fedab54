// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that lives until it is killed, and does meanwhile all that a sampler
 * follows: it burns, calls the kernel, forks, makes threads, maps code, takes
 * other names and executes itself, from its first thread and from another.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session.h"

static __attribute__((noinline)) void burn(unsigned int depth,
					   unsigned int rounds)
{
	volatile unsigned int i;

	if (depth)
		burn(depth - 1, rounds);
	for (i = 0; i < rounds; i++)
		;
}

static void execute(struct rng *rng)
{
	char chance[24];

	snprintf(chance, sizeof(chance), "%llu",
		 (unsigned long long)rng_next(rng));
	execl("/proc/self/exe", "fuzz", "--target", chance, NULL);
}

static void rename_self(struct rng *rng)
{
	char name[17];
	size_t i, size = below(rng, sizeof(name));

	for (i = 0; i < size; i++)
		name[i] = 1 + below(rng, 255);
	name[size] = '\0';
	prctl(PR_SET_NAME, name);
}

static void map_code(struct rng *rng)
{
	size_t size = PAGE * (1 + below(rng, 8));
	void *code = mmap(NULL, size, PROT_READ | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (code == MAP_FAILED)
		return;
	mprotect(code, PAGE, PROT_READ | PROT_WRITE);
	mprotect(code, PAGE, PROT_READ | PROT_EXEC);
	munmap(code, size);
}

static void *run_thread(void *data)
{
	struct rng rng = { (uintptr_t)data };

	burn(below(&rng, 50), below(&rng, 2000));
	if (one_in(&rng, 8))
		execute(&rng);
	return NULL;
}

/* Joined or not; the last threads die with the process. */
static void make_thread(struct rng *rng)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run_thread,
			   (void *)(uintptr_t)rng_next(rng)))
		return;
	if (one_in(rng, 2))
		pthread_join(thread, NULL);
	else
		pthread_detach(thread);
}

static void make_child(struct rng *rng)
{
	bool is_alone = !one_in(rng, 3);		/* in its memory */
	pid_t child = is_alone ? fork() : vfork();

	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* A user's session may not see it any more. */
		if (is_alone && one_in(rng, 2))
			prctl(PR_SET_DUMPABLE, 0);
		burn(below(rng, 50), below(rng, 2000));
		if (one_in(rng, 2))
			execl("/proc/self/exe", "fuzz", "--nothing", NULL);
		if (one_in(rng, 2))
			kill(getpid(), SIGKILL);
		_exit(0);
	}
	if (one_in(rng, 2))
		waitpid(child, NULL, 0);
}

int target_main(uint64_t chance)
{
	struct rng rng = { chance };
	int unused;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (nice(5) < 0)
		nice(0);
	for (;;) {
		switch (below(&rng, 16)) {
		case 0: make_child(&rng); break;
		case 1: make_thread(&rng); break;
		case 2: map_code(&rng); break;
		case 3: rename_self(&rng); break;
		case 4: usleep(below(&rng, 3000)); break;
		case 5:
			if (one_in(&rng, 8))
				execute(&rng);
			break;
		default:
			burn(below(&rng, 200), below(&rng, 1000));
		}
		while (waitpid(-1, &unused, WNOHANG) > 0)
			;
	}
	return 0;
}
