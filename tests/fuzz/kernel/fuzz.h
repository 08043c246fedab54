/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fuzzer's parts share: chance, verdicts and tallies. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE		4096UL
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/** struct rng - a stream of chance of its own, by splitmix64 */
struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/** below() - one of 0 to @n - 1 */
static inline uint32_t below(struct rng *rng, uint32_t n)
{
	return (rng_next(rng) >> 32) * n >> 32;
}

/** one_in() - true once in @n times */
static inline bool one_in(struct rng *rng, uint32_t n)
{
	return !below(rng, n);
}

#define pick(rng, array) ((array)[below(rng, ARRAY_SIZE(array))])

uint64_t any_number(struct rng *rng);

/**
 * fail() - the module has done what it must not: tell of it, with the seed, and
 * end the whole run
 *
 * Context: also in a child of fork().
 */
#define fail(...) fail_at(__FILE__, __LINE__, __VA_ARGS__)
void fail_at(const char *file, int line, const char *format, ...)
	__attribute__((noreturn, format(printf, 3, 4)));

/** require() - a fact about the module */
#define require(is_true, ...) \
	do { \
		if (!(is_true)) \
			fail(__VA_ARGS__); \
	} while (0)

/** die() - the fuzzer itself cannot go on */
void die(const char *what) __attribute__((noreturn));

/* What must have been reached for a run to be worth something. */
enum reach {
	REACH_NEW_TO_READY,
	REACH_READY_TO_RUNNING,
	REACH_READY_TO_STOPPED,
	REACH_RUNNING_TO_STOPPED,
	REACH_CLOSED_NEW,
	REACH_CLOSED_READY,
	REACH_CLOSED_RUNNING,
	REACH_CLOSED_STOPPED,
	REACH_DUMP_WHOLE,
	REACH_DUMP_ABANDONED,
	REACH_MAPPED,
	REACH_MAP_REFUSED,
	REACH_RECORDS,
	REACH_LOST,
	REACH_FULL_BY_LIE,
	REACH_PASSED_ON,
	REACH_FORKED,
	REACH_EXECED,
	/* only by who has no CAP_PERFMON */
	REACH_TOO_MANY,
	REACH_TOO_LARGE,
	REACH_NOT_ALLOWED,
	NR_REACH
};

void reached(enum reach what, unsigned int times);

/** tally() - a message of @command (NULL: none of the family's) came to @error */
void tally(const char *command, int error);

/** count_sequence() - one more of the sequences of that name */
void count_sequence(const char *name);

/**
 * report() - print the tallies
 *
 * Return: whether all that must be reached has been.
 */
bool report(void);

extern uint64_t seed;
extern unsigned int nr_cpus;

/* Without CAP_PERFMON less is granted, see flamek(4). */
extern bool is_limited;

/* Which thread this is, and in which of its rounds. */
extern __thread unsigned int thread_nr;
extern __thread unsigned long round_nr;

#endif
