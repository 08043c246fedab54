// SPDX-License-Identifier: GPL-2.0-only
/* Verdicts and tallies, from all threads. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

#define NR_ERRORS	256
#define NR_NAMES	64

struct count {
	const char *name;
	unsigned long errors[NR_ERRORS];
};

static struct count messages[NR_NAMES];
static struct count sequences[NR_NAMES];
static unsigned long reaches[NR_REACH];

static const char *const reach_names[NR_REACH] = {
	[REACH_NEW_TO_READY] = "configured",
	[REACH_READY_TO_RUNNING] = "started",
	[REACH_READY_TO_STOPPED] = "over at the start: the target had gone",
	[REACH_RUNNING_TO_STOPPED] = "stopped",
	[REACH_CLOSED_NEW] = "closed when new",
	[REACH_CLOSED_READY] = "closed when configured",
	[REACH_CLOSED_RUNNING] = "closed when running",
	[REACH_CLOSED_STOPPED] = "closed when stopped",
	[REACH_DUMP_WHOLE] = "dumps read to the end",
	[REACH_DUMP_ABANDONED] = "dumps abandoned",
	[REACH_MAPPED] = "mappings made",
	[REACH_MAP_REFUSED] = "mappings refused",
	[REACH_RECORDS] = "records read",
	[REACH_LOST] = "records of losses",
	[REACH_FULL_BY_LIE] = "rings full by a lie about the tail",
	[REACH_PASSED_ON] = "sessions used by another thread",
	[REACH_FORKED] = "children that inherited a session",
	[REACH_EXECED] = "programs that inherited a session",
	[REACH_TOO_MANY] = "sessions beyond what a user may have",
	[REACH_TOO_LARGE] = "rings beyond RLIMIT_MEMLOCK",
	[REACH_NOT_ALLOWED] = "requests that need CAP_PERFMON",
};

uint64_t seed;
unsigned int nr_cpus;
bool is_limited;
__thread unsigned int thread_nr;
__thread unsigned long round_nr;

/* Numbers of every size, and those at which something may tip over. */
uint64_t any_number(struct rng *rng)
{
	uint64_t bits = rng_next(rng) >> below(rng, 64);

	switch (below(rng, 4)) {
	case 0:
		return bits;
	case 1:
		return 1ULL << below(rng, 64);
	case 2:
		return (1ULL << below(rng, 64)) - 1;
	default:
		return below(rng, 4) - 2ULL;
	}
}

void fail_at(const char *file, int line, const char *format, ...)
{
	const char *base = strrchr(file, '/');
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	dprintf(STDOUT_FILENO,
		"not ok %s\n# %s:%d, seed %llu, thread %u, round %lu\n", text,
		base ? base + 1 : file, line, (unsigned long long)seed,
		thread_nr, round_nr);
	_exit(1);
}

void die(const char *what)
{
	dprintf(STDERR_FILENO, "fuzz: %s: %s\n", what, strerror(errno));
	_exit(2);
}

static void add(struct count *counts, const char *name, unsigned int error)
{
	const char *owner;
	int i;

	/* Without a lock, which a child of fork() might find taken for ever. */
	for (i = 0; i < NR_NAMES - 1; i++) {
		owner = NULL;
		if (__atomic_compare_exchange_n(&counts[i].name, &owner, name,
						false, __ATOMIC_RELAXED,
						__ATOMIC_RELAXED) ||
		    owner == name)
			break;
	}
	error = error < NR_ERRORS ? error : NR_ERRORS - 1;
	__atomic_fetch_add(&counts[i].errors[error], 1, __ATOMIC_RELAXED);
}

void tally(const char *command, int error)
{
	add(messages, command ? command : "other", error);
}

void count_sequence(const char *name)
{
	add(sequences, name, 0);
}

void reached(enum reach what, unsigned int times)
{
	__atomic_fetch_add(&reaches[what], times, __ATOMIC_RELAXED);
}

static void report_messages(void)
{
	unsigned int i, error;

	for (i = 0; i < NR_NAMES && messages[i].name; i++) {
		printf("# %s:", messages[i].name);
		for (error = 0; error < NR_ERRORS; error++) {
			if (!messages[i].errors[error])
				continue;
			printf(" %s %lu",
			       error ? strerrorname_np(error) : "accepted",
			       messages[i].errors[error]);
		}
		putchar('\n');
	}
}

bool report(void)
{
	bool is_all = true;
	unsigned int i;

	report_messages();
	for (i = 0; i < NR_NAMES && sequences[i].name; i++)
		printf("# sequence %s: %lu\n", sequences[i].name,
		       sequences[i].errors[0]);
	for (i = 0; i < (is_limited ? NR_REACH : REACH_TOO_MANY); i++) {
		printf("# %s: %lu\n", reach_names[i], reaches[i]);
		is_all = is_all && reaches[i];
	}
	return is_all;
}
