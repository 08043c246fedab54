// SPDX-License-Identifier: GPL-2.0-only
/* Nodes are marked from the outermost inwards: parents precede children. */
#include "cuts.h"

#include <linux/flamek.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "sum.h"

#define MARK_BEYOND	0x01u	/* no user frame at it, nor outside of it */
#define MARK_LEFT_OUT	0x02u	/* it is no frame */
#define MARK_ASTRAY	0x04u	/* what is outside of it was no caller */
#define MARK_OUTERMOST	0x08u
#define MARK_END_SHIFT	8	/* from bits of header.misc to those of marks */
#define MARK_END	(FLAMEK_MISC_USER_MASK >> MARK_END_SHIFT)

enum answer { NOT_ASKED, NO, YES };

/*
 * Nothing lies in no mapping, if all are known. perf tells of none of the vDSO,
 * the kernel of none of uprobes': where code runs, it may have been called from.
 */
static bool is_code(const struct cuts *cuts, const struct location *l)
{
	struct location ran = *l;

	ran.is_return = false;
	if (cuts->has_addrs)
		ran.addr /= LOCATIONS_BLOCK;
	return !cuts->has_all_maps || locations_have(cuts->locations, &ran);
}

/* Go's runtime puts one there that nothing called. */
static bool is_entry(const struct cuts *cuts, const struct location *l)
{
	struct symbol sym;

	return symbols_user(cuts->syms, l->dso, l->addr, &sym) &&
	       cuts_is_entry(sym.name);
}

static bool ask(const struct cuts *cuts, const struct location *l)
{
	if (!l->is_return)
		return true;
	if (!l->dso)
		return is_code(cuts, l);
	return symbols_is_return(cuts->syms, l->dso, l->addr + 1) ||
	       is_entry(cuts, l);
}

static bool is_caller(const struct cuts *cuts, uint32_t location)
{
	uint8_t *answer = &cuts->are_callers[location];

	if (*answer == NOT_ASKED)
		*answer = ask(cuts, &cuts->locations->all[location]) ? YES : NO;
	return *answer == YES;
}

static uint8_t mark_node(const struct cuts *cuts, uint32_t node)
{
	const uint32_t location = calltree_frame(cuts->tree, node);
	const struct location *l = &cuts->locations->all[location];
	uint8_t outer = cuts->nodes[calltree_parent(cuts->tree, node)];

	if (!(outer & MARK_BEYOND))
		return 0;
	outer &= (uint8_t)(MARK_BEYOND | MARK_ASTRAY | MARK_END);
	switch (l->kind) {
	case LOCATION_END:
		return (uint8_t)(MARK_BEYOND | MARK_LEFT_OUT |
				 l->addr >> MARK_END_SHIFT);
	case LOCATION_USER:
		if (!is_caller(cuts, location))
			return outer | MARK_LEFT_OUT | MARK_ASTRAY;
		return (uint8_t)((outer & ~MARK_BEYOND) | MARK_OUTERMOST);
	default:
		return outer;
	}
}

void cuts_find(struct cuts *cuts)
{
	uint32_t i, nr = calltree_nr(cuts->tree);

	cuts->nodes = mem_alloc(nr, sizeof(*cuts->nodes));
	cuts->are_callers = mem_alloc(cuts->locations->nr,
				      sizeof(*cuts->are_callers));
	cuts->nodes[CALLTREE_ROOT] = MARK_BEYOND;
	for (i = 1; i < nr; i++)
		cuts->nodes[i] = mark_node(cuts, i);
}

void cuts_free(struct cuts *cuts)
{
	free(cuts->nodes);
	free(cuts->are_callers);
}

bool cuts_leave_out(const struct cuts *cuts, uint32_t node)
{
	return cuts->nodes[node] & MARK_LEFT_OUT;
}

bool cuts_is_outermost(const struct cuts *cuts, uint32_t node)
{
	return cuts->nodes[node] & MARK_OUTERMOST;
}

/* The file where a stack ends is the one that did not lead on. */
static void count_cut(uint64_t *all, uint64_t *of_dso, uint64_t value)
{
	sum_add(all, value);
	sum_add(of_dso, value);
}

void cuts_count(const struct cuts *cuts, uint32_t node, bool is_entry,
		uint64_t value, struct collect_stats *stats,
		struct collect_dso *dso)
{
	const unsigned int mark = cuts->nodes[node];

	sum_add(&stats->user_stacks, value);
	if (is_entry)
		return;
	if (mark & MARK_ASTRAY) {
		sum_add(&stats->cut_astray, value);
		count_cut(&stats->cut_broken, &dso->cut_broken, value);
		return;
	}
	switch ((mark & MARK_END) << MARK_END_SHIFT) {
	case FLAMEK_MISC_USER_FAULT:
		count_cut(&stats->cut_fault, &dso->cut_fault, value);
		break;
	case FLAMEK_MISC_USER_DEPTH:
		count_cut(&stats->cut_depth, &dso->cut_depth, value);
		break;
	case FLAMEK_MISC_USER_BROKEN:
		count_cut(&stats->cut_broken, &dso->cut_broken, value);
		break;
	}
}

/* Of glibc, musl, their dynamic linkers, and Go's runtime. */
bool cuts_is_entry(const char *name)
{
	static const char *const entries[] = {
		"_start", "_start_c", "_dl_start", "_dl_start_user",
		"__libc_start_main", "__libc_start_main_impl",
		"__libc_start_call_main", "__libc_start_main_stage2",
		"clone", "__clone", "clone3", "__clone3", "start_thread",
		"runtime.goexit", "runtime.goexit.abi0", "runtime.mstart",
		"runtime.mstart.abi0", "runtime.rt0_go", "runtime.rt0_go.abi0",
	};
	size_t len = strcspn(name, "@");	/* then a symbol's version */
	size_t i;

	for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		if (strlen(entries[i]) == len &&
		    !strncmp(name, entries[i], len))
			return true;
	return false;
}
