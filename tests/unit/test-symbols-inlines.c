// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inlined calls and lines, from what compilers write: versions of DWARF,
 * compressed, in debug files, shared; and from what is damaged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "test-symbols.h"

/* Labels stand for instructions, whatever the compiler does around them. */
static const char source[] =
	"#define INLINE static inline __attribute__((always_inline))\n"
	"#define AT(label) __asm__ volatile(#label \": nop\")\n"
	"INLINE void inner(void)\n"
	"{\n"
	"	AT(at_inner);\n"			/* line 5 */
	"}\n"
	"INLINE void outer(void)\n"
	"{\n"
	"	AT(at_outer);\n"
	"	inner();\n"				/* line 10 */
	"}\n"
	"INLINE void other(void) { AT(at_other); }\n"
	"__attribute__((noipa)) void function(void)\n"
	"{\n"
	"	AT(at_function);\n"			/* line 15 */
	"	outer();\n"
	"	other();\n"
	"	AT(at_end);\n"
	"}\n"
	"int main(void)\n"				/* line 20 */
	"{\n"
	"	function();\n"
	"	return 0;\n"
	"}\n";

static struct symbols *syms;

static int set_up(void **state)
{
	(void)state;
	syms = symbols_new();
	symbols_want(syms, SYMBOLS_INLINES | SYMBOLS_LINES);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	symbols_free(syms);
	return 0;
}

static struct dso *look(const char *name)
{
	static const struct dso_id nothing;

	return symbols_dso(syms, path_of(name), &nothing, 0, 0, 0);
}

/* "function (in.c:16) outer (in.c:9)": what is at an offset, outermost first. */
static const char *chain(struct dso *dso, uint64_t offset)
{
	static char text[1024];
	struct symbol_calls calls;
	struct symbol sym;
	size_t i, len;

	if (!symbols_user(syms, dso, offset, &sym))
		return "";
	symbols_calls(syms, dso, offset, &calls);
	len = (size_t)snprintf(text, sizeof(text), "%s", sym.name);
	if (calls.line.file)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					" (%s:%u)", calls.line.file,
					calls.line.line);
	for (i = 0; i < calls.nr; i++) {
		len += (size_t)snprintf(text + len, sizeof(text) - len, " %s",
					calls.calls[i].name);
		if (calls.calls[i].line.file)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
						" (%s:%u)",
						calls.calls[i].line.file,
						calls.calls[i].line.line);
	}
	return text;
}

/* @labels is the file to ask for addresses, if @name has been stripped. */
static void check_chains(const char *name, const char *labels)
{
	struct dso *dso = look(name);

	assert_string_equal(chain(dso, offset_of(labels, "at_function")),
			    "function (in.c:15)");
	assert_string_equal(chain(dso, offset_of(labels, "at_outer")),
			    "function (in.c:16) outer (in.c:9)");
	assert_string_equal(chain(dso, offset_of(labels, "at_inner")),
			    "function (in.c:16) outer (in.c:10) inner (in.c:5)");
	assert_string_equal(chain(dso, offset_of(labels, "at_other")),
			    "function (in.c:17) other (in.c:12)");
	assert_string_equal(chain(dso, offset_of(labels, "at_end")),
			    "function (in.c:18)");
	assert_null(dso_inlines_reason(dso));
}

static void check_built(const char *name, const char *flags)
{
	run("cc -O2 %s -o %s in.c", flags, name);
	check_chains(name, name);
}

static void test_dwarf4(void **state)
{
	(void)state;
	check_built("dwarf4", "-gdwarf-4");
}

static void test_dwarf5(void **state)
{
	(void)state;
	check_built("dwarf5", "-gdwarf-5");
}

/* Rare, and not what lengths and offsets are read for. */
static void test_64_bit(void **state)
{
	(void)state;
	check_built("large4", "-gdwarf-4 -gdwarf64");
	tear_down(NULL);
	set_up(NULL);
	check_built("large5", "-gdwarf-5 -gdwarf64");
}

static void test_fixed_address(void **state)
{
	(void)state;
	check_built("fixed", "-g -no-pie");
}

static void test_compressed(void **state)
{
	(void)state;
	check_built("gabi", "-g -gz=zlib");
	check_built("gnu", "-gdwarf-4 -gz=zlib-gnu");
}

/* Functions in sections of their own, and the address 0 for those left out. */
static void test_sections(void **state)
{
	(void)state;
	put_file("left-out.c", "void left_out(void)\n"
		 "{ __asm__ volatile(\".skip 65536\"); }\n");
	check_built("sections", "-gdwarf-4 -ffunction-sections "
		    "-Wl,--gc-sections -Wl,-z,noseparate-code left-out.c");
}

static void test_without_ranges_index(void **state)
{
	(void)state;
	run("cc -O2 -g -o indexed in.c");
	run("objcopy -R .debug_aranges indexed unindexed");
	check_chains("unindexed", "unindexed");
}

static void test_debug_file(void **state)
{
	(void)state;
	run("cc -O2 -g -o whole in.c");
	run("objcopy --only-keep-debug whole apart.debug");
	run("cp whole apart");
	run("objcopy -S --add-gnu-debuglink=apart.debug apart");
	check_chains("apart", "whole");
}

/* A program with symbols of its own looks for a debug file all the same. */
static void test_debug_file_without_symbols(void **state)
{
	(void)state;
	run("cc -O2 -g -o whole2 in.c");
	run("objcopy --only-keep-debug whole2 lines.debug");
	run("cp whole2 lines");
	run("objcopy -g --add-gnu-debuglink=lines.debug lines");
	check_chains("lines", "whole2");
}

static bool has_dwz(void)
{
	return !system("dwz --version >/dev/null 2>&1");
}

/* Two programs alike, so that there is something to share. */
static void share(const char *a, const char *b, const char *common,
		  const char *flags)
{
	run("cc -O2 -gdwarf-4 %s -o %s in.c", flags, a);
	run("cp %s %s", a, b);
	run("dwz -m %s -M %s/%s %s %s", common, dir, common, a, b);
}

static void test_shared(void **state)
{
	(void)state;
	if (!has_dwz())
		skip();
	share("a", "b", "common", "");
	check_chains("a", "a");
	check_chains("b", "b");
}

/* Entries in a file of their own, where it was built or beside the program. */
static void check_split(const char *name, const char *flags)
{
	run("mkdir %s && cp in.c %s && cd %s && cc -O2 -g -gsplit-dwarf %s"
	    " -o %s in.c && test -e %s-in.dwo", name, name, name, flags, name,
	    name);
	run("cp %s/%s %s", name, name, name + 2);
	check_chains(name + 2, name + 2);
	tear_down(NULL);
	set_up(NULL);
	run("cp %s/*.dwo . && rm %s/*.dwo", name, name);
	check_chains(name + 2, name + 2);
	run("rm *.dwo");
}

static void test_split(void **state)
{
	(void)state;
	check_split("s-split4", "-gdwarf-4");
	tear_down(NULL);
	set_up(NULL);
	check_split("s-split5", "-gdwarf-5");
}

static void test_split_64_bit(void **state)
{
	(void)state;
	check_split("s-large4", "-gdwarf-4 -gdwarf64");
	tear_down(NULL);
	set_up(NULL);
	check_split("s-large5", "-gdwarf-5 -gdwarf64");
}

static void test_package(void **state)
{
	(void)state;
	run("cc -O2 -gdwarf-4 -gsplit-dwarf -o package in.c");
	run("dwp -e package -o package.dwp && rm *.dwo");
	check_chains("package", "package");
}

static void check_amiss(struct dso *dso, uint64_t offset, const char *word)
{
	struct symbol_calls calls;
	struct symbol sym;

	assert_true(symbols_user(syms, dso, offset, &sym));
	assert_string_equal(sym.name, "function");
	symbols_calls(syms, dso, offset, &calls);
	assert_true(calls.is_amiss);
	assert_non_null(dso_inlines_reason(dso));
	if (!strstr(dso_inlines_reason(dso), word))
		fail_msg("'%s' lacks '%s'", dso_inlines_reason(dso), word);
}

static void test_shared_is_missing(void **state)
{
	(void)state;
	if (!has_dwz())
		skip();
	share("c", "d", "gone", "");
	run("rm gone");
	check_amiss(look("c"), offset_of("c", "at_inner"), "gone");
	/* Another one of that name is not taken. */
	share("e", "f", "other-common", "-Dinner=another");
	run("cp other-common gone");
	check_amiss(look("d"), offset_of("d", "at_inner"), "gone");
}

static void test_split_is_missing(void **state)
{
	(void)state;
	run("cc -O2 -g -gsplit-dwarf -o lost in.c && mv lost-in.dwo kept");
	check_amiss(look("lost"), offset_of("lost", "at_inner"),
		    "lost-in.dwo");
	/* Another unit's is not taken. */
	run("cc -O2 -g -gsplit-dwarf -Dinner=another -o other in.c &&"
	    " mv other-in.dwo lost-in.dwo && cp lost lost2");
	check_amiss(look("lost2"), offset_of("lost2", "at_inner"),
		    "lost-in.dwo");
	run("cp kept lost-in.dwo && cp lost lost3");
	check_chains("lost3", "lost3");
}

static void test_not_wanted(void **state)
{
	struct dso *dso;

	(void)state;
	run("cc -O2 -g -o plain in.c");
	symbols_want(syms, SYMBOLS_INLINES);
	dso = look("plain");
	assert_string_equal(chain(dso, offset_of("plain", "at_inner")),
			    "function outer inner");
	tear_down(NULL);
	syms = symbols_new();
	symbols_want(syms, SYMBOLS_LINES);
	dso = look("plain");
	assert_string_equal(chain(dso, offset_of("plain", "at_inner")),
			    "function (in.c:16)");
	tear_down(NULL);
	syms = symbols_new();
	dso = look("plain");
	assert_string_equal(chain(dso, offset_of("plain", "at_inner")),
			    "function");
}

static void test_without(void **state)
{
	struct dso *dso;

	(void)state;
	run("cc -O2 -o without in.c");
	dso = look("without");
	assert_string_equal(chain(dso, offset_of("without", "at_inner")),
			    "function");
	assert_null(dso_inlines_reason(dso));
	assert_string_equal(chain(look("/nonexistent"), 0), "");
}

/* Functions in namespaces, of classes inside functions, of lambdas. */
static const char source_cplusplus[] =
	"#define AT(label) __asm__ volatile(#label \": nop\")\n"
	"#define INLINE inline __attribute__((always_inline))\n"
	"#define APART __attribute__((noipa))\n"
	"INLINE void helper() { AT(at_helper); }\n"
	"namespace space {\n"
	"struct Box { INLINE void fill(int) { AT(at_fill); } };\n"
	"template <typename T> INLINE void put(T) { AT(at_put); }\n"
	"APART void run(int n) { Box box; box.fill(n); put(1.5); }\n"
	"}\n"
	"template <typename F> APART void call(F f) { f(); }\n"
	"int main()\n"
	"{\n"
	"	struct Local { APART static void go() { helper(); } };\n"
	"	space::run(1);\n"
	"	Local::go();\n"
	"	call([]() { AT(at_lambda); });\n"
	"}\n";

static void check_cplusplus(const char *name, const char *flags)
{
	struct dso *dso;

	run("c++ -O2 %s -o %s in.cc", flags, name);
	symbols_want(syms, SYMBOLS_INLINES);
	dso = look(name);
	assert_string_equal(chain(dso, offset_of(name, "at_fill")),
			    "space::run space::Box::fill");
	assert_string_equal(chain(dso, offset_of(name, "at_put")),
			    "space::run space::put<double>");
	assert_string_equal(chain(dso, offset_of(name, "at_helper")),
			    "main::Local::go helper");
	assert_string_equal(chain(dso, offset_of(name, "at_lambda")),
			    "call<main::{lambda()#1}> operator()");
}

static void test_cplusplus(void **state)
{
	(void)state;
	put_file("in.cc", source_cplusplus);
	check_cplusplus("c++4", "-gdwarf-4");
	tear_down(NULL);
	syms = symbols_new();
	check_cplusplus("c++5", "-gdwarf-5");
}

/* In DWARF 4 they are in a section of their own, .debug_types. */
static void test_type_units(void **state)
{
	(void)state;
	put_file("in.cc", source_cplusplus);
	check_cplusplus("types4", "-gdwarf-4 -fdebug-types-section");
	tear_down(NULL);
	syms = symbols_new();
	check_cplusplus("types5", "-gdwarf-5 -fdebug-types-section");
}

static void spoil(const char *name, const char *section, const char *fill)
{
	run("cc -O2 -g -o %s in.c", name);
	run("objcopy -O binary --set-section-flags .%s=alloc -j .%s %s part",
	    section, section, name);
	run("head -c $(stat -c %%s part) /dev/zero | tr '\\0' '%s' >spoilt &&"
	    " head -c 12 part | dd of=spoilt conv=notrunc status=none", fill);
	run("objcopy --update-section .%s=spoilt %s", section, name);
}

static void test_damaged(void **state)
{
	(void)state;
	spoil("bad-info", "debug_info", "\\377");
	check_amiss(look("bad-info"), offset_of("bad-info", "at_inner"),
		    "damaged");
	spoil("bad-abbrev", "debug_abbrev", "\\377");
	check_amiss(look("bad-abbrev"), offset_of("bad-abbrev", "at_inner"),
		    "damaged");
}

/* What is lost while it is read does not kill the reader. */
static void test_cut_while_read(void **state)
{
	struct symbol_calls calls;
	struct dso *dso;
	uint64_t at;

	(void)state;
	run("cc -O2 -g -o cut in.c");
	at = offset_of("cut", "at_inner");
	dso = look("cut");
	symbols_calls(syms, dso, 0, &calls);
	assert_int_equal(truncate(path_of("cut"), 0), 0);
	symbols_calls(syms, dso, at, &calls);
	assert_int_equal(calls.nr, 0);
	assert_true(calls.is_amiss);
	assert_non_null(dso_inlines_reason(dso));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_dwarf4),
		TEST(test_64_bit), TEST(test_split_64_bit),
		TEST(test_type_units), TEST(test_dwarf5),
		TEST(test_fixed_address),
		TEST(test_compressed),
		TEST(test_sections),
		TEST(test_without_ranges_index),
		TEST(test_debug_file),
		TEST(test_debug_file_without_symbols),
		TEST(test_shared),
		TEST(test_shared_is_missing),
		TEST(test_split),
		TEST(test_package),
		TEST(test_split_is_missing),
		TEST(test_not_wanted),
		TEST(test_without),
		TEST(test_cplusplus),
		TEST(test_damaged),
		TEST(test_cut_while_read),
	};

	if (make_dir())
		return 1;
	put_file("in.c", source);
	return cmocka_run_group_tests(tests, NULL, remove_dir);
}
