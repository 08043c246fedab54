// SPDX-License-Identifier: GPL-2.0-only
/* trail: hashes of callchains and of their outer parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "trail.h"

#define NR_MAX 300

static const struct cache_key secret = { 0x1234567890abcdef, 0xfedcba0987654321 };
static const uint64_t contexts[][2] = { { 1, 2 }, { 1, 3 }, { 2, 2 } };

static int is_same(struct cache_key a, struct cache_key b)
{
	return a.a == b.a && a.b == b.b;
}

static struct cache_key key_of(const uint64_t *context, const uint64_t *ips,
			       size_t nr, uint64_t more)
{
	return collect_cache_end(trail_state_of(secret, context, ips, nr,
						more));
}

/* What the trail says of each outer part is what hashing that part alone says. */
static void check_parts(const struct trail *t, const uint64_t *context,
			const uint64_t *ips, size_t nr)
{
	struct cache_key key;
	size_t i;

	assert_int_equal(t->nr, nr);
	for (i = 0; i <= nr; i++) {
		key = key_of(context, ips + nr - i, i, 7);
		assert_true(is_same(trail_key(t, i, 7), key));
		assert_false(is_same(trail_key(t, i, 8), key));
	}
	for (i = 0; i < nr; i++)
		assert_int_equal(t->words[i], ips[nr - 1 - i]);
}

static size_t count_common(const uint64_t *a, size_t nr_a, const uint64_t *b,
			   size_t nr_b)
{
	size_t i = 0;

	while (i < nr_a && i < nr_b && a[nr_a - 1 - i] == b[nr_b - 1 - i])
		i++;
	return i;
}

static void test_one_after_the_other(void **state)
{
	uint64_t ips[NR_MAX], last[NR_MAX];
	size_t nr, nr_last = 0, expected, i;
	const uint64_t *context, *last_context = NULL;
	struct trail t = { .secret = secret };
	int round;

	(void)state;
	srand(1);
	for (round = 0; round < 2000; round++) {
		nr = (size_t)rand() % (round < 1000 ? 12 : NR_MAX);
		context = contexts[rand() % 8 < 6 ? 0 : rand() % 3];
		/* Few addresses, so that many begin alike. */
		for (i = 0; i < nr; i++)
			ips[i] = rand() % 16 ? nr - i : (uint64_t)rand();
		expected = context == last_context ?
			   count_common(ips, nr, last, nr_last) : 0;
		assert_int_equal(trail_follow(&t, context, ips, nr),
				 expected);
		check_parts(&t, context, ips, nr);
		for (i = 0; i < nr; i++)
			last[i] = ips[i];
		nr_last = nr;
		last_context = context;
	}
	trail_free(&t);
}

/* No part is taken for another one, nor for the same in another context. */
static void test_all_differ(void **state)
{
	static const uint64_t ips[] = { 0, 0, 5, 0, 5, 5 };
	struct cache_key keys[3 * 7];
	size_t c, i, k, nr = 0;

	(void)state;
	for (c = 0; c < 3; c++)
		for (i = 0; i <= 6; i++)
			keys[nr++] = key_of(contexts[c], ips + 6 - i, i, 0);
	for (i = 0; i < nr; i++)
		for (k = 0; k < i; k++)
			assert_false(is_same(keys[i], keys[k]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_after_the_other),
		cmocka_unit_test(test_all_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
