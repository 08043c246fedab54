// SPDX-License-Identifier: GPL-2.0-only
/*
 * symfilter: a table of the symbols that it takes answers as one of all symbols
 * does, for what was wanted; and few are taken where few are wanted.
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

#include "symbols/symfilter.h"
#include "symbols/symtab.h"

#define NR_MAX 600
#define ROUNDS 3000

struct given {
	uint64_t start;
	uint32_t size, flags;
	char name[32];
};

static struct given given[NR_MAX];
static size_t nr_given;

static const char *read_name(void *arg, const struct symtab_entry *entry)
{
	(void)arg;
	return given[entry->name].name;
}

static size_t fill(struct symtab *t, struct symfilter *f)
{
	unsigned int looks = 0;
	size_t i;

	while (symfilter_next(f)) {
		looks++;
		for (i = 0; i < nr_given; i++)
			if (symfilter_takes(f, given[i].start, given[i].size,
					    given[i].flags))
				symtab_add(t, given[i].start, given[i].size,
					   (uint32_t)i, given[i].flags);
	}
	assert_in_range(looks, 1, 3);
	symtab_sort(t);
	symtab_index(t);
	return t->nr;
}

static void fill_all(struct symtab *t)
{
	struct symfilter f = { 0 };

	symfilter_want_all(&f);
	assert_int_equal(fill(t, &f), nr_given);
	symfilter_free(&f);
}

static void assert_same(struct symtab *few, struct symtab *all, uint64_t addr)
{
	struct symtab_symbol a, b;
	const bool found = symtab_find(all, addr, read_name, NULL, &b);

	assert_int_equal(symtab_find(few, addr, read_name, NULL, &a), found);
	if (!found)
		return;
	assert_string_equal(a.name, b.name);
	assert_int_equal(a.start, b.start);
	assert_int_equal(a.size, b.size);
}

static uint32_t draw(uint32_t below)
{
	return (uint32_t)rand() % below;
}

/* Of all kinds: many of the rounds have one kind more often than the others. */
static uint32_t draw_flags(uint32_t bias)
{
	uint32_t flags = 0;

	if (draw(8) < bias)
		flags |= SYMTAB_GUESSED;
	if (!draw(3))
		flags |= SYMTAB_WEAK;
	if (!draw(2))
		flags |= SYMTAB_GLOBAL;
	if (!draw(12))
		flags |= SYMTAB_NAMELESS;
	return flags;
}

static void draw_symbols(uint64_t base, uint32_t space)
{
	const uint32_t bias = draw(9), longest = 1 + draw(space);
	size_t i;

	nr_given = draw(1 + draw(NR_MAX));
	for (i = 0; i < nr_given; i++) {
		given[i].start = base + draw(space);
		given[i].flags = draw_flags(bias);
		given[i].size = draw(4) ? draw(longest) : draw(20);
		if (given[i].flags & SYMTAB_GUESSED && draw(2))
			given[i].size = SYMTAB_SIZE_MAX;
		snprintf(given[i].name, sizeof(given[i].name), "%.*sf%zu",
			 (int)draw(3), "__", i);
	}
}

static void check_round(uint64_t base, uint32_t space)
{
	struct symtab all = { 0 }, few = { 0 };
	struct symfilter f = { 0 };
	uint64_t wanted[64];
	size_t i, nr = draw(1 + draw(64));

	draw_symbols(base, space);
	for (i = 0; i < nr; i++) {
		wanted[i] = base + draw(space + 20) - 10;
		symfilter_want(&f, wanted[i]);
	}
	fill_all(&all);
	fill(&few, &f);
	assert_int_equal(f.nr_seen, nr_given);
	for (i = 0; i < nr; i++) {
		assert_true(symfilter_knows(&f, wanted[i]));
		assert_same(&few, &all, wanted[i]);
	}
	symfilter_free(&f);
	symtab_free(&few);
	symtab_free(&all);
}

static void test_same_answers(void **state)
{
	size_t i;

	(void)state;
	srand(1);
	for (i = 0; i < ROUNDS; i++)
		check_round(4096, 4 + draw(1 + draw(4000)));
	for (i = 0; i < ROUNDS / 10; i++)
		check_round(UINT64_MAX - 1000, 980);
}

static void add(uint64_t start, uint32_t size, uint32_t flags, const char *name)
{
	struct given *g = &given[nr_given++];

	*g = (struct given){ .start = start, .size = size, .flags = flags };
	snprintf(g->name, sizeof(g->name), "%s", name);
}

static const char *name_of(struct symtab *t, uint64_t addr)
{
	struct symtab_symbol sym;

	return symtab_find(t, addr, read_name, NULL, &sym) ? sym.name : "";
}

/* Behind the function that it is a label in, a label names nothing either. */
static void test_label(void **state)
{
	struct symfilter f = { 0 };
	struct symtab t = { 0 };

	(void)state;
	nr_given = 0;
	add(0x100, 0x80, 0, "function");
	add(0x140, 0x1000, SYMTAB_GUESSED, "label");
	add(0x400, 0x10, 0, "far");
	symfilter_want(&f, 0x190);
	fill(&t, &f);
	assert_string_equal(name_of(&t, 0x190), "");
	symfilter_free(&f);
	symtab_free(&t);
}

/* What is near the wanted offsets is taken, whatever else there is. */
static void test_few(void **state)
{
	struct symfilter f = { 0 };
	struct symtab t = { 0 };
	uint32_t i;

	(void)state;
	nr_given = 0;
	for (i = 0; i < NR_MAX / 2; i++) {
		add(0x1000 + i * 0x40, 0x20, 0, "f");
		add(0x1030 + i * 0x40, 0, SYMTAB_GUESSED, "l");
	}
	symfilter_want(&f, 0x2008);
	symfilter_want(&f, 0x2010);
	symfilter_want(&f, 0x2208);
	assert_in_range(fill(&t, &f), 2, 6);
	assert_false(symfilter_knows(&f, 0x2009));
	symtab_free(&t);

	/* Once more, all of them. */
	symfilter_want_all(&f);
	assert_int_equal(fill(&t, &f), nr_given);
	assert_true(symfilter_knows(&f, 0x2009));
	symfilter_free(&f);
	symtab_free(&t);
}

static void test_nothing(void **state)
{
	struct symfilter f = { 0 };
	struct symtab t = { 0 };

	(void)state;
	nr_given = 0;
	add(0x100, 8, 0, "a");
	assert_in_range(fill(&t, &f), 0, 1);
	assert_int_equal(f.nr_seen, 1);
	assert_false(symfilter_knows(&f, 0x100));
	symfilter_free(&f);
	symtab_free(&t);

	nr_given = 0;
	symfilter_want(&f, 0x100);
	assert_int_equal(fill(&t, &f), 0);
	assert_true(symfilter_knows(&f, 0x100));
	symfilter_free(&f);
	symtab_free(&t);
}

/* Each place in a set is the one that a look at every offset gives. */
static void check_places(const struct offsets *o, uint64_t at)
{
	size_t i = 0;

	while (i < o->nr && o->all[i] < at)
		i++;
	assert_int_equal(offsets_first(o, at), i);
	assert_int_equal(offsets_have(o, at), i < o->nr && o->all[i] == at);
}

static void test_offsets(void **state)
{
	struct offsets o = { 0 };
	uint64_t at;
	size_t i, round;

	(void)state;
	srand(2);
	for (round = 0; round < 200; round++) {
		offsets_sort(&o);
		check_places(&o, 0);
		for (i = draw(100); i; i--)
			offsets_add(&o, draw(4) ? draw(1000) : draw(4) ?
				    UINT64_MAX - draw(9) : draw(1u << 30));
		offsets_sort(&o);
		for (i = 1; i < o.nr; i++)
			assert_true(o.all[i - 1] < o.all[i]);
		for (at = 0; at < 1010; at++)
			check_places(&o, at);
		for (i = 0; i < o.nr; i++) {
			check_places(&o, o.all[i] - 1);
			check_places(&o, o.all[i]);
			check_places(&o, o.all[i] + 1);
		}
		offsets_free(&o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_answers),
		cmocka_unit_test(test_label),
		cmocka_unit_test(test_few),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_offsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
