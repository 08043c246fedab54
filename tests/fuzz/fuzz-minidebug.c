// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes what unpacks .gnu_debugdata, and the reading of what comes out. After
 * a zero byte the input is the section; after another it is what the section
 * packs, since hardly a change to packed bytes would outlive their checksums.
 */
#define _GNU_SOURCE
#include <lzma.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "require.h"
#include "symbols/filesyms.h"

/* Where names are asked for. */
#define END ((uint64_t)1 << 20)
#define STEP 1009

/* What comes before the section. */
struct head {
	Elf64_Ehdr ehdr;
	Elf64_Phdr code;
	Elf64_Shdr sections[3];
	char strings[32];
};

static const char strings[32] = "\0.gnu_debugdata\0.shstrtab";

static void fill(struct head *head, size_t size)
{
	head->ehdr = (Elf64_Ehdr){
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = offsetof(struct head, code),
		.e_shoff = offsetof(struct head, sections),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 1,
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = 3,
		.e_shstrndx = 2,
	};
	head->code = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_X,
		.p_filesz = 1 << 20,
		.p_memsz = 1 << 20,
	};
	head->sections[1] = (Elf64_Shdr){
		.sh_name = 1,
		.sh_type = SHT_PROGBITS,
		.sh_offset = sizeof(*head),
		.sh_size = size,
	};
	head->sections[2] = (Elf64_Shdr){
		.sh_name = sizeof("\0.gnu_debugdata"),
		.sh_type = SHT_STRTAB,
		.sh_offset = offsetof(struct head, strings),
		.sh_size = sizeof(strings),
	};
	memcpy(head->strings, strings, sizeof(strings));
}

static int make_program(struct elffile *f, const uint8_t *data, size_t size)
{
	struct head *head = calloc(1, sizeof(*head) + size);
	struct err err;

	require(!!head);
	fill(head, size);
	if (size)
		memcpy(head + 1, data, size);
	return elffile_open_image(f, head, sizeof(*head) + size, &err);
}

static void try_section(const uint8_t *data, size_t size)
{
	const struct build_id none = { .size = 0 };
	struct filesyms syms = { .trouble = { "" } };
	struct names names = { 0 };
	struct symtab_symbol sym;
	enum filesyms_extent extent;
	struct elffile program;
	uint64_t offset;

	require(!make_program(&program, data, size));
	for (offset = 0; offset < END; offset += STEP)
		filesyms_want(&syms, offset);
	filesyms_open(&syms, &program, &none, "/nonexistent/program", 0,
		      &names);
	filesyms_read(&syms);
	extent = filesyms_finish(&syms);
	require(extent != FILESYMS_NONE || !syms.elf.table.nr);
	for (offset = 0; offset < END; offset += STEP)
		if (filesyms_find(&syms, offset, &sym))
			require(sym.name && sym.name[0] &&
				sym.start <= offset);
	filesyms_free(&syms);
	names_free(&names);
	elffile_close(&program);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t room = lzma_stream_buffer_bound(size), packed = 0;
	uint8_t *section;

	if (!size || !data[0]) {
		try_section(data + !!size, size - !!size);
		return 0;
	}
	section = malloc(room);
	require(section && !lzma_easy_buffer_encode(0, LZMA_CHECK_NONE, NULL,
						    data + 1, size - 1,
						    section, &packed, room));
	try_section(section, packed);
	free(section);
	return 0;
}
