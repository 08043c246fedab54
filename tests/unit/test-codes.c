// SPDX-License-Identifier: GPL-2.0-only
/* codes: what lies where, and when, compared with a look at every piece. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "symbols/codes.h"

static void add(struct codes *c, uint64_t start, uint64_t end, uint64_t time,
		const char *name)
{
	const struct code code = { start, end, time, name };

	assert_true(codes_add(c, &code));
}

static const char *name_at(const struct codes *c, uint64_t addr)
{
	bool is_reused;
	const struct code *code = codes_find(c, addr, &is_reused);

	return !code ? "-" : is_reused ? "?" : code->name;
}

static const char *name_then(const struct codes *c, uint64_t addr,
			     uint64_t time)
{
	const struct code *code = codes_at(c, addr, time);

	return code ? code->name : "-";
}

static void test_none(void **state)
{
	struct codes c = { 0 };
	const struct code empty = { 5, 5, 0, "empty" };
	uint64_t *times;
	size_t nr;

	(void)state;
	assert_false(codes_add(&c, &empty));
	codes_index(&c);
	assert_string_equal(name_at(&c, 5), "-");
	assert_string_equal(name_then(&c, 5, CODES_ALWAYS), "-");
	times = codes_changes(&c, &nr);
	assert_int_equal(nr, 0);
	free(times);
	codes_free(&c);
}

static void test_bounds(void **state)
{
	struct codes c = { 0 };

	(void)state;
	add(&c, 0x20, 0x30, 0, "b");
	add(&c, 0x10, 0x20, 0, "a");
	add(&c, UINT64_MAX - 1, UINT64_MAX, 0, "z");
	codes_index(&c);
	assert_string_equal(name_at(&c, 0xf), "-");
	assert_string_equal(name_at(&c, 0x10), "a");
	assert_string_equal(name_at(&c, 0x1f), "a");
	assert_string_equal(name_at(&c, 0x20), "b");
	assert_string_equal(name_at(&c, 0x30), "-");
	assert_string_equal(name_at(&c, UINT64_MAX - 1), "z");
	assert_string_equal(name_at(&c, UINT64_MAX), "-");
	codes_free(&c);
}

static void test_later_replaces(void **state)
{
	struct codes c = { 0 };
	bool is_reused;

	(void)state;
	add(&c, 0x10, 0x40, 0, "old");
	add(&c, 0x20, 0x30, 0, "new");
	codes_index(&c);
	assert_string_equal(codes_find(&c, 0x1f, &is_reused)->name, "old");
	assert_false(is_reused);
	assert_string_equal(codes_find(&c, 0x20, &is_reused)->name, "new");
	assert_true(is_reused);
	assert_string_equal(codes_find(&c, 0x30, &is_reused)->name, "old");
	assert_false(is_reused);
	codes_free(&c);
}

/* The same function again is not another one. */
static void test_same_name(void **state)
{
	struct codes c = { 0 };

	(void)state;
	add(&c, 0x10, 0x40, 0, "f");
	add(&c, 0x20, 0x50, 0, "f");
	codes_index(&c);
	assert_string_equal(name_at(&c, 0x20), "f");
	assert_string_equal(name_at(&c, 0x48), "f");
	codes_free(&c);
}

static void test_times(void **state)
{
	struct codes c = { 0 };
	uint64_t *times;
	size_t nr;

	(void)state;
	add(&c, 0x10, 0x20, 300, "third");
	add(&c, 0x10, 0x20, 100, "first");
	add(&c, 0x18, 0x28, 200, "second");
	add(&c, 0x80, 0x90, 250, "alone");
	codes_index(&c);
	assert_string_equal(name_then(&c, 0x10, 99), "-");
	assert_string_equal(name_then(&c, 0x10, 100), "first");
	assert_string_equal(name_then(&c, 0x10, 299), "first");
	assert_string_equal(name_then(&c, 0x18, 299), "second");
	assert_string_equal(name_then(&c, 0x18, 300), "third");
	assert_string_equal(name_then(&c, 0x20, CODES_ALWAYS), "second");
	times = codes_changes(&c, &nr);
	assert_int_equal(nr, 3);
	assert_int_equal(times[0], 100);
	assert_int_equal(times[1], 200);
	assert_int_equal(times[2], 300);
	free(times);
	codes_free(&c);
}

/* What anyone can see who looks at all pieces. */
static const struct code *look(const struct codes *c, uint64_t addr,
			       uint64_t time, bool *is_reused)
{
	const struct code *best = NULL;
	size_t i;

	*is_reused = false;
	for (i = 0; i < c->nr; i++) {
		const struct code *code = &c->all[i];

		if (addr < code->start || addr >= code->end ||
		    code->time > time)
			continue;
		*is_reused |= best && strcmp(best->name, code->name) != 0;
		best = code;
	}
	return best;
}

static void test_at_random(void **state)
{
	static const char *const names[] = { "a", "b", "c" };
	unsigned int round, i, time;
	bool is_reused, expected;

	(void)state;
	srand(1);
	for (round = 0; round < 300; round++) {
		struct codes c = { 0 };

		for (i = rand() % 40; i; i--) {
			uint64_t start = rand() % 100;
			uint64_t size = 1 + rand() % (round % 2 ? 8 : 60);

			add(&c, start, start + size, rand() % 20,
			    names[rand() % 3]);
		}
		codes_index(&c);
		for (i = 0; i < 170; i++) {
			assert_ptr_equal(codes_find(&c, i, &is_reused),
					 look(&c, i, 20, &expected));
			assert_int_equal(is_reused, expected);
			for (time = 0; time < 20; time += 3)
				assert_ptr_equal(codes_at(&c, i, time),
						 look(&c, i, time, &expected));
		}
		codes_free(&c);
	}
}

/* More pieces in one place than are looked at: nothing is claimed, soon. */
static void test_too_many(void **state)
{
	struct codes c = { 0 };
	bool is_reused;
	unsigned int i;

	(void)state;
	for (i = 0; i < 200000; i++)
		add(&c, i, 1000000, i, "f");
	codes_index(&c);
	assert_ptr_equal(codes_find(&c, 500000, &is_reused), &c.all[199999]);
	assert_true(is_reused);
	assert_null(codes_at(&c, 500000, 199998));
	for (i = 0; i < 10000; i++)
		codes_find(&c, 500000 + i, &is_reused);
	codes_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_later_replaces),
		cmocka_unit_test(test_same_name),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_at_random),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
