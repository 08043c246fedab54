// SPDX-License-Identifier: GPL-2.0-only
/* One file that processes have mapped: opened early, read late. */
#define _GNU_SOURCE
#include "symbols/dso.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "symbols/callsite.h"
#include "symbols/debugfile.h"
#include "symbols/debuginfo.h"
#include "symbols/identity.h"
#include "symbols/jit.h"
#include "symbols/vdso.h"

/* A path that leads nowhere is looked for in a few processes, not in all. */
#define ATTEMPTS_MAX 8
#define NSEC_PER_SEC INT64_C(1000000000)

static bool is_vdso(const char *path)
{
	return !strcmp(path, "[vdso]");
}

/* Memory that no file is behind, or none with a program in it. */
static bool is_anonymous(const char *path)
{
	static const char *const starts[] = {
		"//anon", "/dev/zero", "/SYSV", "/anon_hugepage", "/[aio]",
	};
	size_t i;

	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (!strncmp(path, starts[i], strlen(starts[i])))
			return true;
	return path[0] != '/';
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
	if (!strncmp(path, "/memfd:", 7))
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

static void close_fd(struct dso *dso)
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
	close_fd(dso);
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

/* Settle on a state; the reason, where given, takes arguments like printf(). */
__attribute__((format(printf, 3, 4)))
static void settle(struct dso *dso, enum dso_state state, const char *fmt, ...)
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

static void open_vdso(struct dso *dso, const struct locate_mapping *mapping,
		      uint64_t end, bool is_other_kernel)
{
	if (is_other_kernel) {
		settle(dso, DSO_MISMATCH, "the vDSO of another kernel");
		return;
	}
	dso->image = vdso_read(mapping->pid, mapping->start, end,
			       &dso->image_size);
	if (dso->image)
		settle(dso, DSO_UNREAD, NULL);
	else
		settle(dso, DSO_NOT_FOUND,
		       "the process was gone before its vDSO could be read");
}

static bool is_memfd(const char *path)
{
	return !strncmp(path, "/memfd:", 7);
}

static bool is_program(int fd)
{
	char magic[SELFMAG];

	return pread(fd, magic, SELFMAG, 0) == SELFMAG &&
	       !memcmp(magic, ELFMAG, SELFMAG);
}

/* Remember what the file was like, to notice if it is written to. */
static int hold(struct dso *dso, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	dso->fd = fd;
	if (!dso->id.ino_generation)
		dso->id.ino_generation = identity_generation(fd);
	dso->size = st.st_size;
	dso->mtime_sec = st.st_mtim.tv_sec;
	dso->mtime_nsec = st.st_mtim.tv_nsec;
	return 0;
}

/* Only the time of its last change tells such a file from what it was then. */
static bool was_changed_since(const struct dso *dso, int64_t end_ns)
{
	struct stat st;

	return end_ns && !dso->id.build_id_size && !fstat(dso->fd, &st) &&
	       st.st_ctim.tv_sec * NSEC_PER_SEC + st.st_ctim.tv_nsec > end_ns;
}

static void open_file(struct dso *dso, const struct locate_mapping *mapping,
		      int64_t end_ns)
{
	int fd = locate_open(mapping);
	int ret = fd < 0 ? fd : hold(dso, fd);

	if (!ret && was_changed_since(dso, end_ns)) {
		settle(dso, DSO_MISMATCH, "it was changed after the recording");
		close_fd(dso);
	} else if (!ret && is_memfd(dso->path) && !is_program(fd)) {
		settle(dso, DSO_ANON, NULL);
	} else if (!ret) {
		settle(dso, DSO_UNREAD, NULL);
	} else if (ret == -ESTALE) {
		settle(dso, DSO_MISMATCH, NULL);
	} else if (ret == -EINVAL) {
		settle(dso, DSO_ANON, "not a regular file");
	} else if (ret == -ENOENT) {
		settle(dso, DSO_NOT_FOUND, NULL);
	} else {
		settle(dso, DSO_NOT_FOUND, "cannot be opened: %s",
		       strerror(-ret));
	}
}

void dso_open(struct dso *dso, const struct locate_mapping *mapping,
	      uint64_t end, const struct dso_origin *origin)
{
	if (dso->state != DSO_NOT_FOUND && dso->state != DSO_MISMATCH)
		return;
	if (dso->attempts >= ATTEMPTS_MAX ||
	    (dso->attempts && mapping->pid == dso->pid))
		return;
	dso->attempts++;
	dso->pid = mapping->pid;
	if (is_vdso(dso->path))
		open_vdso(dso, mapping, end, origin->other_kernel);
	else if (is_anonymous(dso->path))
		settle(dso, DSO_ANON, NULL);
	else if (origin->other_machine && !dso->id.build_id_size)
		settle(dso, DSO_MISMATCH,
		       "a file of another machine, recorded without its build-id");
	else
		open_file(dso, mapping, origin->end_ns);
}

static bool has_changed(const struct dso *dso)
{
	struct stat st;

	return fstat(dso->fd, &st) || st.st_size != dso->size ||
	       st.st_mtim.tv_sec != dso->mtime_sec ||
	       st.st_mtim.tv_nsec != dso->mtime_nsec;
}

/* Hand the file, or the image, over to the reader. */
static int open_elf(struct dso *dso, struct err *err)
{
	int ret;

	if (dso->image) {
		ret = elffile_open_image(&dso->file, dso->image,
					 dso->image_size, err);
		if (!ret)
			dso->image = NULL;
	} else {
		ret = elffile_open(&dso->file, dso->fd, err);
		if (!ret)
			dso->fd = -1;
	}
	return ret;
}

/* What would give the names that are missing, and why something did not. */
static void settle_lacking(struct dso *dso, enum dso_state state,
			   const char *what)
{
	const char *trouble = dso->syms.trouble.text;
	char hex[BUILD_ID_TEXT_SIZE];

	buildid_print(&dso->build_id, hex);
	settle(dso, state, "%s%s%s%s; install its debug symbols%s%s%s", what,
	       trouble[0] ? " (" : "", trouble, trouble[0] ? ")" : "",
	       hex[0] ? " (build-id " : "", hex, hex[0] ? ")" : "");
}

/* Of the program itself, of its debug file, of one that has nothing else. */
static void open_dwarf(struct dso *dso, struct names *names)
{
	const struct debugfile_query query = {
		.program = &dso->file, .id = &dso->build_id, .path = dso->path,
		.pid = dso->pid, .use = DEBUGFILE_DWARF,
	};
	struct elffile other = { .fd = -1 };
	const struct elffile *source = &dso->file;

	if (!debuginfo_has(source))
		source = &dso->syms.apart;
	if (!source->elf || !debuginfo_has(source)) {
		if (!debugfile_find(&other, &query, NULL))
			return;
		source = &other;
	}
	dso->inlines = inlines_new(&dso->file, source, dso->path, dso->pid,
				   names);
	elffile_close(&other);
}

static void read_symbols(struct dso *dso, struct names *names)
{
	switch (filesyms_load(&dso->syms, &dso->file, &dso->build_id,
			      dso->path, dso->pid, names)) {
	case FILESYMS_NONE:
		settle_lacking(dso, DSO_NO_SYMBOLS, "no symbols");
		break;
	case FILESYMS_EXPORTED:
		/* The vDSO exports all that it has. */
		if (is_vdso(dso->path))
			settle(dso, DSO_OK, NULL);
		else
			settle_lacking(dso, DSO_OK, "only exported symbols");
		break;
	case FILESYMS_GO:
		settle_lacking(dso, DSO_OK, "only symbols of its Go code");
		break;
	case FILESYMS_ALL:
		settle(dso, DSO_OK, NULL);
		break;
	}
	if (dso->wants_dwarf)
		open_dwarf(dso, names);
	if (!filesyms_needs(&dso->syms, &dso->file))
		elffile_close(&dso->file);
}

/* The file may be closed, and its headers forgotten, before code is looked at. */
static void hold_code(struct dso *dso)
{
	GElf_Ehdr ehdr;

	if (dso->file.fd >= 0 && gelf_getehdr(dso->file.elf, &ehdr) &&
	    (ehdr.e_machine == EM_X86_64 || ehdr.e_machine == EM_386))
		dso->code_fd = fcntl(dso->file.fd, F_DUPFD_CLOEXEC, 0);
}

static void read_file(struct dso *dso, struct names *names)
{
	struct build_id mapped = { .size = dso->id.build_id_size };

	elffile_build_id(&dso->file, &dso->build_id);
	memcpy(mapped.bytes, dso->id.build_id, sizeof(dso->id.build_id));
	if (mapped.size && !buildid_equal(&mapped, &dso->build_id)) {
		settle(dso, DSO_MISMATCH, is_vdso(dso->path) ?
		       "the vDSO of another kernel" : NULL);
		elffile_close(&dso->file);
		return;
	}
	hold_code(dso);
	read_symbols(dso, names);
}

static void load(struct dso *dso, struct names *names)
{
	struct err err;
	int ret;

	dso->attempts = ATTEMPTS_MAX;
	if (!dso->image && has_changed(dso)) {
		settle(dso, DSO_MISMATCH,
		       "it was written to after it was mapped");
		return;
	}
	ret = open_elf(dso, &err);
	if (!ret)
		read_file(dso, names);
	else if (ret == -ENOEXEC && is_memfd(dso->path))
		settle(dso, DSO_ANON, NULL);
	else
		settle(dso, DSO_BAD, "%s", err.text);
}

static void read_once(struct dso *dso, struct names *names)
{
	if (dso->state != DSO_UNREAD)
		return;
	load(dso, names);
	close_fd(dso);
}

bool dso_find(struct dso *dso, struct names *names, uint64_t offset,
	      struct symtab_symbol *sym)
{
	read_once(dso, names);
	return (dso->state == DSO_OK || dso->state == DSO_NO_SYMBOLS) &&
	       filesyms_find(&dso->syms, offset, sym);
}

bool dso_is_return(struct dso *dso, struct names *names, uint64_t offset)
{
	uint8_t code[CALLSITE_BEFORE + CALLSITE_AFTER];
	size_t before = offset < CALLSITE_BEFORE ? offset : CALLSITE_BEFORE;
	ssize_t n;

	read_once(dso, names);
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
	read_once(dso, names);
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
