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
#include "symbols/segments.h"

#define SECTIONS_MAX SHN_LORESERVE
#define WINDOW 4096		/* symbols read at a time */

struct section {
	uint64_t end;		/* address after its last byte */
	uint64_t to_offset;	/* added to an address in a file of no segments */
	bool loaded, exec, labels;
};

/* While a table is read. */
struct load {
	struct elfsyms *syms;
	struct segments segments;
	struct section *sections;	/* by number, of the file that is read */
	size_t nr_sections;
};

/* Labels without a type count in sections named after code or data. */
static bool has_labels(const struct elffile *f, const GElf_Shdr *shdr)
{
	char name[64];

	return elffile_section_name(f, shdr, name, sizeof(name)) &&
	       (strstr(name, "text") || strstr(name, "data"));
}

static void read_sections(struct load *load, const struct elffile *f)
{
	struct section *section;
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	size_t nr;

	free(load->sections);
	load->sections = NULL;
	load->nr_sections = 0;
	if (elf_getshdrnum(f->elf, &nr))
		return;
	if (nr > SECTIONS_MAX)
		nr = SECTIONS_MAX;
	load->sections = mem_alloc(nr, sizeof(*load->sections));
	load->nr_sections = nr;
	while ((scn = elf_nextscn(f->elf, scn))) {
		if (elf_ndxscn(scn) >= nr || !gelf_getshdr(scn, &shdr))
			continue;
		section = &load->sections[elf_ndxscn(scn)];
		section->end = shdr.sh_addr + shdr.sh_size;
		section->to_offset = shdr.sh_offset - shdr.sh_addr;
		section->loaded = shdr.sh_flags & SHF_ALLOC;
		section->exec = shdr.sh_flags & SHF_EXECINSTR;
		section->labels = section->loaded && has_labels(f, &shdr);
	}
}

static bool is_counted(const GElf_Sym *sym, const struct section *section)
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
static bool to_offset(const struct load *load, const struct section *section,
		      uint64_t addr, uint64_t *offset, uint64_t *most)
{
	const struct segment *segment;

	if (!load->segments.nr) {
		*offset = addr + section->to_offset;
		*most = section->end - addr;
		return section->exec && addr < section->end;
	}
	segment = segments_offset(&load->segments, addr, offset, most);
	return segment && segment->exec;
}

static void add_symbol(struct load *load, const GElf_Sym *sym, uint32_t flags)
{
	const struct section *section;
	uint64_t offset, most, size = sym->st_size;

	if (!sym->st_name || sym->st_shndx == SHN_UNDEF ||
	    sym->st_shndx >= load->nr_sections)
		return;
	section = &load->sections[sym->st_shndx];
	if (!is_counted(sym, section) ||
	    !to_offset(load, section, sym->st_value, &offset, &most))
		return;
	if (!size) {
		flags |= SYMTAB_GUESSED;
		size = section->end > sym->st_value ?
		       section->end - sym->st_value : 0;
	}
	if (size > most)
		size = most;
	if (size > SYMTAB_SIZE_MAX)
		size = SYMTAB_SIZE_MAX;
	if (GELF_ST_BIND(sym->st_info) == STB_WEAK)
		flags |= SYMTAB_WEAK;
	if (GELF_ST_BIND(sym->st_info) == STB_GLOBAL)
		flags |= SYMTAB_GLOBAL;
	symtab_add(&load->syms->table, offset, (uint32_t)size, sym->st_name,
		   flags);
}

static void add_symbols64(struct load *load, const Elf64_Sym *raw, size_t nr,
			  uint32_t flags)
{
	size_t i;

	for (i = 0; i < nr; i++)
		add_symbol(load, &raw[i], flags);
}

static void add_symbols32(struct load *load, const Elf32_Sym *raw, size_t nr,
			  uint32_t flags)
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
		add_symbol(load, &sym, flags);
	}
}

/* Read a symbol section a window at a time: the whole can be very large. */
static void read_symbols(struct load *load, const struct elffile *f,
			 const GElf_Shdr *shdr, uint32_t flags)
{
	const bool wide = gelf_getclass(f->elf) == ELFCLASS64;
	const size_t entry = wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	uint64_t offset = shdr->sh_offset, left = shdr->sh_size / entry;
	Elf64_Sym *window = mem_alloc(WINDOW, sizeof(*window));
	size_t nr;

	for (; left; left -= nr, offset += nr * entry) {
		nr = left < WINDOW ? left : WINDOW;
		if (elffile_read(f, offset, window, nr * entry))
			break;
		if (wide)
			add_symbols64(load, window, nr, flags);
		else
			add_symbols32(load, (const Elf32_Sym *)window, nr,
				      flags);
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

static void load_table(struct load *load, const struct elffile *f,
		       uint32_t type, struct elfsyms_strings *strings,
		       uint32_t flags)
{
	GElf_Shdr shdr, str;

	if (!find_table(f, type, &shdr) ||
	    !elffile_strings(f, shdr.sh_link, &str))
		return;
	strings->file = f;
	strings->offset = str.sh_offset;
	strings->end = str.sh_offset + str.sh_size;
	read_sections(load, f);
	read_symbols(load, f, &shdr, flags);
}

bool elfsyms_complete(const struct elffile *f)
{
	GElf_Shdr shdr;

	return find_table(f, SHT_SYMTAB, &shdr);
}

/* For plt_load(). */
static const char *name_at(void *arg, uint64_t addr)
{
	const struct load *load = arg;
	const struct section none = { 0 };
	struct symtab_symbol sym;
	uint64_t offset, most;

	if (!to_offset(load, &none, addr, &offset, &most) ||
	    !elfsyms_find(load->syms, offset, &sym))
		return NULL;
	return sym.name;
}

size_t elfsyms_load(struct elfsyms *syms, const struct elfsyms_files *files,
		    struct names *names)
{
	struct plt_slots *slots = plt_slots_read(files->program);
	struct load load = { .syms = syms };

	syms->names = names;
	segments_read(&load.segments, files->program);
	load_table(&load, files->symtab, SHT_SYMTAB, &syms->symtab, 0);
	load_table(&load, files->dynsym, SHT_DYNSYM, &syms->dynsym,
		   SYMTAB_OTHER);
	free(load.sections);
	symtab_sort(&syms->table);
	symtab_index(&syms->table);
	if (slots)
		plt_load(&syms->plt, slots, names, name_at, &load);
	plt_slots_free(slots);
	return syms->table.nr;
}

static const char *read_name(void *arg, const struct symtab_entry *entry)
{
	const struct elfsyms *syms = arg;
	const struct elfsyms_strings *strings =
		entry->flags & SYMTAB_OTHER ? &syms->dynsym : &syms->symtab;

	return elfname_add(syms->names, strings->file,
			   strings->offset + entry->name, strings->end);
}

bool elfsyms_find(struct elfsyms *syms, uint64_t offset,
		  struct symtab_symbol *sym)
{
	return symtab_find(&syms->table, offset, read_name, syms, sym) ||
	       plt_find(&syms->plt, offset, sym);
}

void elfsyms_free(struct elfsyms *syms)
{
	symtab_free(&syms->table);
	plt_free(&syms->plt);
	*syms = (struct elfsyms){ 0 };
}
