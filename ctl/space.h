/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An address space: what lies where. Processes share one after a fork, until
 * one of them changes it.
 */
#ifndef FLAMEK_SPACE_H
#define FLAMEK_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbols/symbols.h"

/**
 * struct map - a mapping
 * @start: its first address
 * @end: the address after its last
 * @pgoff: offset of @start in the file
 * @dso: the file
 */
struct map {
	uint64_t start, end, pgoff;
	struct dso *dso;
};

/**
 * struct spaces - what all address spaces of a recording have in common
 * @versions: the last version given away
 * @nr_maps: mappings in all of them
 */
struct spaces {
	uint64_t versions;
	size_t nr_maps;
};

/**
 * struct space - an address space
 * @all: what it is one of
 * @version: no other space has the same, nor has this one at another time, if
 *	     an address that was looked up in both may lie in different places
 * @maps: in order of addresses, none overlaps
 * @nr: number of @maps
 * @room: maps there is room for
 * @users: who shares it
 * @has_missed: an address was looked up that no map has
 */
struct space {
	struct spaces *all;
	uint64_t version;
	struct map *maps;
	size_t nr, room;
	unsigned int users;
	bool has_missed;
};

/** space_new() - an empty one, with one user */
struct space *space_new(struct spaces *all);

/** space_share() - one user more */
struct space *space_share(struct space *s);

/** space_put() - one user less; the last one frees it. NULL is fine */
void space_put(struct space *s);

/**
 * space_add() - lay a mapping over what was there
 * @s: the space; when others share it, a copy takes the caller's part
 * @map: the mapping
 *
 * What older mappings have beside it stays. Beyond a limit far above what
 * processes have, mappings are not taken in.
 *
 * Return: the caller's space from now on.
 */
struct space *space_add(struct space *s, const struct map *map);

/**
 * space_part() - the caller's space, shared with nobody
 *
 * Return: @s, or a copy of it.
 */
struct space *space_part(struct space *s);

/** space_changed() - what lies at the same address is another thing now */
void space_changed(struct space *s);

/** space_find() - the mapping that @addr lies in, or NULL */
const struct map *space_find(struct space *s, uint64_t addr);

#endif
