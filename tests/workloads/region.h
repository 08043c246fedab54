/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For workloads whose cost is measured: the part that counts begins at an
 * instant given on standard input, when whoever measures has everything in
 * place, and the program stays until that input ends, so that nothing of its
 * own end is measured either.
 *
 *	> pid=12		says who takes part, and that it is ready
 *	> ready=1
 *	< 300000000000		ns of CLOCK_MONOTONIC
 *	> wall_ns=...		what it took, and what of that was CPU time
 *	> cpu_ns=...		of the process and the children it waited for
 */
#ifndef REGION_H
#define REGION_H

#include <sys/prctl.h>
#include <sys/resource.h>

#include "workload.h"

struct region {
	uint64_t is_gated;	/* if not, none of this happens */
	uint64_t wall_ns;
	uint64_t cpu_ns;
};

static inline uint64_t timeval_ns(struct timeval tv)
{
	return (uint64_t)tv.tv_sec * NSEC_PER_SEC + (uint64_t)tv.tv_usec * 1000;
}

static inline uint64_t region_cpu_ns(void)
{
	struct rusage children;

	getrusage(RUSAGE_CHILDREN, &children);
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID) +
	       timeval_ns(children.ru_utime) + timeval_ns(children.ru_stime);
}

static inline void region_say_pid(const struct region *r, pid_t pid)
{
	if (r->is_gated)
		printf("pid=%d\n", pid);
}

static inline void region_wait_until(uint64_t ns)
{
	struct timespec ts = {
		.tv_sec = (time_t)(ns / NSEC_PER_SEC),
		.tv_nsec = (long)(ns % NSEC_PER_SEC),
	};

	if (clock_ns(CLOCK_MONOTONIC) >= ns) {
		fprintf(stderr, "too late to begin\n");
		exit(1);
	}
	/* Or the wake-up is up to 50 us late, to spare some other one. */
	if (prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0))
		die("prctl");
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

/* Blocks until the region begins. If it never does, that is the end. */
static inline void region_begin(struct region *r)
{
	char line[32];

	if (!r->is_gated)
		return;
	printf("ready=1\n");
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		exit(0);
	region_wait_until(strtoull(line, NULL, 10));
	r->cpu_ns = region_cpu_ns();
	r->wall_ns = clock_ns(CLOCK_MONOTONIC);
}

/* Says what the region took; blocks until the input ends. */
static inline void region_end(struct region *r)
{
	if (!r->is_gated)
		return;
	r->wall_ns = clock_ns(CLOCK_MONOTONIC) - r->wall_ns;
	r->cpu_ns = region_cpu_ns() - r->cpu_ns;
	say_ns("wall_ns", r->wall_ns);
	say_ns("cpu_ns", r->cpu_ns);
	fflush(stdout);
	while (getchar() != EOF)
		;
}

#endif /* REGION_H */
