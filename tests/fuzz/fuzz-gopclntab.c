// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of Go's table of functions: the input is the table, in a
 * program made around it that has code and the runtime's word of where it is.
 * Every function must lie in the code, and have a name or none.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "require.h"
#include "symbols/gopclntab.h"

#define CODE_AT 0x1000
#define CODE_SIZE 0x1000
#define DATA_AT 0x2000
#define DATA_SIZE 0x100
#define TABLE_AT 0x2100
#define BASE 0x400000
#define STEP 7			/* between offsets that are looked up */
#define FEW_STEP (STEP * 31)	/* between those that were wanted */
#define NAMES_WORD 32		/* where the table says where its names are */

static Elf64_Phdr segment(uint32_t flags, uint64_t offset, uint64_t size)
{
	return (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = flags,
		.p_offset = offset,
		.p_vaddr = BASE + offset,
		.p_filesz = size,
		.p_memsz = size,
		.p_align = 8,
	};
}

/* As in the runtime's description of a module. */
static void put_words(uint8_t *image, const uint8_t *data, size_t size)
{
	uint64_t words[24] = { BASE + TABLE_AT }, names = 0;

	if (size >= NAMES_WORD + sizeof(names))
		memcpy(&names, data + NAMES_WORD, sizeof(names));
	words[1] = BASE + TABLE_AT + names;
	words[22] = BASE + CODE_AT;
	words[23] = BASE + CODE_AT + CODE_SIZE;
	memcpy(image + DATA_AT + 16, words, sizeof(words));
}

static int make_program(struct elffile *f, const uint8_t *data, size_t size)
{
	const Elf64_Ehdr ehdr = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(ehdr),
		.e_ehsize = sizeof(ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 3,
	};
	const Elf64_Phdr phdrs[] = {
		segment(PF_R | PF_X, CODE_AT, CODE_SIZE),
		segment(PF_R | PF_W, DATA_AT, DATA_SIZE),
		segment(PF_R, TABLE_AT, size),
	};
	uint8_t *image = calloc(1, TABLE_AT + size);
	struct err err;

	require(!!image);
	memcpy(image, &ehdr, sizeof(ehdr));
	memcpy(image + sizeof(ehdr), phdrs, sizeof(phdrs));
	put_words(image, data, size);
	if (size)
		memcpy(image + TABLE_AT, data, size);
	return elffile_open_image(f, image, TABLE_AT + size, &err);
}

static bool find(struct gopclntab *go, uint64_t offset,
		 struct symtab_symbol *sym)
{
	if (!gopclntab_find(go, offset, sym))
		return false;
	require(offset >= CODE_AT && offset < CODE_AT + CODE_SIZE);
	require(sym->start <= offset && offset - sym->start < sym->size);
	require(sym->name && sym->name[0]);
	return true;
}

/* Where few were wanted, each has the name that it has among all. */
static void compare(struct gopclntab *all, struct gopclntab *few)
{
	struct symtab_symbol sym, again;
	uint64_t offset;
	bool found;

	for (offset = 0; offset < TABLE_AT; offset += STEP) {
		found = find(all, offset, &sym);
		if (offset % FEW_STEP)
			continue;
		require(find(few, offset, &again) == found);
		require(!found || (again.start == sym.start &&
				   again.size == sym.size &&
				   !strcmp(again.name, sym.name)));
	}
	require(!few->filter.takes_all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gopclntab all = { .file = NULL }, few = { .file = NULL };
	struct offsets wanted = { .nr = 0 };
	struct names names = { 0 };
	struct elffile program;
	struct err err;
	uint64_t offset;

	require(!make_program(&program, data, size));
	for (offset = 0; offset < TABLE_AT; offset += FEW_STEP)
		offsets_add(&wanted, offset);
	require(gopclntab_load(&all, &program, NULL, &names, &err) ==
		gopclntab_load(&few, &program, &wanted, &names, &err));
	compare(&all, &few);
	offsets_free(&wanted);
	gopclntab_free(&all);
	gopclntab_free(&few);
	names_free(&names);
	elffile_close(&program);
	return 0;
}
