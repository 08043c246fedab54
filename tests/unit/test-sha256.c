// SPDX-License-Identifier: GPL-2.0-only
/* sha256: the standard's own examples, and every way that a block can end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "render/sha256.h"

static void assert_digest(const void *data, size_t size, const char *want)
{
	uint8_t digest[SHA256_SIZE];
	char got[2 * SHA256_SIZE + 1];

	sha256(data, size, digest);
	for (int i = 0; i < SHA256_SIZE; i++)
		snprintf(got + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(got, want);
}

static void test_examples(void **state)
{
	static const char two[] =
		"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	size_t million = 1000000;
	char *many = malloc(million);

	(void)state;
	assert_digest("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c"
		      "a495991b7852b855");
	assert_digest(NULL, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934c"
		      "a495991b7852b855");
	assert_digest("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9c"
		      "b410ff61f20015ad");
	assert_digest(two, strlen(two), "248d6a61d20638b8e5c026930c3e6039a33ce459"
		      "64ff2167f6ecedd419db06c1");
	assert_non_null(many);
	memset(many, 'a', million);
	assert_digest(many, million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a49"
		      "7200e046d39ccc7112cd0");
	free(many);
}

/*
 * The digests of "", "x", "xx", ... up to three blocks, joined and digested
 * once more; the value is coreutils' sha256sum's.
 */
static void test_lengths(void **state)
{
	uint8_t digests[193][SHA256_SIZE];
	char text[192];

	(void)state;
	memset(text, 'x', sizeof(text));
	for (size_t len = 0; len <= sizeof(text); len++)
		sha256(text, len, digests[len]);
	assert_digest(digests, sizeof(digests), "78f583891c90f00e11c28b6cb4048bad529a5021"
		      "3a5a1f2b89ef4697a8eecf48");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
