/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of new mappings, opened at once. Records are taken in order of time, and
 * so some time after they were written; by then a process that lives for
 * milliseconds has gone, and with it the way to what it ran.
 */
#ifndef FLAMEK_EARLY_H
#define FLAMEK_EARLY_H

#include <stddef.h>

#include "decode.h"
#include "symbols/symbols.h"

#define EARLY_NR_KNOWN 64u

/**
 * struct early - what was opened lately
 * @syms: where files are kept
 * @format: of the records
 * @known: by a hash of the inode; programs map the same few all the time
 */
struct early {
	struct symbols *syms;
	const struct record_format *format;
	struct early_known {
		struct dso_id id;
		const struct dso *dso;
	} known[EARLY_NR_KNOWN];
};

/**
 * early_open() - get hold of the files that records tell of
 * @early: zeroed but for @syms and @format
 * @records: whole records, of processes that run here
 * @size: bytes of @records
 */
void early_open(struct early *early, const void *records, size_t size);

#endif
