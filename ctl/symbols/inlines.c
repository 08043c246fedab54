// SPDX-License-Identifier: GPL-2.0-only
/* From a file offset to a compilation unit, a function, a chain of calls. */
#include "symbols/inlines.h"

#include <dwarf.h>
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "symbols/debuginfo.h"
#include "symbols/dwname.h"
#include "symbols/dwread.h"
#include "symbols/dwunit.h"
#include "symbols/nest.h"

#define SPLIT_MAX ((uint64_t)512 << 20)
#define SEGMENTS_MAX 16		/* of code; real programs have one or two */

_Static_assert(DWREAD_DEPTH_MAX <= SYMBOL_CALLS_MAX, "calls are entries");

struct segment {
	uint64_t addr, offset, size;
};

struct inlines {
	struct segment segments[SEGMENTS_MAX];
	size_t nr_segments;
	struct debuginfo debug;
	struct dwread read;
	struct dwname names;
	char *path;		/* of the program */
	pid_t pid;
	uint64_t split_room;	/* bytes of split DWARF that may be held */
	bool has_units;
	bool is_amiss;		/* some units could not be read */
	struct nest at;		/* units by address */
	struct dwunit *units;
	size_t nr_units, room_units;
};

static void read_segments(struct inlines *in, const struct elffile *program)
{
	GElf_Phdr phdr;
	size_t i, nr;

	if (elf_getphdrnum(program->elf, &nr))
		return;
	for (i = 0; i < nr && in->nr_segments < SEGMENTS_MAX; i++)
		if (gelf_getphdr(program->elf, (int)i, &phdr) &&
		    phdr.p_type == PT_LOAD && phdr.p_flags & PF_X)
			in->segments[in->nr_segments++] = (struct segment){
				phdr.p_vaddr, phdr.p_offset, phdr.p_filesz,
			};
}

static bool to_address(const struct inlines *in, uint64_t offset,
		       uint64_t *addr)
{
	const struct segment *s;
	size_t i;

	for (i = 0; i < in->nr_segments; i++) {
		s = &in->segments[i];
		if (offset - s->offset < s->size) {
			*addr = offset - s->offset + s->addr;
			return true;
		}
	}
	return false;
}

struct inlines *inlines_new(const struct elffile *program,
			    const struct elffile *source, const char *path,
			    pid_t pid, struct names *names)
{
	struct inlines *in = mem_alloc(1, sizeof(*in));
	struct err err;

	in->names.names = names;
	in->path = mem_strdup(path);
	in->pid = pid;
	in->split_room = SPLIT_MAX;
	read_segments(in, program);
	if (debuginfo_open(&in->debug, source, path, pid, &err))
		dwread_amiss(&in->read, "%s", err.text);
	else
		dwread_init(&in->read, in->debug.own.size +
			    in->debug.common.size);
	return in;
}

void inlines_free(struct inlines *in)
{
	size_t i;

	if (!in)
		return;
	for (i = 0; i < in->nr_units; i++)
		dwunit_free(&in->units[i]);
	free(in->units);
	nest_free(&in->at);
	dwname_free(&in->names);
	dwread_free(&in->read);
	debuginfo_close(&in->debug);
	free(in->path);
	free(in);
}

/*
 * Code that the linker left out has addresses all the same, those of nothing or
 * little more. Where the first segment has code, they would lie in it.
 */
static void add_range(void *arg, const struct dwread_range *range)
{
	struct inlines *in = arg;

	if (range->start >= sizeof(Elf64_Ehdr))
		nest_add(&in->at, range->start, range->end,
			 (uint32_t)in->nr_units);
}

static void read_units(struct inlines *in)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die;
	uint8_t type;
	size_t before;
	int ret;

	in->has_units = true;
	while (!(ret = dwarf_get_units(in->debug.own.dwarf, cu, &cu, NULL,
				       &type, &die, NULL))) {
		if (type != DW_UT_compile && type != DW_UT_skeleton)
			continue;
		if (!dwarf_tag(&die))
			dwread_amiss(&in->read, "damaged debug info: %s",
				     dwarf_errmsg(-1));
		before = in->at.nr_ranges;
		dwread_ranges(&in->read, &die, NULL, add_range, in);
		if (in->at.nr_ranges == before)
			continue;
		in->units = mem_grow(in->units, in->nr_units, &in->room_units,
				     sizeof(*in->units));
		in->units[in->nr_units++] = (struct dwunit){
			.die = die,
			.entries = die,
			.is_skeleton = type == DW_UT_skeleton,
		};
	}
	if (ret < 0)
		dwread_amiss(&in->read, "damaged debug info: %s",
			     dwarf_errmsg(-1));
	in->is_amiss = in->read.troubles;
	nest_index(&in->at);
}

static const char *base_name(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? slash + 1 : path;
}

static struct symbol_line line_at(struct dwunit *u, uint64_t addr)
{
	Dwarf_Line *line = dwarf_getsrc_die(&u->die, addr);
	struct symbol_line place = { NULL, 0 };
	int nr;

	if (!line || dwarf_lineno(line, &nr) || nr <= 0)
		return place;
	place.file = base_name(dwarf_linesrc(line, NULL, NULL));
	place.line = (uint32_t)nr;
	return place;
}

static struct symbol_line line_of(struct dwunit *u,
				  const struct dwunit_call *call)
{
	struct symbol_line place = { NULL, 0 };
	Dwarf_Files *files;
	size_t nr;

	if (!call->line ||
	    (dwarf_getsrcfiles(&u->entries, &files, &nr) &&
	     dwarf_getsrcfiles(&u->die, &files, &nr)) ||
	    call->file >= nr)
		return place;
	place.file = base_name(dwarf_filesrc(files, call->file, NULL, NULL));
	place.line = call->line;
	return place;
}

static void fill_names(const struct dwunit *u, uint32_t call,
		       struct symbol_calls *calls)
{
	uint32_t i;
	size_t at;

	for (i = call; i != DWUNIT_NO_CALL; i = u->calls[i].parent)
		calls->nr++;
	at = calls->nr;
	for (i = call; i != DWUNIT_NO_CALL; i = u->calls[i].parent) {
		calls->calls[--at].name = u->calls[i].name;
		calls->calls[at].line = (struct symbol_line){ NULL, 0 };
	}
}

/* A function is left, so to say, where the next one was called. */
static void fill_lines(struct dwunit *u, uint32_t call, uint64_t addr,
		       struct symbol_calls *calls)
{
	struct symbol_line line = line_at(u, addr);
	size_t at = calls->nr;

	for (; call != DWUNIT_NO_CALL; call = u->calls[call].parent) {
		calls->calls[--at].line = line;
		line = line_of(u, &u->calls[call]);
	}
	calls->line = line;
}

/* Once. */
static void find_entries(struct inlines *in, struct dwunit *u)
{
	struct err err;

	u->is_skeleton = false;
	u->split = dwsplit_open(&in->debug, &u->die, in->path, in->pid,
				&in->split_room, &err);
	if (u->split) {
		u->entries = u->split->die;
		dwread_more(&in->read, u->split->size);
		return;
	}
	u->is_read = true;
	u->is_deep = true;
	u->is_amiss = true;
	dwread_amiss(&in->read, "%s", err.text);
}

void inlines_find(struct inlines *in, uint64_t offset, bool wants_lines,
		  struct symbol_calls *calls)
{
	struct dwunit *u;
	uint64_t addr;
	uint32_t i;

	calls->nr = 0;
	calls->line = (struct symbol_line){ NULL, 0 };
	calls->is_amiss = !in->debug.own.dwarf;
	if (calls->is_amiss || !to_address(in, offset, &addr))
		return;
	if (!in->has_units)
		read_units(in);
	i = nest_find(&in->at, addr);
	if (i == NEST_NONE) {
		calls->is_amiss = in->is_amiss;
		return;
	}
	u = &in->units[i];
	if (u->is_skeleton)
		find_entries(in, u);
	i = dwunit_find(u, &in->read, &in->names, addr);
	calls->is_amiss = u->is_amiss;
	fill_names(u, i, calls);
	if (wants_lines)
		fill_lines(u, i, addr, calls);
}

const char *inlines_reason(const struct inlines *in)
{
	return in->read.reason;
}
