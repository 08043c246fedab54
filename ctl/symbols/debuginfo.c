// SPDX-License-Identifier: GPL-2.0-only
/* Opening DWARF: mapped files, the sections that count, the common part. */
#include "symbols/debuginfo.h"

#include <elfutils/libdwelf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "symbols/debugfile.h"

/* Compressed sections grow by less; what grows by more is made to. */
#define GROWTH_MAX 32u
#define GROWN_MIN ((uint64_t)16 << 20)

struct section {
	Elf_Scn *scn;
	GElf_Shdr shdr;
	const char *name;	/* without .debug_ */
};

bool debuginfo_has(const struct elffile *f)
{
	GElf_Shdr shdr;

	return (elffile_section(f, ".debug_info", &shdr) ||
		elffile_section(f, ".zdebug_info", &shdr)) &&
	       shdr.sh_type != SHT_NOBITS && shdr.sh_size;
}

/* Go to the next section of DWARF. */
static bool next_section(Elf *elf, struct section *s)
{
	const char *name;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return false;
	while ((s->scn = elf_nextscn(elf, s->scn))) {
		if (!gelf_getshdr(s->scn, &s->shdr) ||
		    s->shdr.sh_type == SHT_NOBITS)
			continue;
		name = elf_strptr(elf, names, s->shdr.sh_name);
		if (name && name[0] == '.' && !strncmp(name +
		    (name[1] == 'z' ? 2 : 1), "debug_", strlen("debug_"))) {
			s->name = strchr(name, '_') + 1;
			return true;
		}
	}
	return false;
}

/* Those of split DWARF have .dwo after their names. */
static bool is_needed(const char *section)
{
	static const char *const needed[] = {
		"info", "abbrev", "str", "str_offsets", "line", "line_str",
		"ranges", "rnglists", "addr", "cu_index",
	};
	size_t i, len;

	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		len = strlen(needed[i]);
		if (!strncmp(section, needed[i], len) &&
		    (!section[len] || !strcmp(section + len, ".dwo")))
			return true;
	}
	return false;
}

/* libdw uncompresses every section that it knows; these it shall not see. */
static void hide(struct section *s)
{
	s->shdr.sh_type = SHT_NOBITS;
	gelf_update_shdr(s->scn, &s->shdr);
}

/* How large a section is once it is uncompressed. */
static uint64_t grown_size(const struct section *s)
{
	static const char magic[] = "ZLIB";	/* of .zdebug_ sections */
	uint64_t size;
	GElf_Chdr chdr;
	Elf_Data *raw;

	if (s->shdr.sh_flags & SHF_COMPRESSED)
		return gelf_getchdr(s->scn, &chdr) ? chdr.ch_size : UINT64_MAX;
	raw = elf_rawdata(s->scn, NULL);
	if (!raw || raw->d_size < 12 || memcmp(raw->d_buf, magic, 4))
		return s->shdr.sh_size;
	memcpy(&size, (const char *)raw->d_buf + 4, sizeof(size));
	return __builtin_bswap64(size);
}

static int choose_sections(const struct debuginfo_part *p, struct err *err)
{
	uint64_t size, left = GROWN_MIN + GROWTH_MAX * p->map.size;
	struct section s = { 0 };

	while (next_section(p->elf, &s)) {
		if (!is_needed(s.name)) {
			hide(&s);
			continue;
		}
		size = grown_size(&s);
		if (size > left)
			return err_set(err, EINVAL,
				       "damaged debug info (out of all proportion)");
		left -= size;
	}
	return 0;
}

const Elf_Data *debuginfo_section(Elf *elf, const char *name)
{
	struct section s = { 0 };

	while (next_section(elf, &s)) {
		if (strcmp(s.name, name))
			continue;
		if (s.shdr.sh_flags & SHF_COMPRESSED &&
		    elf_compress(s.scn, 0, 0) < 0)
			return NULL;
		return elf_rawdata(s.scn, NULL);
	}
	return NULL;
}

void debuginfo_unmap(struct debuginfo_part *p)
{
	if (p->dwarf)
		dwarf_end(p->dwarf);
	if (p->elf)
		elf_end(p->elf);
	mapped_close(&p->map);
	p->dwarf = NULL;
	p->elf = NULL;
}

int debuginfo_map(struct debuginfo_part *p, const struct elffile *f,
		  struct err *err)
{
	int ret;

	ret = f->fd < 0 ? -EINVAL : mapped_open(&p->map, f->fd, f->size);
	if (ret)
		return err_set_errno(err, -ret, "cannot map its debug info");
	p->elf = elf_memory(p->map.bytes, p->map.size);
	return choose_sections(p, err);
}

static int open_part(struct debuginfo_part *p, const struct elffile *f,
		     struct err *err)
{
	const Elf_Data *info;
	int ret = debuginfo_map(p, f, err);

	if (ret)
		return ret;
	p->dwarf = dwarf_begin_elf(p->elf, DWARF_C_READ, NULL);
	if (!p->dwarf)
		return err_set(err, EINVAL, "damaged debug info: %s",
			       dwarf_errmsg(-1));
	info = debuginfo_section(p->elf, "info");
	p->size = info ? info->d_size : 0;
	return 0;
}

/*
 * libdw would look for the common part itself, and open whatever lies at the
 * path that the file names. It does not once it has been given one.
 */
static int open_common(struct debuginfo *d, const struct elffile *f,
		       const char *path, pid_t pid, struct err *err)
{
	struct build_id id = { 0 };
	struct elffile common;
	const char *name;
	const void *bytes;
	ssize_t size;
	int ret;

	size = dwelf_dwarf_gnu_debugaltlink(d->own.dwarf, &name, &bytes);
	if (!size)
		return 0;
	if (size < 0 || (size_t)size > sizeof(id.bytes))
		return err_set(err, EINVAL, "damaged debug info");
	id.size = (uint8_t)size;
	memcpy(id.bytes, bytes, id.size);
	if (!debugfile_find_common(&common, f, &id, name, path, pid))
		return err_set(err, EINVAL,
			       "part of its debug info lies in %s, which is not there",
			       name);
	ret = open_part(&d->common, &common, err);
	elffile_close(&common);
	if (!ret)
		dwarf_setalt(d->own.dwarf, d->common.dwarf);
	return ret;
}

int debuginfo_open(struct debuginfo *d, const struct elffile *f,
		   const char *path, pid_t pid, struct err *err)
{
	int ret;

	ret = open_part(&d->own, f, err);
	if (!ret)
		ret = open_common(d, f, path, pid, err);
	if (ret)
		debuginfo_close(d);
	return ret;
}

void debuginfo_close(struct debuginfo *d)
{
	debuginfo_unmap(&d->own);
	debuginfo_unmap(&d->common);
}
