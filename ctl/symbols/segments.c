// SPDX-License-Identifier: GPL-2.0-only
/* The loaded segments of a program: addresses to file offsets. */
#include "symbols/segments.h"

void segments_read(struct segments *segments, const struct elffile *program)
{
	GElf_Phdr phdr;
	size_t i, nr;

	segments->nr = 0;
	if (elf_getphdrnum(program->elf, &nr))
		return;
	for (i = 0; i < nr && segments->nr < SEGMENTS_MAX; i++) {
		if (!gelf_getphdr(program->elf, (int)i, &phdr) ||
		    phdr.p_type != PT_LOAD)
			continue;
		segments->all[segments->nr++] = (struct segment){
			.addr = phdr.p_vaddr,
			.mem_size = phdr.p_memsz > phdr.p_filesz ?
				    phdr.p_memsz : phdr.p_filesz,
			.offset = phdr.p_offset,
			.file_size = phdr.p_filesz,
			.exec = phdr.p_flags & PF_X,
			.writable = phdr.p_flags & PF_W,
		};
	}
}

const struct segment *segments_find(const struct segments *segments,
				    uint64_t addr)
{
	size_t i;

	for (i = 0; i < segments->nr; i++)
		if (addr - segments->all[i].addr < segments->all[i].mem_size)
			return &segments->all[i];
	return NULL;
}

const struct segment *segments_offset(const struct segments *segments,
				      uint64_t addr, uint64_t *offset,
				      uint64_t *most)
{
	const struct segment *segment = segments_find(segments, addr);

	if (!segment || addr - segment->addr >= segment->file_size)
		return NULL;
	*offset = addr - segment->addr + segment->offset;
	*most = segment->file_size - (addr - segment->addr);
	return segment;
}
