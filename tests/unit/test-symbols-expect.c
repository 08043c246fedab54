// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is expected to be asked of a file: it is answered as if all symbols had
 * been read, though few are; what is asked besides is answered too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "symbols/dso.h"
#include "test-symbols-file.h"

#define NR_FUNCTIONS 500
#define NR_OFFSETS 2000
#define NR_FILES 3
#define NR_LARGE 180000u	/* symbols of a large file */
#define STEP 997u		/* between those that are asked for */

/* Functions f0 ... of differing sizes, some with an alias or a label within. */
static void make_source(void)
{
	FILE *f = fopen(path_of("prog.S"), "w");
	int i;

	assert_non_null(f);
	fprintf(f, ".text\n.globl _start\n_start: .skip 8, 0x90\n");
	for (i = 0; i < NR_FUNCTIONS; i++) {
		fprintf(f, ".type f%d, @function\nf%d: .skip %d, 0x90\n", i, i,
			8 + i % 50);
		if (i % 7 == 0)
			fprintf(f, ".globl inside%d\ninside%d: .skip 9\n", i, i);
		if (i % 11)
			fprintf(f, ".size f%d, . - f%d\n", i, i);
		if (i % 5 == 0)
			fprintf(f, ".globl alias%d\n.set alias%d, f%d\n", i, i,
				i);
		if (i % 3 == 0)
			fprintf(f, ".skip %d\n", 1 + i % 40);
	}
	assert_int_equal(fclose(f), 0);
}

static void make(const char *options)
{
	make_source();
	run("${CC:-cc} -nostdlib %s -o prog prog.S", options);
}

/* Another table of files, which expects nothing. */
static void assert_as_all(struct dso *dso, const char *name,
			  const uint64_t *offsets, size_t nr)
{
	const struct dso_id id = id_of(path_of(name));
	struct symbols *others = symbols_new();
	struct dso *all = symbols_dso(others, path_of(name), &id, 0, 0, 0);
	struct symbol a, b;
	size_t i, named = 0;
	bool found;

	for (i = 0; i < nr; i++) {
		found = symbols_user(others, all, offsets[i], &b);
		assert_int_equal(symbols_user(syms, dso, offsets[i], &a),
				 found);
		if (!found)
			continue;
		named++;
		assert_string_equal(a.name, b.name);
		assert_int_equal(a.start, b.start);
		assert_int_equal(a.size, b.size);
	}
	assert_true(named);
	symbols_free(others);
}

static void test_as_all(void **state)
{
	static const char *const options[] = { "-static", "-no-pie", "-pie",
					       "-shared", "-c" };
	uint64_t offsets[NR_OFFSETS];
	struct dso *dso;
	size_t i, j;

	(void)state;
	srand(3);
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		make(options[i]);
		dso = open_dso("prog");
		for (j = 0; j < NR_OFFSETS; j++) {
			offsets[j] = (uint64_t)rand() % 0x8000;
			dso_expect(dso, offsets[j]);
		}
		assert_as_all(dso, "prog", offsets, NR_OFFSETS);
		assert_false(dso->syms.elf.filter.takes_all);
	}
}

static void assert_name(struct dso *dso, const char *name)
{
	struct symbol sym;

	assert_true(symbols_user(syms, dso, offset_of("prog", name), &sym));
	assert_string_equal(sym.name, name);
}

static void test_few_are_kept(void **state)
{
	struct dso *dso;

	(void)state;
	make("-static");
	dso = open_dso("prog");
	dso_expect(dso, offset_of("prog", "f101"));
	dso_expect(dso, offset_of("prog", "f202"));
	assert_name(dso, "f101");
	assert_name(dso, "f202");
	assert_in_range(dso->syms.elf.table.nr, 2, 10);
	assert_int_equal(dso_state(dso), DSO_OK);
	assert_non_null(dso_reason(dso));
}

/* Be it too late to say so, or was it never said. */
static void test_unexpected(void **state)
{
	struct dso *dso;

	(void)state;
	make("-static");
	dso = open_dso("prog");
	dso_expect(dso, offset_of("prog", "f101"));
	assert_name(dso, "f101");
	dso_expect(dso, offset_of("prog", "f202"));
	assert_name(dso, "f202");
	assert_name(dso, "f303");
	assert_name(dso, "f101");
	assert_true(dso->syms.elf.table.nr > NR_FUNCTIONS);
}

/* Where no address is wanted, what the file has is told all the same. */
static void test_none_expected(void **state)
{
	struct dso *dso;

	(void)state;
	make("-static");
	dso = open_dso("prog");
	symbols_is_return(syms, dso, 8);
	assert_int_equal(dso_state(dso), DSO_OK);
	run("strip -o bare prog");
	dso = open_dso("bare");
	symbols_is_return(syms, dso, 8);
	assert_int_equal(dso_state(dso), DSO_NO_SYMBOLS);
}

/* The function that chooses names the linkage table's entry; nobody asks it. */
static void test_indirect(void **state)
{
	uint64_t at;
	struct dso *dso;
	struct symbol sym;

	(void)state;
	put_file("i.c", "static int plain(void) { return 3; }\n"
		 "static int (*choose(void))(void) { return plain; }\n"
		 "int chosen(void) __attribute__((ifunc(\"choose\")));\n"
		 "int main(void) { return chosen() + 1; }\n");
	run("${CC:-cc} -O1 -no-pie -o prog i.c");
	if (!ask(&at, "objdump -d %s/prog | "
		 "sed -n 's/^\\([0-9a-f]*\\) <\\*ABS\\*.*@plt>:$/\\1/p'", dir))
		fail_msg("no entry of choose()");
	at -= bias_of("prog");
	dso = open_dso("prog");
	dso_expect(dso, at);
	assert_true(symbols_user(syms, dso, at, &sym));
	assert_string_equal(sym.name, "chosen@plt");
	assert_false(dso->syms.elf.filter.takes_all);
}

/* Large enough to be read beside others, of which each is another file. */
static void make_large(void)
{
	unsigned int i;
	FILE *f = fopen(path_of("large.S"), "w");

	assert_non_null(f);
	for (i = 0; i < NR_LARGE; i++)
		fprintf(f, "g%u: nop\n", i);
	assert_int_equal(fclose(f), 0);
	run("${CC:-cc} -c -o large0 large.S && rm large.S");
	for (i = 1; i < NR_FILES; i++)
		run("cp large0 large%u", i);
}

static uint64_t start_of_code(const char *name)
{
	uint64_t offset;

	if (!ask(&offset, "readelf -SW %s/%s | sed -n "
		 "'s/.* \\.text *PROGBITS *[0-9a-f]* \\([0-9a-f]*\\) .*/\\1/p'",
		 dir, name))
		fail_msg("no code in %s", name);
	return offset;
}

static void assert_numbers(struct dso *dso, uint64_t start)
{
	struct symbol sym;
	char name[16];
	unsigned int i;

	for (i = 0; i < NR_LARGE; i += STEP) {
		assert_true(symbols_user(syms, dso, start + i, &sym));
		snprintf(name, sizeof(name), "g%u", i);
		assert_string_equal(sym.name, name);
	}
	assert_false(dso->syms.elf.filter.takes_all);
	assert_int_equal(dso_state(dso), DSO_OK);
}

static void test_several(void **state)
{
	struct dso *files[NR_FILES], *other, *small;
	uint64_t start;
	char name[16];
	unsigned int i, j;

	(void)state;
	make_large();
	start = start_of_code("large0");
	for (i = 0; i < NR_FILES; i++) {
		snprintf(name, sizeof(name), "large%u", i);
		files[i] = open_dso(name);
		for (j = 0; j < NR_LARGE; j += STEP)
			dso_expect(files[i], start + j);
	}
	make("-static");
	small = open_dso("prog");
	dso_expect(small, offset_of("prog", "f101"));
	run("cp large0 other");
	other = open_dso("other");
	symbols_read(syms);
	for (i = 0; i < NR_FILES; i++) {
		assert_int_equal(files[i]->step, DSO_READ);
		assert_numbers(files[i], start);
	}
	assert_int_equal(small->step, DSO_OPENED);
	assert_name(small, "f101");
	assert_int_equal(other->step, DSO_HELD);
	assert_int_equal(dso_state(other), DSO_UNREAD);
}

static int set_up_dir(void **state)
{
	(void)state;
	return make_dir();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_as_all),
		TEST(test_few_are_kept),
		TEST(test_unexpected),
		TEST(test_none_expected),
		TEST(test_indirect),
		TEST(test_several),
	};

	return cmocka_run_group_tests(tests, set_up_dir, remove_dir);
}
