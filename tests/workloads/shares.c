// SPDX-License-Identifier: GPL-2.0-only
/*
 * Three functions that execute 50, 30 and 20 % of the instructions, in turns
 * that are short beside a sampling period and of irregular length, so that they
 * fall into step with no timer.
 *
 * usage: shares [--threads N] [--rounds N] [--seconds N]
 */
#include <pthread.h>

#include "workload.h"

static uint64_t nr_threads = 1, nr_rounds, seconds;
static uint64_t deadline;

KEEP void work_50(uint64_t n)
{
	burn(50 * n);
}

KEEP void work_30(uint64_t n)
{
	burn(30 * n);
}

KEEP void work_20(uint64_t n)
{
	burn(20 * n);
}

KEEP void work(uint64_t n)
{
	work_50(n);
	work_30(n);
	work_20(n);
	KEEP_FRAME();
}

KEEP void *run(void *arg)
{
	uint64_t seed = (uintptr_t)arg;
	uint64_t round;

	for (round = 0; !nr_rounds || round < nr_rounds; round++) {
		if (deadline && clock_ns(CLOCK_MONOTONIC) >= deadline)
			break;
		seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
		work(256 + (seed >> 55));
	}
	return NULL;
}

int main(int argc, char **argv)
{
	static const struct workload_option options[] = {
		{ "--threads", &nr_threads, 0 },
		{ "--rounds", &nr_rounds, 0 },
		{ "--seconds", &seconds, 0 },
		{ NULL, NULL, 0 }
	};
	pthread_t *threads;
	uint64_t i;

	(void)argc;
	workload_options(argv, options);
	if (!nr_threads || nr_threads > 1000)
		nr_threads = 1;
	if (seconds)
		deadline = clock_ns(CLOCK_MONOTONIC) + seconds * NSEC_PER_SEC;
	threads = calloc(nr_threads, sizeof(*threads));
	if (!threads)
		die("threads");
	for (i = 1; i < nr_threads; i++)
		if (pthread_create(&threads[i], NULL, run,
				   (void *)(uintptr_t)(i + 1)))
			die("pthread_create");
	run((void *)(uintptr_t)1);
	for (i = 1; i < nr_threads; i++)
		pthread_join(threads[i], NULL);
	free(threads);
	return 0;
}
