/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls that were inlined, and source lines, from the DWARF of a file, asked by
 * file offset. Of the file a list of its compilation units is kept, and what
 * addresses were asked for in.
 */
#ifndef FLAMEK_INLINES_H
#define FLAMEK_INLINES_H

#include <stdbool.h>
#include <sys/types.h>

#include "symbols/elffile.h"
#include "symbols/names.h"
#include "symbols/symbols.h"

struct inlines;

/**
 * inlines_new() - make ready to read what was inlined
 * @program: what is mapped; turns offsets into addresses
 * @source: the file with the DWARF, the program or its debug file
 * @path: of the program
 * @pid: a process in whose root directory other parts are looked for; 0: none
 * @names: where names are kept
 *
 * Neither file need stay open. If the DWARF is damaged, the reason is there and
 * nothing else.
 */
struct inlines *inlines_new(const struct elffile *program,
			    const struct elffile *source, const char *path,
			    pid_t pid, struct names *names);

/** inlines_free() - NULL is fine */
void inlines_free(struct inlines *in);

/**
 * inlines_find() - what was inlined at a file offset of the program
 * @in: the file
 * @offset: in the program
 * @wants_lines: fill in source lines as well
 * @calls: filled
 */
void inlines_find(struct inlines *in, uint64_t offset, bool wants_lines,
		  struct symbol_calls *calls);

/** inlines_reason() - what is missing, a clause; NULL: nothing */
const char *inlines_reason(const struct inlines *in);

#endif
