/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of collect.h share. */
#ifndef FLAMEK_COLLECT_INTERNAL_H
#define FLAMEK_COLLECT_INTERNAL_H

#include "collect.h"
#include "owners.h"
#include "procs.h"
#include "stacks.h"
#include "strtable.h"

#define NR_WAITING 16u

/* A sample on its way, while what is known of its stack comes from memory. */
struct sample {
	struct callchain chain;
	uint64_t value;
	uint32_t lane;
	uint64_t *ips;		/* of the chain */
	size_t room;
};

/* Who was sampled last, and what holds of it until an event that is no sample. */
struct sampled {
	bool is_known;
	uint32_t pid, tid;
	struct space *space;
	uint32_t comm;
	uint32_t lane;		/* in the timeline */
};

struct collect {
	struct symbols *syms;
	struct procs *procs;
	unsigned int flags;
	char *kernel_reason;
	void (*joined)(void *arg, const struct event *ev);
	void *joined_arg;

	struct stacks stacks;
	struct sample waiting[NR_WAITING];
	unsigned int first_waiting, nr_waiting;
	struct sampled last;
	struct timeline timeline;
	struct strtable lanes;		/* threads */
	struct owners owners;		/* of stacks, by COLLECT_THREADS */

	uint64_t lost, lost_told;	/* by LOST and by LOST_SAMPLES */
	struct collect_stats stats;
	struct collect_dso *dsos;
	char **notes;
	size_t nr_notes, room_notes;
};

/**
 * collect_settle() - look the samples up that wait
 *
 * What they are understood by is about to change, or all is to be counted.
 */
void collect_settle(struct collect *c);

#endif
