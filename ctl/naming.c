// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names for addresses, and counts of those that have none. A count is one of
 * frames in stacks, each as often as its stack was sampled.
 */
#include "naming.h"

#include <stdlib.h>
#include <string.h>

#include "dsocounts.h"
#include "mem.h"
#include "sum.h"

/* A location by the name of its frame. */
struct named {
	uint32_t frame;		/* in the profile */
	bool has_name;
};

/*
 * Kernel symbols are those of this moment. A recording that was made before a
 * reboot has the kernel elsewhere, and its modules who knows where; since one
 * that was made later, modules may have gone and others come in their place.
 */
static bool find_kernel(const struct naming *n, uint64_t addr,
			struct symbol *sym)
{
	uint64_t now = symbols_kernel_start(n->syms);
	uint64_t then = procs_kernel_text(n->procs);

	if (n->kernel_reason)
		return false;
	if (!now || !then || now == then)
		return symbols_kernel(n->syms, addr, sym) &&
		       procs_is_module(n->procs, addr, sym->module);
	return procs_is_kernel_text(n->procs, addr) &&
	       symbols_kernel(n->syms, addr - then + now, sym);
}

/*
 * A signal handler returns to the start of a function that was never called;
 * the byte before belongs to another one.
 */
static bool is_trampoline(const struct symbol *sym, uint64_t addr)
{
	return sym->start == addr && (strstr(sym->name, "restore_rt") ||
				      strstr(sym->name, "sigreturn"));
}

static bool find_user(const struct naming *n, const struct location *l,
		      struct symbol *sym)
{
	if (l->is_return && symbols_user(n->syms, l->dso, l->addr + 1, sym) &&
	    is_trampoline(sym, l->addr + 1))
		return true;
	return symbols_user(n->syms, l->dso, l->addr, sym);
}

static uint32_t unnamed_user(struct profile *p, const struct dso *dso)
{
	const char *module = dso ? dso_name(dso) : NULL;
	char *name;
	uint32_t frame;

	if (!module)
		return profile_frame(p, "[unknown]", NULL, FRAME_UNKNOWN);
	name = mem_printf(*module == '[' ? "%s" : "[%s]", module);
	frame = profile_frame(p, name, module, FRAME_UNKNOWN);
	free(name);
	return frame;
}

static struct named name_user(const struct naming *n, struct profile *p,
			      const struct location *l)
{
	struct symbol sym;

	if (l->dso && find_user(n, l, &sym))
		return (struct named){
			profile_frame(p, sym.name, sym.module, sym.is_generated ?
				      FRAME_JIT : FRAME_USER), true
		};
	return (struct named){ unnamed_user(p, l->dso), false };
}

static struct named name_kernel(const struct naming *n, struct profile *p,
				const struct location *l)
{
	struct symbol sym;

	if (find_kernel(n, l->addr, &sym))
		return (struct named){
			profile_frame(p, sym.name, sym.module, sym.module ?
				      FRAME_MODULE : FRAME_KERNEL), true
		};
	return (struct named){
		profile_frame(p, "[kernel]", NULL, FRAME_UNKNOWN), false
	};
}

static struct named name_location(const struct naming *n, struct profile *p,
				  const struct location *l)
{
	const char *comm;

	switch (l->kind) {
	case LOCATION_USER:
		return name_user(n, p, l);
	case LOCATION_KERNEL:
		return name_kernel(n, p, l);
	default:
		comm = procs_comm_name(n->procs, (uint32_t)l->addr);
		return (struct named){
			profile_frame(p, comm, NULL, FRAME_PROCESS), true
		};
	}
}

static struct named *name_locations(const struct naming *n, struct profile *p)
{
	struct named *named = mem_alloc(n->locations->nr, sizeof(*named));
	size_t i;

	for (i = 0; i < n->locations->nr; i++)
		named[i] = name_location(n, p, &n->locations->all[i]);
	return named;
}

/* The kernel's entries of interrupts and exceptions. */
static bool is_interrupt(const struct profile *p, uint32_t frame)
{
	const struct profile_frame *f = profile_get_frame(p, frame);

	return f->kind == FRAME_KERNEL && !strncmp(f->name, "asm_", 4);
}

/*
 * What an interrupt came upon had not called it: its address is no return
 * address, but that of its next instruction, which can be its first.
 *
 * Return: the profile's node for the parent of @i, which is in @nodes.
 */
static uint32_t parent_node(const struct naming *n, struct profile *p,
			    const struct named *named, const uint32_t *nodes,
			    uint32_t i)
{
	uint32_t parent = calltree_parent(n->tree, i);
	uint32_t frame = calltree_frame(n->tree, parent);
	struct location l;

	if (parent == CALLTREE_ROOT ||
	    !is_interrupt(p, named[calltree_frame(n->tree, i)].frame))
		return nodes[parent];
	l = n->locations->all[frame];
	if (l.kind != LOCATION_KERNEL || !l.is_return)
		return nodes[parent];
	l.addr++;
	return profile_child(p, profile_parent(p, nodes[parent]),
			     name_kernel(n, p, &l).frame);
}

static void add_tree(const struct naming *n, struct profile *p,
		     const struct named *named)
{
	uint32_t i, nr = calltree_nr(n->tree);
	uint32_t *nodes = mem_alloc(nr, sizeof(*nodes));

	nodes[CALLTREE_ROOT] = PROFILE_ROOT;
	for (i = 1; i < nr; i++) {
		nodes[i] = profile_child(p, parent_node(n, p, named, nodes, i),
					 named[calltree_frame(n->tree, i)].frame);
		if (n->self[i])
			profile_add(p, nodes[i], 0, n->self[i]);
	}
	free(nodes);
}

static void count_frame(const struct location *l, bool has_name, uint64_t value,
			struct collect_stats *stats, struct dsocounts *counts)
{
	struct collect_dso *dso;

	if (l->kind == LOCATION_USER) {
		dso = dsocounts_at(counts, l->dso);
		sum_add(&stats->user_frames, value);
		sum_add(&dso->frames, value);
		if (!has_name) {
			sum_add(&stats->user_unnamed, value);
			sum_add(&dso->unnamed, value);
		}
	} else if (l->kind == LOCATION_KERNEL) {
		sum_add(&stats->kernel_frames, value);
		if (!has_name)
			sum_add(&stats->kernel_unnamed, value);
	}
}

/* Parents precede children, so from the last to the first sums are complete. */
static void count_frames(const struct naming *n, const struct named *named,
			 struct collect_stats *stats, struct dsocounts *counts)
{
	uint32_t i, frame, nr = calltree_nr(n->tree);
	uint64_t *total = mem_resize(NULL, nr, sizeof(*total));

	memcpy(total, n->self, nr * sizeof(*total));
	for (i = nr - 1; i > 0; i--) {
		sum_add(&total[calltree_parent(n->tree, i)], total[i]);
		frame = calltree_frame(n->tree, i);
		count_frame(&n->locations->all[frame], named[frame].has_name,
			    total[i], stats, counts);
	}
	free(total);
}

static bool is_cut(const struct cuts_count *cut)
{
	return cut->fault || cut->depth || cut->broken;
}

/* The file where a stack ends is the one that did not lead on. */
static void count_cut(const struct cuts_count *cut, struct collect_stats *stats,
		      struct collect_dso *dso)
{
	stats->cut_fault += cut->fault;
	stats->cut_depth += cut->depth;
	stats->cut_broken += cut->broken;
	dso->cut_fault += cut->fault;
	dso->cut_depth += cut->depth;
	dso->cut_broken += cut->broken;
}

static void count_cuts(const struct naming *n, const struct profile *p,
		       const struct named *named, struct collect_stats *stats,
		       struct dsocounts *counts)
{
	const struct profile_frame *frame;
	size_t i;

	for (i = 0; i < n->locations->nr && i < n->cuts->nr; i++) {
		frame = profile_get_frame(p, named[i].frame);
		if (!is_cut(&n->cuts->counts[i]) ||
		    (named[i].has_name && cuts_is_entry(frame->name)))
			continue;
		count_cut(&n->cuts->counts[i], stats,
			  dsocounts_at(counts, n->locations->all[i].dso));
	}
}

void naming_fill(const struct naming *n, struct profile *p,
		 struct collect_stats *stats, struct collect_dso **dsos)
{
	struct dsocounts counts = { .nr = 0 };
	struct named *named = name_locations(n, p);

	add_tree(n, p, named);
	count_frames(n, named, stats, &counts);
	count_cuts(n, p, named, stats, &counts);
	*dsos = dsocounts_finish(&counts, &stats->nr_dsos);
	stats->dsos = *dsos;
	stats->kernel_reason = n->kernel_reason;
	free(named);
}
