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

/**
 * early_open() - get hold of the files that records tell of
 * @syms: where they are kept
 * @format: of the records
 * @records: whole records, of processes that run here
 * @size: bytes of @records
 */
void early_open(struct symbols *syms, const struct record_format *format,
		const void *records, size_t size);

#endif
