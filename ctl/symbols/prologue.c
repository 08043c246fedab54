// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prologues. A function that keeps frame pointers does push %rbp and then
 * mov %rsp, %rbp, a few instructions after its start at most: compilers put
 * others between, and before them what a call need not have a frame for.
 */
#include "symbols/prologue.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define JUDGED_MAX 512u
#define JUDGED_MIN 4u
#define FUNCTION_MIN 8u		/* bytes; shorter ones call nothing */
#define WINDOW 48u		/* bytes in which a prologue is looked for */
#define BETWEEN_MAX 16u		/* bytes from the push to the mov */
#define FUNCTIONS_MAX 16777216u
#define FRAMES_MAX (64u << 20)
#define KEEPS_PERCENT 50	/* parts that were split off have no prologue */
#define LACKS_PERCENT 25	/* with alloca() there is a frame all the same */

/* In .eh_frame_hdr, as all linkers write it. */
#define ENCODING_UDATA4 0x03
#define ENCODING_SDATA4 0x0b
#define ENCODING_TABLE 0x3b	/* 32 bits, from the header's address */

struct eh_header {
	uint8_t version, pointer_encoding, count_encoding, table_encoding;
	int32_t pointer;
	uint32_t count;
};

struct code {
	uint64_t addr, size, offset;
};

bool prologue_is_framed(const uint8_t *code, size_t size)
{
	size_t push, at;

	for (push = 0; push < size; push++) {
		if (code[push] != 0x55)		/* push %rbp */
			continue;
		for (at = push + 1; at + 3 <= size &&
		     at <= push + 1 + BETWEEN_MAX; at++)
			if (!memcmp(code + at, "\x48\x89\xe5", 3) ||
			    !memcmp(code + at, "\x48\x8b\xec", 3))
				return true;	/* mov %rsp, %rbp */
	}
	return false;
}

/* Where ordinary functions are: linkage tables are no functions. */
static bool find_code(const struct elffile *f, struct code *code)
{
	GElf_Ehdr ehdr;
	GElf_Shdr shdr;

	if (!gelf_getehdr(f->elf, &ehdr) || ehdr.e_machine != EM_X86_64 ||
	    !elffile_section(f, ".text", &shdr) ||
	    shdr.sh_type != SHT_PROGBITS ||
	    !elffile_contains(f, shdr.sh_offset, shdr.sh_size))
		return false;
	*code = (struct code){ shdr.sh_addr, shdr.sh_size, shdr.sh_offset };
	return true;
}

static void judge(const struct elffile *f, const struct code *code,
		  uint64_t addr, uint64_t size, struct prologues *p)
{
	uint64_t start = addr - code->addr;
	uint8_t bytes[WINDOW];

	if (start >= code->size || size < FUNCTION_MIN)
		return;
	if (size > code->size - start)
		size = code->size - start;
	if (size > sizeof(bytes))
		size = sizeof(bytes);
	if (elffile_read(f, code->offset + start, bytes, (size_t)size))
		return;
	p->judged++;
	p->framed += prologue_is_framed(bytes, (size_t)size);
}

static bool read_header(const struct elffile *f, const GElf_Shdr *shdr,
			struct eh_header *header)
{
	if (shdr->sh_type == SHT_NOBITS || shdr->sh_size < sizeof(*header) ||
	    !elffile_contains(f, shdr->sh_offset, shdr->sh_size) ||
	    elffile_read(f, shdr->sh_offset, header, sizeof(*header)))
		return false;
	return header->version == 1 &&
	       (header->pointer_encoding & 0x0f) == ENCODING_SDATA4 &&
	       header->count_encoding == ENCODING_UDATA4 &&
	       header->table_encoding == ENCODING_TABLE &&
	       header->count <= (shdr->sh_size - sizeof(*header)) / 8;
}

/*
 * Entries are sorted: each function ends where the next one begins, or before.
 * Where the last one ends is not told, so it is left out.
 */
static void judge_by_table(const struct elffile *f, const struct code *code,
			   struct prologues *p)
{
	struct { int32_t start, description; } entries[2];
	struct eh_header header;
	uint64_t at, i, step;
	GElf_Shdr shdr;

	if (!elffile_section(f, ".eh_frame_hdr", &shdr) ||
	    !read_header(f, &shdr, &header))
		return;
	step = header.count / JUDGED_MAX + 1;
	for (i = 0; i + 1 < header.count; i += step) {
		at = shdr.sh_offset + sizeof(header) + i * sizeof(entries[0]);
		if (elffile_read(f, at, entries, sizeof(entries)))
			return;
		judge(f, code, shdr.sh_addr + (uint64_t)entries[0].start,
		      (uint64_t)((int64_t)entries[1].start - entries[0].start),
		      p);
	}
}

/* Where a description's place is told relative to itself, as on x86-64 it is. */
static bool parse_description(const uint8_t *frames, size_t size, size_t at,
			      uint64_t addr, uint64_t *start, uint32_t *len)
{
	int32_t offset;
	uint32_t words[2];	/* length, and distance of what it belongs to */

	memcpy(words, frames + at, sizeof(words));
	if (!words[1] || size - at < 16 || words[0] < 12)
		return false;
	memcpy(&offset, frames + at + 8, sizeof(offset));
	memcpy(len, frames + at + 12, sizeof(*len));
	*start = addr + at + 8 + (uint64_t)offset;
	return true;
}

static void judge_each(const struct elffile *f, const struct code *code,
		       const uint8_t *frames, const GElf_Shdr *shdr,
		       size_t step, struct prologues *p)
{
	size_t at, nr = 0, size = shdr->sh_size;
	uint32_t length, len;
	uint64_t start;

	for (at = 0; size - at >= 8; at += 4 + (size_t)length) {
		memcpy(&length, frames + at, sizeof(length));
		if (!length || length > size - at - 4)
			return;
		if (parse_description(frames, size, at, shdr->sh_addr, &start,
				      &len) && nr++ % step == 0)
			judge(f, code, start, len, p);
	}
}

/* Static programs have no table to search, only what it would lead to. */
static void judge_by_frames(const struct elffile *f, const struct code *code,
			    struct prologues *p)
{
	GElf_Shdr shdr;
	uint8_t *frames;

	if (!elffile_section(f, ".eh_frame", &shdr) ||
	    shdr.sh_type == SHT_NOBITS || shdr.sh_size > FRAMES_MAX ||
	    !elffile_contains(f, shdr.sh_offset, shdr.sh_size))
		return;
	frames = mem_alloc(shdr.sh_size, 1);
	/* About 32 bytes each. */
	if (!elffile_read(f, shdr.sh_offset, frames, shdr.sh_size))
		judge_each(f, code, frames, &shdr,
			   shdr.sh_size / 32 / JUDGED_MAX + 1, p);
	free(frames);
}

static void judge_by_symbols(const struct elffile *f, const struct code *code,
			     struct prologues *p)
{
	size_t i, nr, step;
	Elf_Data *data;
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	GElf_Sym sym;

	while ((scn = elf_nextscn(f->elf, scn))) {
		if (!gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_SYMTAB ||
		    !shdr.sh_entsize ||
		    !elffile_contains(f, shdr.sh_offset, shdr.sh_size))
			continue;
		data = elf_getdata(scn, NULL);
		nr = data ? shdr.sh_size / shdr.sh_entsize : 0;
		if (nr > FUNCTIONS_MAX)
			nr = FUNCTIONS_MAX;
		step = nr / (4 * JUDGED_MAX) + 1;
		for (i = 0; i < nr && p->judged < JUDGED_MAX; i += step)
			if (gelf_getsym(data, (int)i, &sym) &&
			    GELF_ST_TYPE(sym.st_info) == STT_FUNC)
				judge(f, code, sym.st_value, sym.st_size, p);
	}
}

void prologues_judge(const struct elffile *program, struct prologues *p)
{
	struct code code;
	GElf_Shdr shdr;

	*p = (struct prologues){ 0 };
	if (!find_code(program, &code))
		return;
	judge_by_table(program, &code, p);
	if (p->judged < JUDGED_MIN)
		judge_by_frames(program, &code, p);
	if (p->judged < JUDGED_MIN)
		judge_by_symbols(program, &code, p);
	p->is_go = elffile_section(program, ".gopclntab", &shdr);
}

enum prologue_verdict prologues_verdict(const struct prologues *p)
{
	if (p->judged < JUDGED_MIN)
		return p->is_go ? PROLOGUE_KEEPS : PROLOGUE_UNKNOWN;
	if (p->framed * 100 >= p->judged * KEEPS_PERCENT)
		return PROLOGUE_KEEPS;
	return p->framed * 100 <= p->judged * LACKS_PERCENT ? PROLOGUE_LACKS :
	       PROLOGUE_MIXED;
}
