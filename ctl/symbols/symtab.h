/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table of symbols, asked by address. Knows nothing of where they come from:
 * whoever fills it hands over a number for each name, and turns the number into
 * the name when the symbol is met for the first time.
 *
 * Several symbols may start at one address (aliases), enclose each other, or
 * have no size of their own. Which one names an address is decided as perf
 * decides it, so that both tools show the same names.
 */
#ifndef FLAMEK_SYMTAB_H
#define FLAMEK_SYMTAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYMTAB_SIZE_MAX UINT32_MAX

enum symtab_flags {
	SYMTAB_GUESSED = 1,	/* no size known: ends at the next symbol */
	SYMTAB_WEAK = 2,
	SYMTAB_GLOBAL = 4,
	SYMTAB_NAMELESS = 8,	/* ends the symbol before it, names nothing */
	SYMTAB_OTHER = 16,	/* the name stands in the other string table */
	SYMTAB_CHOSEN = 32,	/* of the table itself: a name was chosen */
};

struct symtab_entry {
	uint64_t start;
	uint32_t size;		/* SYMTAB_GUESSED: the most it can be */
	uint32_t name;		/* what the owner finds the name by */
	uint32_t order;		/* as it was added */
	uint32_t flags;
};

struct symtab_span;
struct symtab_choice;

struct symtab {
	struct symtab_entry *entries;
	size_t nr, room;
	struct symtab_span *spans;	/* disjoint, by address */
	size_t nr_spans, spans_room;
	struct symtab_choice *choices;	/* names chosen so far */
	size_t nr_choices, choices_room;
};

struct symtab_symbol {
	const char *name;
	uint64_t start, size;
};

/**
 * symtab_read_fn - the name of an entry
 *
 * Return: the name, which lives as long as the table; NULL if it has none.
 */
typedef const char *(*symtab_read_fn)(void *arg,
				      const struct symtab_entry *entry);

/** symtab_add() - one symbol more; more than 2^32 - 2 are ignored */
void symtab_add(struct symtab *t, uint64_t start, uint32_t size, uint32_t name,
		uint32_t flags);

/** symtab_sort() - by address, equal ones in the order they were added */
void symtab_sort(struct symtab *t);

/** symtab_index() - make a sorted table ready for symtab_find() */
void symtab_index(struct symtab *t);

/**
 * symtab_find() - the symbol that an address lies in
 * @t: the table, indexed
 * @addr: the address
 * @read: gives the name of an entry; called once per alias met
 * @arg: handed to @read
 * @sym: filled on success
 *
 * Return: true, or false when no symbol covers @addr.
 */
bool symtab_find(struct symtab *t, uint64_t addr, symtab_read_fn read,
		 void *arg, struct symtab_symbol *sym);

/** symtab_free() - the table is empty after */
void symtab_free(struct symtab *t);

#endif
