// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names for addresses, and counts of those that have none. A count is one of
 * frames in stacks, each as often as its stack was sampled.
 */
#include "naming.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "dsocounts.h"
#include "mem.h"
#include "modules.h"
#include "sum.h"

/* A location by the name of its frame, and of what was inlined in it. */
struct named {
	uint32_t frame;		/* in the profile */
	uint32_t first_call, nr_calls;
	bool has_name;
	bool is_entry;		/* where stacks begin */
	bool is_amiss;		/* more may have been inlined */
};

/* All of them. */
struct named_all {
	struct named *locations;
	uint32_t *calls;	/* frames in the profile, outermost first */
	size_t nr_calls, room_calls;
};

/*
 * A module may seem to reach over what was generated behind its code. If that
 * lies behind the code of the same module now, it is none of it.
 */
static bool lies_behind_module(const struct naming *n, uint64_t addr,
			       struct symbol at)
{
	if (!modules_is_generated(at.module))
		return false;
	do {
		if (!symbols_kernel(n->syms, at.start - 1, &at))
			return false;
	} while (modules_is_generated(at.module));
	return at.module && procs_is_module(n->procs, addr, at.module);
}

/*
 * Kernel symbols are those of this moment. A recording that was made before a
 * reboot has the kernel elsewhere, and its modules who knows where; since one
 * that was made later, modules may have gone and others come in their place.
 * What the kernel generated has names of the recording's own, if it has any.
 */
static bool find_kernel(const struct naming *n, uint64_t addr,
			struct symbol *sym)
{
	uint64_t now = symbols_kernel_start(n->syms);
	uint64_t then = procs_kernel_text(n->procs);
	const struct ksymbol *own = procs_ksymbol(n->procs, addr);

	if (own) {
		*sym = (struct symbol){ .name = own->name,
					.module = own->module };
		return own->name;
	}
	if (n->kernel_reason)
		return false;
	if (!now || !then || now == then)
		return symbols_kernel(n->syms, addr, sym) &&
		       (procs_is_module(n->procs, addr, sym->module) ||
			lies_behind_module(n, addr, *sym));
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

void naming_expect(const struct naming *n)
{
	const struct location *l = n->locations->all;
	const struct location *end = l + n->locations->nr;

	for (; l < end; l++) {
		if (l->kind != LOCATION_USER || !l->dso)
			continue;
		dso_expect(l->dso, l->addr);
		if (l->is_return)
			dso_expect(l->dso, l->addr + 1);
	}
	symbols_read(n->syms);
}

static bool find_user(const struct naming *n, const struct location *l,
		      struct symbol *sym, struct symbol_calls *calls)
{
	if (l->is_return && symbols_user(n->syms, l->dso, l->addr + 1, sym) &&
	    is_trampoline(sym, l->addr + 1)) {
		*calls = (struct symbol_calls){ .nr = 0 };
		return true;
	}
	symbols_calls(n->syms, l->dso, l->addr, calls);
	return symbols_user(n->syms, l->dso, l->addr, sym);
}

/* With its source line, where that is known. */
static uint32_t code_frame(struct profile *p, const char *name,
			   const char *module, enum frame_kind kind,
			   const struct symbol_line *line)
{
	char *with_line;
	uint32_t frame;

	if (!line->file)
		return profile_frame(p, name, module, kind);
	with_line = mem_printf("%s (%s:%u)", name, line->file, line->line);
	frame = profile_frame(p, with_line, module, kind);
	free(with_line);
	return frame;
}

static void add_call(struct named_all *all, uint32_t frame)
{
	all->calls = mem_grow(all->calls, all->nr_calls, &all->room_calls,
			      sizeof(*all->calls));
	all->calls[all->nr_calls++] = frame;
}

/* "[libc.so.6]", or "[libc.so.6 <2a1b>]" */
static uint32_t unnamed_frame(const struct naming *n, struct profile *p,
			      const char *what, const char *module,
			      uint64_t addr)
{
	const bool is_enclosed = *what == '[';
	uint32_t frame;
	char *text;

	if (n->has_addrs)
		text = mem_printf("[%.*s <%" PRIx64 ">]",
				  (int)strlen(what) - 2 * is_enclosed,
				  what + is_enclosed, addr);
	else
		text = mem_printf(is_enclosed ? "%s" : "[%s]", what);
	frame = profile_frame(p, text, module, FRAME_UNKNOWN);
	free(text);
	return frame;
}

static uint32_t unnamed_user(const struct naming *n, struct profile *p,
			     const struct location *l)
{
	const char *module = l->dso ? dso_name(l->dso) : NULL;

	return unnamed_frame(n, p, module ? module : "[unknown]", module,
			     l->addr);
}

static struct named name_user(const struct naming *n, struct profile *p,
			      const struct location *l, struct named_all *all)
{
	struct named named = { .first_call = (uint32_t)all->nr_calls };
	struct symbol_calls calls;
	struct symbol sym;
	size_t i;

	if (!l->dso || !find_user(n, l, &sym, &calls)) {
		named.frame = unnamed_user(n, p, l);
		return named;
	}
	named.frame = code_frame(p, sym.name, sym.module, sym.is_generated ?
				 FRAME_JIT : FRAME_USER, &calls.line);
	for (i = 0; i < calls.nr; i++)
		add_call(all, code_frame(p, calls.calls[i].name, sym.module,
					 FRAME_INLINE, &calls.calls[i].line));
	named.nr_calls = (uint32_t)calls.nr;
	named.has_name = true;
	named.is_entry = cuts_is_entry(sym.name);
	named.is_amiss = calls.is_amiss;
	return named;
}

static struct named name_kernel(const struct naming *n, struct profile *p,
				const struct location *l)
{
	struct symbol sym;

	if (find_kernel(n, l->addr, &sym))
		return (struct named){
			.frame = profile_frame(p, sym.name, sym.module,
					       sym.module ? FRAME_MODULE :
					       FRAME_KERNEL),
			.has_name = true,
		};
	return (struct named){
		.frame = unnamed_frame(n, p, "[kernel]", NULL, l->addr),
	};
}

static uint32_t task_frame(const struct naming *n, struct profile *p,
			   uint32_t comm, enum frame_kind kind)
{
	return profile_frame(p, procs_comm_name(n->procs, comm), NULL, kind);
}

/* The thread is one more frame of the same place, as an inlined call is. */
static struct named name_owner(const struct naming *n, struct profile *p,
			       uint32_t owner, struct named_all *all)
{
	struct named named = {
		.first_call = (uint32_t)all->nr_calls,
		.has_name = true,
	};

	if (!n->owners) {
		named.frame = task_frame(n, p, owner, FRAME_PROCESS);
		return named;
	}
	named.frame = task_frame(n, p, n->owners->all[owner].process,
				 FRAME_PROCESS);
	add_call(all, task_frame(n, p, n->owners->all[owner].thread,
				 FRAME_THREAD));
	named.nr_calls = 1;
	return named;
}

static struct named name_location(const struct naming *n, struct profile *p,
				  const struct location *l,
				  struct named_all *all)
{
	switch (l->kind) {
	case LOCATION_USER:
		return name_user(n, p, l, all);
	case LOCATION_KERNEL:
		return name_kernel(n, p, l);
	case LOCATION_END:
		return (struct named){ .has_name = false };
	default:
		return name_owner(n, p, (uint32_t)l->addr, all);
	}
}

static struct named_all name_locations(const struct naming *n,
				       struct profile *p)
{
	struct named_all all = {
		.locations = mem_alloc(n->locations->nr,
				       sizeof(*all.locations)),
	};
	size_t i;

	for (i = 0; i < n->locations->nr; i++)
		all.locations[i] = name_location(n, p, &n->locations->all[i],
						 &all);
	return all;
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

/* The profile's node for a location called from @node, and what is inlined. */
static uint32_t add_location(struct profile *p, uint32_t node,
			     const struct named_all *all, uint32_t location)
{
	const struct named *named = &all->locations[location];
	uint32_t i;

	node = profile_child(p, node, named->frame);
	for (i = 0; i < named->nr_calls; i++)
		node = profile_child(p, node,
				     all->calls[named->first_call + i]);
	return node;
}

static void add_tree(const struct naming *n, struct profile *p,
		     const struct named_all *all)
{
	uint32_t i, parent, nr = calltree_nr(n->tree);
	uint32_t *nodes = mem_alloc(nr, sizeof(*nodes));
	size_t step;

	nodes[CALLTREE_ROOT] = PROFILE_ROOT;
	for (i = 1; i < nr; i++) {
		parent = parent_node(n, p, all->locations, nodes, i);
		nodes[i] = parent;
		if (!cuts_leave_out(n->cuts, i))
			nodes[i] = add_location(p, parent, all,
						calltree_frame(n->tree, i));
		if (n->self[i])
			profile_add(p, nodes[i], 0, n->self[i]);
	}
	for (step = 0; step < n->timeline->nr; step++)
		timeline_add(profile_timeline(p),
			     nodes[n->timeline->steps[step].node],
			     n->timeline->steps[step].lane,
			     n->timeline->steps[step].value);
	free(nodes);
}

static void count_user(const struct named *named, uint64_t value,
		       struct collect_stats *stats, struct collect_dso *dso)
{
	sum_add(&stats->user_frames, value);
	sum_add(&dso->frames, value);
	if (!named->has_name) {
		sum_add(&stats->user_unnamed, value);
		sum_add(&dso->unnamed, value);
	}
	if (named->is_amiss)
		sum_add(&dso->amiss, value);
}

static void count_kernel(const struct named *named, uint64_t value,
			 struct collect_stats *stats)
{
	sum_add(&stats->kernel_frames, value);
	if (!named->has_name)
		sum_add(&stats->kernel_unnamed, value);
}

static void count_node(const struct naming *n, const struct named *all,
		       uint32_t node, uint64_t value,
		       struct collect_stats *stats, struct dsocounts *counts)
{
	const uint32_t frame = calltree_frame(n->tree, node);
	const struct location *l = &n->locations->all[frame];
	const struct named *named = &all[frame];
	struct collect_dso *dso;

	if (cuts_leave_out(n->cuts, node))
		return;
	if (l->kind == LOCATION_KERNEL)
		count_kernel(named, value, stats);
	if (l->kind != LOCATION_USER)
		return;
	dso = dsocounts_at(counts, l->dso);
	count_user(named, value, stats, dso);
	if (cuts_is_outermost(n->cuts, node))
		cuts_count(n->cuts, node, named->is_entry, value, stats, dso);
}

/* Parents precede children, so from the last to the first sums are complete. */
static void count_frames(const struct naming *n, const struct named *named,
			 struct collect_stats *stats, struct dsocounts *counts)
{
	uint32_t i, nr = calltree_nr(n->tree);
	uint64_t *total = mem_resize(NULL, nr, sizeof(*total));

	memcpy(total, n->self, nr * sizeof(*total));
	for (i = nr - 1; i > 0; i--) {
		sum_add(&total[calltree_parent(n->tree, i)], total[i]);
		count_node(n, named, i, total[i], stats, counts);
	}
	/* perf does not say how stacks ended. */
	if (!n->cuts->tells_ends && !stats->cut_astray)
		stats->user_stacks = 0;
	free(total);
}

void naming_fill(const struct naming *n, struct profile *p,
		 struct collect_stats *stats, struct collect_dso **dsos)
{
	struct dsocounts counts = { .nr = 0 };
	struct named_all all = name_locations(n, p);

	add_tree(n, p, &all);
	count_frames(n, all.locations, stats, &counts);
	*dsos = dsocounts_finish(&counts, &stats->nr_dsos);
	stats->dsos = *dsos;
	stats->kernel_reason = n->kernel_reason;
	free(all.locations);
	free(all.calls);
}
