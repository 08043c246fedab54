/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hashes of callchains, seen from the outermost address inwards, and of their
 * outer parts. Callchains that come one after the other are alike out there: a
 * trail tells how far, and keeps the hashes.
 */
#ifndef FLAMEK_TRAIL_H
#define FLAMEK_TRAIL_H

#include <stddef.h>
#include <stdint.h>

#include "collect-cache.h"

/**
 * struct trail - the last callchain that was followed
 * @secret: key of the hashes, to be set before the first one is followed
 * @context: what its addresses are understood by; another one begins anew
 * @words: the addresses, outermost first
 * @nr: how many
 *
 * Zeroed but for that, it has had none yet.
 */
struct trail {
	struct cache_key secret;
	uint64_t context[2];
	uint64_t *words;
	size_t nr;

	/* for trail.c */
	struct cache_key *states;	/* before each pair of words */
	size_t room;
};

/** trail_free() - forget all */
void trail_free(struct trail *t);

/**
 * trail_follow() - take up the next callchain
 * @t: the trail
 * @context: what the addresses are understood by
 * @ips: them, innermost first
 * @nr: how many
 *
 * Return: how many, from the outermost on, are those of the one before it, in
 * the same context.
 */
size_t trail_follow(struct trail *t, const uint64_t context[2],
		    const uint64_t *ips, size_t nr);

/** trail_key() - the hash of the @nr outermost addresses and of @more */
struct cache_key trail_key(const struct trail *t, size_t nr, uint64_t more);

/**
 * trail_state_of() - the same of all addresses of a callchain, not followed
 *
 * Return: what collect_cache_end() makes that hash of.
 */
static inline struct cache_key trail_state_of(struct cache_key secret,
					      const uint64_t context[2],
					      const uint64_t *ips, size_t nr,
					      uint64_t more)
{
	const uint64_t *end = ips + nr;
	struct cache_key key = collect_cache_mix_pair(secret,
						      collect_cache_begin(secret),
						      context[0], context[1]);

	for (; end - ips >= 4; end -= 4) {
		key = collect_cache_mix_pair(secret, key, end[-1], end[-2]);
		key = collect_cache_mix_pair(secret, key, end[-3], end[-4]);
	}
	if (end - ips >= 2) {
		key = collect_cache_mix_pair(secret, key, end[-1], end[-2]);
		end -= 2;
	}
	if (end > ips)
		key = collect_cache_mix_pair(secret, key, end[-1], 0);
	return collect_cache_mix_pair(secret, key, more, nr);
}

#endif
