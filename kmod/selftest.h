/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests that run when the module is loaded, of what can be tested by itself; in
 * builds with SELFTEST=1 only. Not KUnit, since distributions' kernels (Debian's
 * among them) have it not.
 */
#ifndef _FLAMEK_SELFTEST_H
#define _FLAMEK_SELFTEST_H

#ifdef FLAMEK_SELFTEST

#include <linux/types.h>

/**
 * flamek_selftest() - run them all, and say in the log how that went
 *
 * Context: module load.
 * Return: 0, or -EINVAL when one has failed.
 */
int flamek_selftest(void);

/**
 * struct flamek_selftest_case - a test
 * @name: what is true when it passes
 * @run: returns whether it is
 */
struct flamek_selftest_case {
	const char *name;
	bool (*run)(void);
};

/* The tests of each part; an entry without a name ends them. */
extern const struct flamek_selftest_case flamek_selftest_governor[];
extern const struct flamek_selftest_case flamek_selftest_grid[];
extern const struct flamek_selftest_case flamek_selftest_kinds[];
extern const struct flamek_selftest_case flamek_selftest_members[];
extern const struct flamek_selftest_case flamek_selftest_ring[];
extern const struct flamek_selftest_case flamek_selftest_steps[];
extern const struct flamek_selftest_case flamek_selftest_target[];

/**
 * flamek_selftest_fact() - note in the log what is not so
 *
 * Return: @is_true.
 */
bool flamek_selftest_fact(bool is_true, const char *what, const char *file,
			  int line);

/* What a test states, and the value of the statement. */
#define fact(is_true) \
	flamek_selftest_fact(is_true, #is_true, __FILE__, __LINE__)

#else

static inline int flamek_selftest(void)
{
	return 0;
}

#endif /* FLAMEK_SELFTEST */

#endif /* _FLAMEK_SELFTEST_H */
