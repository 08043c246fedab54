// SPDX-License-Identifier: GPL-2.0-only
/* cuts: what counts as the beginning of a thread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cuts.h"

static void test_entries(void **state)
{
	(void)state;
	assert_true(cuts_is_entry("_start"));
	assert_true(cuts_is_entry("__libc_start_call_main"));
	assert_true(cuts_is_entry("__libc_start_main@@GLIBC_2.34"));
	assert_true(cuts_is_entry("clone3"));
	assert_true(cuts_is_entry("runtime.goexit.abi0"));
}

static void test_others(void **state)
{
	(void)state;
	assert_false(cuts_is_entry(""));
	assert_false(cuts_is_entry("@"));
	assert_false(cuts_is_entry("main"));
	assert_false(cuts_is_entry("_star"));
	assert_false(cuts_is_entry("_start2"));
	assert_false(cuts_is_entry("my_start_thread"));
	assert_false(cuts_is_entry("clone4@@GLIBC_2.34"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
