// SPDX-License-Identifier: GPL-2.0-only
/*
 * summary_advise: packages of files that are the mapped ones, and of no others.
 * Asks Debian's own database about gzip and the C library.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "packages.h"
#include "summary.h"
#include "symbols/elffile.h"

#define GZIP "/usr/bin/gzip"

static struct build_id gzip;

static int read_build_id(void **state)
{
	int fd = open(GZIP, O_RDONLY | O_CLOEXEC);
	struct elffile f;

	(void)state;
	if (fd < 0 || elffile_open(&f, fd, NULL))
		return -1;
	elffile_build_id(&f, &gzip);
	elffile_close(&f);
	return gzip.size ? 0 : -1;
}

static struct summary_dso gzip_dso(void)
{
	return (struct summary_dso){
		.name = "gzip", .path = GZIP, .build_id = gzip.bytes,
		.build_id_size = gzip.size, .lacks_symbols = true,
		.unnamed = 5, .cut_broken = 3,
	};
}

static void advise(struct summary_dso *dsos, size_t nr)
{
	struct summary s = { .dsos = dsos, .nr_dsos = nr };

	summary_advise(&s, dsos);
}

static void release(struct summary_dso *dso)
{
	free(dso->package);
	free(dso->debug_package);
}

static void test_the_mapped_file(void **state)
{
	struct summary_dso dso = gzip_dso();

	(void)state;
	if (access(PACKAGES_DIR "/gzip.list", R_OK))
		skip();
	advise(&dso, 1);
	assert_string_equal(dso.package, "gzip");
	assert_string_equal(dso.debug_package, "gzip-dbgsym");
	assert_int_equal(dso.prologues, PROLOGUE_LACKS);
	release(&dso);
}

static void test_what_it_needs(void **state)
{
	struct summary_dso dso = gzip_dso();

	(void)state;
	if (access(PACKAGES_DIR "/gzip.list", R_OK))
		skip();
	dso.unnamed = 0;
	advise(&dso, 1);
	assert_string_equal(dso.package, "gzip");
	assert_null(dso.debug_package);
	release(&dso);
	dso = gzip_dso();
	dso.cut_broken = 0;
	advise(&dso, 1);
	assert_string_equal(dso.debug_package, "gzip-dbgsym");
	assert_int_equal(dso.prologues, PROLOGUE_UNKNOWN);
	release(&dso);
}

static void assert_no_advice(struct summary_dso dso)
{
	advise(&dso, 1);
	assert_null(dso.package);
	assert_null(dso.debug_package);
	assert_int_equal(dso.prologues, PROLOGUE_UNKNOWN);
}

/* A container's, an older one, or none at all. */
static void test_another_file(void **state)
{
	struct summary_dso dso = gzip_dso();
	uint8_t other[BUILD_ID_FULL_MAX];

	(void)state;
	memcpy(other, gzip.bytes, sizeof(other));
	other[0] ^= 1;
	dso.build_id = other;
	assert_no_advice(dso);
	dso = gzip_dso();
	dso.build_id_size = 0;
	assert_no_advice(dso);
	dso = gzip_dso();
	dso.path = "/nonexistent";
	assert_no_advice(dso);
	dso.path = "/dev/null";
	assert_no_advice(dso);
	dso.path = "/etc/passwd";
	assert_no_advice(dso);
	dso.path = NULL;
	assert_no_advice(dso);
}

/* Only the worst are looked at, each once. */
static void test_many(void **state)
{
	struct summary_dso dsos[20];
	size_t i, nr = 0;

	(void)state;
	if (access(PACKAGES_DIR "/gzip.list", R_OK))
		skip();
	for (i = 0; i < 20; i++) {
		dsos[i] = gzip_dso();
		dsos[i].cut_broken = i;
	}
	advise(dsos, 20);
	for (i = 0; i < 20; i++) {
		nr += dsos[i].package != NULL;
		release(&dsos[i]);
	}
	assert_int_equal(nr, 6);
}

static void test_debuginfod(void **state)
{
	struct summary s = { 0 };

	(void)state;
	unsetenv("DEBUGINFOD_URLS");
	summary_advise(&s, NULL);
	assert_true(s.lacks_debuginfod);
	setenv("DEBUGINFOD_URLS", "", 1);
	summary_advise(&s, NULL);
	assert_true(s.lacks_debuginfod);
	setenv("DEBUGINFOD_URLS", "http://localhost", 1);
	summary_advise(&s, NULL);
	assert_false(s.lacks_debuginfod);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_mapped_file),
		cmocka_unit_test(test_what_it_needs),
		cmocka_unit_test(test_another_file),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_debuginfod),
	};

	return cmocka_run_group_tests(tests, read_build_id, NULL);
}
