// SPDX-License-Identifier: GPL-2.0-only
/* Reading a file that processes have mapped, once it is asked for a name. */
#define _GNU_SOURCE
#include "symbols/dso.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "symbols/debugfile.h"
#include "symbols/debuginfo.h"

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
	dso_settle(dso, state, "%s%s%s%s; install its debug symbols%s%s%s",
		   what, trouble[0] ? " (" : "", trouble, trouble[0] ? ")" : "",
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

/* The file may be closed, and its headers forgotten, before code is looked at. */
static void hold_code(struct dso *dso)
{
	GElf_Ehdr ehdr;

	if (dso->file.fd >= 0 && gelf_getehdr(dso->file.elf, &ehdr) &&
	    (ehdr.e_machine == EM_X86_64 || ehdr.e_machine == EM_386))
		dso->code_fd = fcntl(dso->file.fd, F_DUPFD_CLOEXEC, 0);
}

static void open_symbols(struct dso *dso, struct names *names)
{
	struct build_id mapped = { .size = dso->id.build_id_size };

	elffile_build_id(&dso->file, &dso->build_id);
	memcpy(mapped.bytes, dso->id.build_id, sizeof(dso->id.build_id));
	if (mapped.size && !buildid_equal(&mapped, &dso->build_id)) {
		dso_settle(dso, DSO_MISMATCH, dso_is_vdso(dso) ?
		       "the vDSO of another kernel" : NULL);
		elffile_close(&dso->file);
		return;
	}
	hold_code(dso);
	filesyms_open(&dso->syms, &dso->file, &dso->build_id, dso->path,
		      dso->pid, names);
	dso->step = DSO_OPENED;
}

static void open_file(struct dso *dso, struct names *names)
{
	struct err err;
	int ret;

	dso->attempts = DSO_ATTEMPTS_MAX;
	if (!dso->image && has_changed(dso)) {
		dso_settle(dso, DSO_MISMATCH,
			   "it was written to after it was mapped");
		return;
	}
	ret = open_elf(dso, &err);
	if (!ret)
		open_symbols(dso, names);
	else if (ret == -ENOEXEC && dso_is_memfd(dso))
		dso_settle(dso, DSO_ANON, NULL);
	else
		dso_settle(dso, DSO_BAD, "%s", err.text);
}

void dso_expect(struct dso *dso, uint64_t offset)
{
	if (!dso->jit && dso->step == DSO_HELD)
		filesyms_want(&dso->syms, offset);
}

bool dso_is_expected(const struct dso *dso)
{
	return filesyms_are_wanted(&dso->syms);
}

uint64_t dso_tables_size(const struct dso *dso)
{
	return dso->step == DSO_OPENED ? filesyms_size(&dso->syms) : 0;
}

void dso_read_open(struct dso *dso, struct names *names)
{
	if (dso->state != DSO_UNREAD || dso->step != DSO_HELD)
		return;
	open_file(dso, names);
	dso_close(dso);
}

void dso_read_tables(struct dso *dso)
{
	if (dso->step != DSO_OPENED)
		return;
	filesyms_read(&dso->syms);
	dso->step = DSO_READ;
}

static void finish(struct dso *dso, struct names *names)
{
	switch (filesyms_finish(&dso->syms)) {
	case FILESYMS_NONE:
		settle_lacking(dso, DSO_NO_SYMBOLS, "no symbols");
		break;
	case FILESYMS_EXPORTED:
		/* The vDSO exports all that it has. */
		if (dso_is_vdso(dso))
			dso_settle(dso, DSO_OK, NULL);
		else
			settle_lacking(dso, DSO_OK, "only exported symbols");
		break;
	case FILESYMS_GO:
		settle_lacking(dso, DSO_OK, "only symbols of its Go code");
		break;
	case FILESYMS_ALL:
		dso_settle(dso, DSO_OK, NULL);
		break;
	}
	if (dso->wants_dwarf)
		open_dwarf(dso, names);
	if (!filesyms_needs(&dso->syms, &dso->file))
		elffile_close(&dso->file);
}

void dso_read(struct dso *dso, struct names *names)
{
	if (dso->state != DSO_UNREAD)
		return;
	dso_read_open(dso, names);
	dso_read_tables(dso);
	if (dso->step == DSO_READ)
		finish(dso, names);
}
