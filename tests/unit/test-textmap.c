// SPDX-License-Identifier: GPL-2.0-only
/* textmap: texts are told apart, by keys that nobody can foresee. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "textmap.h"

static int is_same(struct textmap_key x, struct textmap_key y)
{
	return x.a == y.a && x.b == y.b;
}

static void test_get_and_put(void **state)
{
	struct textmap_key key;
	struct textmap m;
	uint32_t i;
	char text[32];

	(void)state;
	textmap_init(&m);
	for (i = 0; i < 10000; i++) {
		key = textmap_key(&m, text, snprintf(text, sizeof(text), "%u", i));
		assert_int_equal(textmap_get(&m, key), TEXTMAP_NONE);
		textmap_put(&m, key, i);
	}
	for (i = 0; i < 10000; i++) {
		key = textmap_key(&m, text, snprintf(text, sizeof(text), "%u", i));
		assert_int_equal(textmap_get(&m, key), i);
	}
	textmap_free(&m);
}

/* One half of a key alone is not enough. */
static void test_all_of_the_key_counts(void **state)
{
	const struct textmap_key x = { 1, 2 }, y = { 1, 3 };
	const struct textmap_key z = { 1ull << 32 | 1, 2 };
	struct textmap m;

	(void)state;
	textmap_init(&m);
	textmap_put(&m, x, 7);
	assert_int_equal(textmap_get(&m, y), TEXTMAP_NONE);
	assert_int_equal(textmap_get(&m, z), TEXTMAP_NONE);
	textmap_put(&m, y, 8);
	textmap_put(&m, z, 9);
	assert_int_equal(textmap_get(&m, x), 7);
	assert_int_equal(textmap_get(&m, y), 8);
	assert_int_equal(textmap_get(&m, z), 9);
	textmap_free(&m);
}

static void test_every_byte_counts(void **state)
{
	char text[64] = "";
	struct textmap_key keys[64], other;
	struct textmap m;
	size_t i, k;

	(void)state;
	textmap_init(&m);
	/* Zeros of every length. */
	for (i = 0; i < 64; i++) {
		keys[i] = textmap_key(&m, text, i);
		for (k = 0; k < i; k++)
			assert_false(is_same(keys[i], keys[k]));
	}
	for (i = 0; i < 63; i++) {
		text[i] = 1;
		other = textmap_key(&m, text, 63);
		assert_false(is_same(other, keys[63]));
		text[i] = 0;
	}
	textmap_free(&m);
}

static void test_keys_are_secret(void **state)
{
	struct textmap m, n;

	(void)state;
	textmap_init(&m);
	textmap_init(&n);
	assert_true(is_same(textmap_key(&m, "abc", 3),
			    textmap_key(&m, "abc", 3)));
	assert_false(is_same(textmap_key(&m, "abc", 3),
			     textmap_key(&n, "abc", 3)));
	textmap_free(&m);
	textmap_free(&n);
}

/* Where one text ends and the next begins is part of the key. */
static void test_texts_after_one_another(void **state)
{
	struct textmap_key none, ab, a, whole;
	struct textmap m;

	(void)state;
	textmap_init(&m);
	none = textmap_key(&m, NULL, 0);
	ab = textmap_key_after(&m, none, "ab", 2);
	a = textmap_key_after(&m, none, "a", 1);
	whole = textmap_key_after(&m, none, "abc", 3);
	assert_false(is_same(textmap_key_after(&m, ab, "c", 1), whole));
	assert_false(is_same(textmap_key_after(&m, ab, "c", 1),
			     textmap_key_after(&m, a, "bc", 2)));
	assert_false(is_same(textmap_key_after(&m, ab, "", 0), ab));
	assert_true(is_same(textmap_key_after(&m, ab, "c", 1),
			    textmap_key_after(&m, ab, "c", 1)));
	textmap_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_get_and_put),
		cmocka_unit_test(test_all_of_the_key_counts),
		cmocka_unit_test(test_every_byte_counts),
		cmocka_unit_test(test_texts_after_one_another),
		cmocka_unit_test(test_keys_are_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
