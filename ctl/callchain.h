/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A sample's callchain, innermost first: addresses, and markers that say whose
 * the ones after them are (PERF_CONTEXT_* of linux/perf_event.h). What an address
 * is, is said by what is further in: so it can be told from the words before it
 * alone, and a part of a callchain be looked up without the rest.
 */
#ifndef FLAMEK_CALLCHAIN_H
#define FLAMEK_CALLCHAIN_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collect-cache.h"
#include "space.h"

/**
 * struct callchain - that of a sample, to be looked up
 * @space: mappings of its process
 * @comm: number of its thread's name
 * @misc: of the sample's header
 * @ip: the sampled address
 * @nr: addresses and markers
 * @ips: them
 * @innermost: index of its innermost frame, for stacks.c, as those that follow
 * @callers: state of the hash of what is further out than that
 * @key: of all
 */
struct callchain {
	struct space *space;
	uint32_t comm;
	uint16_t misc;
	uint64_t ip;
	uint64_t nr;
	const uint64_t *ips;
	uint64_t innermost;
	struct cache_key callers, key;
};

/* Which part of a callchain an address belongs to. */
enum callchain_part {
	CALLCHAIN_USER,
	CALLCHAIN_KERNEL,
	CALLCHAIN_OTHER,	/* hypervisor, guest: not shown */
};

/* What the addresses further in say of the next one. */
struct callchain_before {
	enum callchain_part part;
	bool is_return;		/* it follows another frame of its part */
};

/** callchain_first_part() - the part of addresses before the first marker */
static inline enum callchain_part
callchain_first_part(const struct callchain *chain)
{
	const bool is_high = chain->ip >> 63;

	switch (chain->misc & PERF_RECORD_MISC_CPUMODE_MASK) {
	case PERF_RECORD_MISC_KERNEL:
		return CALLCHAIN_KERNEL;
	case PERF_RECORD_MISC_USER:
		return CALLCHAIN_USER;
	case PERF_RECORD_MISC_CPUMODE_UNKNOWN:
		return is_high ? CALLCHAIN_KERNEL : CALLCHAIN_USER;
	default:
		return CALLCHAIN_OTHER;
	}
}

static inline enum callchain_part callchain_part_of(uint64_t marker)
{
	switch (marker) {
	case PERF_CONTEXT_KERNEL:
		return CALLCHAIN_KERNEL;
	case PERF_CONTEXT_USER:
		return CALLCHAIN_USER;
	default:
		return CALLCHAIN_OTHER;
	}
}

static inline bool callchain_is_marker(uint64_t word)
{
	return word >= (uint64_t)PERF_CONTEXT_MAX;
}

/** callchain_after() - what a word, and what was before it, say of the next */
static inline struct callchain_before
callchain_after(struct callchain_before before, uint64_t word)
{
	if (callchain_is_marker(word))
		return (struct callchain_before){ callchain_part_of(word),
						  false };
	return (struct callchain_before){ before.part, true };
}

/** callchain_find_innermost() - fill in @innermost: @nr if there is no frame */
static inline void callchain_find_innermost(struct callchain *chain)
{
	uint64_t i = 0;

	while (i < chain->nr && callchain_is_marker(chain->ips[i]))
		i++;
	chain->innermost = i;
}

static inline bool callchain_has_innermost(const struct callchain *chain)
{
	return chain->innermost < chain->nr;
}

/** callchain_callers() - how many words are further out than the innermost frame */
static inline size_t callchain_callers(const struct callchain *chain)
{
	return callchain_has_innermost(chain) ?
	       chain->nr - chain->innermost - 1 : 0;
}

/** callchain_before_innermost() - what is said of the innermost frame */
static inline struct callchain_before
callchain_before_innermost(const struct callchain *chain)
{
	const uint64_t i = chain->innermost;

	return (struct callchain_before){
		i ? callchain_part_of(chain->ips[i - 1]) :
		    callchain_first_part(chain), false,
	};
}

/** callchain_before_callers() - what is said of the frame that called it */
static inline struct callchain_before
callchain_before_callers(const struct callchain *chain)
{
	return callchain_after(callchain_before_innermost(chain), 0);
}

#endif
