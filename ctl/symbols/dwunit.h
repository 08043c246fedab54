/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One compilation unit: where its functions lie, and what was inlined in them.
 * Read a step at a time, as addresses are asked for: the list of functions,
 * then the calls in a function.
 */
#ifndef FLAMEK_DWUNIT_H
#define FLAMEK_DWUNIT_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbols/dwname.h"
#include "symbols/dwread.h"
#include "symbols/dwsplit.h"
#include "symbols/nest.h"

#define DWUNIT_NO_CALL NEST_NONE

struct dwunit_call {
	const char *name;
	uint32_t parent;	/* the call it was inlined in */
	uint32_t file, line;	/* where it was called, 0: unknown */
};

struct dwunit_function;

struct dwunit {
	Dwarf_Die die;		/* its own, which lines belong to */
	Dwarf_Die entries;	/* what functions are inside of */
	struct dwsplit *split;	/* where these lie, NULL: beside @die */
	bool is_skeleton;
	bool is_read;
	bool is_deep;		/* functions inside functions were looked for */
	bool is_amiss;		/* not all of it could be read */
	struct nest at;		/* functions by address */
	struct dwunit_function *functions;
	size_t nr, room;
	struct dwunit_call *calls;
	size_t nr_calls, room_calls;
};

/**
 * dwunit_find() - the innermost inlined call at an address
 * @u: the unit, of which only @die, @entries and @is_skeleton need be set
 * @r: reads the file
 * @names: of the file
 * @addr: the address, as in the file's DWARF
 *
 * Return: its index in @u->calls, or DWUNIT_NO_CALL.
 */
uint32_t dwunit_find(struct dwunit *u, struct dwread *r, struct dwname *names,
		     uint64_t addr);

/** dwunit_free() - forget functions and calls */
void dwunit_free(struct dwunit *u);

#endif
