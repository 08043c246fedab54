// SPDX-License-Identifier: GPL-2.0-only
/* profile: interning, the tree, saturating values, notes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "profile.h"

static void test_frames_are_interned(void **state)
{
	struct profile *p = profile_new(1);
	char name[] = "main", module[] = "a.out";
	uint32_t id = profile_frame(p, name, module, FRAME_USER);

	(void)state;
	/* The profile keeps copies. */
	name[0] = 'x';
	module[0] = 'x';
	assert_string_equal(profile_get_frame(p, id)->name, "main");
	assert_string_equal(profile_get_frame(p, id)->module, "a.out");
	assert_int_equal(profile_get_frame(p, id)->kind, FRAME_USER);
	assert_int_equal(profile_frame(p, "main", "a.out", FRAME_USER), id);
	assert_int_not_equal(profile_frame(p, "main", "b.out", FRAME_USER), id);
	assert_int_not_equal(profile_frame(p, "main", NULL, FRAME_USER), id);
	assert_int_not_equal(profile_frame(p, "main", "a.out", FRAME_JIT), id);
	assert_int_equal(profile_nr_frames(p), 4);
	profile_free(p);
}

static void test_many_frames_keep_their_ids(void **state)
{
	struct profile *p = profile_new(1);
	uint32_t i, ids[5000];
	char name[64];

	(void)state;
	for (i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "function_%u", i);
		ids[i] = profile_frame(p, name, NULL, FRAME_USER);
	}
	assert_int_equal(profile_nr_frames(p), 5000);
	for (i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "function_%u", i);
		assert_int_equal(profile_frame(p, name, NULL, FRAME_USER),
				 ids[i]);
		assert_string_equal(profile_get_frame(p, ids[i])->name, name);
	}
	profile_free(p);
}

/* Where a module's name ends and a function's begins must not matter. */
static void test_name_and_module_are_apart(void **state)
{
	struct profile *p = profile_new(1);

	(void)state;
	assert_int_not_equal(profile_frame(p, "ab", "c", FRAME_USER),
			     profile_frame(p, "a", "bc", FRAME_USER));
	assert_int_not_equal(profile_frame(p, "ab", "", FRAME_USER),
			     profile_frame(p, "ab", NULL, FRAME_USER));
	profile_free(p);
}

static void test_tree(void **state)
{
	struct profile *p = profile_new(1);
	uint32_t f = profile_frame(p, "f", NULL, FRAME_USER);
	uint32_t g = profile_frame(p, "g", NULL, FRAME_USER);
	uint32_t a = profile_child(p, PROFILE_ROOT, f);
	uint32_t b = profile_child(p, a, g);
	uint32_t i;

	(void)state;
	assert_int_equal(profile_child(p, PROFILE_ROOT, f), a);
	assert_int_equal(profile_child(p, a, g), b);
	assert_int_not_equal(profile_child(p, PROFILE_ROOT, g), b);
	assert_int_equal(profile_nr_nodes(p), 4);
	assert_int_equal(profile_parent(p, b), a);
	assert_int_equal(profile_node_frame(p, b), g);
	for (i = 1; i < profile_nr_nodes(p); i++)
		assert_true(profile_parent(p, i) < i);
	profile_free(p);
}

static void test_values_add_up(void **state)
{
	struct profile *p = profile_new(2);
	uint32_t i, node = PROFILE_ROOT;
	uint32_t f = profile_frame(p, "f", NULL, FRAME_USER);

	(void)state;
	for (i = 0; i < 3000; i++)
		node = profile_child(p, node, f);
	assert_int_equal(profile_self(p, node, 0), 0);
	profile_add(p, node, 0, 3);
	profile_add(p, node, 0, 4);
	profile_add(p, node, 1, 5);
	profile_add(p, PROFILE_ROOT, 1, 1);
	assert_int_equal(profile_self(p, node, 0), 7);
	assert_int_equal(profile_self(p, node, 1), 5);
	assert_int_equal(profile_self(p, PROFILE_ROOT, 0), 0);
	assert_int_equal(profile_self(p, PROFILE_ROOT, 1), 1);
	assert_int_equal(profile_self(p, node / 2, 0), 0);
	assert_int_equal(profile_total(p, 0), 7);
	assert_int_equal(profile_total(p, 1), 6);
	profile_free(p);
}

static void test_values_saturate(void **state)
{
	struct profile *p = profile_new(1);

	(void)state;
	profile_add(p, PROFILE_ROOT, 0, UINT64_MAX - 1);
	profile_add(p, PROFILE_ROOT, 0, 1);
	assert_true(profile_total(p, 0) == UINT64_MAX);
	profile_add(p, PROFILE_ROOT, 0, 5);
	assert_true(profile_self(p, PROFILE_ROOT, 0) == UINT64_MAX);
	assert_true(profile_total(p, 0) == UINT64_MAX);
	profile_free(p);
}

static void test_notes(void **state)
{
	struct profile *p = profile_new(1);
	const char *value;
	unsigned int i;
	char key[32];

	(void)state;
	assert_null(profile_get_note(p, 0, &value));
	profile_note(p, "command", "ls");
	profile_note(p, "host", "here");
	profile_note(p, "command", "ls -l");
	assert_string_equal(profile_get_note(p, 0, &value), "command");
	assert_string_equal(value, "ls -l");
	assert_string_equal(profile_get_note(p, 1, &value), "host");
	assert_string_equal(value, "here");
	assert_null(profile_get_note(p, 2, &value));
	for (i = 2; i < 100; i++) {
		snprintf(key, sizeof(key), "key %u", i);
		profile_note(p, key, "");
		assert_string_equal(profile_get_note(p, i, &value), key);
	}
	profile_free(p);
}

static void test_free_of_nothing(void **state)
{
	(void)state;
	profile_free(NULL);
	profile_free(profile_new(1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames_are_interned),
		cmocka_unit_test(test_many_frames_keep_their_ids),
		cmocka_unit_test(test_name_and_module_are_apart),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_values_add_up),
		cmocka_unit_test(test_values_saturate),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_free_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
