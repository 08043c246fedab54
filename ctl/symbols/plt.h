/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The procedure linkage tables of an x86-64 program. Their entries stand in no
 * symbol table; each is named after what it calls: "printf@plt".
 */
#ifndef FLAMEK_PLT_H
#define FLAMEK_PLT_H

#include "symbols/elffile.h"
#include "symbols/names.h"
#include "symbols/symtab.h"

struct plt {
	struct symtab table;	/* by file offset */
	const char **entries;	/* names */
	size_t nr, room;
};

struct plt_slots;

/**
 * plt_slots_read() - the places that a program's tables jump through
 * @program: what is mapped: a debug file has no code. To be kept until the
 *	     slots are freed.
 *
 * Return: to be freed; NULL for a program that none are known of.
 */
struct plt_slots *plt_slots_read(const struct elffile *program);

/** plt_slots_free() - NULL is fine */
void plt_slots_free(struct plt_slots *slots);

/**
 * plt_resolvers() - the resolvers of indirect functions, which have no symbols
 * @slots: of the program
 * @take: takes the address of each, whose name plt_load() will ask for
 * @arg: handed to @take
 */
void plt_resolvers(const struct plt_slots *slots,
		   void (*take)(void *arg, uint64_t addr), void *arg);

/**
 * plt_name_fn - the name of the function at an address of the program
 *
 * Return: the name, which lives as long as the table; NULL if it has none.
 */
typedef const char *(*plt_name_fn)(void *arg, uint64_t addr);

/**
 * plt_load() - name the entries of a program's tables
 * @plt: zeroed; filled
 * @slots: of the program
 * @names: where names are kept
 * @name_at: names the resolver of an indirect function
 * @arg: handed to @name_at
 *
 * An entry is told by its code and the relocation of the slot that it jumps
 * through (System V ABI, AMD64 supplement, 5.2), so that no linker's way of
 * laying out the tables is presumed. What is damaged is passed over.
 */
void plt_load(struct plt *plt, const struct plt_slots *slots,
	      struct names *names, plt_name_fn name_at, void *arg);

/** plt_find() - the entry at a file offset of the program */
bool plt_find(struct plt *plt, uint64_t offset, struct symtab_symbol *sym);

/** plt_free() - does nothing to a zeroed one */
void plt_free(struct plt *plt);

#endif
