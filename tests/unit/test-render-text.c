// SPDX-License-Identifier: GPL-2.0-only
/* Names to XML text, labels and numbers: any bytes in, nothing lost. */
#define _GNU_SOURCE
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "render/color.h"
#include "render/label.h"
#include "render/number.h"
#include "render/text.h"
#include "test-render-xml.h"

static char *written(const char *s)
{
	char *buf = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&buf, &len);

	assert_non_null(f);
	text_write(f, s);
	assert_int_equal(fclose(f), 0);
	return buf;
}

static char *fitted(const char *s, size_t len, unsigned int columns)
{
	char *buf = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&buf, &size);

	assert_non_null(f);
	text_write_fit(f, s, len, columns);
	assert_int_equal(fclose(f), 0);
	return buf;
}

static void assert_written(const char *s, const char *want)
{
	char *got = written(s);

	assert_string_equal(got, want);
	free(got);
}

static void assert_fitted(const char *s, unsigned int columns, const char *want)
{
	char *got = fitted(s, strlen(s), columns);

	assert_string_equal(got, want);
	free(got);
}

static unsigned char from_hex(const char *s)
{
	char digits[3] = { s[0], s[1], '\0' };

	return (unsigned char)strtoul(digits, NULL, 16);
}

/* Undo the XML entities, then the \xNN, as a reader would. */
static void unescape(const char *s, char *to)
{
	while (*s) {
		if (strncmp(s, "&amp;", 5) == 0) {
			*to++ = '&';
			s += 5;
		} else if (strncmp(s, "&lt;", 4) == 0) {
			*to++ = '<';
			s += 4;
		} else if (strncmp(s, "&gt;", 4) == 0) {
			*to++ = '>';
			s += 4;
		} else if (strncmp(s, "&quot;", 6) == 0) {
			*to++ = '"';
			s += 6;
		} else if (s[0] == '\\' && s[1] == 'x' &&
			   isxdigit((unsigned char)s[2]) &&
			   isxdigit((unsigned char)s[3])) {
			*to++ = (char)from_hex(s + 2);
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

/* As element content and as attribute value; and back to the bytes it was. */
static void assert_sound(const char *s)
{
	char *got = written(s);
	char *back = malloc(strlen(got) + 1);
	char *doc = NULL;

	assert_non_null(back);
	assert_true(asprintf(&doc, "<a b=\"%s\">%s</a>", got, got) > 0);
	if (xml_problem(doc, strlen(doc)))
		fail_msg("%s: %s", xml_problem(doc, strlen(doc)), doc);
	assert_null(strpbrk(got, "\n\r\t"));
	unescape(got, back);
	assert_string_equal(back, s);
	free(doc);
	free(back);
	free(got);
}

static void test_plain(void **state)
{
	(void)state;
	assert_written("", "");
	assert_written("do_syscall_64", "do_syscall_64");
	assert_written("naïve → 漢字 🔥", "naïve → 漢字 🔥");
	assert_written("std::map<int, A&>::at(\"x\")",
		       "std::map&lt;int, A&amp;&gt;::at(&quot;x&quot;)");
}

static void test_escapes(void **state)
{
	(void)state;
	assert_written("a\x1b[31mb", "a\\x1b[31mb");
	assert_written("tab\tline\nend\r", "tab\\x09line\\x0aend\\x0d");
	assert_written("\x7f", "\\x7f");
	assert_written("caf\xe9", "caf\\xe9");
	assert_written("\xc2\x85", "\\xc2\\x85");		/* U+0085 */
	assert_written("\xef\xbf\xbe", "\\xef\\xbf\\xbe");	/* U+FFFE */
	assert_written("\xef\xbf\xbf", "\\xef\\xbf\\xbf");	/* U+FFFF */
	assert_written("\xef\xbf\xbd", "\xef\xbf\xbd");		/* U+FFFD */
	assert_written("\xed\xa0\x80", "\\xed\\xa0\\x80");	/* surrogate */
	assert_written("\xc0\xaf", "\\xc0\\xaf");		/* overlong */
	assert_written("\xe2\x80\xae", "\\xe2\\x80\\xae");	/* RTL override */
	assert_written("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
	assert_written("\xf0\x9f\x94", "\\xf0\\x9f\\x94");	/* cut short */
	assert_written("]]>", "]]&gt;");
}

static void test_backslash_is_unambiguous(void **state)
{
	(void)state;
	assert_written("Foo\\Bar", "Foo\\Bar");
	assert_written("\\x1b", "\\x5cx1b");
	assert_written("\\xzz", "\\xzz");
	assert_sound("\\x1b \x1b \\x5cx1b \\\\x41 \\");
}

static void test_every_byte(void **state)
{
	char s[8];

	(void)state;
	for (int a = 1; a < 256; a++) {
		s[0] = (char)a;
		s[1] = '\0';
		assert_sound(s);
		for (int b = 1; b < 256; b++) {
			s[1] = (char)b;
			s[2] = 'x';
			s[3] = '\0';
			assert_sound(s);
		}
	}
}

static void test_every_character(void **state)
{
	(void)state;
	for (uint32_t c = 0x80; c <= 0x10ffff; c += c < 0x11000 ? 1 : 61) {
		char s[5] = "";

		if (c < 0x800) {
			s[0] = (char)(0xc0 | c >> 6);
			s[1] = (char)(0x80 | (c & 0x3f));
		} else if (c < 0x10000) {
			s[0] = (char)(0xe0 | c >> 12);
			s[1] = (char)(0x80 | (c >> 6 & 0x3f));
			s[2] = (char)(0x80 | (c & 0x3f));
		} else {
			s[0] = (char)(0xf0 | c >> 18);
			s[1] = (char)(0x80 | (c >> 12 & 0x3f));
			s[2] = (char)(0x80 | (c >> 6 & 0x3f));
			s[3] = (char)(0x80 | (c & 0x3f));
		}
		assert_sound(s);
	}
}

static void test_random_bytes(void **state)
{
	char s[65];

	(void)state;
	srandom(1);
	for (int round = 0; round < 20000; round++) {
		size_t len = (size_t)random() % (sizeof(s) - 1);

		for (size_t i = 0; i < len; i++)
			s[i] = (char)(1 + random() % 255);
		s[len] = '\0';
		assert_sound(s);
	}
}

static void test_fit(void **state)
{
	(void)state;
	assert_fitted("vfs_read", 8, "vfs_read");
	assert_fitted("vfs_read", 7, "vfs_re…");
	assert_fitted("vfs_read", 1, "…");
	assert_fitted("vfs_read", 0, "");
	assert_fitted("", 0, "");
	assert_fitted("a<b>c", 4, "a&lt;b…");
	assert_fitted("漢字漢字", 8, "漢字漢字");
	assert_fitted("漢字漢字", 7, "漢字漢…");
	assert_fitted("漢字漢字", 6, "漢字…");
	assert_fitted("ab\x1b" "cd", 8, "ab\\x1bcd");
	assert_fitted("ab\x1b" "cd", 7, "ab\\x1b…");
	assert_fitted("ab\x1b" "cd", 6, "ab…");
}

static void test_fit_is_sound(void **state)
{
	char s[33];

	(void)state;
	srandom(2);
	for (int round = 0; round < 20000; round++) {
		unsigned int columns = (unsigned int)random() % 40;
		size_t len = (size_t)random() % (sizeof(s) - 1);
		char *got;

		for (size_t i = 0; i < len; i++)
			s[i] = (char)(random() % 3 ? 'a' : 1 + random() % 255);
		s[len] = '\0';
		got = fitted(s, len, columns);
		assert_null(xml_bad_char(got, strlen(got)));
		if (text_columns(s, len, columns) <= columns)
			assert_null(strstr(got, "…"));
		else
			assert_true(!columns || strstr(got, "…"));
		free(got);
	}
}

static void assert_label(const char *name, unsigned int columns, const char *want)
{
	struct label label = label_choose(name, columns);
	char *got = fitted(label.s, label.len, UINT_MAX);
	char *expected = written(want);

	assert_string_equal(got, expected);
	free(expected);
	free(got);
}

static void test_label(void **state)
{
	static const char find[] =
		"ns::Table<a::b, c>::find(unsigned long) const";

	(void)state;
	assert_label("do_syscall_64", 4, "do_syscall_64");
	assert_label(find, 60, find);
	assert_label(find, 44, "ns::Table<a::b, c>::find");
	assert_label(find, 20, "Table<a::b, c>::find");
	assert_label(find, 19, "find");
	assert_label(find, 2, "find");
	assert_label("<T as core::Trait<U>>::next", 10, "next");
	assert_label("a::b::{{closure}}", 14, "b::{{closure}}");
	assert_label("a::(anonymous namespace)::f(int)", 9, "f");
	assert_label("(anonymous namespace)::f(int)", 26, "(anonymous namespace)::f");
	assert_label("A::operator()(int) const", 13, "A::operator()");
	assert_label("A::operator<<(int)", 14, "A::operator<<");
	assert_label("A::operator->() const", 12, "operator->");
	assert_label("void std::sort<A::B>(A::B)", 10, "sort<A::B>");
	assert_label("f(int (*)(A::B))", 3, "f");
	assert_label("a::b::", 2, "b::");
	assert_label("::", 1, "::");
	assert_label("<<<::", 2, "<<<::");
}

static void assert_source(const char *name, const char *want)
{
	struct label source = label_source(name);

	assert_int_equal(source.len, strlen(want));
	assert_memory_equal(source.s, want, source.len);
}

static void test_source(void **state)
{
	static const char *const none[] = {
		"", "f", ")", "(f.c:1)", " (f.c:1)", "f(f.c:1)", "f (f.c:)",
		"f (f.c:1) x", "f (1)", "f (:1)", "f (a(b.c:1)", "f (:",
		"f (a)b.c:1)", "f ()", "f (12)", "12)", ":1)", "(:1)",
	};

	(void)state;
	assert_source("parse (json.c:120)", "json.c:120");
	assert_source("ns::f(int, long) (a b.cpp:7)", "a b.cpp:7");
	assert_source("(anonymous namespace)::f (x:y:1)", "x:y:1");
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_source(none[i], "");
}

static void test_numbers(void **state)
{
	char buf[NUMBER_SIZE];

	(void)state;
	assert_string_equal(number_group(buf, 0), "0");
	assert_string_equal(number_group(buf, 999), "999");
	assert_string_equal(number_group(buf, 1000), "1,000");
	assert_string_equal(number_group(buf, 1234567), "1,234,567");
	assert_string_equal(number_group(buf, UINT64_MAX),
			    "18,446,744,073,709,551,615");
	assert_string_equal(number_hundredths(buf, 0), "0");
	assert_string_equal(number_hundredths(buf, 1205), "12.05");
	assert_string_equal(number_hundredths(buf, 1250), "12.5");
	assert_string_equal(number_hundredths(buf, 1200), "12");
}

static void test_shares(void **state)
{
	char buf[NUMBER_SIZE];

	(void)state;
	assert_string_equal(number_share(buf, 1, 3), "33.33%");
	assert_string_equal(number_share(buf, 2, 3), "66.67%");
	assert_string_equal(number_share(buf, 0, 3), "0%");
	assert_string_equal(number_share(buf, 3, 3), "100%");
	assert_string_equal(number_share(buf, 1, 20001), "<0.01%");
	assert_string_equal(number_share(buf, 1, 20000), "0.01%");
	assert_string_equal(number_share(buf, 99999, 100000), ">99.99%");
	assert_string_equal(number_share(buf, UINT64_MAX / 2, UINT64_MAX), "50.00%");
	assert_string_equal(number_share(buf, UINT64_MAX, UINT64_MAX), "100%");
	assert_string_equal(number_share(buf, UINT64_MAX - 1, UINT64_MAX), ">99.99%");
}

static void assert_color(const char *name, bool is_rust_module, enum color want)
{
	struct flamegraph_frame frame = { .name = name,
					  .kind = FLAMEGRAPH_USER };

	if (color_of(&frame, is_rust_module) != want)
		fail_msg("%s: %d, not %d", name,
			 color_of(&frame, is_rust_module), want);
}

static void test_colors(void **state)
{
	struct flamegraph_frame frame = { .name = "a::b" };

	(void)state;
	assert_color("main", false, COLOR_USER);
	assert_color("main", true, COLOR_USER);
	assert_color("a::b(int)", false, COLOR_CPP);
	assert_color("a::b", false, COLOR_CPP);
	assert_color("a::b", true, COLOR_RUST);
	assert_color("A::f(int)", true, COLOR_CPP);
	assert_color("std::sort<A>(A, A)", false, COLOR_CPP);
	assert_color("main::{lambda(int)#1}::operator()(int) const", false, COLOR_CPP);
	assert_color("f(int)::<lambda(int)>", false, COLOR_CPP);
	assert_color("std::io::f(int)", false, COLOR_CPP);
	assert_color("core::fmt::write", false, COLOR_RUST);
	assert_color("<T as a::B>::c", false, COLOR_RUST);
	assert_color("a::b::{{closure}}", false, COLOR_RUST);
	assert_color("a::b::h0123456789abcdef", false, COLOR_RUST);
	assert_color("a::b::h0123456789abcdeg", false, COLOR_CPP);
	assert_color("a::b::<u8>", false, COLOR_RUST);
	frame.kind = FLAMEGRAPH_KERNEL;
	assert_int_equal(color_of(&frame, true), COLOR_KERNEL);
	frame.kind = FLAMEGRAPH_INLINE;
	assert_int_equal(color_of(&frame, true), COLOR_INLINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_backslash_is_unambiguous),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_every_character),
		cmocka_unit_test(test_random_bytes),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_fit_is_sound),
		cmocka_unit_test(test_label),
		cmocka_unit_test(test_source),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_shares),
		cmocka_unit_test(test_colors),
	};

	return cmocka_run_group_tests_name("render-text", tests, NULL, NULL);
}
