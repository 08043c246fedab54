// SPDX-License-Identifier: GPL-2.0-only
/* json: commas, numbers, and strings of any bytes. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "json.h"

static char text[4096];

static struct json begin(void)
{
	struct json j;

	memset(text, 0, sizeof(text));
	json_init(&j, fmemopen(text, sizeof(text), "w"));
	assert_non_null(j.out);
	return j;
}

static void assert_written(struct json *j, const char *expected)
{
	json_end(j);
	fclose(j->out);
	assert_string_equal(text, expected);
}

static void assert_escaped(const char *bytes, const char *expected)
{
	struct json j = begin();
	char line[256];

	json_string(&j, NULL, bytes);
	snprintf(line, sizeof(line), "\"%s\"\n", expected);
	assert_written(&j, line);
}

static void test_nesting(void **state)
{
	struct json j = begin();

	(void)state;
	json_object(&j, NULL);
	json_object(&j, "none");
	json_end_object(&j);
	json_array(&j, "list");
	json_number(&j, NULL, 1);
	json_array(&j, NULL);
	json_end_array(&j);
	json_object(&j, NULL);
	json_bool(&j, "yes", true);
	json_bool(&j, "no", false);
	json_end_object(&j);
	json_end_array(&j);
	json_null(&j, "nil");
	json_string(&j, "unsaid", NULL);
	json_string(&j, "said", "");
	json_end_object(&j);
	assert_written(&j,
		       "{\"none\": {}, \"list\": [1, [], {\"yes\": true, \"no\": false}], "
		       "\"nil\": null, \"unsaid\": null, \"said\": \"\"}\n");
}

static void test_numbers(void **state)
{
	struct json j = begin();

	(void)state;
	json_array(&j, NULL);
	json_number(&j, NULL, 0);
	json_number(&j, NULL, UINT64_MAX);
	json_percent(&j, NULL, 0, 5);
	json_percent(&j, NULL, 5, 5);
	json_percent(&j, NULL, 1, 3);
	json_percent(&j, NULL, 2, 3);
	json_percent(&j, NULL, 1, 0);
	json_percent(&j, NULL, UINT64_MAX, UINT64_MAX);
	json_percent(&j, NULL, 3, 2);
	json_end_array(&j);
	assert_written(&j,
		       "[0, 18446744073709551615, 0.0000, 100.0000, 33.3333, "
		       "66.6667, null, 100.0000, 150.0000]\n");
}

static void test_strings(void **state)
{
	(void)state;
	assert_escaped("plain", "plain");
	assert_escaped("\"\\/", "\\\"\\\\/");
	assert_escaped("\x01\t\n\x1b[31m\x7f",
		       "\\u0001\\u0009\\u000a\\u001b[31m\\u007f");
	assert_escaped("\xc2\x9b", "\\u009b");
	assert_escaped("\xc3\xa4\xe6\xbc\xa2\xf0\x9f\x94\xa5",
		       "\xc3\xa4\xe6\xbc\xa2\xf0\x9f\x94\xa5");
}

static void test_bytes_that_are_no_text(void **state)
{
	(void)state;
	assert_escaped("\xff", "\\ufffd");
	assert_escaped("a\x80z", "a\\ufffdz");
	assert_escaped("\xc3", "\\ufffd");
	assert_escaped("\xe6\xbc!", "\\ufffd\\ufffd!");
	assert_escaped("\xc0\x80", "\\ufffd\\ufffd");		/* NUL, too long */
	assert_escaped("\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd");	/* surrogate */
	assert_escaped("\xf5\x80\x80\x80",
		       "\\ufffd\\ufffd\\ufffd\\ufffd");
}

static void test_keys_are_escaped_too(void **state)
{
	struct json j = begin();

	(void)state;
	json_object(&j, NULL);
	json_number(&j, "a\"b", 1);
	json_end_object(&j);
	assert_written(&j, "{\"a\\\"b\": 1}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_bytes_that_are_no_text),
		cmocka_unit_test(test_keys_are_escaped_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
