/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Code by address, as codes.h, that grows while it is asked: what is new comes
 * in batches, each later than what is there.
 */
#ifndef FLAMEK_CODELOG_H
#define FLAMEK_CODELOG_H

#include "symbols/codes.h"

/**
 * struct codelog - batches of code, the oldest first; a zeroed one has none
 * @batches: they become fewer and larger as their number grows
 * @nr: number of @batches
 */
struct codelog {
	struct codes *batches;
	size_t nr, room;
};

/**
 * codelog_append() - a batch more
 * @log: the log
 * @batch: not indexed, later than all before; taken over
 *
 * Return: whether some of it lies where other code was, or lies twice.
 */
bool codelog_append(struct codelog *log, struct codes *batch);

/** codelog_find() - as codes_find() */
const struct code *codelog_find(const struct codelog *log, uint64_t addr,
				bool *is_reused);

/** codelog_at() - as codes_at() */
const struct code *codelog_at(const struct codelog *log, uint64_t addr,
			      uint64_t time);

/** codelog_free() - there is none after */
void codelog_free(struct codelog *log);

#endif
