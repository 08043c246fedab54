// SPDX-License-Identifier: GPL-2.0-only
/* The procedure linkage tables of an x86-64 program, named by their code. */
#include "symbols/plt.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "symbols/elfname.h"

#define STEP 8			/* entries are aligned to it */
#define CODE_MAX ((uint64_t)1 << 24)
#define WINDOW 1024		/* relocations read at a time */
#define NAME_MAX_LEN 4096

/* A place that entries jump through, and whose address the linker puts there. */
struct slot {
	uint64_t addr;
	uint64_t resolver;	/* of an indirect function */
	uint32_t symbol;	/* 0: indirect */
};

struct plt_slots {
	const struct elffile *f;
	GElf_Shdr symbols, strings;
	uint64_t jump_slots;	/* in the file: what "push" counts in */
	uint64_t nr_jump_slots;
	struct slot *all;	/* by address */
	size_t nr, room;
};

/* While tables are read. */
struct load {
	struct plt *plt;
	const struct plt_slots *slots;
	struct names *names;
	plt_name_fn name_at;
	void *arg;
};

static struct slot slot_of(const Elf64_Rela *rela)
{
	return (struct slot){
		.addr = rela->r_offset,
		.resolver = (uint64_t)rela->r_addend,
		.symbol = (uint32_t)ELF64_R_SYM(rela->r_info),
	};
}

static bool is_called(const Elf64_Rela *rela)
{
	switch (ELF64_R_TYPE(rela->r_info)) {
	case R_X86_64_JUMP_SLOT:
	case R_X86_64_GLOB_DAT:
		return ELF64_R_SYM(rela->r_info);
	case R_X86_64_IRELATIVE:
		return true;
	default:
		return false;
	}
}

static void read_slots(struct plt_slots *slots, const GElf_Shdr *shdr)
{
	uint64_t left = shdr->sh_size / sizeof(Elf64_Rela);
	uint64_t offset = shdr->sh_offset;
	Elf64_Rela *window = mem_alloc(WINDOW, sizeof(*window));
	size_t i, nr;

	for (; left; left -= nr, offset += nr * sizeof(*window)) {
		nr = left < WINDOW ? left : WINDOW;
		if (elffile_read(slots->f, offset, window,
				 nr * sizeof(*window)))
			break;
		for (i = 0; i < nr; i++) {
			if (!is_called(&window[i]))
				continue;
			slots->all = mem_grow(slots->all, slots->nr,
					      &slots->room,
					      sizeof(*slots->all));
			slots->all[slots->nr++] = slot_of(&window[i]);
		}
	}
	free(window);
}

static int by_addr(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static bool find_symbols(struct plt_slots *slots)
{
	return elffile_section(slots->f, ".dynsym", &slots->symbols) &&
	       elffile_strings(slots->f, slots->symbols.sh_link,
			       &slots->strings);
}

/* What the slots are for. A static program has slots, but no symbols. */
static void read_relocations(struct plt_slots *slots)
{
	static const char *const sections[] = { ".rela.dyn", ".rela.plt" };
	GElf_Shdr shdr;
	size_t i;

	if (!find_symbols(slots))
		slots->symbols.sh_size = 0;
	for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		if (!elffile_section(slots->f, sections[i], &shdr) ||
		    shdr.sh_type != SHT_RELA)
			continue;
		read_slots(slots, &shdr);
		slots->jump_slots = shdr.sh_offset;
		slots->nr_jump_slots = shdr.sh_size / sizeof(Elf64_Rela);
	}
	if (slots->nr)
		qsort(slots->all, slots->nr, sizeof(*slots->all), by_addr);
}

struct plt_slots *plt_slots_read(const struct elffile *program)
{
	struct plt_slots *slots;
	GElf_Ehdr ehdr;

	if (!gelf_getehdr(program->elf, &ehdr) ||
	    ehdr.e_machine != EM_X86_64 ||
	    ehdr.e_ident[EI_CLASS] != ELFCLASS64 || ehdr.e_type == ET_REL)
		return NULL;
	slots = mem_alloc(1, sizeof(*slots));
	slots->f = program;
	read_relocations(slots);
	return slots;
}

void plt_slots_free(struct plt_slots *slots)
{
	if (slots)
		free(slots->all);
	free(slots);
}

void plt_resolvers(const struct plt_slots *slots,
		   void (*take)(void *arg, uint64_t addr), void *arg)
{
	size_t i;

	for (i = 0; i < slots->nr; i++)
		if (!slots->all[i].symbol)
			take(arg, slots->all[i].resolver);
}

static const char *called_name(const struct load *load, const struct slot *slot)
{
	const struct plt_slots *slots = load->slots;
	const GElf_Shdr *strings = &slots->strings;
	Elf64_Sym sym;

	if (!slot->symbol)
		return load->name_at(load->arg, slot->resolver);
	if (slot->symbol >= slots->symbols.sh_size / sizeof(sym) ||
	    elffile_read(slots->f, slots->symbols.sh_offset +
			 slot->symbol * sizeof(sym), &sym, sizeof(sym)) ||
	    !sym.st_name)
		return NULL;
	return elfname_add(load->names, slots->f,
			   strings->sh_offset + sym.st_name,
			   strings->sh_offset + strings->sh_size);
}

static void add_name(struct load *load, const char *name, size_t len,
		     uint64_t offset, uint64_t most)
{
	struct plt *plt = load->plt;

	plt->entries = mem_grow(plt->entries, plt->nr, &plt->room,
				sizeof(*plt->entries));
	plt->entries[plt->nr] = names_add(load->names, name, len);
	symtab_add(&plt->table, offset, (uint32_t)most, (uint32_t)plt->nr++,
		   SYMTAB_GUESSED);
}

static void add_entry(struct load *load, const struct slot *slot,
		      uint64_t offset, uint64_t most)
{
	const char *called = called_name(load, slot);
	size_t len = called ? strlen(called) : 0;
	char *name;

	if (!len)
		return;
	name = mem_alloc(1, len + sizeof("@plt"));
	memcpy(name, called, len);
	memcpy(name + len, "@plt", sizeof("@plt"));
	add_name(load, name, len + strlen("@plt"), offset, most);
	free(name);
}

static bool slot_at(const struct plt_slots *slots, uint64_t addr,
		    struct slot *slot)
{
	const struct slot key = { .addr = addr }, *found = NULL;

	if (slots->nr)
		found = bsearch(&key, slots->all, slots->nr, sizeof(key),
				by_addr);
	if (found)
		*slot = *found;
	return found;
}

/* The slot that the lazy linker is asked to fill by its number. */
static bool slot_number(const struct plt_slots *slots, uint32_t nr,
			struct slot *slot)
{
	Elf64_Rela rela;

	if (nr >= slots->nr_jump_slots ||
	    elffile_read(slots->f, slots->jump_slots + nr * sizeof(rela),
			 &rela, sizeof(rela)) || !is_called(&rela))
		return false;
	*slot = slot_of(&rela);
	return true;
}

/* Whether an entry starts with @code, which lies at @addr; through which slot. */
static bool decode(const struct plt_slots *slots, const uint8_t *code,
		   size_t len, uint64_t addr, struct slot *slot)
{
	static const uint8_t endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };
	int32_t operand;
	size_t at = 0;

	if (len >= sizeof(endbr64) && !memcmp(code, endbr64, sizeof(endbr64)))
		at = sizeof(endbr64);
	if (at && len - at >= 5 && code[at] == 0x68) {
		/* push $number: its jump stands in another table */
		memcpy(&operand, code + at + 1, sizeof(operand));
		return slot_number(slots, (uint32_t)operand, slot);
	}
	if (at < len && code[at] == 0xf2)
		at++;
	if (len - at < 6 || code[at] != 0xff || code[at + 1] != 0x25)
		return false;
	/* jmp *operand(%rip) */
	memcpy(&operand, code + at + 2, sizeof(operand));
	return slot_at(slots, addr + at + 6 + (uint64_t)(int64_t)operand, slot);
}

/* What comes before the entries calls the lazy linker; it has the table's name. */
static void read_table(struct load *load, const char *name,
		       const GElf_Shdr *shdr)
{
	struct slot slot;
	uint8_t *code;
	size_t at;

	if (!shdr->sh_size || shdr->sh_size > CODE_MAX)
		return;
	code = mem_alloc(1, shdr->sh_size);
	if (elffile_read(load->slots->f, shdr->sh_offset, code, shdr->sh_size))
		goto out;
	for (at = 0; at < shdr->sh_size; at += STEP)
		if (decode(load->slots, code + at, shdr->sh_size - at,
			   shdr->sh_addr + at, &slot))
			add_entry(load, &slot, shdr->sh_offset + at,
				  shdr->sh_size - at);
		else if (!at)
			add_name(load, name, strlen(name), shdr->sh_offset,
				 shdr->sh_size);
out:
	free(code);
}

static const char *read_name(void *arg, const struct symtab_entry *entry)
{
	const struct plt *plt = arg;

	return plt->entries[entry->name];
}

void plt_load(struct plt *plt, const struct plt_slots *slots,
	      struct names *names, plt_name_fn name_at, void *arg)
{
	static const char *const tables[] = { ".plt", ".plt.got", ".plt.sec",
					      ".iplt" };
	struct load load = {
		.plt = plt,
		.slots = slots,
		.names = names,
		.name_at = name_at,
		.arg = arg,
	};
	GElf_Shdr shdr;
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (elffile_section(slots->f, tables[i], &shdr) &&
		    shdr.sh_type == SHT_PROGBITS)
			read_table(&load, tables[i], &shdr);
	symtab_sort(&plt->table);
	symtab_index(&plt->table);
}

bool plt_find(struct plt *plt, uint64_t offset, struct symtab_symbol *sym)
{
	return symtab_find(&plt->table, offset, read_name, plt, sym);
}

void plt_free(struct plt *plt)
{
	symtab_free(&plt->table);
	free(plt->entries);
	*plt = (struct plt){ 0 };
}
