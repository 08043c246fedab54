// SPDX-License-Identifier: GPL-2.0-only
/* Addresses to names: the table of files, and the kernel's symbols beside it. */
#include "symbols/symbols.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"
#include "symbols/dso.h"
#include "symbols/dsobatch.h"
#include "symbols/jit.h"
#include "symbols/kallsyms.h"
#include "table.h"

/* Later ones hold modules alone; the last is read anew when they are many. */
#define KERNELS_MAX 16

struct symbols {
	struct kallsyms kernels[KERNELS_MAX];	/* at different times */
	size_t nr_kernels;
	struct dso_origin origin;
	unsigned int wanted;	/* SYMBOLS_* */
	struct names names;
	struct dso **dsos;
	size_t nr_dsos, room;
	struct table table;	/* by path and inode */
};

struct symbols *symbols_new(void)
{
	return mem_alloc(1, sizeof(struct symbols));
}

static void free_kernels(struct symbols *syms)
{
	while (syms->nr_kernels)
		kallsyms_free(&syms->kernels[--syms->nr_kernels]);
}

void symbols_free(struct symbols *syms)
{
	size_t i;

	if (!syms)
		return;
	for (i = 0; i < syms->nr_dsos; i++)
		dso_free(syms->dsos[i]);
	free(syms->dsos);
	table_free(&syms->table);
	free_kernels(syms);
	names_free(&syms->names);
	free(syms);
}

int symbols_load_kernel(struct symbols *syms, const char *path, struct err *err)
{
	struct kallsyms kernel = { 0 };
	int ret = kallsyms_load(&kernel, &syms->names, path, err);

	if (ret)
		return ret;
	free_kernels(syms);
	syms->kernels[syms->nr_kernels++] = kernel;
	return 0;
}

int symbols_add_kernel(struct symbols *syms, const char *path, struct err *err)
{
	struct kallsyms kernel = { .modules_only = syms->nr_kernels };
	int ret = kallsyms_load(&kernel, &syms->names, path, err);

	if (ret)
		return ret;
	if (syms->nr_kernels == KERNELS_MAX)
		kallsyms_free(&syms->kernels[--syms->nr_kernels]);
	syms->kernels[syms->nr_kernels++] = kernel;
	return 0;
}

void symbols_other_kernel(struct symbols *syms)
{
	syms->origin.other_kernel = true;
}

void symbols_other_machine(struct symbols *syms)
{
	syms->origin.other_machine = true;
}

void symbols_recorded_until(struct symbols *syms, int64_t ns)
{
	syms->origin.end_ns = ns;
}

void symbols_want(struct symbols *syms, unsigned int what)
{
	syms->wanted = what;
}

uint64_t symbols_kernel_start(const struct symbols *syms)
{
	return syms->kernels[0].start;
}

static bool is_same(const struct symbol *a, const struct symbol *b)
{
	return a->start == b->start && !strcmp(a->name, b->name) &&
	       !strcmp(a->module ? a->module : "", b->module ? b->module : "");
}

static bool find_in(struct kallsyms *kernel, uint64_t addr, struct symbol *sym)
{
	struct symtab_symbol found;

	if (!kallsyms_find(kernel, addr, &found, &sym->module))
		return false;
	sym->name = found.name;
	sym->start = found.start;
	sym->size = found.size;
	return true;
}

/*
 * How far the last function of a module reaches is a guess. Where it was the same
 * at another time, and code of another module lay at the address, that was none of
 * its own at any time.
 */
static bool is_refuted(const struct symbol *sym, struct kallsyms *kernel,
		       const struct symbol *its)
{
	struct symbol there;

	return sym->module && its->module && strcmp(sym->module, its->module) &&
	       find_in(kernel, sym->start, &there) && is_same(&there, sym);
}

bool symbols_kernel(struct symbols *syms, uint64_t addr, struct symbol *sym)
{
	struct kallsyms *kernel, *from = NULL;
	struct symbol other;
	size_t i;

	for (i = 0; i < syms->nr_kernels; i++) {
		kernel = &syms->kernels[i];
		if (!find_in(kernel, addr, &other) ||
		    (from && (is_same(sym, &other) ||
			      is_refuted(&other, from, sym))))
			continue;
		if (from && !is_refuted(sym, kernel, &other))
			return false;
		*sym = other;
		from = kernel;
	}
	return from;
}

static struct dso *find_dso(const struct symbols *syms, uint64_t hash,
			    const char *path, const struct dso_id *id,
			    uint64_t start)
{
	uint32_t i, pos = 0;

	while ((i = table_next(&syms->table, hash, &pos)) != TABLE_NONE)
		if (!syms->dsos[i]->jit &&
		    dso_is(syms->dsos[i], path, id, start))
			return syms->dsos[i];
	return NULL;
}

static struct dso *add_dso(struct symbols *syms, uint64_t hash,
			   const char *path, const struct dso_id *id,
			   uint64_t start)
{
	struct dso *dso = dso_new(path, id, start);

	dso->wants_dwarf = syms->wanted;
	syms->dsos = mem_grow(syms->dsos, syms->nr_dsos, &syms->room,
			      sizeof(*syms->dsos));
	table_add(&syms->table, hash, (uint32_t)syms->nr_dsos);
	syms->dsos[syms->nr_dsos++] = dso;
	return dso;
}

/* What is meant for this machine of what was said. */
static struct dso_id make_id(const struct symbols *syms,
			     const struct dso_id *said)
{
	struct dso_id id = *said;

	if (syms->origin.other_machine) {
		id.maj = 0;
		id.min = 0;
		id.ino = 0;
		id.ino_generation = 0;
	}
	return id;
}

struct dso *symbols_dso(struct symbols *syms, const char *path,
			const struct dso_id *said, pid_t pid, uint64_t start,
			uint64_t end)
{
	const struct dso_id id = make_id(syms, said);
	const struct locate_mapping mapping = {
		.path = path, .id = &id, .pid = pid, .start = start,
	};
	const uint64_t hash = hash_bytes(path, strlen(path), id.ino);
	struct dso *dso = find_dso(syms, hash, path, &id, start);

	if (!dso)
		dso = add_dso(syms, hash, path, &id, start);
	else if (!dso->id.ino_generation)
		dso->id.ino_generation = id.ino_generation;
	dso_open(dso, &mapping, end, &syms->origin);
	return dso;
}

struct dso *symbols_generated(struct symbols *syms, const char *path,
			      struct jit *jit)
{
	const uint64_t hash = hash_bytes(path, strlen(path), (uintptr_t)jit);
	const struct dso_id none = { 0 };
	struct dso *dso;
	uint32_t i, pos = 0;

	while ((i = table_next(&syms->table, hash, &pos)) != TABLE_NONE)
		if (syms->dsos[i]->jit == jit &&
		    !strcmp(syms->dsos[i]->path, path))
			return syms->dsos[i];
	dso = add_dso(syms, hash, path, &none, 0);
	dso->state = DSO_ANON;
	dso->jit = jit;
	return dso;
}

void symbols_read(struct symbols *syms)
{
	dsobatch_read(syms->dsos, syms->nr_dsos, &syms->names);
}

bool symbols_user(struct symbols *syms, struct dso *dso, uint64_t offset,
		  struct symbol *sym)
{
	struct symtab_symbol found;

	sym->is_generated = dso->jit;
	if (dso->jit ? !jit_find(dso->jit, offset, &found) :
	    !dso_find(dso, &syms->names, offset, &found))
		return false;
	sym->name = found.name;
	sym->module = dso->jit ? "jit" : dso->name;
	sym->start = found.start;
	sym->size = found.size;
	return true;
}

bool symbols_is_return(struct symbols *syms, struct dso *dso, uint64_t offset)
{
	return dso_is_return(dso, &syms->names, offset);
}

void symbols_calls(struct symbols *syms, struct dso *dso, uint64_t offset,
		   struct symbol_calls *calls)
{
	dso_calls(dso, &syms->names, syms->wanted & SYMBOLS_LINES, offset,
		  calls);
	if (!(syms->wanted & SYMBOLS_INLINES))
		calls->nr = 0;
}
