// SPDX-License-Identifier: GPL-2.0-only
/*
 * symtab: which symbol names an address when several could: aliases, symbols
 * inside others, symbols without a size.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "symbols/symtab.h"

struct given {
	uint64_t start;
	uint32_t size;
	const char *name;
	uint32_t flags;
};

static struct symtab table;
static const struct given *given;
static unsigned int nr_reads;

static const char *read_name(void *arg, const struct symtab_entry *entry)
{
	assert_ptr_equal(arg, &table);
	nr_reads++;
	return given[entry->name].name;
}

static void fill(const struct given *symbols, size_t nr)
{
	uint32_t i;

	symtab_free(&table);
	given = symbols;
	nr_reads = 0;
	for (i = 0; i < nr; i++)
		symtab_add(&table, symbols[i].start, symbols[i].size, i,
			   symbols[i].flags);
	symtab_sort(&table);
	symtab_index(&table);
}

#define FILL(array) fill(array, sizeof(array) / sizeof((array)[0]))

static const char *name_at(uint64_t addr)
{
	struct symtab_symbol sym;

	if (!symtab_find(&table, addr, read_name, &table, &sym))
		return "";
	assert_true(sym.start <= addr && addr - sym.start < sym.size);
	return sym.name;
}

static int free_table(void **state)
{
	(void)state;
	symtab_free(&table);
	return 0;
}

static void test_sized(void **state)
{
	static const struct given symbols[] = {
		{ 0x300, 0x10, "c", 0 }, { 0x100, 0x80, "a", 0 },
		{ 0x180, 0x20, "b", 0 },
	};

	(void)state;
	FILL(symbols);
	assert_string_equal(name_at(0xff), "");
	assert_string_equal(name_at(0x100), "a");
	assert_string_equal(name_at(0x17f), "a");
	assert_string_equal(name_at(0x180), "b");
	assert_string_equal(name_at(0x19f), "b");
	assert_string_equal(name_at(0x1a0), "");
	assert_string_equal(name_at(0x2ff), "");
	assert_string_equal(name_at(0x30f), "c");
	assert_string_equal(name_at(0x310), "");
	assert_string_equal(name_at(0), "");
	assert_string_equal(name_at(UINT64_MAX), "");
}

static void test_empty(void **state)
{
	(void)state;
	fill(NULL, 0);
	assert_string_equal(name_at(0), "");
	assert_string_equal(name_at(1), "");
}

/* What has no size ends at the next symbol, or where it was said to. */
static void test_guessed(void **state)
{
	static const struct given symbols[] = {
		{ 0x100, 0x1000, "a", SYMTAB_GUESSED },
		{ 0x200, 0x40, "b", SYMTAB_GUESSED },
		{ 0x300, 0x10, "c", 0 },
	};

	(void)state;
	FILL(symbols);
	assert_string_equal(name_at(0x1ff), "a");
	assert_string_equal(name_at(0x23f), "b");
	assert_string_equal(name_at(0x240), "");
	assert_string_equal(name_at(0x300), "c");
}

static void test_nested(void **state)
{
	static const struct given symbols[] = {
		{ 0x100, 0x100, "outer", 0 }, { 0x120, 0x40, "middle", 0 },
		{ 0x130, 0x10, "inner", 0 }, { 0x180, 0x100, "across", 0 },
		{ 0x1f0, 0x10, "last", 0 },
	};

	(void)state;
	FILL(symbols);
	assert_string_equal(name_at(0x11f), "outer");
	assert_string_equal(name_at(0x120), "middle");
	assert_string_equal(name_at(0x130), "inner");
	assert_string_equal(name_at(0x140), "middle");
	assert_string_equal(name_at(0x15f), "middle");
	assert_string_equal(name_at(0x160), "outer");
	assert_string_equal(name_at(0x180), "across");
	assert_string_equal(name_at(0x1f0), "last");
	assert_string_equal(name_at(0x200), "across");
	assert_string_equal(name_at(0x27f), "across");
	assert_string_equal(name_at(0x280), "");
}

/* A label inside a function is part of it. */
static void test_label(void **state)
{
	static const struct given symbols[] = {
		{ 0x100, 0x100, "function", 0 },
		{ 0x140, 0x1000, "label", SYMTAB_GUESSED | SYMTAB_GLOBAL },
		{ 0x200, 0x1000, "free", SYMTAB_GUESSED },
	};

	(void)state;
	FILL(symbols);
	assert_string_equal(name_at(0x150), "function");
	assert_string_equal(name_at(0x1ff), "function");
	assert_string_equal(name_at(0x200), "free");
}

static void test_aliases(void **state)
{
	static const struct given symbols[] = {
		/* The strong one, then the global one. */
		{ 0x100, 8, "weak_and_long", SYMTAB_WEAK },
		{ 0x100, 8, "local_long", 0 },
		{ 0x100, 8, "global", SYMTAB_GLOBAL },
		/* Fewer underscores, then the longer. */
		{ 0x200, 8, "__longest_name", SYMTAB_GLOBAL },
		{ 0x200, 8, "_long_name", SYMTAB_GLOBAL },
		{ 0x200, 8, "b", SYMTAB_GLOBAL },
		{ 0x200, 8, "name", SYMTAB_GLOBAL },
		{ 0x200, 8, "same", SYMTAB_GLOBAL },
		/* The one with a size. */
		{ 0x300, 8, "none", SYMTAB_GUESSED | SYMTAB_GLOBAL },
		{ 0x300, 8, "s", SYMTAB_WEAK },
		/* Of those without, the last. */
		{ 0x400, 8, "first_global", SYMTAB_GUESSED | SYMTAB_GLOBAL },
		{ 0x400, 8, "__last", SYMTAB_GUESSED },
	};

	(void)state;
	FILL(symbols);
	assert_string_equal(name_at(0x100), "global");
	assert_string_equal(name_at(0x200), "name");
	assert_string_equal(name_at(0x300), "s");
	assert_string_equal(name_at(0x400), "__last");
}

/* The chosen alias covers what it says of itself, not what another says. */
static void test_alias_sizes(void **state)
{
	static const struct given symbols[] = {
		{ 0x100, 0x10, "longer_name", 0 }, { 0x100, 0x40, "name", 0 },
	};

	(void)state;
	FILL(symbols);
	assert_string_equal(name_at(0x10f), "longer_name");
	assert_string_equal(name_at(0x110), "");
}

static void test_nameless(void **state)
{
	static const struct given symbols[] = {
		{ 0x100, 0x1000, "a", SYMTAB_GUESSED },
		{ 0x200, 0x1000, "end", SYMTAB_GUESSED | SYMTAB_NAMELESS },
		{ 0x300, 0x1000, "b", SYMTAB_GUESSED },
		{ 0x300, 0x1000, "end", SYMTAB_GUESSED | SYMTAB_NAMELESS },
	};

	(void)state;
	FILL(symbols);
	assert_string_equal(name_at(0x1ff), "a");
	assert_string_equal(name_at(0x200), "");
	assert_string_equal(name_at(0x2ff), "");
	assert_string_equal(name_at(0x300), "b");
}

/* An alias whose name cannot be read leaves the choice to the others. */
static void test_unreadable(void **state)
{
	static const struct given symbols[] = {
		{ 0x100, 8, NULL, 0 }, { 0x100, 8, "a", 0 },
		{ 0x200, 8, NULL, 0 },
	};

	(void)state;
	FILL(symbols);
	assert_string_equal(name_at(0x100), "a");
	assert_string_equal(name_at(0x200), "");
}

static void test_read_once(void **state)
{
	static const struct given symbols[] = {
		{ 0x100, 8, "a", 0 }, { 0x100, 8, "b", 0 },
		{ 0x200, 8, "c", 0 },
	};

	(void)state;
	FILL(symbols);
	assert_int_equal(nr_reads, 0);
	name_at(0x100);
	name_at(0x104);
	name_at(0x107);
	assert_int_equal(nr_reads, 2);
}

static void test_ends_of_space(void **state)
{
	static const struct given symbols[] = {
		{ 0, 4, "zero", 0 },
		{ UINT64_MAX - 4, 100, "top", 0 },
	};

	(void)state;
	FILL(symbols);
	assert_string_equal(name_at(0), "zero");
	assert_string_equal(name_at(UINT64_MAX - 4), "top");
	assert_string_equal(name_at(UINT64_MAX - 1), "top");
}

/* The same answers as a look at every symbol gives. */
static void test_many(void **state)
{
	enum { NR = 400, SPACE = 2000 };
	static struct given symbols[NR];
	static char names[NR][8];
	uint64_t addr;
	size_t i, best;

	(void)state;
	srand(1);
	for (i = 0; i < NR; i++) {
		snprintf(names[i], sizeof(names[i]), "f%03zu", i);
		symbols[i] = (struct given){
			/* 7 has no divisor in SPACE: no start comes twice. */
			.start = i * 7 % SPACE,
			.size = 1 + (uint32_t)rand() % 90,
			.name = names[i],
		};
	}
	FILL(symbols);
	for (addr = 0; addr < SPACE + 100; addr++) {
		best = NR;
		for (i = 0; i < NR; i++)
			if (symbols[i].start <= addr &&
			    addr - symbols[i].start < symbols[i].size &&
			    (best == NR ||
			     symbols[i].start > symbols[best].start))
				best = i;
		assert_string_equal(name_at(addr),
				    best == NR ? "" : names[best]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_sized, free_table),
		cmocka_unit_test_teardown(test_empty, free_table),
		cmocka_unit_test_teardown(test_guessed, free_table),
		cmocka_unit_test_teardown(test_nested, free_table),
		cmocka_unit_test_teardown(test_label, free_table),
		cmocka_unit_test_teardown(test_aliases, free_table),
		cmocka_unit_test_teardown(test_alias_sizes, free_table),
		cmocka_unit_test_teardown(test_nameless, free_table),
		cmocka_unit_test_teardown(test_unreadable, free_table),
		cmocka_unit_test_teardown(test_read_once, free_table),
		cmocka_unit_test_teardown(test_ends_of_space, free_table),
		cmocka_unit_test_teardown(test_many, free_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
