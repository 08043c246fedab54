// SPDX-License-Identifier: GPL-2.0-only
/* ksymbols: what the kernel generated, by address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ksymbols.h"

#define AT 0xffffffffc0000000

static int set_up(void **state)
{
	static struct ksymbols ks;

	*state = &ks;
	return 0;
}

static int tear_down(void **state)
{
	ksymbols_free(*state);
	return 0;
}

static void test_bounds(void **state)
{
	struct ksymbols *ks = *state;

	assert_null(ksymbols_find(ks, AT));
	ksymbols_add(ks, AT + 0x100, 0x10, true, "b");
	ksymbols_add(ks, AT, 0x40, true, "a");
	assert_null(ksymbols_find(ks, AT - 1));
	assert_string_equal(ksymbols_find(ks, AT)->name, "a");
	assert_string_equal(ksymbols_find(ks, AT + 0x3f)->name, "a");
	assert_null(ksymbols_find(ks, AT + 0x40));
	assert_string_equal(ksymbols_find(ks, AT + 0x100)->name, "b");
	assert_null(ksymbols_find(ks, AT + 0x110));
	/* Sorted anew. */
	ksymbols_add(ks, AT + 0x80, 8, true, "c");
	assert_string_equal(ksymbols_find(ks, AT + 0x87)->name, "c");
}

static void test_modules(void **state)
{
	struct ksymbols *ks = *state;

	ksymbols_add(ks, AT, 8, true, "kprobe_of_mine");
	ksymbols_add(ks, AT + 0x100, 8, false, "ftrace_trampoline");
	ksymbols_add(ks, AT + 0x200, 8, false, "kprobe_insn_page");
	assert_string_equal(ksymbols_find(ks, AT)->module, "bpf");
	assert_string_equal(ksymbols_find(ks, AT + 0x100)->module,
			    "__builtin__ftrace");
	assert_string_equal(ksymbols_find(ks, AT + 0x200)->module,
			    "__builtin__kprobes");
}

/* Told of when it comes, when it goes, and when it comes again. */
static void test_same_again(void **state)
{
	struct ksymbols *ks = *state;

	ksymbols_add(ks, AT, 0x40, true, "a");
	ksymbols_add(ks, AT, 0x40, true, "a");
	ksymbols_add(ks, AT, 0x80, true, "a");
	assert_string_equal(ksymbols_find(ks, AT + 1)->name, "a");
	assert_string_equal(ksymbols_find(ks, AT + 0x7f)->name, "a");
	assert_int_equal(ks->nr, 2);
}

static void test_another_in_its_place(void **state)
{
	struct ksymbols *ks = *state;

	ksymbols_add(ks, AT, 0x40, true, "a");
	ksymbols_add(ks, AT + 0x20, 0x8, true, "other");
	assert_string_equal(ksymbols_find(ks, AT + 0x1f)->name, "a");
	assert_null(ksymbols_find(ks, AT + 0x20)->name);
	assert_string_equal(ksymbols_find(ks, AT + 0x28)->name, "a");
}

static void test_bad(void **state)
{
	struct ksymbols *ks = *state;

	ksymbols_add(ks, AT, 0, true, "empty");
	ksymbols_add(ks, AT, 8, true, "");
	ksymbols_add(ks, AT, UINT32_MAX, true, "long");
	ksymbols_add(ks, UINT64_MAX - 4, 8, true, "around");
	assert_null(ksymbols_find(ks, AT));
	assert_null(ksymbols_find(ks, UINT64_MAX));
	assert_null(ksymbols_find(ks, 0));
	assert_int_equal(ks->nr, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_bounds),
		TEST(test_modules),
		TEST(test_same_again),
		TEST(test_another_in_its_place),
		TEST(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
