// SPDX-License-Identifier: GPL-2.0-only
/*
 * Go's table of functions.
 *
 * A header is followed by tables at offsets that it tells; of them two are read
 * here. One has for each function its address and where its record is; the
 * record has where the name is in the other. Addresses ascend, and one more
 * after the last says where the code ends.
 *
 * Nothing of it is taken on trust: whatever points out of the table, or is out
 * of order, ends the look at it.
 */
#include "symbols/gopclntab.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "symbols/elfname.h"
#include "symbols/gotext.h"
#include "symbols/segments.h"

#define WINDOW 4096		/* functions read at a time */
#define STEP 8			/* tables are aligned to it, or better */
#define SCAN_SIZE 65536

/* What stands at the start of a table: how it is formed. */
struct header {
	uint32_t magic;
	uint8_t zeros[2];
	uint8_t quantum, pointer_size;
	uint64_t words[8];
};

/* What the forms differ in; places among a header's words, -1: there is none. */
static const struct form {
	uint32_t magic;
	int text, strings, functions;
	unsigned int field;	/* size of an address and of an offset */
	unsigned int name_at;	/* in a function's record */
} forms[] = {
	{ 0xfffffffb, -1, -1, -1, 8, 8 },	/* Go 1.2 */
	{ 0xfffffffa, -1, 2, 6, 8, 8 },		/* Go 1.16 */
	{ 0xfffffff0, 2, 3, 7, 4, 4 },		/* Go 1.18 */
	{ 0xfffffff1, 2, 3, 7, 4, 4 },		/* Go 1.20 */
};

/* While a table is read. */
struct load {
	struct gopclntab *go;
	const struct form *form;
	uint64_t start, end;	/* of the table, in the file */
	uint64_t addr;		/* where it is mapped */
	struct header header;
};

static const struct form *find_form(const struct header *header)
{
	size_t i;

	if (header->zeros[0] || header->zeros[1] ||
	    header->pointer_size != sizeof(uint64_t) ||
	    (header->quantum != 1 && header->quantum != 2 &&
	     header->quantum != 4))
		return NULL;
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (header->magic == forms[i].magic)
			return &forms[i];
	return NULL;
}

/* From a word of the header to the place in the file. */
static bool read_place(const struct load *load, int word, uint64_t *place)
{
	const uint64_t offset = word < 0 ? 0 : load->header.words[word];

	*place = load->start + offset;
	return offset < load->end - load->start;
}

/* Whether a table begins at @start that can be in the file up to @end. */
static bool read_header(struct load *load, const struct elffile *f,
			uint64_t start, uint64_t end)
{
	struct gopclntab *go = load->go;

	if (end > f->size || start >= end ||
	    end - start < sizeof(load->header) ||
	    elffile_read(f, start, &load->header, sizeof(load->header)))
		return false;
	load->form = find_form(&load->header);
	if (!load->form)
		return false;
	load->start = start;
	load->end = end;
	go->nr = load->header.words[0];
	if (!read_place(load, load->form->functions, &go->functions) ||
	    !read_place(load, load->form->strings, &go->strings))
		return false;
	/* The first form has no header but the magic and the number. */
	go->list = load->form->functions < 0 ? start + 16 : go->functions;
	go->field = load->form->field;
	return go->nr && go->nr < UINT32_MAX &&
	       go->nr < (end - go->list) / (2 * go->field);
}

static bool find_named(struct load *load, const struct elffile *f)
{
	static const char *const names[] = {
		".gopclntab", ".data.rel.ro.gopclntab",
	};
	GElf_Shdr shdr;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!elffile_section(f, names[i], &shdr) ||
		    shdr.sh_type != SHT_PROGBITS ||
		    !elffile_contains(f, shdr.sh_offset, shdr.sh_size))
			continue;
		load->addr = shdr.sh_addr;
		return read_header(load, f, shdr.sh_offset,
				   shdr.sh_offset + shdr.sh_size);
	}
	return false;
}

/* Look for the start of a table in @len bytes that were read at @offset. */
static bool scan_bytes(struct load *load, const struct elffile *f,
		       const struct segment *segment, const uint8_t *bytes,
		       size_t len, uint64_t offset)
{
	const uint64_t end = segment->offset + segment->file_size;
	struct header header;
	size_t at;

	for (at = 0; at + 8 <= len; at += STEP) {
		memcpy(&header, bytes + at, 8);
		if (!find_form(&header) ||
		    !read_header(load, f, offset + at, end))
			continue;
		load->addr = offset + at - segment->offset + segment->addr;
		return true;
	}
	return false;
}

static bool scan_segment(struct load *load, const struct elffile *f,
			 const struct segment *segment)
{
	uint8_t *bytes = mem_alloc(1, SCAN_SIZE);
	uint64_t at, len;
	bool found = false;

	/* Addresses are aligned; so are offsets, to the page at least. */
	for (at = -segment->addr % STEP; !found && at < segment->file_size;
	     at += len) {
		len = segment->file_size - at;
		if (len > SCAN_SIZE)
			len = SCAN_SIZE;
		if (elffile_read(f, segment->offset + at, bytes, len))
			break;
		found = scan_bytes(load, f, segment, bytes, len,
				   segment->offset + at);
	}
	free(bytes);
	return found;
}

/*
 * Another linker than Go's may have put the table in with other data, and who
 * has taken the section headers away has taken its name.
 */
static bool find_unnamed(struct load *load, const struct elffile *f)
{
	const struct segments *segments = &load->go->segments;
	size_t i, nr = 0;
	GElf_Shdr shdr;

	if (!elf_getshdrnum(f->elf, &nr) && nr &&
	    !elffile_section(f, ".go.buildinfo", &shdr))
		return false;
	for (i = 0; i < segments->nr; i++)
		if (!segments->all[i].exec &&
		    scan_segment(load, f, &segments->all[i]))
			return true;
	return false;
}

static uint64_t field(const struct gopclntab *go, const uint8_t *entry,
		      size_t i)
{
	uint64_t wide;
	uint32_t narrow;

	if (go->field == sizeof(wide)) {
		memcpy(&wide, entry + i * sizeof(wide), sizeof(wide));
		return wide;
	}
	memcpy(&narrow, entry + i * sizeof(narrow), sizeof(narrow));
	return narrow;
}

/* Return: whether the entry makes sense. */
static bool look_at(struct gopclntab *go, const uint8_t *entry)
{
	const uint64_t start = field(go, entry, 0);
	const uint64_t record = field(go, entry, 1);
	const uint64_t end = field(go, entry, 2);
	uint64_t offset, most, size = end - start;
	const struct segment *segment;

	if (end < start || record > UINT32_MAX)
		return false;
	segment = segments_offset(&go->segments, start + go->text, &offset,
				  &most);
	if (!segment || !segment->exec)
		return false;
	if (size > most)
		size = most;
	if (size > SYMTAB_SIZE_MAX)
		size = SYMTAB_SIZE_MAX;
	if (symfilter_takes(&go->filter, offset, size, 0))
		symtab_add(&go->table, offset, (uint32_t)size,
			   (uint32_t)record, 0);
	return true;
}

/* Return: whether the list is sound to its end. */
static bool look_through(struct gopclntab *go)
{
	const size_t size = 2 * go->field;
	/* Each entry is looked at with the address of the next. */
	uint8_t *window = mem_alloc(WINDOW + 1, size);
	uint64_t at, nr, i;
	bool sound = true;

	for (at = 0; sound && at < go->nr; at += nr) {
		nr = go->nr - at < WINDOW ? go->nr - at : WINDOW;
		sound = !elffile_read(go->file, go->list + at * size, window,
				      nr * size + go->field);
		for (i = 0; sound && i < nr; i++)
			sound = look_at(go, window + i * size);
	}
	free(window);
	return sound;
}

static bool read_functions(struct gopclntab *go)
{
	bool sound = true;

	while (symfilter_next(&go->filter))
		sound &= look_through(go);
	symtab_sort(&go->table);
	symtab_index(&go->table);
	return sound;
}

static void want(struct gopclntab *go, const struct offsets *wanted)
{
	size_t i;

	if (!wanted)
		symfilter_want_all(&go->filter);
	for (i = 0; wanted && i < wanted->nr; i++)
		symfilter_want(&go->filter, wanted->all[i]);
}

static bool find_text(struct load *load, const struct elffile *f)
{
	struct gopclntab *go = load->go;

	if (load->form->text < 0)
		return true;
	go->text = load->header.words[load->form->text];
	return go->text ||
	       gotext_find(&go->text, f, &go->segments, load->addr,
			   load->addr + load->header.words[load->form->strings]);
}

size_t gopclntab_load(struct gopclntab *go, const struct elffile *program,
		      const struct offsets *wanted, struct names *names,
		      struct err *err)
{
	struct load load = { .go = go };
	const char *trouble = NULL;
	GElf_Ehdr ehdr;

	if (!gelf_getehdr(program->elf, &ehdr) ||
	    ehdr.e_ident[EI_CLASS] != ELFCLASS64)
		return 0;
	segments_read(&go->segments, program);
	if (!find_named(&load, program) && !find_unnamed(&load, program))
		return 0;
	go->file = program;
	go->names = names;
	go->end = load.end;
	go->name_at = load.form->name_at;
	want(go, wanted);
	if (!find_text(&load, program))
		trouble = "does not say where the code is";
	else if (!read_functions(go))
		trouble = "is damaged";
	if (trouble) {
		gopclntab_free(go);
		err_set(err, EINVAL, "its .gopclntab %s", trouble);
		return 0;
	}
	return go->filter.nr_seen;
}

static const char *read_name(void *arg, const struct symtab_entry *entry)
{
	const struct gopclntab *go = arg;
	uint32_t name;

	if (elffile_read(go->file, go->functions + entry->name + go->name_at,
			 &name, sizeof(name)))
		return NULL;
	return elfname_add(go->names, go->file, go->strings + name, go->end);
}

bool gopclntab_find(struct gopclntab *go, uint64_t offset,
		    struct symtab_symbol *sym)
{
	/* Nobody said that this would be asked for. */
	if (go->file && !symfilter_knows(&go->filter, offset)) {
		symtab_free(&go->table);
		symfilter_want_all(&go->filter);
		read_functions(go);
	}
	return symtab_find(&go->table, offset, read_name, go, sym);
}

void gopclntab_free(struct gopclntab *go)
{
	symfilter_free(&go->filter);
	symtab_free(&go->table);
	*go = (struct gopclntab){ 0 };
}
