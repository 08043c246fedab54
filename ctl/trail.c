// SPDX-License-Identifier: GPL-2.0-only
/* Two words are hashed at a time, so what is kept is the hash before each pair. */
#include "trail.h"

#include <stdlib.h>

#include "mem.h"

#define NR_MIN 64u

void trail_free(struct trail *t)
{
	free(t->words);
	free(t->states);
}

static void make_room(struct trail *t, size_t nr)
{
	if (nr < t->room)
		return;
	while (t->room <= nr)
		t->room = t->room ? 2 * t->room : NR_MIN;
	t->words = mem_resize(t->words, t->room, sizeof(*t->words));
	t->states = mem_resize(t->states, t->room / 2 + 1, sizeof(*t->states));
}

/* How many of @max addresses before @end are the first of @words. */
static size_t count_common(const uint64_t *words, const uint64_t *end,
			   size_t max)
{
	size_t i = 0;

	while (i < max && words[i] == *--end)
		i++;
	return i;
}

/* From the pair on that word @i is of. */
static void hash(struct trail *t, const uint64_t *ips, size_t i, size_t nr)
{
	const uint64_t *end = ips + nr - i / 2 * 2;
	struct cache_key *state = t->states + i / 2;
	uint64_t *word = t->words + i / 2 * 2;

	for (; end - ips >= 2; end -= 2, word += 2, state++) {
		word[0] = end[-1];
		word[1] = end[-2];
		state[1] = collect_cache_mix_pair(t->secret, state[0], word[0],
						  word[1]);
	}
	if (end > ips)
		word[0] = end[-1];
}

size_t trail_follow(struct trail *t, const uint64_t context[2],
		    const uint64_t *ips, size_t nr)
{
	size_t common = 0;

	make_room(t, nr);
	if (t->nr && t->context[0] == context[0] &&
	    t->context[1] == context[1]) {
		common = count_common(t->words, ips + nr,
				      nr < t->nr ? nr : t->nr);
	} else {
		t->context[0] = context[0];
		t->context[1] = context[1];
		t->states[0] = collect_cache_mix_pair(t->secret,
						      collect_cache_begin(t->secret),
						      context[0], context[1]);
	}
	hash(t, ips, common, nr);
	t->nr = nr;
	return common;
}

struct cache_key trail_key(const struct trail *t, size_t nr, uint64_t more)
{
	struct cache_key key = t->states[nr / 2];

	if (nr % 2)
		key = collect_cache_mix_pair(t->secret, key, t->words[nr - 1],
					     0);
	return collect_cache_end(collect_cache_mix_pair(t->secret, key, more,
							nr));
}
