// SPDX-License-Identifier: GPL-2.0-only
/* Functions of a compilation unit, and the calls that were inlined in them. */
#include "symbols/dwunit.h"

#include <dwarf.h>
#include <stdlib.h>

#include "mem.h"

#define NO_NAME "[inlined]"

struct dwunit_function {
	Dwarf_Die die;
	bool is_read;
	struct nest at;		/* calls by address */
};

/* A walk through entries within entries. */
struct walk {
	struct dwread *r;
	Dwarf_Die path[DWREAD_DEPTH_MAX];
	uint32_t calls[DWREAD_DEPTH_MAX];	/* that these lie in */
	size_t depth;
};

/* What dwread_ranges() is to add a number to. */
struct target {
	struct nest *nest;
	uint32_t value;
};

static void add_range(void *arg, const struct dwread_range *range)
{
	struct target *t = arg;

	nest_add(t->nest, range->start, range->end, t->value);
}

static bool start_walk(struct walk *w, struct dwread *r, Dwarf_Die *die)
{
	w->r = r;
	w->depth = 0;
	w->calls[0] = DWUNIT_NO_CALL;
	return dwread_child(r, die, &w->path[0]);
}

static Dwarf_Die *present(struct walk *w)
{
	return &w->path[w->depth];
}

/* Go to the first entry inside the present one, all of which is in @call. */
static bool go_inside(struct walk *w, uint32_t call)
{
	if (w->depth + 1 >= DWREAD_DEPTH_MAX)
		return dwread_amiss(w->r, "damaged debug info (too deep)");
	if (!dwread_child(w->r, present(w), &w->path[w->depth + 1]))
		return false;
	w->calls[++w->depth] = call;
	return true;
}

/* Go to the entry after the present one and all that is inside it. */
static bool go_on(struct walk *w)
{
	while (!dwread_sibling(w->r, present(w))) {
		if (!w->depth)
			return false;
		w->depth--;
	}
	return true;
}

static const struct dwread_split *split_of(const struct dwunit *u)
{
	return u->split ? &u->split->ranges : NULL;
}

/* Declarations and abstract functions have no code. */
static void add_function(struct dwunit *u, struct dwread *r, Dwarf_Die *die)
{
	struct target t = { &u->at, (uint32_t)u->nr };
	const size_t before = u->at.nr_ranges;

	dwread_ranges(r, die, split_of(u), add_range, &t);
	if (u->at.nr_ranges == before)
		return;
	u->functions = mem_grow(u->functions, u->nr, &u->room,
				sizeof(*u->functions));
	u->functions[u->nr++] = (struct dwunit_function){ .die = *die };
}

static bool holds_functions(const struct dwunit *u, int tag)
{
	switch (tag) {
	case DW_TAG_namespace:
	case DW_TAG_module:
		return true;
	case DW_TAG_subprogram:
	case DW_TAG_lexical_block:
	case DW_TAG_inlined_subroutine:
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
		return u->is_deep;
	default:
		return false;
	}
}

static void read_functions(struct dwunit *u, struct dwread *r)
{
	struct walk w;
	int tag;

	if (!start_walk(&w, r, &u->entries))
		return;
	do {
		tag = dwarf_tag(present(&w));
		if (tag == DW_TAG_subprogram)
			add_function(u, r, present(&w));
	} while ((holds_functions(u, tag) && go_inside(&w, DWUNIT_NO_CALL)) ||
		 go_on(&w));
	nest_index(&u->at);
}

static uint32_t attr_number(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	if (dwarf_formudata(dwarf_attr(die, name, &attr), &value) ||
	    value > UINT32_MAX)
		return 0;
	return (uint32_t)value;
}

static uint32_t add_call(struct dwunit *u, struct walk *w,
			 struct dwname *names, struct nest *at)
{
	struct target t = { at, (uint32_t)u->nr_calls };
	Dwarf_Die *die = present(w);
	const char *name = dwname_find(names, die);

	u->calls = mem_grow(u->calls, u->nr_calls, &u->room_calls,
			    sizeof(*u->calls));
	u->calls[u->nr_calls++] = (struct dwunit_call){
		.name = name ? name : NO_NAME,
		.parent = w->calls[w->depth],
		.file = attr_number(die, DW_AT_call_file),
		.line = attr_number(die, DW_AT_call_line),
	};
	dwread_ranges(w->r, die, split_of(u), add_range, &t);
	return t.value;
}

static void read_calls(struct dwunit *u, struct dwread *r,
		       struct dwname *names, struct dwunit_function *f)
{
	struct walk w;
	uint32_t call;
	int tag;

	f->is_read = true;
	if (!start_walk(&w, r, &f->die))
		return;
	do {
		tag = dwarf_tag(present(&w));
		call = w.calls[w.depth];
		if (tag == DW_TAG_inlined_subroutine)
			call = add_call(u, &w, names, &f->at);
	} while (((tag == DW_TAG_inlined_subroutine ||
		   tag == DW_TAG_lexical_block ||
		   tag == DW_TAG_try_block || tag == DW_TAG_catch_block) &&
		  go_inside(&w, call)) || go_on(&w));
	nest_index(&f->at);
}

static void forget_functions(struct dwunit *u)
{
	size_t i;

	for (i = 0; i < u->nr; i++)
		nest_free(&u->functions[i].at);
	free(u->functions);
	u->functions = NULL;
	u->nr = u->room = 0;
	nest_free(&u->at);
}

/* Functions inside others are rare, so they are looked for only when missed. */
static struct dwunit_function *find_function(struct dwunit *u,
					     struct dwread *r, uint64_t addr)
{
	uint32_t i;

	if (!u->is_read) {
		u->is_read = true;
		read_functions(u, r);
	}
	i = nest_find(&u->at, addr);
	if (i == NEST_NONE && !u->is_deep) {
		u->is_deep = true;
		forget_functions(u);
		read_functions(u, r);
		i = nest_find(&u->at, addr);
	}
	return i == NEST_NONE ? NULL : &u->functions[i];
}

uint32_t dwunit_find(struct dwunit *u, struct dwread *r, struct dwname *names,
		     uint64_t addr)
{
	const unsigned int before = r->troubles;
	struct dwunit_function *f = find_function(u, r, addr);

	if (f && !f->is_read)
		read_calls(u, r, names, f);
	if (r->troubles != before)
		u->is_amiss = true;
	return f ? nest_find(&f->at, addr) : DWUNIT_NO_CALL;
}

void dwunit_free(struct dwunit *u)
{
	forget_functions(u);
	free(u->calls);
	dwsplit_free(u->split);
}
