// SPDX-License-Identifier: GPL-2.0-only
/*
 * The code symbols of an ELF file: which of them count, what part of the file
 * each covers, and its name when it is asked for.
 */
#include "symbols/elfsyms.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "symbols/elfname.h"

#define SECTIONS_MAX SHN_LORESERVE
#define WINDOW 4096		/* symbols read at a time */

struct elfsyms_section {
	uint64_t end;		/* address after its last byte */
	uint64_t to_offset;	/* added to an address in a file of no segments */
	bool loaded, exec, labels;
};

/* Labels without a type count in sections named after code or data. */
static bool has_labels(const struct elffile *f, const GElf_Shdr *shdr)
{
	char name[64];

	return elffile_section_name(f, shdr, name, sizeof(name)) &&
	       (strstr(name, "text") || strstr(name, "data"));
}

static void read_sections(struct elfsyms_table *table)
{
	struct elfsyms_section *section;
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	size_t nr;

	if (elf_getshdrnum(table->file->elf, &nr))
		return;
	if (nr > SECTIONS_MAX)
		nr = SECTIONS_MAX;
	table->sections = mem_alloc(nr, sizeof(*table->sections));
	table->nr_sections = nr;
	while ((scn = elf_nextscn(table->file->elf, scn))) {
		if (elf_ndxscn(scn) >= nr || !gelf_getshdr(scn, &shdr))
			continue;
		section = &table->sections[elf_ndxscn(scn)];
		section->end = shdr.sh_addr + shdr.sh_size;
		section->to_offset = shdr.sh_offset - shdr.sh_addr;
		section->loaded = shdr.sh_flags & SHF_ALLOC;
		section->exec = shdr.sh_flags & SHF_EXECINSTR;
		section->labels = section->loaded &&
				  has_labels(table->file, &shdr);
	}
}

static bool is_counted(const GElf_Sym *sym,
		       const struct elfsyms_section *section)
{
	unsigned int visibility = GELF_ST_VISIBILITY(sym->st_other);

	switch (GELF_ST_TYPE(sym->st_info)) {
	case STT_FUNC:
	case STT_GNU_IFUNC:
	case STT_OBJECT:
		return section->loaded;
	case STT_NOTYPE:
		return section->labels && visibility != STV_HIDDEN &&
		       visibility != STV_INTERNAL;
	default:
		return false;
	}
}

/*
 * Where in the program's file @addr lies, and how much code can follow it
 * there. An object file has no segments; its sections say as much.
 */
static bool to_offset(const struct segments *segments,
		      const struct elfsyms_section *section, uint64_t addr,
		      uint64_t *offset, uint64_t *most)
{
	const struct segment *segment;

	if (!segments->nr) {
		*offset = addr + section->to_offset;
		*most = section->end - addr;
		return section->exec && addr < section->end;
	}
	segment = segments_offset(segments, addr, offset, most);
	return segment && segment->exec;
}

static uint32_t flags_of(const struct elfsyms *syms,
			 const struct elfsyms_table *table, const GElf_Sym *sym)
{
	uint32_t flags = table == &syms->dynsym ? SYMTAB_OTHER : 0;

	if (!sym->st_size)
		flags |= SYMTAB_GUESSED;
	if (GELF_ST_BIND(sym->st_info) == STB_WEAK)
		flags |= SYMTAB_WEAK;
	if (GELF_ST_BIND(sym->st_info) == STB_GLOBAL)
		flags |= SYMTAB_GLOBAL;
	return flags;
}

static void look_at(struct elfsyms *syms, const struct elfsyms_table *table,
		    const GElf_Sym *sym)
{
	const struct elfsyms_section *section;
	uint64_t offset, most, size = sym->st_size;
	uint32_t flags;

	if (!sym->st_name || sym->st_shndx == SHN_UNDEF ||
	    sym->st_shndx >= table->nr_sections)
		return;
	section = &table->sections[sym->st_shndx];
	if (!is_counted(sym, section) ||
	    !to_offset(&syms->segments, section, sym->st_value, &offset, &most))
		return;
	if (!size)
		size = section->end > sym->st_value ?
		       section->end - sym->st_value : 0;
	if (size > most)
		size = most;
	if (size > SYMTAB_SIZE_MAX)
		size = SYMTAB_SIZE_MAX;
	flags = flags_of(syms, table, sym);
	if (symfilter_takes(&syms->filter, offset, size, flags))
		symtab_add(&syms->table, offset, (uint32_t)size, sym->st_name,
			   flags);
}

static void look_at64(struct elfsyms *syms, const struct elfsyms_table *table,
		      const Elf64_Sym *raw, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		look_at(syms, table, &raw[i]);
}

static void look_at32(struct elfsyms *syms, const struct elfsyms_table *table,
		      const Elf32_Sym *raw, size_t nr)
{
	GElf_Sym sym;
	size_t i;

	for (i = 0; i < nr; i++) {
		sym = (GElf_Sym){
			.st_name = raw[i].st_name,
			.st_info = raw[i].st_info,
			.st_other = raw[i].st_other,
			.st_shndx = raw[i].st_shndx,
			.st_value = raw[i].st_value,
			.st_size = raw[i].st_size,
		};
		look_at(syms, table, &sym);
	}
}

static size_t entry_size(const struct elfsyms_table *table)
{
	return table->wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
}

/*
 * Go through a table, a window at a time. It is read and not mapped, since who
 * cuts a mapped file short kills its reader (SIGBUS); to read it again from the
 * page cache costs less than what is done with each symbol.
 */
static void look_through(struct elfsyms *syms,
			 const struct elfsyms_table *table)
{
	const size_t entry = entry_size(table);
	uint64_t offset = table->offset, left = table->nr;
	Elf64_Sym *window = mem_alloc(WINDOW, sizeof(*window));
	size_t nr;

	for (; left; left -= nr, offset += nr * entry) {
		nr = left < WINDOW ? left : WINDOW;
		if (elffile_read(table->file, offset, window, nr * entry))
			break;
		if (table->wide)
			look_at64(syms, table, window, nr);
		else
			look_at32(syms, table, (const Elf32_Sym *)window, nr);
	}
	free(window);
}

static bool find_table(const struct elffile *f, uint32_t type, GElf_Shdr *shdr)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(f->elf, scn)))
		if (gelf_getshdr(scn, shdr) && shdr->sh_type == type &&
		    shdr->sh_size &&
		    elffile_contains(f, shdr->sh_offset, shdr->sh_size))
			return true;
	return false;
}

static void open_table(struct elfsyms_table *table, const struct elffile *f,
		       uint32_t type)
{
	GElf_Shdr shdr, str;

	if (!find_table(f, type, &shdr) ||
	    !elffile_strings(f, shdr.sh_link, &str))
		return;
	table->file = f;
	table->wide = gelf_getclass(f->elf) == ELFCLASS64;
	table->offset = shdr.sh_offset;
	table->nr = shdr.sh_size / entry_size(table);
	table->strings = str.sh_offset;
	table->strings_end = str.sh_offset + str.sh_size;
	read_sections(table);
}

bool elfsyms_complete(const struct elffile *f)
{
	GElf_Shdr shdr;

	return find_table(f, SHT_SYMTAB, &shdr);
}

void elfsyms_want(struct elfsyms *syms, uint64_t offset)
{
	symfilter_want(&syms->filter, offset);
}

static bool resolver_offset(const struct elfsyms *syms, uint64_t addr,
			    uint64_t *offset)
{
	const struct elfsyms_section none = { 0 };
	uint64_t most;

	return to_offset(&syms->segments, &none, addr, offset, &most);
}

/* For plt_resolvers(). */
static void want_resolver(void *arg, uint64_t addr)
{
	struct elfsyms *syms = arg;
	uint64_t offset;

	if (resolver_offset(syms, addr, &offset))
		elfsyms_want(syms, offset);
}

/* For plt_load(). */
static const char *name_resolver(void *arg, uint64_t addr)
{
	struct elfsyms *syms = arg;
	struct symtab_symbol sym;
	uint64_t offset;

	if (!resolver_offset(syms, addr, &offset) ||
	    !elfsyms_find(syms, offset, &sym))
		return NULL;
	return sym.name;
}

void elfsyms_open(struct elfsyms *syms, const struct elfsyms_files *files,
		  struct names *names)
{
	syms->names = names;
	segments_read(&syms->segments, files->program);
	open_table(&syms->symtab, files->symtab, SHT_SYMTAB);
	open_table(&syms->dynsym, files->dynsym, SHT_DYNSYM);
	syms->slots = plt_slots_read(files->program);
	if (syms->slots)
		plt_resolvers(syms->slots, want_resolver, syms);
}

uint64_t elfsyms_size(const struct elfsyms *syms)
{
	return syms->symtab.nr * entry_size(&syms->symtab) +
	       syms->dynsym.nr * entry_size(&syms->dynsym);
}

void elfsyms_read(struct elfsyms *syms)
{
	while (symfilter_next(&syms->filter)) {
		look_through(syms, &syms->symtab);
		look_through(syms, &syms->dynsym);
	}
	symtab_sort(&syms->table);
	symtab_index(&syms->table);
}

size_t elfsyms_finish(struct elfsyms *syms)
{
	if (syms->slots)
		plt_load(&syms->plt, syms->slots, syms->names, name_resolver,
			 syms);
	plt_slots_free(syms->slots);
	syms->slots = NULL;
	return syms->filter.nr_seen;
}

static const char *read_name(void *arg, const struct symtab_entry *entry)
{
	const struct elfsyms *syms = arg;
	const struct elfsyms_table *table =
		entry->flags & SYMTAB_OTHER ? &syms->dynsym : &syms->symtab;

	return elfname_add(syms->names, table->file,
			   table->strings + entry->name, table->strings_end);
}

/* Nobody said that this would be asked for, nor will of what comes next. */
static void read_all(struct elfsyms *syms)
{
	symtab_free(&syms->table);
	symfilter_want_all(&syms->filter);
	elfsyms_read(syms);
}

bool elfsyms_find(struct elfsyms *syms, uint64_t offset,
		  struct symtab_symbol *sym)
{
	if (!symfilter_knows(&syms->filter, offset))
		read_all(syms);
	return symtab_find(&syms->table, offset, read_name, syms, sym) ||
	       plt_find(&syms->plt, offset, sym);
}

void elfsyms_free(struct elfsyms *syms)
{
	symfilter_free(&syms->filter);
	symtab_free(&syms->table);
	plt_free(&syms->plt);
	plt_slots_free(syms->slots);
	free(syms->symtab.sections);
	free(syms->dynsym.sections);
	*syms = (struct elfsyms){ 0 };
}
