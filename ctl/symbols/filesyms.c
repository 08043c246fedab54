// SPDX-License-Identifier: GPL-2.0-only
/* Which of the sources of a file's symbols are used. */
#include "symbols/filesyms.h"

#include "symbols/debugfile.h"
#include "symbols/minidebug.h"

void filesyms_want(struct filesyms *syms, uint64_t offset)
{
	elfsyms_want(&syms->elf, offset);
}

bool filesyms_are_wanted(const struct filesyms *syms)
{
	return syms->elf.filter.wanted.nr;
}

static void open_tables(struct filesyms *syms, const struct elffile *program,
			const struct elffile *dynsym, struct names *names)
{
	const struct elffile *symtab = syms->apart.elf ? &syms->apart : program;
	const struct elfsyms_files files = { program, symtab, dynsym };

	syms->is_complete = elfsyms_complete(symtab);
	elfsyms_open(&syms->elf, &files, names);
}

/*
 * What is here comes before what must be fetched. Packed symbols are those that
 * the program does not export; a debug file has all.
 */
void filesyms_open(struct filesyms *syms, const struct elffile *program,
		   const struct build_id *id, const char *path, pid_t pid,
		   struct names *names)
{
	struct debugfile_query query = {
		.program = program,
		.id = id,
		.path = path,
		.pid = pid,
		.use = DEBUGFILE_SYMBOLS,
	};
	const struct elffile *dynsym = program;

	if (debugfile_find(&syms->apart, &query, NULL)) {
		dynsym = &syms->apart;
	} else if (!elfsyms_complete(program) &&
		   minidebug_open(&syms->apart, program, &syms->trouble) &&
		   !gopclntab_load(&syms->go, program, &syms->elf.filter.wanted,
				   names, &syms->trouble)) {
		query.may_fetch = true;
		if (debugfile_find(&syms->apart, &query, &syms->trouble))
			dynsym = &syms->apart;
	}
	open_tables(syms, program, dynsym, names);
}

uint64_t filesyms_size(const struct filesyms *syms)
{
	return elfsyms_size(&syms->elf);
}

void filesyms_read(struct filesyms *syms)
{
	elfsyms_read(&syms->elf);
}

enum filesyms_extent filesyms_finish(struct filesyms *syms)
{
	const size_t nr = elfsyms_finish(&syms->elf);

	if (syms->go.file)
		return FILESYMS_GO;
	if (!nr)
		return FILESYMS_NONE;
	return syms->is_complete ? FILESYMS_ALL : FILESYMS_EXPORTED;
}

bool filesyms_find(struct filesyms *syms, uint64_t offset,
		   struct symtab_symbol *sym)
{
	return gopclntab_find(&syms->go, offset, sym) ||
	       elfsyms_find(&syms->elf, offset, sym);
}

bool filesyms_needs(const struct filesyms *syms, const struct elffile *program)
{
	return syms->elf.symtab.file == program ||
	       syms->elf.dynsym.file == program || syms->go.file == program;
}

void filesyms_free(struct filesyms *syms)
{
	elfsyms_free(&syms->elf);
	gopclntab_free(&syms->go);
	elffile_close(&syms->apart);
	*syms = (struct filesyms){ 0 };
}
