// SPDX-License-Identifier: GPL-2.0-only
/*
 * A table of symbols, asked by address.
 *
 * The entries that start at one address are a group, known by its first entry;
 * one of them names what the group covers. Groups may enclose each other, so
 * the address space is cut into disjoint spans once, each named by the
 * innermost group; a look-up is then one binary search. Names are chosen among
 * the aliases of a group only when an address in it is asked for, since for
 * C++ the choice needs the demangled names.
 */
#include "symbols/symtab.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define NO_GROUP UINT32_MAX

struct symtab_span {
	uint64_t start;
	uint32_t group;		/* NO_GROUP: nothing lies here */
};

/* What names a group, decided when it is first asked for. */
struct symtab_choice {
	const char *name;
	uint64_t end;
};

/* A group while the index is made or a name is chosen. */
struct group {
	uint64_t start, end;
	uint32_t first, last;	/* entries */
	uint32_t rank;		/* of the entries that may name it */
	bool guessed;
};

/* The groups that enclose the address which the sweep has come to. */
struct nest {
	struct group *groups;
	size_t nr, room;
};

void symtab_add(struct symtab *t, uint64_t start, uint32_t size, uint32_t name,
		uint32_t flags)
{
	if (t->nr >= NO_GROUP - 1)
		return;
	t->entries = mem_grow(t->entries, t->nr, &t->room, sizeof(*t->entries));
	t->entries[t->nr] = (struct symtab_entry){
		.start = start,
		.size = size,
		.name = name,
		.order = (uint32_t)t->nr,
		.flags = flags,
	};
	t->nr++;
}

static int by_address(const void *a, const void *b)
{
	const struct symtab_entry *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static bool is_sorted(const struct symtab *t)
{
	size_t i;

	for (i = 1; i < t->nr; i++)
		if (t->entries[i].start < t->entries[i - 1].start)
			return false;
	return true;
}

void symtab_sort(struct symtab *t)
{
	if (!is_sorted(t))
		qsort(t->entries, t->nr, sizeof(*t->entries), by_address);
}

static uint64_t add_size(uint64_t start, uint64_t size)
{
	return start + size < start ? UINT64_MAX : start + size;
}

/*
 * How fit an entry is to name its group, the least being the best: one with a
 * size, then a strong one, then a global one. Of those without a size the last
 * counts as reaching to the next symbol and the others as empty, which is how
 * perf comes to show the last of the kernel's aliases.
 */
static uint32_t rank(const struct symtab_entry *e, bool last)
{
	if (e->flags & SYMTAB_NAMELESS)
		return 8;
	return (e->flags & SYMTAB_GUESSED && !last ? 4 : 0) |
	       (e->flags & SYMTAB_WEAK ? 2 : 0) |
	       (e->flags & SYMTAB_GLOBAL ? 0 : 1);
}

static void widen(struct group *g, const struct symtab_entry *e, uint64_t next)
{
	uint64_t end = add_size(e->start, e->size);

	if (e->flags & SYMTAB_GUESSED && end > next)
		end = next;
	if (end > g->end)
		g->end = end;
	g->guessed &= !!(e->flags & SYMTAB_GUESSED);
}

/* Measure the group that begins with entry @first. */
static struct group measure_group(const struct symtab *t, size_t first)
{
	const struct symtab_entry *e = t->entries;
	struct group g = {
		.start = e[first].start,
		.end = e[first].start,
		.first = (uint32_t)first,
		.rank = 8,
		.guessed = true,
	};
	uint64_t next;
	size_t i, nr, named = first;

	if (first + 1 < t->nr && e[first + 1].start != g.start) {
		g.last = (uint32_t)first;
		g.rank = rank(&e[first], true);
		if (g.rank < 8)
			widen(&g, &e[first], e[first + 1].start);
		return g;
	}
	for (nr = first; nr < t->nr && e[nr].start == g.start; nr++)
		if (!(e[nr].flags & SYMTAB_NAMELESS))
			named = nr;
	next = nr < t->nr ? e[nr].start : UINT64_MAX;
	g.last = (uint32_t)nr - 1;
	for (i = first; i < nr; i++)
		if (rank(&e[i], i == named) < g.rank)
			g.rank = rank(&e[i], i == named);
	for (i = first; i < nr && g.rank < 8; i++)
		if (rank(&e[i], i == named) == g.rank)
			widen(&g, &e[i], next);
	return g;
}

/* From @start on, @group names what follows. */
static void emit_span(struct symtab *t, uint64_t start, uint32_t group)
{
	if (t->nr_spans && t->spans[t->nr_spans - 1].start == start)
		t->nr_spans--;
	t->spans = mem_grow(t->spans, t->nr_spans, &t->spans_room,
			    sizeof(*t->spans));
	t->spans[t->nr_spans++] = (struct symtab_span){ start, group };
}

/* Leave the groups that end at or before @addr, innermost first. */
static void leave_groups(struct symtab *t, struct nest *nest, uint64_t addr)
{
	uint64_t end;

	while (nest->nr && nest->groups[nest->nr - 1].end <= addr) {
		end = nest->groups[nest->nr - 1].end;
		while (nest->nr && nest->groups[nest->nr - 1].end <= end)
			nest->nr--;
		emit_span(t, end, nest->nr ?
			  nest->groups[nest->nr - 1].first : NO_GROUP);
	}
}

static void enter_group(struct symtab *t, struct nest *nest,
			const struct group *g)
{
	if (g->end == g->start)
		return;
	/* A label inside a function does not end it. */
	if (g->guessed && nest->nr && !nest->groups[nest->nr - 1].guessed)
		return;
	nest->groups = mem_grow(nest->groups, nest->nr, &nest->room,
				sizeof(*nest->groups));
	nest->groups[nest->nr++] = *g;
	emit_span(t, g->start, g->first);
}

void symtab_index(struct symtab *t)
{
	struct nest nest = { 0 };
	struct group g;
	size_t i;

	for (i = 0; i < t->nr; i = (size_t)g.last + 1) {
		g = measure_group(t, i);
		leave_groups(t, &nest, g.start);
		enter_group(t, &nest, &g);
	}
	leave_groups(t, &nest, UINT64_MAX);
	free(nest.groups);
}

static const struct symtab_span *find_span(const struct symtab *t,
					   uint64_t addr)
{
	size_t low = 0, high = t->nr_spans, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (t->spans[mid].start <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? &t->spans[low - 1] : NULL;
}

/* Among aliases: fewer leading underscores, then the longer, then the first. */
static bool is_better(const char *name, const char *best)
{
	size_t underscores = strspn(name, "_"), fewest;

	if (!best)
		return true;
	fewest = strspn(best, "_");
	if (underscores != fewest)
		return underscores < fewest;
	return strlen(name) > strlen(best);
}

/* The entry that names a group, of those that its rank leaves. */
static struct symtab_choice choose_best(const struct symtab *t,
					const struct group *g,
					symtab_read_fn read, void *arg)
{
	struct symtab_choice best = { .end = g->end };
	const struct symtab_entry *e;
	const char *name;
	size_t i, named = g->last;

	while (named > g->first && t->entries[named].flags & SYMTAB_NAMELESS)
		named--;
	for (i = g->first; i <= g->last; i++) {
		e = &t->entries[i];
		if (rank(e, i == named) != g->rank)
			continue;
		name = read(arg, e);
		if (!name || !is_better(name, best.name))
			continue;
		best.name = name;
		best.end = add_size(e->start, e->size);
		if (best.end > g->end)
			best.end = g->end;
	}
	return best;
}

/* Kept with the group's first entry, so that a crowd of aliases is met once. */
static const struct symtab_choice *choose(struct symtab *t, uint32_t group,
					  symtab_read_fn read, void *arg)
{
	struct symtab_entry *first = &t->entries[group];
	struct group g;

	if (!(first->flags & SYMTAB_CHOSEN)) {
		g = measure_group(t, group);
		t->choices = mem_grow(t->choices, t->nr_choices,
				      &t->choices_room, sizeof(*t->choices));
		t->choices[t->nr_choices] = choose_best(t, &g, read, arg);
		first->name = (uint32_t)t->nr_choices++;
		first->flags |= SYMTAB_CHOSEN;
	}
	return &t->choices[first->name];
}

bool symtab_find(struct symtab *t, uint64_t addr, symtab_read_fn read,
		 void *arg, struct symtab_symbol *sym)
{
	const struct symtab_span *span = find_span(t, addr);
	const struct symtab_choice *choice;

	if (!span || span->group == NO_GROUP)
		return false;
	choice = choose(t, span->group, read, arg);
	sym->name = choice->name;
	sym->start = t->entries[span->group].start;
	sym->size = choice->end - sym->start;
	return sym->name && addr < choice->end;
}

void symtab_free(struct symtab *t)
{
	free(t->entries);
	free(t->spans);
	free(t->choices);
	*t = (struct symtab){ 0 };
}
