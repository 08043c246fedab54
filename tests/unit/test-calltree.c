// SPDX-License-Identifier: GPL-2.0-only
/* calltree, and the hash table of other things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "calltree.h"
#include "table.h"

static void test_root(void **state)
{
	struct calltree t;

	(void)state;
	calltree_init(&t);
	assert_int_equal(calltree_nr(&t), 1);
	assert_int_equal(calltree_parent(&t, CALLTREE_ROOT), CALLTREE_ROOT);
	calltree_free(&t);
}

static void test_children_are_found_again(void **state)
{
	struct calltree t;
	uint32_t a, b, aa;

	(void)state;
	calltree_init(&t);
	a = calltree_child(&t, CALLTREE_ROOT, 7);
	b = calltree_child(&t, CALLTREE_ROOT, 8);
	aa = calltree_child(&t, a, 7);
	assert_int_equal(calltree_nr(&t), 4);
	assert_int_not_equal(a, b);
	assert_int_not_equal(a, aa);
	assert_int_equal(calltree_child(&t, CALLTREE_ROOT, 7), a);
	assert_int_equal(calltree_child(&t, CALLTREE_ROOT, 8), b);
	assert_int_equal(calltree_child(&t, a, 7), aa);
	assert_int_equal(calltree_nr(&t), 4);
	assert_int_equal(calltree_parent(&t, aa), a);
	assert_int_equal(calltree_frame(&t, aa), 7);
	calltree_free(&t);
}

/* A comb: a deep stack with a second child at each level, made twice. */
static void test_many_nodes(void **state)
{
	const uint32_t depth = 50000;
	uint32_t i, node, round;
	struct calltree t;

	(void)state;
	calltree_init(&t);
	for (round = 0; round < 2; round++) {
		node = CALLTREE_ROOT;
		for (i = 0; i < depth; i++) {
			calltree_child(&t, node, UINT32_MAX - i);
			node = calltree_child(&t, node, i % 3);
		}
		assert_int_equal(calltree_nr(&t), 1 + 2 * depth);
	}
	for (i = 1; i < calltree_nr(&t); i++)
		assert_true(calltree_parent(&t, i) < i);
	for (i = 0; node != CALLTREE_ROOT; i++)
		node = calltree_parent(&t, node);
	assert_int_equal(i, depth);
	calltree_free(&t);
}

static uint32_t count(const struct table *t, uint64_t hash, uint32_t id)
{
	uint32_t found, pos = 0, nr = 0;

	while ((found = table_next(t, hash, &pos)) != TABLE_NONE)
		nr += found == id;
	return nr;
}

static void test_empty_table(void **state)
{
	struct table t = { 0 };

	(void)state;
	assert_int_equal(count(&t, 1, 0), 0);
	table_free(&t);
}

/* Hashes that are all the same are slow, but right. */
static void test_colliding_hashes(void **state)
{
	struct table t = { 0 };
	uint32_t i;

	(void)state;
	for (i = 0; i < 1000; i++)
		table_add(&t, UINT64_MAX, i);
	for (i = 0; i < 1000; i++)
		assert_int_equal(count(&t, UINT64_MAX, i), 1);
	assert_int_equal(count(&t, UINT64_MAX, 1000), 0);
	assert_int_equal(count(&t, UINT64_MAX - 1, 5), 0);
	table_free(&t);
}

static void test_table_has_all(void **state)
{
	const uint64_t odd = 0x9e3779b97f4a7c15;
	struct table t = { 0 };
	uint32_t i;

	(void)state;
	for (i = 0; i < 100000; i++)
		table_add(&t, i * odd, i);
	for (i = 0; i < 100000; i++)
		assert_int_equal(count(&t, i * odd, i), 1);
	table_free(&t);
	assert_int_equal(count(&t, odd, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_children_are_found_again),
		cmocka_unit_test(test_many_nodes),
		cmocka_unit_test(test_empty_table),
		cmocka_unit_test(test_colliding_hashes),
		cmocka_unit_test(test_table_has_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
