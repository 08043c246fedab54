/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Word of code that the kernel generates while a recording runs: BPF programs,
 * trampolines of probes. It comes from perf, by an event of each CPU that counts
 * nothing, in records as flamek's own are.
 */
#ifndef FLAMEK_KSYMWATCH_H
#define FLAMEK_KSYMWATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "snapshot.h"

struct ksymwatch_ring;

/* A zeroed one is closed. */
struct ksymwatch {
	struct ksymwatch_ring *rings;
	size_t nr;
	bool has_lost;		/* not all records found room */
};

/** ksymwatch_open() - begin. Return: 0 or -errno, and then no word will come. */
int ksymwatch_open(struct ksymwatch *w);

/** ksymwatch_close() - end; does nothing to a closed one */
void ksymwatch_close(struct ksymwatch *w);

/**
 * ksymwatch_take() - hand over what has come
 * @w: the watch
 * @sink: takes KSYMBOL and BPF_EVENT records
 * @arg: for @sink
 * @err: why @sink failed
 *
 * Return: 0, or what @sink returned.
 */
int ksymwatch_take(struct ksymwatch *w, snapshot_sink sink, void *arg,
		   struct err *err);

#endif
