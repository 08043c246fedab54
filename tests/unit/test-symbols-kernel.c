// SPDX-License-Identifier: GPL-2.0-only
/* Kernel symbols from files in kallsyms form, whole, odd and hostile. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "symbols/symbols.h"

static char file[] = "/tmp/test-symbols-kernel-XXXXXX";
static struct symbols *syms;
static struct err err;

static const char text[] =
	"0000000000000000 A fixed_percpu_data\n"
	"ffffffff81000000 T startup_64\n"
	"ffffffff81000000 T _stext\n"
	"ffffffff81000000 T _text\n"
	"ffffffff81000040 t local_one\n"
	"ffffffff81000080 W weak_one\n"
	"ffffffff810000c0 D some_data\n"
	"ffffffff81000100 T last\n"
	"ffffffff81000200 T _etext\n"
	"ffffffff81000800 T __start_rodata\n"
	"ffffffff82000000 T _sinittext\n"
	"ffffffff82000010 t setup\n"
	"ffffffff82000100 T _einittext\n"
	"ffffffff82000200 t $x\n"
	"ffffffffc0002000 t second\t[mod]\n"
	"ffffffffc0001000 T first\t[mod]\n"
	"ffffffffc0002100 d mod_data\t[mod]\n"
	"ffffffffc0008000 t other\t[mod2]\n"
	"ffffffffc0100000 t bpf_prog_6deef7357e7b4530_f\t[bpf]\n";

static int load_bytes(const void *bytes, size_t size)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	fclose(f);
	return symbols_load_kernel(syms, file, &err);
}

static int load(const char *s)
{
	return load_bytes(s, strlen(s));
}

static const char *name_at(uint64_t addr, const char **module)
{
	struct symbol sym;

	*module = NULL;
	if (!symbols_kernel(syms, addr, &sym))
		return "";
	assert_true(sym.start <= addr && addr - sym.start < sym.size);
	*module = sym.module;
	return sym.name;
}

static void assert_core(uint64_t addr, const char *name)
{
	const char *module;

	assert_string_equal(name_at(addr, &module), name);
	assert_null(module);
}

static void assert_module(uint64_t addr, const char *name, const char *expected)
{
	const char *module;

	assert_string_equal(name_at(addr, &module), name);
	assert_non_null(module);
	assert_string_equal(module, expected);
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

static void test_kernel(void **state)
{
	(void)state;
	assert_int_equal(load(text), 0);
	assert_int_equal(symbols_kernel_start(syms), 0xffffffff81000000);
	assert_core(0xffffffff80ffffff, "");
	assert_core(0xffffffff81000000, "_text");
	assert_core(0xffffffff8100003f, "_text");
	assert_core(0xffffffff81000040, "local_one");
	assert_core(0xffffffff810000bf, "weak_one");
	/* Data ends code and names none. */
	assert_core(0xffffffff810000c0, "");
	assert_core(0xffffffff810000ff, "");
	assert_core(0xffffffff81000100, "last");
	assert_core(0xffffffff810001ff, "last");
	assert_core(0xffffffff81000200, "");
	assert_core(0xffffffff82000080, "setup");
	assert_core(0xffffffff82000100, "");
	assert_core(0xffffffff82000200, "");
}

static void test_modules(void **state)
{
	(void)state;
	assert_int_equal(load(text), 0);
	assert_module(0xffffffffc0001000, "first", "mod");
	assert_module(0xffffffffc0001fff, "first", "mod");
	assert_module(0xffffffffc0002000, "second", "mod");
	assert_core(0xffffffffc0002100, "");
	assert_module(0xffffffffc0008000, "other", "mod2");
	/* The end of a module is not known: a page more, and no further. */
	assert_module(0xffffffffc0009fff, "other", "mod2");
	assert_core(0xffffffffc000a000, "");
	assert_module(0xffffffffc0100000, "bpf_prog_6deef7357e7b4530_f", "bpf");
	assert_core(0xffffffffc0102000, "");
}

static void test_hidden(void **state)
{
	(void)state;
	assert_int_equal(load("0000000000000000 T _text\n"
			      "0000000000000000 t f\t[mod]\n"), -EPERM);
	assert_non_null(strstr(err.text, "kptr_restrict"));
	assert_int_equal(symbols_kernel_start(syms), 0);
	assert_core(0, "");
	assert_core(0xffffffff81000000, "");
}

static void test_not_kallsyms(void **state)
{
	static const char *const texts[] = {
		"", "\n\n\n", "hello\n", "ffffffff81000000\n",
		"ffffffff81000000 T\n", "ffffffff81000000 T \n",
		"ffffffff81000000  T f\n", " ffffffff81000000 T f\n",
		"fffffffff81000000 T f\n", "FFFFFFFF81000000 T f\n",
		"0xffffffff81000000 T f\n", "ffffffff81000000 T \t[m]\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(load(texts[i]), -EINVAL);
		assert_non_null(strstr(err.text, file));
	}
	assert_int_equal(symbols_load_kernel(syms, "/nonexistent", &err),
			 -ENOENT);
	assert_non_null(strstr(err.text, "/nonexistent"));
	assert_int_equal(symbols_load_kernel(syms, "/", &err), -EISDIR);
}

/* What is not a line of kallsyms is passed over. */
static void test_odd_lines(void **state)
{
	static const char bytes[] =
		"garbage\n"
		"1000 T a\n"
		"2000 T nul\0in_it\n"
		"3000 T odd\tmod]\n"
		"4000 T tab\t[]\n"
		"5000 T two words\n"
		"6000 T last";

	(void)state;
	assert_int_equal(load_bytes(bytes, sizeof(bytes) - 1), 0);
	assert_core(0x1000, "a");
	assert_core(0x2000, "a");
	assert_core(0x3000, "odd");
	assert_core(0x4000, "tab");
	assert_core(0x5000, "two words");
	assert_core(0x6000, "last");
}

static void test_long_name(void **state)
{
	enum { LEN = 3 << 20 };
	char *line = malloc(LEN + 32);
	const char *module;
	int at;

	(void)state;
	assert_non_null(line);
	at = sprintf(line, "1000 T ");
	memset(line + at, 'x', LEN);
	strcpy(line + at + LEN, "\t[mod]\n");
	assert_int_equal(load(line), 0);
	assert_int_equal(strlen(name_at(0x1000, &module)), LEN);
	assert_string_equal(module, "mod");
	free(line);
}

/* Names given out outlive a second reading. */
static void test_again(void **state)
{
	struct symbol sym;

	(void)state;
	assert_int_equal(load(text), 0);
	assert_true(symbols_kernel(syms, 0xffffffffc0001000, &sym));
	assert_int_equal(load("ffffffffc0001000 T new\n"), 0);
	assert_string_equal(sym.name, "first");
	assert_string_equal(sym.module, "mod");
	assert_core(0xffffffffc0001000, "new");
	/* A reading that fails leaves what there was. */
	assert_int_equal(load("nothing"), -EINVAL);
	assert_core(0xffffffffc0001000, "new");
}

static int add(const char *s)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	assert_true(fputs(s, f) >= 0);
	fclose(f);
	return symbols_add_kernel(syms, file, &err);
}

/* Modules that come and go. */
static void test_later(void **state)
{
	int i;

	(void)state;
	assert_int_equal(load(text), 0);
	assert_int_equal(add("ffffffff81000040 T other_kernel\n"
			     "ffffffffc0001000 t first\t[mod]\n"
			     "ffffffffc0008000 t new\t[other]\n"
			     "ffffffffc0200000 t later\t[mod3]\n"), 0);
	/* The kernel itself stays what it was. */
	assert_core(0xffffffff81000040, "local_one");
	/* One that was there both times, one that has gone, one that came. */
	assert_module(0xffffffffc0001000, "first", "mod");
	assert_module(0xffffffffc0100000, "bpf_prog_6deef7357e7b4530_f", "bpf");
	assert_module(0xffffffffc0200000, "later", "mod3");
	/* Two at one place. */
	assert_core(0xffffffffc0008000, "");
	/* As many times as one likes. */
	for (i = 0; i < 40; i++)
		assert_int_equal(add("ffffffffc0300000 t x\t[mod4]\n"), 0);
	assert_module(0xffffffffc0300000, "x", "mod4");
	assert_module(0xffffffffc0200000, "later", "mod3");
	assert_int_equal(add("nothing"), -EINVAL);
	/* None at all is no mistake, if it is a kernel. */
	assert_int_equal(add("ffffffff81000040 T f\n"), 0);
}

/* Since Linux 6.4 the code of a module can lie close behind that of another. */
static void test_later_neighbour(void **state)
{
	static const char alone[] = "ffffffffc0008000 t last\t[mod]\n";
	static const char both[] = "ffffffffc0008000 t last\t[mod]\n"
				   "ffffffffc0009000 t new\t[mod2]\n";

	(void)state;
	assert_int_equal(load(alone), 0);
	assert_module(0xffffffffc0009010, "last", "mod");
	/* It came, and went. */
	assert_int_equal(add(both), 0);
	assert_module(0xffffffffc0008010, "last", "mod");
	assert_module(0xffffffffc0009010, "new", "mod2");
	assert_int_equal(add(alone), 0);
	assert_module(0xffffffffc0009010, "new", "mod2");
	/* One that was longer, before: nobody knows. */
	assert_int_equal(load("ffffffffc0008800 t other\t[mod3]\n"), 0);
	assert_int_equal(add(both), 0);
	assert_core(0xffffffffc0009010, "");
}

/* The same name of another module is another name. */
static void test_later_namesake(void **state)
{
	(void)state;
	assert_int_equal(load("ffffffffc0008000 t init\t[mod]\n"), 0);
	assert_int_equal(add("ffffffffc0008000 t init\t[mod2]\n"), 0);
	assert_core(0xffffffffc0008000, "");
}

/* Every text symbol of this machine's kernel is found at its own address. */
static void test_own_kernel(void **state)
{
	char *line = NULL, name[512];
	size_t room = 0, nr = 0;
	unsigned long addr;
	struct symbol sym;
	FILE *f;
	char type;

	(void)state;
	if (symbols_load_kernel(syms, "/proc/kallsyms", &err))
		skip();
	f = fopen("/proc/kallsyms", "r");
	assert_non_null(f);
	while (getline(&line, &room, f) > 0) {
		if (sscanf(line, "%lx %c %511s", &addr, &type, name) != 3 ||
		    !strchr("tT", type) || name[0] == '$' ||
		    !strcmp(name, "_etext") || !strcmp(name, "_einittext"))
			continue;
		assert_true(symbols_kernel(syms, addr, &sym));
		assert_int_equal(sym.start, addr);
		nr++;
	}
	assert_true(nr > 1000);
	free(line);
	fclose(f);
}

static int make_file(void **state)
{
	int fd = mkstemp(file);

	(void)state;
	return fd < 0 || close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(file);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_kernel), TEST(test_modules), TEST(test_hidden),
		TEST(test_not_kallsyms), TEST(test_odd_lines),
		TEST(test_long_name), TEST(test_again), TEST(test_later),
		TEST(test_later_neighbour), TEST(test_later_namesake),
		TEST(test_own_kernel),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
