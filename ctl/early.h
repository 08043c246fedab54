/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of new mappings, opened soon. Records are taken in order of time, and so
 * some time after they were written; by then a process that lives for milliseconds
 * has gone, and with it the way to what it ran.
 *
 * To open one may take long, on a disk that sleeps or a network. So mappings wait
 * for it here, and whoever opens files sees to the rings between two of them.
 */
#ifndef FLAMEK_EARLY_H
#define FLAMEK_EARLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode.h"
#include "symbols/symbols.h"

#define EARLY_NR_KNOWN 64u

/**
 * struct early - files to open, and what was opened lately
 * @syms: where files are kept
 * @format: of the records
 * @waiting: mappings, in the order in which they came
 * @next: the first of them that still waits
 * @nr: number of them, 0 if none waits
 * @room: for so many there is room
 * @since: no mapping that waits is older
 * @known: by a hash of the inode; programs map the same few all the time
 */
struct early {
	struct symbols *syms;
	const struct record_format *format;
	struct early_mapping *waiting;
	size_t next, nr, room;
	uint64_t since;
	struct early_known {
		struct dso_id id;
		const struct dso *dso;
	} known[EARLY_NR_KNOWN];
};

/** early_free() - let go of what waits */
void early_free(struct early *early);

/**
 * early_take() - have the files wait that records tell of
 * @early: zeroed but for @syms and @format
 * @records: whole records, of processes that run here
 * @size: bytes of @records
 */
void early_take(struct early *early, const void *records, size_t size);

/** early_open() - get hold of the next file; false: none waits */
bool early_open(struct early *early);

/** early_oldest() - no mapping from before that time waits, UINT64_MAX: none does */
uint64_t early_oldest(const struct early *early);

#endif
