// SPDX-License-Identifier: GPL-2.0-only
/* The entries of a unit: found, taken from a package, put together. */
#include "symbols/dwsplit.h"

#include <dwarf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "symbols/dwp.h"
#include "symbols/elfimage.h"
#include "symbols/root.h"

/* Addresses and ranges of a unit, which before DWARF 5 have no length. */
#define TABLE_MAX ((uint64_t)1 << 20)
#define HEADER_V5 8u		/* before the addresses of a unit */
#define HEADER_V5_64 16u	/* where lengths have 64 bits, behind 32 of a mark */
#define NR_SECTIONS (DWP_NR_SECTIONS + 3)
#define RANGES_GAP 16u		/* so that no list is at 0, which means none */

/* A unit as its skeleton tells it. */
struct skeleton {
	uint64_t id;
	unsigned int version;
	bool is_64;		/* its lengths and offsets have 64 bits */
	const char *name, *dir;
	uint64_t addr_base, ranges_base, low_pc;
};

static uint64_t attr_number(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	return dwarf_formudata(dwarf_attr(die, name, &attr), &value) ? 0 :
	       value;
}

static const char *attr_string(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attr;

	return dwarf_formstring(dwarf_attr(die, name, &attr));
}

static bool read_skeleton(struct skeleton *s, Dwarf_Die *die)
{
	uint8_t offset_size;
	Dwarf_Half version;
	Dwarf_Addr low;

	*s = (struct skeleton){ .id = 0 };
	if (dwarf_cu_info(die->cu, &version, NULL, NULL, NULL, &s->id, NULL,
			  &offset_size))
		return false;
	s->is_64 = offset_size == 8;
	s->version = version;
	s->name = attr_string(die, DW_AT_dwo_name);
	if (!s->name)
		s->name = attr_string(die, DW_AT_GNU_dwo_name);
	s->dir = attr_string(die, DW_AT_comp_dir);
	s->addr_base = attr_number(die, version < 5 ? DW_AT_GNU_addr_base :
				   DW_AT_addr_base);
	s->ranges_base = attr_number(die, DW_AT_GNU_ranges_base);
	if (!dwarf_lowpc(die, &low))
		s->low_pc = low;
	return s->name;
}

static bool try_open(struct elffile *f, pid_t pid, const char *path)
{
	int fd = root_open(pid, path);

	if (fd < 0 && pid)
		fd = root_open(0, path);
	if (fd < 0)
		return false;
	if (!elffile_open(f, fd, NULL))
		return true;
	close(fd);
	return false;
}

/* @name in the directory @dir, whose length is @len. */
static bool try_in(struct elffile *f, pid_t pid, const char *dir, size_t len,
		   const char *name)
{
	char path[PATH_MAX];
	int size = snprintf(path, sizeof(path), "%.*s/%s", (int)len, dir, name);

	return size > 0 && size < (int)sizeof(path) && path[0] == '/' &&
	       try_open(f, pid, path);
}

/* The package beside the program, or the unit's own file. */
static bool find_file(struct elffile *f, const struct skeleton *s,
		      const char *path, pid_t pid)
{
	const char *slash = strrchr(path, '/');
	const char *base = strrchr(s->name, '/');
	char package[PATH_MAX];

	if (snprintf(package, sizeof(package), "%s.dwp", path) <
	    (int)sizeof(package) && path[0] == '/' && try_open(f, pid, package))
		return true;
	if (s->name[0] == '/' && try_open(f, pid, s->name))
		return true;
	if (s->name[0] != '/' && s->dir &&
	    try_in(f, pid, s->dir, strlen(s->dir), s->name))
		return true;
	return slash && try_in(f, pid, path, (size_t)(slash - path),
			       base ? base + 1 : s->name);
}

static struct elfimage_section cut(const char *name, const Elf_Data *data,
				   uint64_t offset, uint64_t size)
{
	struct elfimage_section section = { .name = name };

	if (!data || !data->d_buf || offset >= data->d_size)
		return section;
	section.bytes = (const char *)data->d_buf + offset;
	section.size = data->d_size - offset;
	if (section.size > size)
		section.size = size;
	return section;
}

/* In DWARF 5 each unit's addresses have a header, which tells their length. */
static struct elfimage_section cut_addresses(const struct skeleton *s,
					     const Elf_Data *data)
{
	struct elfimage_section section;
	const size_t header = s->is_64 ? HEADER_V5_64 : HEADER_V5;
	const char *start;
	uint64_t len = 0;

	if (s->version < 5)
		return cut(".debug_addr.dwo", data, s->addr_base, TABLE_MAX);
	section = cut(".debug_addr.dwo", data, s->addr_base, UINT64_MAX);
	if (!section.size || s->addr_base < header)
		return section;
	start = (const char *)section.bytes - header;
	if (s->is_64)
		memcpy(&len, start + 4, 8);
	else
		memcpy(&len, start, 4);
	if (section.size > len)
		section.size = len;
	return section;
}

static bool cut_all(struct elfimage_section *sections,
		    const struct skeleton *s, Elf *elf)
{
	static const char *const names[DWP_NR_SECTIONS] = {
		[DWP_INFO] = ".debug_info.dwo",
		[DWP_ABBREV] = ".debug_abbrev.dwo",
		[DWP_LINE] = ".debug_line.dwo",
		[DWP_STR_OFFSETS] = ".debug_str_offsets.dwo",
		[DWP_RNGLISTS] = ".debug_rnglists.dwo",
	};
	const Elf_Data *index = debuginfo_section(elf, "cu_index");
	struct dwp_part parts[DWP_NR_SECTIONS];
	size_t i;

	if (index && !dwp_find(index, s->id, parts))
		return false;
	for (i = 0; i < DWP_NR_SECTIONS; i++)
		sections[i] = cut(names[i], debuginfo_section(elf, strchr(
				  names[i], '_') + 1),
				  index ? parts[i].offset : 0,
				  index ? parts[i].size : UINT64_MAX);
	sections[i] = cut(".debug_str.dwo", debuginfo_section(elf, "str.dwo"),
			  0, UINT64_MAX);
	return true;
}

/* The unit of that id, not another's that lies at the path now. */
static bool find_unit(struct dwsplit *split, uint64_t id)
{
	Dwarf_CU *cu = NULL;
	uint64_t found;
	uint8_t type;

	while (!dwarf_get_units(split->dwarf, cu, &cu, NULL, &type,
				&split->die, NULL))
		if (type == DW_UT_split_compile &&
		    !dwarf_cu_info(cu, NULL, NULL, NULL, NULL, &found, NULL,
				   NULL) && found == id)
			return true;
	return false;
}

/* Take what the sections need from the room that there is. */
static bool take_room(const struct elfimage_section *sections, size_t nr,
		      uint64_t *room)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < nr; i++)
		sum += sections[i].size;
	if (sum > *room)
		return false;
	*room -= sum;
	return true;
}

static int put_together(struct dwsplit *split, const struct debuginfo *d,
			const struct skeleton *s, Elf *elf, uint64_t *room,
			struct err *err)
{
	struct elfimage_section sections[NR_SECTIONS];
	uint64_t start = s->ranges_base > RANGES_GAP ?
			 s->ranges_base - RANGES_GAP : 0;
	const Elf_Data *lists;
	size_t size;

	if (!cut_all(sections, s, elf))
		return err_set(err, ENOENT, "%s is not in the program's .dwp",
			       s->name);
	sections[DWP_NR_SECTIONS + 1] =
		cut_addresses(s, debuginfo_section(d->own.elf, "addr"));
	sections[DWP_NR_SECTIONS + 2] =
		cut(".debug_ranges.dwo", s->version < 5 ?
		    debuginfo_section(d->own.elf, "ranges") : NULL,
		    start, TABLE_MAX);
	split->ranges.base = s->low_pc;
	split->ranges.shift = s->version < 5 ? s->ranges_base - start : 0;
	split->size = sections[DWP_INFO].size;
	if (!take_room(sections, NR_SECTIONS, room))
		return err_set(err, E2BIG,
			       "more split debug info than can be held");
	split->image = elfimage_make(sections, NR_SECTIONS, &size);
	split->elf = elf_memory(split->image, size);
	split->dwarf = dwarf_begin_elf(split->elf, DWARF_C_READ, NULL);
	lists = debuginfo_section(split->elf, "rnglists.dwo");
	if (lists) {
		split->ranges.lists = lists->d_buf;
		split->ranges.lists_size = lists->d_size;
	}
	if (!split->dwarf || !find_unit(split, s->id))
		return err_set(err, ENOENT, "%s is not what its debug info wants",
			       s->name);
	return 0;
}

struct dwsplit *dwsplit_open(const struct debuginfo *d, Dwarf_Die *skeleton,
			     const char *path, pid_t pid, uint64_t *room,
			     struct err *err)
{
	struct debuginfo_part part = { .size = 0 };
	struct dwsplit *split;
	struct skeleton s;
	struct elffile f;
	int ret;

	if (!read_skeleton(&s, skeleton)) {
		err_set(err, EINVAL, "damaged debug info");
		return NULL;
	}
	if (!find_file(&f, &s, path, pid)) {
		err_set(err, ENOENT,
			"part of its debug info lies in %s, which is not there",
			s.name);
		return NULL;
	}
	split = mem_alloc(1, sizeof(*split));
	ret = debuginfo_map(&part, &f, err);
	elffile_close(&f);
	if (!ret)
		ret = put_together(split, d, &s, part.elf, room, err);
	debuginfo_unmap(&part);
	if (!ret)
		return split;
	dwsplit_free(split);
	return NULL;
}

void dwsplit_free(struct dwsplit *s)
{
	if (!s)
		return;
	if (s->dwarf)
		dwarf_end(s->dwarf);
	if (s->elf)
		elf_end(s->elf);
	free(s->image);
	free(s);
}
