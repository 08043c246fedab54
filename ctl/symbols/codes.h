/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Code by address, where pieces are laid over older ones as time goes by: what
 * a JIT compiler did. The last piece at an address names it, and it is known
 * where others of other names have been before.
 */
#ifndef FLAMEK_CODES_H
#define FLAMEK_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CODES_MAX	((size_t)1 << 24)
#define CODES_ALWAYS	UINT64_MAX

/**
 * struct code - a piece of code
 * @start: its first address
 * @end: the address after its last
 * @time: when it was put there, ns; 0 if that is not known
 * @name: of its function, which whoever added it keeps
 */
struct code {
	uint64_t start, end;
	uint64_t time;
	const char *name;
};

struct codes_span;

/**
 * struct codes - pieces of code; a zeroed one has none
 * @all: in order of time, equal times as they were added, after codes_index()
 * @nr: number of @all
 */
struct codes {
	struct code *all;
	size_t nr, room;

	/* for codes.c */
	uint32_t *by_start;		/* of @all */
	uint64_t *ends;			/* greatest so far, beside @by_start */
	struct codes_span *spans;	/* disjoint, by address */
	size_t nr_spans, room_spans;
};

/** codes_add() - one piece more. Return: false if it is empty, or no room */
bool codes_add(struct codes *c, const struct code *code);

/** codes_index() - make ready for what follows */
void codes_index(struct codes *c);

/**
 * codes_find() - the piece that came last at an address
 * @c: the codes, indexed
 * @addr: the address
 * @is_reused: whether a piece of another name had been there before; also when
 *	       there were too many to tell
 *
 * Return: the piece, or NULL.
 */
const struct code *codes_find(const struct codes *c, uint64_t addr,
			      bool *is_reused);

/**
 * codes_at() - the piece at an address at a time
 * @time: ns; CODES_ALWAYS for the last one
 *
 * Return: the last that was put there until then, or NULL: there was none, or
 * there are too many to tell.
 */
const struct code *codes_at(const struct codes *c, uint64_t addr,
			    uint64_t time);

/** codes_overlap() - whether any lies, in part, in [@start, @end) */
bool codes_overlap(const struct codes *c, uint64_t start, uint64_t end);

/** codes_overlap_themselves() - whether any two lie in the same place */
bool codes_overlap_themselves(const struct codes *c);

/**
 * codes_changes() - when what lies at some address got another name
 * @c: the codes, indexed
 * @nr: the number of times
 *
 * Return: an array of them, ascending, to be freed by the caller.
 */
uint64_t *codes_changes(const struct codes *c, size_t *nr);

/** codes_free() - there are none after */
void codes_free(struct codes *c);

#endif
