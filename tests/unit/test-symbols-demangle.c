// SPDX-License-Identifier: GPL-2.0-only
/* demangle: C++ and Rust names, names of neither, and names that explode. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "symbols/demangle.h"

static struct names names;

static int free_names(void **state)
{
	(void)state;
	names_free(&names);
	return 0;
}

static void assert_demangled(const char *raw, const char *expected)
{
	assert_string_equal(demangle_add(&names, raw), expected);
}

static void test_plain(void **state)
{
	(void)state;
	assert_demangled("main", "main");
	assert_demangled("", "");
	assert_demangled("_", "_");
	assert_demangled("_start", "_start");
	assert_demangled("__libc_start_main@@GLIBC_2.34",
			 "__libc_start_main@@GLIBC_2.34");
	assert_demangled("main.main.func1", "main.main.func1");
	/* A bare mangled type is not a symbol. */
	assert_demangled("i", "i");
	assert_demangled("Ss", "Ss");
}

static void test_cpp(void **state)
{
	(void)state;
	assert_demangled("_Z3fooi", "foo");
	assert_demangled("_ZN2ns3BoxIiE5twistERKSt6vectorIiSaIiEE",
			 "ns::Box<int>::twist");
	assert_demangled("_ZNKSt6vectorIiSaIiEE4sizeEv",
			 "std::vector<int, std::allocator<int> >::size");
	assert_demangled("_ZTV5Shape", "vtable for Shape");
	assert_demangled("_Z3foov.cold", "foo");
	assert_demangled("_GLOBAL__sub_I_main",
			 "_GLOBAL__sub_I_main");
	assert_demangled("_Z", "_Z");
	assert_demangled("_ZN", "_ZN");
	assert_demangled("_Znonsense", "_Znonsense");
}

static void test_rust(void **state)
{
	(void)state;
	assert_demangled("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE",
			 "core::fmt::Formatter::pad");
	assert_demangled("_ZN60_$LT$alloc..vec..Vec$LT$T$GT$$u20$as$u20$core"
			 "..ops..Drop$GT$4drop17h9a8b7c6d5e4f3021E",
			 "<alloc::vec::Vec<T> as core::ops::Drop>::drop");
	assert_demangled("_RNvCskwGfYPst2Cb_3foo16example_function",
			 "foo::example_function");
	assert_demangled("_RNvNtCs1234_7mycrate3foo3bar", "mycrate::foo::bar");
	assert_demangled("_R", "_R");
}

/* In Rust's form: f::<T> where T is a pair of pairs, @depth times over. */
static void write_rust(char *out, unsigned int depth)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t at = (size_t)sprintf(out, "_RINvC1a1fTuuE"), type = at - 4;
	char back[8];
	size_t n;

	while (depth--) {
		/* A type met before is B, and where it began after "_R". */
		n = type - 2 - 1;
		type = at;
		if (n < 62)
			sprintf(back, "B%c_", digits[n]);
		else
			sprintf(back, "B%c%c_", digits[n / 62], digits[n % 62]);
		at += (size_t)sprintf(out + at, "T%s%sE", back, back);
	}
	strcpy(out + at, "E");
}

/* In C++'s: f<A<...>>, where each A is of two of the one before. */
static void write_cpp(char *out, unsigned int depth)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t at = (size_t)sprintf(out, "_Z1fIJ1AIiiE");
	unsigned int i;

	for (i = 0; i < depth; i++)
		at += (size_t)sprintf(out + at, "S0_IS%c_S%c_E",
				      digits[i + 1], digits[i + 1]);
	strcpy(out + at, "EEvT_");
}

static void assert_expands(const char *raw, const char *start)
{
	const char *name = demangle_add(&names, raw);

	assert_memory_equal(name, start, strlen(start));
}

/* A name that doubles with every few bytes, first a little, then for ever. */
static void test_explosion(void **state)
{
	char raw[1024];

	(void)state;
	write_rust(raw, 3);
	assert_expands(raw, "a::f::<((), ()), (((), ()), ((), ())), ((((),");
	write_rust(raw, 40);
	assert_demangled(raw, raw);
	write_cpp(raw, 3);
	assert_expands(raw, "f<A<int, int>, A<A<int, int>, A<int, int> >, A");
	write_cpp(raw, 30);
	assert_demangled(raw, raw);
}

static void test_long(void **state)
{
	static char raw[70000] = "_Z";
	size_t i;

	(void)state;
	for (i = 2; i < sizeof(raw) - 1; i++)
		raw[i] = 'P';
	assert_demangled(raw, raw);
	memset(raw, 'x', sizeof(raw) - 1);
	assert_demangled(raw, raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_plain, free_names),
		cmocka_unit_test_teardown(test_cpp, free_names),
		cmocka_unit_test_teardown(test_rust, free_names),
		cmocka_unit_test_teardown(test_explosion, free_names),
		cmocka_unit_test_teardown(test_long, free_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
