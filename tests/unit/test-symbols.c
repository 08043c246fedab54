// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of real programs: whole, stripped, with their symbols in a file apart,
 * damaged. Where files come from is tested in test-symbols-files.c.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "test-symbols.h"

static const char c_source[] =
	"__attribute__((noinline)) int exported(int n)\n"
	"{ return n * 3 + 1; }\n"
	"__attribute__((noinline, used)) static int hidden(int n)\n"
	"{ return n ^ 0x55; }\n"
	"#ifndef SHARED\n"
	"int hidden_weakly(int n) __attribute__((weak, alias(\"hidden\")));\n"
	"#endif\n"
	"int exported_weakly(int n) __attribute__((weak, alias(\"exported\")));\n"
	"int __exported(int n) __attribute__((alias(\"exported\")));\n"
	"__asm__(\".text; .globl bare; bare: .skip 64, 0x90;\"\n"
	"\".globl concealed; .hidden concealed; concealed: .skip 16, 0x90;\"\n"
	"	\".globl sized; .type sized, @function; sized: .skip 32, 0x90;\"\n"
	"	\".size sized, 16\");\n"
	"int main(void) { return exported(hidden(1)); }\n";

static const char cpp_source[] =
	"#include <vector>\n"
	"namespace ns { template <class T> struct Box { T v;\n"
	"__attribute__((noinline)) T twist(const std::vector<T> &x) const\n"
	"{ T s = v; for (auto &e : x) s = s * 3 + e; return s; } }; }\n"
	"int main(int argc, char **)\n"
	"{ ns::Box<int> b{argc}; return b.twist({1, 2, 3}); }\n";

static struct symbols *syms;

static struct dso *open_dso(const char *name)
{
	const char *path = path_of(name);
	const struct dso_id id = id_of(path);

	return symbols_dso(syms, path, &id, 0, 0, 0);
}

static const char *name_at(struct dso *dso, uint64_t offset)
{
	struct symbol sym;

	if (!symbols_user(syms, dso, offset, &sym))
		return "";
	assert_true(sym.start <= offset && offset - sym.start < sym.size);
	assert_string_equal(sym.module, dso_name(dso));
	return sym.name;
}

static int set_up(void **state)
{
	(void)state;
	syms = symbols_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	symbols_free(syms);
	return 0;
}

static void assert_named(const char *name)
{
	const uint64_t at = offset_of("prog", "exported");
	const uint64_t size = size_of("prog", "exported");
	struct dso *dso = open_dso(name);

	assert_int_equal(dso_state(dso), DSO_UNREAD);
	assert_string_equal(name_at(dso, at), "exported");
	assert_string_equal(name_at(dso, at + size - 1), "exported");
	assert_string_not_equal(name_at(dso, at + size), "exported");
	assert_string_equal(name_at(dso, offset_of("prog", "hidden")),
			    "hidden");
	assert_int_equal(dso_state(dso), DSO_OK);
}

static void test_program(void **state)
{
	(void)state;
	assert_named("prog");
	assert_string_equal(dso_name(open_dso("prog")), "prog");
	assert_string_equal(dso_path(open_dso("prog")), path_of("prog"));
}

/* Code at other distances from its offset in the file. */
static void test_layouts(void **state)
{
	static const char *const flags[] = {
		"-no-pie", "-pie -Wl,-z,noseparate-code", "-static",
		"-Wl,-z,max-page-size=0x200000",
	};
	struct dso *dso;
	char name[16];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		snprintf(name, sizeof(name), "layout%zu", i);
		run("${CC:-cc} -O1 %s -o %s prog.c", flags[i], name);
		dso = open_dso(name);
		assert_string_equal(name_at(dso, offset_of(name, "exported")),
				    "exported");
		assert_string_equal(name_at(dso, offset_of(name, "main")),
				    "main");
	}
}

/*
 * Symbols by hand: one without a size or a type, one of the kind that only
 * its own object file was to see, one smaller than its code.
 */
static void test_assembly(void **state)
{
	const uint64_t bare = offset_of("prog", "bare");
	const uint64_t sized = offset_of("prog", "sized");
	struct dso *dso = open_dso("prog");

	(void)state;
	assert_string_equal(name_at(dso, bare), "bare");
	assert_string_equal(name_at(dso, offset_of("prog", "concealed")),
			    "bare");
	assert_string_equal(name_at(dso, sized - 1), "bare");
	assert_string_equal(name_at(dso, sized + 15), "sized");
	assert_string_equal(name_at(dso, sized + 16), "");
}

static void test_cpp(void **state)
{
	static const char raw[] =
		"_ZNK2ns3BoxIiE5twistERKSt6vectorIiSaIiEE";

	(void)state;
	assert_string_equal(name_at(open_dso("prog++"),
				    offset_of("prog++", raw)),
			    "ns::Box<int>::twist");
}

/* A symbol that claims more than there is. */
static void test_oversized(void **state)
{
	uint64_t start;
	struct dso *dso;

	(void)state;
	put_file("huge.s", ".globl _start\n.type _start, @function\n"
		 "_start: .skip 16, 0x90\n.size _start, 0x10000000\n");
	run("as huge.s -o huge.o && ld -o huge huge.o");
	start = offset_of("huge", "_start");
	dso = open_dso("huge");
	assert_string_equal(name_at(dso, start + 15), "_start");
	assert_string_equal(name_at(dso, start + 16), "");
}

/* A program of 32 bits, if this machine's linker makes any. */
static void test_32_bits(void **state)
{
	(void)state;
	put_file("small.s", ".globl _start\n.type _start, @function\n"
		 "_start: .skip 16, 0x90\n.size _start, 16\n"
		 ".globl next\n.type next, @function\n"
		 "next: .skip 16, 0x90\n.size next, 16\n");
	if (system("cd / && as --32 /dev/null -o /dev/null 2>/dev/null"))
		skip();
	run("as --32 small.s -o small.o && ld -m elf_i386 -o small small.o");
	assert_string_equal(name_at(open_dso("small"),
				    offset_of("small", "next") + 15), "next");
}

static void assert_reason(struct dso *dso, const char *part)
{
	if (!strstr(dso_reason(dso), part))
		fail_msg("\"%s\" is not in \"%s\"", part, dso_reason(dso));
}

static void test_stripped(void **state)
{
	const uint64_t at = offset_of("prog", "hidden");
	const uint8_t *id;
	struct dso *dso;
	char hex[41];
	size_t i, size;

	(void)state;
	run("strip -o stripped prog");
	dso = open_dso("stripped");
	assert_string_equal(name_at(dso, at), "");
	assert_int_equal(dso_state(dso), DSO_NO_SYMBOLS);
	id = dso_build_id(dso, &size);
	assert_int_equal(size, 20);
	for (i = 0; i < size; i++)
		sprintf(hex + 2 * i, "%02x", id[i]);
	assert_reason(dso, hex);
	run("file=$(readelf -n stripped | sed -n 's/.*Build ID: //p'); "
	    "test \"$file\" = %s", hex);
}

static void test_exported_only(void **state)
{
	struct dso *dso;

	(void)state;
	run("strip -o libstripped.so libprog.so");
	dso = open_dso("libstripped.so");
	assert_string_equal(name_at(dso, offset_of("libprog.so", "exported")),
			    "exported");
	assert_string_equal(name_at(dso, offset_of("libprog.so", "hidden")),
			    "");
	assert_int_equal(dso_state(dso), DSO_OK);
	assert_reason(dso, "only exported symbols");
}

/* The same without a build-id, with its symbols apart: only a checksum. */
static void make_linked(const char *where)
{
	run("rm -rf bin && mkdir -p bin/.debug && cd bin && "
	    "${CC:-cc} -O1 -Wl,--build-id=none -o whole ../prog.c && "
	    "objcopy --only-keep-debug whole prog.debug && "
	    "strip -o prog whole && "
	    "objcopy --add-gnu-debuglink=prog.debug prog && "
	    "mv -n prog.debug ../%s", where);
}

static void test_debuglink(void **state)
{
	static const char *const places[] = { "bin", "bin/.debug" };
	struct dso *dso;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		make_linked(places[i]);
		dso = open_dso("bin/prog");
		assert_string_equal(name_at(dso, offset_of("bin/whole",
							   "hidden")),
				    "hidden");
		assert_int_equal(dso_state(dso), DSO_OK);
		unlink(path_of("bin/prog"));
	}
}

/* A debug file of another build says nothing of this one. */
static void test_wrong_debug_file(void **state)
{
	struct dso *dso;

	(void)state;
	make_linked("bin");
	run("printf x >> bin/prog.debug");
	dso = open_dso("bin/prog");
	assert_string_equal(name_at(dso, offset_of("bin/whole", "hidden")),
			    "");
	assert_int_equal(dso_state(dso), DSO_NO_SYMBOLS);
}

static void test_wrong_build_id(void **state)
{
	struct dso *dso;

	(void)state;
	run("mkdir -p other && ${CC:-cc} -O1 -DX -Wl,--build-id=0x%040d "
	    "-o other/whole prog.c && cd other && "
	    "objcopy --only-keep-debug ../prog prog.debug && "
	    "strip whole -o prog && "
	    "objcopy --add-gnu-debuglink=prog.debug prog", 1);
	dso = open_dso("other/prog");
	assert_string_equal(name_at(dso, offset_of("prog", "hidden")), "");
	assert_int_equal(dso_state(dso), DSO_NO_SYMBOLS);
	/* With the one that is its own, it has names. */
	run("cd other && objcopy --only-keep-debug whole prog.debug");
	run("cd other && ln prog again");
	dso = open_dso("other/again");
	assert_string_equal(name_at(dso, offset_of("other/whole", "hidden")),
			    "hidden");
}

static void test_not_elf(void **state)
{
	struct dso *dso;

	(void)state;
	put_file("text", "#!/bin/sh\nexit 0\n");
	put_file("empty", "");
	dso = open_dso("text");
	assert_string_equal(name_at(dso, 0), "");
	assert_int_equal(dso_state(dso), DSO_BAD);
	assert_reason(dso, "not an ELF file");
	dso = open_dso("empty");
	assert_string_equal(name_at(dso, 0), "");
	assert_int_equal(dso_state(dso), DSO_BAD);
}

static void test_other_byte_order(void **state)
{
	struct dso *dso;

	(void)state;
	run("cp prog big && printf '\\002' | dd of=big bs=1 seek=5 "
	    "conv=notrunc status=none");
	dso = open_dso("big");
	assert_string_equal(name_at(dso, 0x1000), "");
	assert_int_equal(dso_state(dso), DSO_BAD);
}

static void ask_everywhere(const char *name)
{
	struct dso *dso = open_dso(name);
	uint64_t offset;

	for (offset = 0; offset < 0x5000; offset += 61)
		name_at(dso, offset);
	name_at(dso, UINT64_MAX);
	assert_non_null(dso_reason(dso));
}

/* Cut anywhere, it may have fewer names, and does no harm. */
static void test_truncated(void **state)
{
	struct stat st;
	off_t size;
	int nr = 0;
	char name[32];

	(void)state;
	assert_int_equal(stat(path_of("prog"), &st), 0);
	for (size = 0; size < st.st_size; size += 1 + st.st_size / 150) {
		snprintf(name, sizeof(name), "cut%d", nr++);
		run("cp prog %s", name);
		assert_int_equal(truncate(path_of(name), size), 0);
		ask_everywhere(name);
		unlink(path_of(name));
	}
}

static void test_damaged(void **state)
{
	struct stat st;
	char name[32];
	int fd, round, i;
	uint8_t byte;

	(void)state;
	srand(7);
	for (round = 0; round < 150; round++) {
		snprintf(name, sizeof(name), "damaged%d", round);
		run("cp prog %s", name);
		fd = open(path_of(name), O_WRONLY);
		assert_true(fd >= 0 && !fstat(fd, &st));
		for (i = 0; i < 1 + round; i++) {
			byte = (uint8_t)rand();
			/* Headers matter most: they stand at both ends. */
			assert_int_equal(pwrite(fd, &byte, 1, i % 2 ?
						st.st_size - 1 - rand() % 2048 :
						4 + rand() % 1020), 1);
		}
		close(fd);
		ask_everywhere(name);
		unlink(path_of(name));
	}
}

static int build(void **state)
{
	(void)state;
	if (make_dir())
		return -1;
	put_file("prog.c", c_source);
	put_file("prog.cpp", cpp_source);
	run("${CC:-cc} -O1 -Wl,--build-id -o prog prog.c && "
	    "${CC:-cc} -O1 -DSHARED -shared -fPIC -o libprog.so prog.c && "
	    "${CXX:-c++} -O1 -o prog++ prog.cpp");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_program), TEST(test_layouts), TEST(test_assembly),
		TEST(test_cpp), TEST(test_oversized), TEST(test_32_bits),
		TEST(test_stripped),
		TEST(test_exported_only), TEST(test_debuglink),
		TEST(test_wrong_debug_file), TEST(test_wrong_build_id),
		TEST(test_not_elf), TEST(test_other_byte_order),
		TEST(test_truncated), TEST(test_damaged),
	};

	return cmocka_run_group_tests(tests, build, remove_dir);
}
