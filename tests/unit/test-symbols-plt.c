// SPDX-License-Identifier: GPL-2.0-only
/* Entries of procedure linkage tables are named as objdump names them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "test-symbols-file.h"

static const char source[] =
	"#include <stdio.h>\n"
	"#include <stdlib.h>\n"
	"extern void far_away(void) __attribute__((weak));\n"
	"static int plain(void) { return 3; }\n"
	"static int (*choose(void))(void) { return plain; }\n"
	"int chosen(void) __attribute__((ifunc(\"choose\")));\n"
	"int through(void) { return chosen() + 1; }\n"
	"int main(int argc, char **argv)\n"
	"{\n"
	"	if (far_away)\n"
	"		far_away();\n"
	"	printf(\"%d\\n\", abs(argc) + through() + atoi(argv[0]));\n"
	"	return puts(argv[0]) + (getenv(\"x\") != NULL);\n"
	"}\n";

static void assert_name(struct dso *dso, uint64_t offset, const char *name)
{
	struct symbol sym;

	assert_true(symbols_user(syms, dso, offset, &sym));
	assert_string_equal(sym.name, name);
}

/* Look up what objdump calls the entries of @listed, in @name: how many are. */
static int check_entries(const char *name, const char *listed)
{
	const uint64_t bias = bias_of(listed);
	struct dso *dso = open_dso(name);
	char command[256], entry[128];
	unsigned long addr;
	int nr = 0;
	FILE *f;

	snprintf(command, sizeof(command), "objdump -d %s/%s | "
		 "sed -n 's/^\\([0-9a-f]*\\) <\\([^*].*@plt\\)>:$/\\1 \\2/p'", dir,
		 listed);
	f = popen(command, "r");
	assert_non_null(f);
	for (; fscanf(f, "%lx %127s", &addr, entry) == 2; nr++) {
		assert_name(dso, addr - bias, entry);
		assert_name(dso, addr - bias + 7, entry);
	}
	pclose(f);
	return nr;
}

static void test_layouts(void **state)
{
	static const char *const flags[] = {
		"-Wl,-z,lazy", "-Wl,-z,now", "-fno-plt", "-no-pie",
		"-fcf-protection -Wl,-z,lazy,-z,ibtplt",
		"-fcf-protection -Wl,-z,now,-z,ibtplt",
		"-fuse-ld=gold -Wl,-z,lazy", "-shared -fPIC",
	};
	char name[16];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		snprintf(name, sizeof(name), "layout%zu", i);
		run("${CC:-cc} -O1 %s -o %s prog.c", flags[i], name);
		assert_true(check_entries(name, name) >= (i == 2 ? 1 : 4));
	}
}

/* What calls the lazy linker has no other name than its table's. */
static void test_first(void **state)
{
	uint64_t addr;

	(void)state;
	assert_true(ask(&addr, "readelf -SW %s/prog | sed 's/^ *\\[ *//' | "
			"awk '$2 == \".plt\" { print $4 }'", dir));
	assert_name(open_dso("prog"), addr - bias_of("prog"), ".plt");
}

static void test_stripped(void **state)
{
	(void)state;
	run("strip -o bare prog");
	assert_true(check_entries("bare", "prog") >= 4);
}

/* The code is in the program, the names of its functions in another file. */
static void test_debug_file(void **state)
{
	(void)state;
	run("objcopy --only-keep-debug prog parted.debug && "
	    "strip -o parted prog && "
	    "objcopy --add-gnu-debuglink=parted.debug parted");
	assert_true(check_entries("parted", "prog") >= 4);
	assert_name(open_dso("parted"), offset_of("prog", "plain"), "plain");
}

/* In a static program the entries are those of indirect functions. */
static void test_indirect(void **state)
{
	uint64_t addr;

	(void)state;
	run("${CC:-cc} -O1 -static -o static prog.c");
	assert_true(ask(&addr, "objdump -d --disassemble=through %s/static | "
			"awk '{ for (i = 1; i < NF; i++) "
			"if ($i == \"call\") print $(i + 1) }'", dir));
	assert_name(open_dso("static"), addr - bias_of("static"), "chosen@plt");
}

static int build(void **state)
{
	(void)state;
	if (make_dir())
		return -1;
	put_file("prog.c", source);
	run("${CC:-cc} -O1 -Wl,-z,lazy -Wl,--build-id -o prog prog.c");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_layouts), TEST(test_first), TEST(test_stripped),
		TEST(test_debug_file), TEST(test_indirect),
	};

	return cmocka_run_group_tests(tests, build, remove_dir);
}
