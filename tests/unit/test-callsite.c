// SPDX-License-Identifier: GPL-2.0-only
/* callsite: addresses that calls return to, and others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "symbols/callsite.h"

#define NOP 0x90

/* With these @size bytes before the address, which nops are around. */
static bool returns_after(const char *code, size_t size)
{
	uint8_t bytes[CALLSITE_BEFORE + CALLSITE_AFTER];

	memset(bytes, NOP, sizeof(bytes));
	memcpy(bytes + CALLSITE_BEFORE - size, code, size);
	return callsite_is_return(bytes, CALLSITE_BEFORE, sizeof(bytes));
}

#define AFTER(code) returns_after(code, sizeof(code) - 1)

static void test_calls(void **state)
{
	(void)state;
	assert_true(AFTER("\xe8\x10\x20\x30\x40"));	/* call f */
	assert_true(AFTER("\xff\xd0"));			/* *%rax */
	assert_true(AFTER("\x41\xff\xd4"));		/* *%r12 */
	assert_true(AFTER("\xff\x10"));			/* *(%rax) */
	assert_true(AFTER("\xff\x55\x08"));		/* *8(%rbp) */
	assert_true(AFTER("\xff\x90\x10\x02\0\0"));	/* *0x210(%rax) */
	assert_true(AFTER("\xff\x15\x10\x02\0\0"));	/* *f@got(%rip) */
	assert_true(AFTER("\xff\x14\xc8"));		/* *(%rax,%rcx,8) */
	assert_true(AFTER("\xff\x14\xc5\x10\x02\0\0"));	/* *table(,%rax,8) */
	assert_true(AFTER("\xff\x54\xc8\x08"));		/* *8(%rax,%rcx,8) */
	assert_true(AFTER("\xff\x94\xc8\x10\x02\0\0"));
}

static void test_others(void **state)
{
	(void)state;
	assert_false(AFTER(""));
	assert_false(AFTER("\xe9\x10\x20\x30\x40"));	/* jmp */
	assert_false(AFTER("\xff\xe0"));		/* jmp *%rax */
	assert_false(AFTER("\xff\xc0"));		/* inc %eax */
	assert_false(AFTER("\xff\x15\x10\x02\0"));	/* cut short */
	assert_false(AFTER("\xff\xd0\x90"));		/* not just before */
	assert_false(AFTER("\xff\x14"));
	assert_false(AFTER("\xc3"));
}

static bool is_start(const char *code, size_t size)
{
	return callsite_is_return((const uint8_t *)code, 0, size);
}

static void test_ends_of_signals(void **state)
{
	static const char glibc[] = "\x48\xc7\xc0\x0f\0\0\0\x0f\x05";
	static const char other[] = "\x48\xc7\xc0\x0e\0\0\0\x0f\x05";

	(void)state;
	assert_true(is_start(glibc, 9));
	assert_true(is_start("\xb8\x0f\0\0\0\x0f\x05", 7));
	assert_true(is_start("\x58\xb8\x77\0\0\0\xcd\x80", 8));
	assert_true(is_start("\xb8\xad\0\0\0\xcd\x80", 7));
	assert_false(is_start(glibc, 8));
	assert_false(is_start(other, 9));
	assert_false(is_start("", 0));
}

/* Where the file begins, less than a call may lie before the address. */
static void test_start_of_code(void **state)
{
	(void)state;
	assert_true(callsite_is_return((const uint8_t *)"\xff\xd0", 2, 2));
	assert_true(callsite_is_return((const uint8_t *)"\xe8\0\0\0\0", 5, 5));
	assert_false(callsite_is_return((const uint8_t *)"\x10", 1, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_ends_of_signals),
		cmocka_unit_test(test_start_of_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
