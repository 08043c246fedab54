// SPDX-License-Identifier: GPL-2.0-only
/* A header, the sections' contents, their names, their headers. */
#include "symbols/elfimage.h"

#include <elf.h>
#include <string.h>

#include "mem.h"

#define ALIGN(n) (((n) + 15) / 16 * 16)

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define HOST_DATA ELFDATA2LSB
#else
#define HOST_DATA ELFDATA2MSB
#endif

struct maker {
	char *image;
	size_t at;		/* where the next thing goes */
	Elf64_Shdr *shdrs;
	size_t nr;
};

static Elf64_Shdr *add_section(struct maker *m, uint32_t type,
			       const void *bytes, size_t size)
{
	Elf64_Shdr *shdr = &m->shdrs[m->nr++];

	*shdr = (Elf64_Shdr){
		.sh_type = type,
		.sh_offset = m->at,
		.sh_size = size,
		.sh_addralign = 1,
	};
	memcpy(m->image + m->at, bytes, size);
	m->at = ALIGN(m->at + size);
	return shdr;
}

static void add_names(struct maker *m, const struct elfimage_section *sections,
		      size_t nr)
{
	static const char own[] = ".shstrtab";
	Elf64_Shdr *shdr = add_section(m, SHT_STRTAB, "", 1);
	size_t i, at = 1, named = 1;

	for (i = 0; i < nr; i++) {
		if (!sections[i].size)
			continue;
		m->shdrs[named++].sh_name = (uint32_t)at;
		strcpy(m->image + shdr->sh_offset + at, sections[i].name);
		at += strlen(sections[i].name) + 1;
	}
	shdr->sh_name = (uint32_t)at;
	memcpy(m->image + shdr->sh_offset + at, own, sizeof(own));
	shdr->sh_size = at + sizeof(own);
}

char *elfimage_make(const struct elfimage_section *sections, size_t nr,
		    size_t *size)
{
	Elf64_Ehdr ehdr = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			     HOST_DATA, EV_CURRENT },
		.e_type = ET_REL,
		.e_version = EV_CURRENT,
		.e_machine = EM_X86_64,
		.e_ehsize = sizeof(ehdr),
		.e_shentsize = sizeof(Elf64_Shdr),
	};
	struct maker m = { .nr = 1 };
	size_t i, headers, names = sizeof(".shstrtab") + 1;

	headers = ALIGN(sizeof(ehdr));
	*size = headers + (nr + 2) * sizeof(Elf64_Shdr);
	for (i = 0; i < nr; i++) {
		*size += ALIGN(sections[i].size);
		names += strlen(sections[i].name) + 1;
	}
	*size += ALIGN(names);
	m.image = mem_alloc(1, *size);
	m.shdrs = (Elf64_Shdr *)(m.image + headers);
	m.at = headers + (nr + 2) * sizeof(Elf64_Shdr);
	for (i = 0; i < nr; i++)
		if (sections[i].size)
			add_section(&m, SHT_PROGBITS, sections[i].bytes,
				    sections[i].size);
	add_names(&m, sections, nr);
	ehdr.e_shoff = headers;
	ehdr.e_shnum = (uint16_t)m.nr;
	ehdr.e_shstrndx = (uint16_t)(m.nr - 1);
	memcpy(m.image, &ehdr, sizeof(ehdr));
	return m.image;
}
