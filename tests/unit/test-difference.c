// SPDX-License-Identifier: GPL-2.0-only
/* difference: what is scaled adds up at every node. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "difference.h"

#define NR_NODES 2000u

/* A tree of any shape, most of its nodes of a few samples. */
static struct profile *make_profile(uint32_t seed)
{
	struct profile *p = profile_new(2);
	uint32_t i, node;
	char name[16];

	srand(seed);
	for (i = 1; i < NR_NODES; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		node = profile_child(p, (uint32_t)rand() % i,
				     profile_frame(p, name, NULL, FRAME_USER));
		assert_int_equal(node, i);
		profile_add(p, node, 0, (uint64_t)rand() % 4);
		profile_add(p, node, 1, (uint64_t)rand() % (seed + 1));
	}
	return p;
}

static uint64_t *totals_of(const struct profile *p)
{
	uint64_t *totals = calloc(NR_NODES, sizeof(*totals));
	uint32_t i;

	for (i = NR_NODES - 1; i > 0; i--) {
		totals[i] += profile_self(p, i, 0);
		totals[profile_parent(p, i)] += totals[i];
	}
	return totals;
}

static void assert_scaled(const struct profile *p, const struct profile *scaled)
{
	const double factor = (double)profile_total(p, 1) /
			      (double)profile_total(p, 0);
	uint64_t *totals = totals_of(p), *after = totals_of(scaled);
	uint32_t i;

	assert_int_equal(profile_nr_nodes(scaled), NR_NODES);
	assert_int_equal(profile_total(scaled, 0), profile_total(p, 1));
	for (i = 0; i < NR_NODES; i++) {
		double off = (double)after[i] - (double)totals[i] * factor;

		if (off < -1.000001 || off > 1.000001)
			fail_msg("node %u is off by %g", i, off);
		assert_int_equal(profile_self(scaled, i, 1),
				 profile_self(p, i, 1));
	}
	free(totals);
	free(after);
}

static void test_subtrees_are_right(void **state)
{
	uint32_t seed;

	(void)state;
	for (seed = 1; seed < 20; seed++) {
		struct profile *p = make_profile(seed);
		struct profile *scaled = difference_normalize(p, false);

		assert_scaled(p, scaled);
		profile_free(scaled);
		profile_free(p);
	}
}

static void test_largest_counts(void **state)
{
	struct profile *p = profile_new(2);
	struct profile *scaled;
	uint32_t f = profile_child(p, PROFILE_ROOT,
				   profile_frame(p, "f", NULL, FRAME_USER));

	(void)state;
	profile_add(p, PROFILE_ROOT, 0, UINT64_MAX);
	profile_add(p, f, 0, UINT64_MAX);
	profile_add(p, f, 1, UINT64_MAX);
	scaled = difference_normalize(p, false);
	assert_int_equal(profile_total(scaled, 0), UINT64_MAX);
	profile_free(scaled);
	profile_free(p);
}

static void test_nothing_to_scale(void **state)
{
	struct profile *p = profile_new(2);
	struct profile *scaled;

	(void)state;
	profile_add(p, PROFILE_ROOT, 1, 5);
	scaled = difference_normalize(p, false);
	assert_int_equal(profile_total(scaled, 0), 0);
	assert_int_equal(profile_total(scaled, 1), 5);
	profile_free(scaled);
	profile_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_subtrees_are_right),
		cmocka_unit_test(test_largest_counts),
		cmocka_unit_test(test_nothing_to_scale),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
