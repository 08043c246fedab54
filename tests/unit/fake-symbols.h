/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All of symbols.h, made up: files are what their paths say, and every 256
 * bytes of one begin a function called by its base name and offset. A file
 * whose name begins with "stripped" has no symbols, and the first function of
 * one that is called "trampolines" is where signal handlers return to. In one
 * whose name begins with "inlining" outer() and in it inner() are inlined in
 * the second half of each function, whose lines are the addresses. In one whose
 * name begins with "uncalled" nothing returns to where functions begin; in
 * "uncalled-entry" that is runtime.goexit(). Memory
 * without a file is "//anon". What is asked without having been expected is an
 * error.
 *
 * The kernel has the functions k_0 ... from fake_kernel on, from fake_entries on
 * those where interrupts come in, and from fake_module on those of a module, up
 * to fake_generated, where probes' code begins.
 */
#ifndef FLAMEK_TEST_FAKE_SYMBOLS_H
#define FLAMEK_TEST_FAKE_SYMBOLS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "symbols/jit.h"
#include "symbols/offsets.h"
#include "symbols/symbols.h"

#define FUNCTION_SIZE	256u
#define KERNEL_SIZE	0x100000u

struct dso {
	struct dso *next;
	char *path;
	struct dso_id id;
	pid_t pid;
	struct jit *jit;
	struct offsets expected;
};

struct symbols {
	struct dso *dsos;
	char **names;
	size_t nr_names, room_names;
	unsigned int wanted;
};

static uint64_t fake_kernel = 0xffffffff81000000;
static const uint64_t fake_entries = 0xffffffff82000000;
static uint64_t fake_module = 0xffffffffc0000000;
static uint64_t fake_generated = UINT64_MAX;

struct symbols *symbols_new(void)
{
	return calloc(1, sizeof(struct symbols));
}

void symbols_free(struct symbols *syms)
{
	struct dso *dso, *next;

	for (dso = syms->dsos; dso; dso = next) {
		next = dso->next;
		offsets_free(&dso->expected);
		free(dso->path);
		free(dso);
	}
	while (syms->nr_names)
		free(syms->names[--syms->nr_names]);
	free(syms->names);
	free(syms);
}

void symbols_other_kernel(struct symbols *syms)
{
	(void)syms;
}

void symbols_other_machine(struct symbols *syms)
{
	(void)syms;
}

void symbols_recorded_until(struct symbols *syms, int64_t ns)
{
	(void)syms;
	(void)ns;
}

int symbols_load_kernel(struct symbols *syms, const char *path, struct err *err)
{
	(void)syms;
	(void)path;
	(void)err;
	return 0;
}

int symbols_add_kernel(struct symbols *syms, const char *path, struct err *err)
{
	return symbols_load_kernel(syms, path, err);
}

uint64_t symbols_kernel_start(const struct symbols *syms)
{
	(void)syms;
	return fake_kernel;
}

static void set_name(struct symbols *syms, struct symbol *sym, const char *what,
		     uint64_t offset)
{
	char *name = mem_printf("%s_%llx", what, (unsigned long long)
				(offset - offset % FUNCTION_SIZE));

	syms->names = mem_grow(syms->names, syms->nr_names, &syms->room_names,
			       sizeof(*syms->names));
	syms->names[syms->nr_names++] = name;
	sym->name = name;
	sym->start = offset - offset % FUNCTION_SIZE;
	sym->size = FUNCTION_SIZE;
}

bool symbols_kernel(struct symbols *syms, uint64_t addr, struct symbol *sym)
{
	sym->module = NULL;
	if (addr >= fake_kernel && addr - fake_kernel < KERNEL_SIZE) {
		set_name(syms, sym, "k", addr - fake_kernel);
		return true;
	}
	if (addr >= fake_entries && addr - fake_entries < KERNEL_SIZE) {
		set_name(syms, sym, "asm", addr - fake_entries);
		return true;
	}
	if (addr >= fake_module && addr - fake_module < KERNEL_SIZE) {
		set_name(syms, sym, "m", addr - fake_module);
		sym->start += fake_module;
		sym->module = addr < fake_generated ? "mod" :
						      "__builtin__ftrace";
		return true;
	}
	return false;
}

static struct dso *fake_dso(struct symbols *syms, const char *path,
			    struct jit *jit)
{
	struct dso *dso;

	for (dso = syms->dsos; dso; dso = dso->next)
		if (!strcmp(dso->path, path) && dso->jit == jit)
			return dso;
	dso = calloc(1, sizeof(*dso));
	dso->path = strdup(path);
	dso->jit = jit;
	dso->next = syms->dsos;
	syms->dsos = dso;
	return dso;
}

struct dso *symbols_dso(struct symbols *syms, const char *path,
			const struct dso_id *id, pid_t pid, uint64_t start,
			uint64_t end)
{
	struct dso *dso = fake_dso(syms, path, NULL);

	(void)start;
	(void)end;
	if (!dso->pid) {
		dso->id = *id;
		dso->pid = pid;
	}
	return dso;
}

struct dso *symbols_generated(struct symbols *syms, const char *path,
			      struct jit *jit)
{
	return fake_dso(syms, path, jit);
}

struct jit *dso_jit(const struct dso *dso)
{
	return dso->jit;
}

uint64_t dso_place(const struct dso *dso, uint64_t offset)
{
	return dso->jit ? jit_place(dso->jit, offset) : offset;
}

const char *dso_name(const struct dso *dso)
{
	const char *slash = strrchr(dso->path, '/');

	return slash ? slash + 1 : dso->path;
}

const char *dso_path(const struct dso *dso)
{
	return dso->path;
}

void dso_expect(struct dso *dso, uint64_t offset)
{
	offsets_add(&dso->expected, offset);
}

void symbols_read(struct symbols *syms)
{
	(void)syms;
}

static void require_expected(struct dso *dso, uint64_t offset)
{
	offsets_sort(&dso->expected);
	if (offsets_have(&dso->expected, offset))
		return;
	fprintf(stderr, "%s: %llx was not expected to be asked\n", dso->path,
		(unsigned long long)offset);
	abort();
}

bool symbols_user(struct symbols *syms, struct dso *dso, uint64_t offset,
		  struct symbol *sym)
{
	const char *name = dso_name(dso);
	struct symtab_symbol found;

	require_expected(dso, offset);
	sym->is_generated = dso->jit;
	if (dso->jit && jit_find(dso->jit, offset, &found)) {
		sym->name = found.name;
		sym->module = "jit";
		return true;
	}
	if (dso->jit || !strncmp(name, "stripped", strlen("stripped")))
		return false;
	sym->module = name;
	set_name(syms, sym, name, offset);
	if (!strcmp(name, "trampolines") && offset < FUNCTION_SIZE)
		sym->name = "__restore_rt";
	if (!strcmp(name, "uncalled-entry"))
		sym->name = "runtime.goexit";
	return true;
}

void symbols_want(struct symbols *syms, unsigned int what)
{
	syms->wanted = what;
}

bool symbols_is_return(struct symbols *syms, struct dso *dso, uint64_t offset)
{
	(void)syms;
	return strncmp(dso_name(dso), "uncalled", 8) != 0 ||
	       offset % FUNCTION_SIZE;
}

void symbols_calls(struct symbols *syms, struct dso *dso, uint64_t offset,
		   struct symbol_calls *calls)
{
	static const struct symbol_line unknown;

	calls->nr = 0;
	calls->line = unknown;
	calls->is_amiss = dso_inlines_reason(dso) != NULL;
	if (strncmp(dso_name(dso), "inlining", strlen("inlining")))
		return;
	if (syms->wanted & SYMBOLS_LINES)
		calls->line = (struct symbol_line){ "a.c", (uint32_t)offset };
	if (offset % FUNCTION_SIZE < FUNCTION_SIZE / 2)
		return;
	calls->nr = 2;
	calls->calls[0].name = "outer";
	calls->calls[0].line = unknown;
	calls->calls[1].name = "inner";
	calls->calls[1].line = calls->line;
}

const char *dso_inlines_reason(const struct dso *dso)
{
	return strcmp(dso_name(dso), "inlining-damaged") ? NULL : "damaged";
}

enum dso_state dso_state(const struct dso *dso)
{
	if (!strcmp(dso->path, "//anon"))
		return DSO_ANON;
	return strncmp(dso_name(dso), "stripped", strlen("stripped")) ?
	       DSO_OK : DSO_NO_SYMBOLS;
}

const char *dso_reason(const struct dso *dso)
{
	if (dso->jit)
		return jit_reason(dso->jit);
	return dso_state(dso) == DSO_OK ? "" : "no symbols";
}

const uint8_t *dso_build_id(const struct dso *dso, size_t *size)
{
	*size = dso->id.build_id_size;
	return dso->id.build_id;
}

#endif
