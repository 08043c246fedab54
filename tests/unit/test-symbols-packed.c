// SPDX-License-Identifier: GPL-2.0-only
/* Symbols that a stripped program carries packed: .gnu_debugdata. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "test-symbols-file.h"

static const char source[] =
	"__attribute__((noinline)) int exported(int n)\n"
	"{ return n * 3 + 1; }\n"
	"__attribute__((noinline, used)) static int hidden(int n)\n"
	"{ return n ^ 0x55; }\n"
	"int main(void) { return exported(hidden(1)); }\n";

static const char *name_of(struct dso *dso, const char *function)
{
	struct symbol sym;

	return symbols_user(syms, dso, offset_of("whole", function), &sym) ?
	       sym.name : "";
}

/* As distributions do: a file with the names that .dynsym has not. */
static void pack(const char *program)
{
	run("objcopy -S --remove-section .gnu_debuglink "
	    "--keep-symbols=kept whole mini && strip -o %s whole && "
	    "xz -k mini && objcopy --add-section .gnu_debugdata=mini.xz %s && "
	    "rm mini.xz", program, program);
}

static void test_packed(void **state)
{
	struct dso *dso;

	(void)state;
	pack("packed");
	dso = open_dso("packed");
	assert_string_equal(name_of(dso, "hidden"), "hidden");
	/* Those that are exported are not among them. */
	assert_string_equal(name_of(dso, "exported"), "exported");
	assert_int_equal(dso_state(dso), DSO_OK);
	assert_null(strstr(dso_reason(dso), "install"));
	/* What no symbol covers, none does. */
	assert_string_equal(name_of(dso, "_init"), "");
}

/* A debug file has more, and is preferred. */
static void test_debug_file_first(void **state)
{
	struct dso *dso;

	(void)state;
	pack("linked");
	run("objcopy --only-keep-debug --redefine-sym hidden=apart whole "
	    "linked.debug && objcopy --add-gnu-debuglink=linked.debug linked");
	dso = open_dso("linked");
	assert_string_equal(name_of(dso, "hidden"), "apart");
}

static void assert_trouble(const char *name, const char *part)
{
	struct dso *dso = open_dso(name);

	assert_string_equal(name_of(dso, "hidden"), "");
	assert_string_equal(name_of(dso, "exported"), "exported");
	assert_int_equal(dso_state(dso), DSO_OK);
	assert_non_null(strstr(dso_reason(dso), "only exported symbols"));
	if (!strstr(dso_reason(dso), part))
		fail_msg("\"%s\" is not in \"%s\"", part, dso_reason(dso));
}

/* Put what a command makes of the packed symbols into a program. */
static void put_section(const char *name, const char *command)
{
	run("xz -kc mini >good.xz && { %s; } >bad.xz && strip -o %s whole && "
	    "objcopy --add-section .gnu_debugdata=bad.xz %s", command, name,
	    name);
}

static void test_damaged(void **state)
{
	(void)state;
	pack("packed");
	put_section("cut", "head -c 200 good.xz");
	assert_trouble("cut", ".gnu_debugdata is damaged");
	put_section("noise", "head -c 300 whole");
	assert_trouble("noise", ".gnu_debugdata is damaged");
	put_section("flipped", "head -c 150 good.xz; printf XXXX; "
		    "tail -c +155 good.xz");
	assert_trouble("flipped", ".gnu_debugdata is damaged");
	put_section("empty", "printf x");
	assert_trouble("empty", ".gnu_debugdata is damaged");
	put_section("text", "echo hello | xz -c");
	assert_trouble("text", "not an ELF file");
	put_section("void", "xz -c </dev/null");
	assert_trouble("void", "not an ELF file");
}

/* A few kilobytes that unpack to more than is good. */
static void test_bomb(void **state)
{
	(void)state;
	pack("packed");
	put_section("bomb", "head -c 200M /dev/zero | xz -1 -c");
	assert_trouble("bomb", "unpacks to too much");
}

/* Nor may the decoder be told to take any amount of memory. */
static void test_dictionary(void **state)
{
	(void)state;
	pack("packed");
	put_section("wide", "xz --lzma2=preset=0,dict=512MiB -c <mini");
	assert_trouble("wide", "unpacks to too much");
}

static int build(void **state)
{
	(void)state;
	if (make_dir())
		return -1;
	put_file("whole.c", source);
	put_file("kept", "hidden\nmain\n");
	run("${CC:-cc} -O1 -Wl,--build-id -Wl,--export-dynamic-symbol=exported "
	    "-o whole whole.c");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_packed), TEST(test_debug_file_first),
		TEST(test_damaged), TEST(test_bomb), TEST(test_dictionary),
	};

	return cmocka_run_group_tests(tests, build, remove_dir);
}
