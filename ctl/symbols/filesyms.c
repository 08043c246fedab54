// SPDX-License-Identifier: GPL-2.0-only
/* Which of the sources of a file's symbols are used. */
#include "symbols/filesyms.h"

#include "symbols/debugfile.h"
#include "symbols/minidebug.h"

static enum filesyms_extent load_tables(struct filesyms *syms,
					const struct elffile *program,
					const struct elffile *dynsym,
					struct names *names)
{
	const struct elffile *symtab = syms->apart.elf ? &syms->apart : program;
	const struct elfsyms_files files = { program, symtab, dynsym };

	if (!elfsyms_load(&syms->elf, &files, names))
		return FILESYMS_NONE;
	return elfsyms_complete(symtab) ? FILESYMS_ALL : FILESYMS_EXPORTED;
}

/*
 * What is here comes before what must be fetched. Packed symbols are those that
 * the program does not export; a debug file has all.
 */
enum filesyms_extent filesyms_load(struct filesyms *syms,
				   const struct elffile *program,
				   const struct build_id *id, const char *path,
				   pid_t pid, struct names *names)
{
	struct debugfile_query query = {
		.program = program,
		.id = id,
		.path = path,
		.pid = pid,
		.use = DEBUGFILE_SYMBOLS,
	};

	if (debugfile_find(&syms->apart, &query, NULL))
		return load_tables(syms, program, &syms->apart, names);
	if (elfsyms_complete(program) ||
	    !minidebug_open(&syms->apart, program, &syms->trouble))
		return load_tables(syms, program, program, names);
	if (gopclntab_load(&syms->go, program, names, &syms->trouble)) {
		load_tables(syms, program, program, names);
		return FILESYMS_GO;
	}
	query.may_fetch = true;
	debugfile_find(&syms->apart, &query, &syms->trouble);
	return load_tables(syms, program, syms->apart.elf ? &syms->apart :
			   program, names);
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
