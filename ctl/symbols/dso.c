// SPDX-License-Identifier: GPL-2.0-only
/* One file that processes have mapped: opened early, read late. */
#define _GNU_SOURCE
#include "symbols/dso.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "symbols/callsite.h"
#include "symbols/jit.h"

static bool is_vdso(const char *path)
{
	return !strcmp(path, "[vdso]");
}

static bool is_memfd(const char *path)
{
	return !strncmp(path, "/memfd:", 7);
}

bool dso_is_vdso(const struct dso *dso)
{
	return is_vdso(dso->path);
}

bool dso_is_memfd(const struct dso *dso)
{
	return is_memfd(dso->path);
}

static char *make_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len;
	char *name;

	if (!strncmp(path, "//anon", 6) || !path[0])
		return mem_strdup("[anon]");
	if (path[0] != '/' || !slash[1])
		return mem_strdup(path);
	if (is_memfd(path))
		slash = path;
	name = mem_strdup(slash + 1);
	len = strlen(name);
	if (locate_is_deleted(name))
		name[len - strlen(" (deleted)")] = '\0';
	return name;
}

static bool is_compat(const char *path, uint64_t start)
{
	return is_vdso(path) && start >> 32 == 0;
}

struct dso *dso_new(const char *path, const struct dso_id *id, uint64_t start)
{
	struct dso *dso = mem_alloc(1, sizeof(*dso));

	dso->path = mem_strdup(path);
	dso->name = make_name(path);
	dso->id = *id;
	if (dso->id.build_id_size > BUILD_ID_MAX)
		dso->id.build_id_size = BUILD_ID_MAX;
	dso->compat = is_compat(path, start);
	dso->state = DSO_NOT_FOUND;
	dso->fd = -1;
	dso->code_fd = -1;
	return dso;
}

void dso_close(struct dso *dso)
{
	if (dso->fd >= 0)
		close(dso->fd);
	dso->fd = -1;
}

void dso_free(struct dso *dso)
{
	filesyms_free(&dso->syms);
	inlines_free(dso->inlines);
	elffile_close(&dso->file);
	dso_close(dso);
	if (dso->code_fd >= 0)
		close(dso->code_fd);
	free(dso->image);
	free(dso->path);
	free(dso->name);
	free(dso->reason);
	free(dso);
}

/* Not every source of events knows generations. */
static bool same_generation(uint64_t a, uint64_t b)
{
	return !a || !b || a == b;
}

bool dso_is(const struct dso *dso, const char *path, const struct dso_id *id,
	    uint64_t start)
{
	return dso->id.ino == id->ino && dso->id.maj == id->maj &&
	       dso->id.min == id->min &&
	       same_generation(dso->id.ino_generation, id->ino_generation) &&
	       dso->id.build_id_size == id->build_id_size &&
	       !memcmp(dso->id.build_id, id->build_id, id->build_id_size) &&
	       !strcmp(dso->path, path) &&
	       dso->compat == is_compat(path, start);
}

void dso_settle(struct dso *dso, enum dso_state state, const char *fmt, ...)
{
	va_list ap;

	free(dso->reason);
	dso->reason = NULL;
	dso->state = state;
	if (!fmt)
		return;
	va_start(ap, fmt);
	if (vasprintf(&dso->reason, fmt, ap) < 0)
		dso->reason = NULL;
	va_end(ap);
}

bool dso_find(struct dso *dso, struct names *names, uint64_t offset,
	      struct symtab_symbol *sym)
{
	dso_read(dso, names);
	return (dso->state == DSO_OK || dso->state == DSO_NO_SYMBOLS) &&
	       filesyms_find(&dso->syms, offset, sym);
}

bool dso_is_return(struct dso *dso, struct names *names, uint64_t offset)
{
	uint8_t code[CALLSITE_BEFORE + CALLSITE_AFTER];
	size_t before = offset < CALLSITE_BEFORE ? offset : CALLSITE_BEFORE;
	ssize_t n;

	dso_read(dso, names);
	if (dso->code_fd < 0)
		return true;
	n = pread(dso->code_fd, code, before + CALLSITE_AFTER,
		  (off_t)(offset - before));
	return n < (ssize_t)before ||
	       callsite_is_return(code, before, (size_t)n);
}

struct jit *dso_jit(const struct dso *dso)
{
	return dso->jit;
}

uint64_t dso_place(const struct dso *dso, uint64_t offset)
{
	return dso->jit ? jit_place(dso->jit, offset) : offset;
}

void dso_calls(struct dso *dso, struct names *names, bool wants_lines,
	       uint64_t offset, struct symbol_calls *calls)
{
	dso_read(dso, names);
	if (dso->inlines) {
		inlines_find(dso->inlines, offset, wants_lines, calls);
		return;
	}
	calls->line = (struct symbol_line){ NULL, 0 };
	calls->is_amiss = false;
	calls->nr = 0;
}

const char *dso_inlines_reason(const struct dso *dso)
{
	return dso->inlines ? inlines_reason(dso->inlines) : NULL;
}

const char *dso_name(const struct dso *dso)
{
	return dso->name;
}

const char *dso_path(const struct dso *dso)
{
	return dso->path;
}

enum dso_state dso_state(const struct dso *dso)
{
	return dso->state;
}

const char *dso_reason(const struct dso *dso)
{
	static const char *const reasons[] = {
		[DSO_UNREAD] = "not looked at",
		[DSO_OK] = "its symbols do not cover these addresses",
		[DSO_NO_SYMBOLS] = "no symbols",
		[DSO_NOT_FOUND] = "gone before it could be opened",
		[DSO_MISMATCH] = "another file lies at that path now",
		[DSO_BAD] = "damaged",
		[DSO_ANON] = "memory without a file (generated code?)",
	};

	if (dso->jit)
		return jit_reason(dso->jit);
	return dso->reason ? dso->reason : reasons[dso->state];
}

const uint8_t *dso_build_id(const struct dso *dso, size_t *size)
{
	const bool own = dso->build_id.size;

	*size = own ? dso->build_id.size : dso->id.build_id_size;
	return own ? dso->build_id.bytes : dso->id.build_id;
}
