// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs for a short burst at each multiple of a period and sleeps between, and
 * says at the end, by the kernel's own accounting of its time, how much it used
 * in the bursts and in all.
 *
 * usage: bursts [--period-ns N] [--on-ns N] [--count N]
 */
#include "workload.h"

static void sleep_until(uint64_t ns)
{
	struct timespec ts = {
		.tv_sec = (time_t)(ns / NSEC_PER_SEC),
		.tv_nsec = (long)(ns % NSEC_PER_SEC),
	};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

/* Between the two readings of its clock, the task is nowhere but in here. */
KEEP uint64_t burst(uint64_t on_ns)
{
	uint64_t start = thread_cpu_ns();
	uint64_t used = 0;

	while (used < on_ns) {
		burn(1000);
		used = thread_cpu_ns() - start;
	}
	return used;
}

int main(int argc, char **argv)
{
	uint64_t period_ns = 1000000, on_ns = 100000, count = 10000;
	const struct workload_option options[] = {
		{ "--period-ns", &period_ns, 0 },
		{ "--on-ns", &on_ns, 0 },
		{ "--count", &count, 0 },
		{ NULL, NULL, 0 }
	};
	uint64_t start, cpu, next, wall, on = 0;

	(void)argc;
	workload_options(argv, options);
	start = clock_ns(CLOCK_MONOTONIC);
	cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	for (next = start; count--; next += period_ns) {
		sleep_until(next);
		on += burst(on_ns);
	}
	cpu = clock_ns(CLOCK_THREAD_CPUTIME_ID) - cpu;
	wall = clock_ns(CLOCK_MONOTONIC) - start;
	say_ns("on_ns", on);
	say_ns("cpu_ns", cpu);
	say_ns("wall_ns", wall);
	return 0;
}
