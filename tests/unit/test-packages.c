// SPDX-License-Identifier: GPL-2.0-only
/* packages: owners of files by lists like dpkg's, in a directory made up here. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "packages.h"

static char dir[] = "/tmp/test-packages-XXXXXX";

static void put(const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int set_up(void **state)
{
	char path[64];

	(void)state;
	assert_non_null(mkdtemp(dir));
	put("gzip.list", "/.\n/bin\n/bin/gzip\n/bin/gzexe\n/usr/share/doc/gzip\n");
	put("libc6:amd64.list", "/.\n/lib/x86_64-linux-gnu/libc.so.6\n");
	put("python3.11-minimal.list", "/usr/bin/python3.11\n");
	put("nginx.list", "/.\n/usr/sbin/nginx");
	put("gzip.md5sums", "/usr/bin/md5\n");
	put("empty.list", "");
	put(".list", "/usr/bin/nameless\n");
	snprintf(path, sizeof(path), "%s/odd.list", dir);
	return mkdir(path, 0700);
}

static int tear_down(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static void assert_owner(const char *path, const char *expected)
{
	char *owner;

	packages_find(dir, &path, 1, &owner);
	if (expected)
		assert_string_equal(owner, expected);
	else
		assert_null(owner);
	free(owner);
}

static void test_owner(void **state)
{
	(void)state;
	assert_owner("/bin/gzip", "gzip");
	assert_owner("/usr/bin/python3.11", "python3.11-minimal");
	assert_owner("/usr/bin/other", NULL);
}

static void test_architecture_is_no_part_of_the_name(void **state)
{
	(void)state;
	assert_owner("/lib/x86_64-linux-gnu/libc.so.6", "libc6");
}

/* A process's mappings say /usr/bin where the package said /bin, or not. */
static void test_merged_usr(void **state)
{
	(void)state;
	assert_owner("/usr/bin/gzip", "gzip");
	assert_owner("/usr/lib/x86_64-linux-gnu/libc.so.6", "libc6");
	assert_owner("/bin/python3.11", "python3.11-minimal");
}

static void test_whole_lines_only(void **state)
{
	(void)state;
	assert_owner("/bin/gz", NULL);
	assert_owner("/usr/bin/gz", NULL);
	assert_owner("/gzip", NULL);
	assert_owner("/doc/gzip", NULL);
	assert_owner("/opt/bin/gzip", NULL);
	assert_owner("/usr/sbin/nginx", "nginx");	/* no \n at the end */
}

static void test_other_files(void **state)
{
	(void)state;
	assert_owner("/usr/bin/md5", NULL);
	assert_owner("/usr/bin/nameless", NULL);
}

static void test_several_at_once(void **state)
{
	static const char *const paths[] = {
		"/bin/gzip", "/nowhere", "/usr/sbin/nginx", "/bin/gzip",
	};
	char *owners[4];
	size_t i;

	(void)state;
	packages_find(dir, paths, 4, owners);
	assert_string_equal(owners[0], "gzip");
	assert_null(owners[1]);
	assert_string_equal(owners[2], "nginx");
	assert_string_equal(owners[3], "gzip");
	for (i = 0; i < 4; i++)
		free(owners[i]);
}

static void test_no_database(void **state)
{
	static const char *const path = "/bin/gzip";
	char *owner = dir;

	(void)state;
	packages_find("/nonexistent", &path, 1, &owner);
	assert_null(owner);
	packages_find(dir, NULL, 0, NULL);
}

static void test_debug_package(void **state)
{
	char *name = packages_debug("gzip");

	(void)state;
	assert_string_equal(name, "gzip-dbgsym");
	free(name);
	name = packages_debug("libc6");
	assert_string_equal(name, "libc6-dbg");
	free(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_architecture_is_no_part_of_the_name),
		cmocka_unit_test(test_merged_usr),
		cmocka_unit_test(test_whole_lines_only),
		cmocka_unit_test(test_other_files),
		cmocka_unit_test(test_several_at_once),
		cmocka_unit_test(test_no_database),
		cmocka_unit_test(test_debug_package),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
