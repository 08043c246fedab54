// SPDX-License-Identifier: GPL-2.0-only
/* codelog: batch by batch, the same as all of it at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "symbols/codelog.h"

static void add(struct codes *c, uint64_t start, uint64_t end, uint64_t time,
		const char *name)
{
	const struct code code = { start, end, time, name };

	assert_true(codes_add(c, &code));
}

static bool append(struct codelog *log, uint64_t start, uint64_t end,
		   uint64_t time, const char *name)
{
	struct codes batch = { 0 };

	add(&batch, start, end, time, name);
	return codelog_append(log, &batch);
}

static void test_none(void **state)
{
	struct codelog log = { 0 };
	struct codes batch = { 0 };
	bool is_reused;

	(void)state;
	assert_false(codelog_append(&log, &batch));
	assert_null(codelog_find(&log, 1, &is_reused));
	assert_false(is_reused);
	assert_null(codelog_at(&log, 1, CODES_ALWAYS));
	codelog_free(&log);
}

/* Whether new code lies where other code was is told when it comes. */
static void test_overlaps(void **state)
{
	struct codelog log = { 0 };
	struct codes batch = { 0 };
	bool is_reused;

	(void)state;
	assert_false(append(&log, 0x10, 0x20, 1, "a"));
	assert_false(append(&log, 0x20, 0x30, 2, "b"));
	assert_true(append(&log, 0x1f, 0x20, 3, "c"));
	assert_false(append(&log, 0x40, 0x50, 4, "d"));
	assert_string_equal(codelog_find(&log, 0x10, &is_reused)->name, "a");
	assert_false(is_reused);
	assert_string_equal(codelog_find(&log, 0x1f, &is_reused)->name, "c");
	assert_true(is_reused);
	assert_string_equal(codelog_at(&log, 0x1f, 2)->name, "a");
	assert_null(codelog_at(&log, 0x45, 3));
	add(&batch, 0x100, 0x110, 5, "e");
	add(&batch, 0x108, 0x118, 5, "f");
	assert_true(codelog_append(&log, &batch));
	codelog_free(&log);
}

static void test_at_random(void **state)
{
	static const char *const names[] = { "a", "b", "c" };
	unsigned int round, i, time, nr;

	(void)state;
	srand(1);
	for (round = 0; round < 200; round++) {
		struct codelog log = { 0 };
		struct codes all = { 0 };

		for (time = 1; time < 20; time++) {
			struct codes batch = { 0 };

			for (nr = rand() % 5; nr; nr--) {
				uint64_t start = rand() % 100;
				uint64_t end = start + 1 + rand() % 20;
				const char *name = names[rand() % 3];

				add(&batch, start, end, time, name);
				add(&all, start, end, time, name);
			}
			codelog_append(&log, &batch);
		}
		/* Few, however many came. */
		assert_true(log.nr <= 7);
		codes_index(&all);
		for (i = 0; i < 130; i++) {
			bool reused, expected;
			const struct code *got, *want;

			got = codelog_find(&log, i, &reused);
			want = codes_find(&all, i, &expected);
			assert_int_equal(!got, !want);
			assert_int_equal(reused, expected);
			if (want)
				assert_memory_equal(got, want, sizeof(*got));
			got = codelog_at(&log, i, 10);
			want = codes_at(&all, i, 10);
			assert_int_equal(!got, !want);
			if (want)
				assert_memory_equal(got, want, sizeof(*got));
		}
		codes_free(&all);
		codelog_free(&log);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_overlaps),
		cmocka_unit_test(test_at_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
