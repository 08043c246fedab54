// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stripped Go programs: Go's own table of functions in each of its forms, put
 * together by the assembler, whole and damaged.
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

#include "symbols/dso.h"
#include "test-symbols-file.h"

/* GO: the form. TEXT: what the table says of it. MODULE: so does the runtime. */
static const char source[] =
	".text\n.globl _start\n_start: .skip 64, 0x90\n"
	"text: first: .skip 32, 0x90\nsecond: .skip 48, 0x90\n"
	"third: .skip 16, 0x90\netext: .skip 64, 0x90\n"
	".section SECTION, FLAGS\n.balign 32\n"
	"#ifdef LEAD\n.skip LEAD\n#endif\n"
	"tab: .long MAGIC\n.byte 0, 0, 1, 8\n.quad NR\n"
	"#if GO == 102\n"
	"ftab: .quad first, r1 - tab, second, r2 - tab, third, r3 - tab, etext\n"
	".set fbase, tab\n.set nbase, tab\n"
	"#elif GO == 116\n"
	".quad 1, names - tab, names - tab, names - tab, names - tab\n"
	".quad ftab - tab\n.set fbase, ftab\n.set nbase, names\n"
	"#else\n"
	".quad 1, TEXT, names - tab, names - tab, names - tab, names - tab\n"
	".quad ftab - tab\n.set fbase, ftab\n.set nbase, names\n"
	"#endif\n"
	"names: .asciz \"\"\nn1: .asciz \"main.first\"\n"
	"n2: .asciz \"main.(*T).Second\"\nn3: .asciz \"main.third.func1\"\n"
	".balign 8\n"
	"#if GO == 116\n"
	"ftab: .quad first, r1 - ftab, second, r2 - ftab, third, r3 - ftab\n"
	".quad etext\n"
	"#elif GO > 116\n"
	"ftab: .long first - text, r1 - ftab, second - text, r2 - ftab\n"
	".long third - text, r3 - ftab, etext - text\n"
	"#endif\n"
	"#if GO <= 116\n"
	"r1: .quad first\n.long n1 - nbase\n.balign 8\n"
	"r2: .quad second\n.long n2 - nbase\n.balign 8\n"
	"r3: .quad third\n.long n3 - nbase\n"
	"#else\n"
	"r1: .long first - text, n1 - nbase\nr2: .long second - text, n2 - nbase\n"
	"r3: .long third - text, n3 - nbase\n"
	"#endif\n"
	".skip 64\n.data\n.balign 8\n.quad tab, 5\n"
	"#ifdef MODULE\n"
	".quad tab, names\n.skip 20 * 8\n.quad text, etext\n"
	"#endif\n"
	"#ifdef BUILDINFO\n.section .go.buildinfo, \"a\"\n.quad 1\n#endif\n";

/* What most forms have in common. */
#define FORM_102 "-DGO=102 -DMAGIC=0xfffffffb "
#define FORM_116 "-DGO=116 -DMAGIC=0xfffffffa "
#define FORM_118 "-DGO=118 -DMAGIC=0xfffffff0 "
#define FORM_120 "-DGO=120 -DMAGIC=0xfffffff1 "
#define NAMED "-DSECTION=.gopclntab "
#define UNNAMED "-DSECTION=.rodata -DLEAD=64 "

/* Build "whole", and strip it to "prog". */
static void make(const char *options)
{
	run("rm -f whole prog && ${CC:-cc} -nostdlib -static "
	    "-DNR=3 -DTEXT=text -D'FLAGS=\"a\"' %s -o whole prog.S && "
	    "strip -o prog whole", options);
}

static const char *name_at(struct dso *dso, uint64_t offset)
{
	struct symbol sym;

	if (!symbols_user(syms, dso, offset, &sym))
		return "";
	assert_true(sym.start <= offset && offset - sym.start < sym.size);
	return sym.name;
}

static void assert_named(void)
{
	const uint64_t first = offset_of("whole", "first");
	struct dso *dso = open_dso("prog");

	assert_string_equal(name_at(dso, first - 1), "");
	assert_string_equal(name_at(dso, first), "main.first");
	assert_string_equal(name_at(dso, first + 31), "main.first");
	assert_string_equal(name_at(dso, first + 32), "main.(*T).Second");
	assert_string_equal(name_at(dso, first + 79), "main.(*T).Second");
	assert_string_equal(name_at(dso, first + 80), "main.third.func1");
	assert_string_equal(name_at(dso, first + 95), "main.third.func1");
	assert_string_equal(name_at(dso, first + 96), "");
	assert_int_equal(dso_state(dso), DSO_OK);
	assert_non_null(strstr(dso_reason(dso), "Go code"));
}

static void test_forms(void **state)
{
	static const char *const forms[] = {
		FORM_102 NAMED, FORM_116 NAMED, FORM_118 NAMED, FORM_120 NAMED,
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		make(forms[i]);
		assert_named();
	}
}

/* Beside what was expected to be asked, its neighbours at most are kept. */
static void test_expected(void **state)
{
	uint64_t first;
	struct dso *dso;

	(void)state;
	make(FORM_120 NAMED);
	first = offset_of("whole", "first");
	dso = open_dso("prog");
	dso_expect(dso, first - 1);
	dso_expect(dso, first + 31);
	assert_string_equal(name_at(dso, first + 31), "main.first");
	assert_string_equal(name_at(dso, first - 1), "");
	assert_in_range(dso->syms.go.table.nr, 1, 2);
	assert_int_equal(dso_state(dso), DSO_OK);
	assert_string_equal(name_at(dso, first + 80), "main.third.func1");
	assert_int_equal(dso->syms.go.table.nr, 3);
}

/* Relocated when it is loaded, but what the linker knows is in the file. */
static void test_pie(void **state)
{
	(void)state;
	make(FORM_118 "-UFLAGS -D'FLAGS=\"aw\"' -DBUILDINFO "
	     "-DSECTION=.data.rel.ro.gopclntab -static-pie");
	assert_named();
}

/* Where the code begins, the runtime knows. */
static void test_text(void **state)
{
	struct dso *dso;

	(void)state;
	make(FORM_120 NAMED "-UTEXT -DTEXT=0 -DMODULE");
	assert_named();
	make(FORM_120 NAMED "-UTEXT -DTEXT=0");
	dso = open_dso("prog");
	assert_string_equal(name_at(dso, offset_of("whole", "first")), "");
	assert_int_equal(dso_state(dso), DSO_NO_SYMBOLS);
	assert_non_null(strstr(dso_reason(dso), "where the code is"));
}

/* In among other data, by a linker that is not Go's. */
static void test_unnamed(void **state)
{
	struct dso *dso;

	(void)state;
	make(FORM_118 UNNAMED "-DBUILDINFO");
	assert_named();
	/* Not in a program that has nothing else of Go. */
	make(FORM_118 UNNAMED);
	dso = open_dso("prog");
	assert_string_equal(name_at(dso, offset_of("whole", "first")), "");
	assert_int_equal(dso_state(dso), DSO_NO_SYMBOLS);
}

static void patch(const char *name, uint64_t at, const void *bytes, size_t size)
{
	int fd = open(path_of(name), O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, size, (off_t)at), size);
	close(fd);
}

static void test_no_sections(void **state)
{
	static const char zeros[8];

	(void)state;
	make(FORM_120 NAMED);
	patch("prog", 0x28, zeros, 8);		/* e_shoff */
	patch("prog", 0x3c, zeros, 4);		/* e_shnum, e_shstrndx */
	assert_named();
}

/* The symbol table says more, if it is there. */
static void test_not_stripped(void **state)
{
	struct dso *dso;

	(void)state;
	make(FORM_120 NAMED);
	dso = open_dso("whole");
	assert_string_equal(name_at(dso, offset_of("whole", "second")),
			    "second");
}

static void test_too_many(void **state)
{
	static const char *const numbers[] = {
		"0", "100", "0x40000000", "0x7fffffffffffffff",
		"0xffffffffffffffff",
	};
	struct dso *dso;
	char options[128];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		snprintf(options, sizeof(options), FORM_120 NAMED
			 "-UNR -DNR=%s", numbers[i]);
		make(options);
		dso = open_dso("prog");
		assert_string_equal(name_at(dso, offset_of("whole", "first")),
				    "");
	}
}

/* Where the table lies in the file. */
static uint64_t table_at(void)
{
	uint64_t at;

	assert_true(ask(&at, "readelf -SW %s/prog | sed -n 's/.*gopclntab *"
			"PROGBITS *[0-9a-f]* \\([0-9a-f]*\\).*/\\1/p'", dir));
	return at;
}

static void ask_everywhere(const char *name)
{
	struct dso *dso = open_dso(name);
	uint64_t offset;

	for (offset = 0; offset < 0x2000; offset += 13)
		name_at(dso, offset);
	assert_non_null(dso_reason(dso));
}

/* Any byte of it may be wrong: there may be fewer names, and no harm done. */
static void test_damaged(void **state)
{
	static const char *const forms[] = {
		FORM_102 NAMED, FORM_116 NAMED, FORM_118 NAMED,
		FORM_120 NAMED "-UTEXT -DTEXT=0 -DMODULE",
	};
	uint64_t table;
	uint8_t byte;
	char name[32];
	size_t form;
	int round;

	(void)state;
	srand(5);
	for (form = 0; form < sizeof(forms) / sizeof(forms[0]); form++) {
		make(forms[form]);
		table = table_at();
		for (round = 0; round < 100; round++) {
			snprintf(name, sizeof(name), "damaged%zu-%d", form,
				 round);
			run("cp prog %s", name);
			byte = (uint8_t)rand();
			patch(name, table + (uint64_t)(rand() % 256), &byte, 1);
			ask_everywhere(name);
			unlink(path_of(name));
		}
	}
}

static int build(void **state)
{
	(void)state;
	if (make_dir())
		return -1;
	put_file("prog.S", source);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_forms),
		TEST(test_expected), TEST(test_pie), TEST(test_text),
		TEST(test_unnamed), TEST(test_no_sections),
		TEST(test_not_stripped), TEST(test_too_many),
		TEST(test_damaged),
	};

	return cmocka_run_group_tests(tests, build, remove_dir);
}
