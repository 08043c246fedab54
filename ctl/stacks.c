// SPDX-License-Identifier: GPL-2.0-only
/*
 * Callchains are hashed from the outermost address to the innermost, so that
 * the hashes of their outer parts come on the way. The cache holds parts: all
 * but the innermost frame, since that is where most new callchains differ from
 * an old one, and every so many addresses from the outermost. A whole callchain
 * it holds when that has come a second time: most that are new stay alone.
 */
#include "stacks.h"

#include <linux/flamek.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"
#include "sum.h"

#define PART_EVERY	8u	/* addresses from one cached part to the next */
#define NR_SELF_MIN	8192u
#define NR_STEPS	4096u	/* that are remembered of the kernel's */
#define NO_NODE		UINT32_MAX
#define NO_ROOT		UINT64_MAX

/* Where a word of a callchain leads to, if that is known. */
struct stacks_level {
	struct callchain_before before;
	uint32_t node;
};

/* From a node of the tree to one below it, by an address of the kernel. */
struct stacks_step {
	uint64_t ip;
	uint64_t from;		/* twice the node, plus one for a return */
	uint32_t to;
};

/* A callchain that is hung into the tree, outermost frame first. */
struct insertion {
	const struct callchain *chain;
	uint32_t at;		/* node of the tree */
	bool has_frames;
};

void stacks_init(struct stacks *s)
{
	memset(s, 0, sizeof(*s));
	collect_cache_init(&s->cache);
	s->inserted.secret = s->cache.secret;
	locations_init(&s->locations);
	calltree_init(&s->tree);
	s->self = mem_table(NR_SELF_MIN, sizeof(*s->self));
	s->room_self = NR_SELF_MIN;
	s->steps = mem_table(NR_STEPS, sizeof(*s->steps));
	s->root_key = NO_ROOT;
}

void stacks_free(struct stacks *s)
{
	collect_cache_free(&s->cache);
	locations_free(&s->locations);
	calltree_free(&s->tree);
	free(s->self);
	trail_free(&s->inserted);
	free(s->levels);
	free(s->steps);
}

/*
 * A return address lies behind the call, and behind the function if that does
 * not return: the call itself is at the byte before.
 */
static uint32_t locate_user(struct stacks *s, struct space *space, uint64_t ip,
			    bool is_return)
{
	struct location l = { LOCATION_USER, is_return, NULL, 0 };
	const struct map *map;

	ip -= is_return && ip;
	map = space_find(space, ip);
	if (map) {
		l.dso = map->dso;
		l.addr = dso_place(map->dso, ip - map->start + map->pgoff);
	} else if (space->nr) {
		l.addr = ip / LOCATIONS_BLOCK;
		if (s->has_addrs) {
			/* For locations_have() alone: code ran there. */
			if (!is_return)
				locations_add(&s->locations, &l);
			l.addr = ip;
		}
	} else {
		l.is_return = false;
		l.addr = s->has_addrs ? ip : LOCATIONS_ANYWHERE;
	}
	return locations_add(&s->locations, &l);
}

static void insert_user(struct stacks *s, struct insertion *in, uint64_t ip,
			bool is_return)
{
	in->at = calltree_child(&s->tree, in->at,
				locate_user(s, in->chain->space, ip,
					    is_return));
}

/* Apart, as what is seldom needed of insert_kernel(). */
static __attribute__((noinline)) uint32_t
kernel_child(struct stacks *s, uint32_t node, uint64_t ip, bool is_return)
{
	const struct location l = { LOCATION_KERNEL, is_return, NULL,
				    ip - is_return };

	return calltree_child(&s->tree, node, locations_add(&s->locations, &l));
}

/* What the kernel does is the same in all processes, so most of it is known. */
static inline void insert_kernel(struct stacks *s, struct insertion *in,
				 uint64_t ip, bool is_return)
{
	const uint64_t from = (uint64_t)in->at << 1 | is_return;
	struct stacks_step *step = &s->steps[hash_mix(ip, from) % NR_STEPS];

	if (step->ip != ip || step->from != from) {
		step->to = kernel_child(s, in->at, ip, is_return);
		step->ip = ip;
		step->from = from;
	}
	in->at = step->to;
}

/* Append the next frame further in. */
static inline void insert_frame(struct stacks *s, struct insertion *in,
				uint64_t ip, struct callchain_before before)
{
	if (before.part == CALLCHAIN_USER)
		insert_user(s, in, ip, before.is_return);
	else if (before.part == CALLCHAIN_KERNEL)
		insert_kernel(s, in, ip, before.is_return && ip);
	else
		return;
	in->has_frames = true;
}

/* For a hash. */
static uint64_t word_of(struct callchain_before before)
{
	return (uint64_t)before.part << 1 | before.is_return;
}

/* Of the @nr outermost words, which are understood by what is before them. */
static struct cache_key part_key(const struct trail *trail, size_t nr,
				 struct callchain_before before)
{
	return trail_key(trail, nr, word_of(before));
}

/*
 * Fill in what is said of each word of the callers, the @nr outermost of which
 * are those of the callers before.
 *
 * Return: how many of these are understood as they were then.
 */
static size_t prepare(struct stacks *s, const struct callchain *chain,
		      size_t nr)
{
	struct callchain_before before = callchain_before_callers(chain);
	struct stacks_level *level;
	size_t i = s->inserted.nr;

	for (; i > 0; i--) {
		level = &s->levels[i - 1];
		if (i <= nr && level->before.part == before.part &&
		    level->before.is_return == before.is_return)
			break;
		level->before = before;
		before = callchain_after(before, s->inserted.words[i - 1]);
	}
	return i;
}

/* How the user's part of a callchain ended, if that is told. */
static uint64_t end_of(const struct stacks *s, const struct callchain *chain)
{
	return s->has_whole_chains ? chain->misc & FLAMEK_MISC_USER_MASK : 0;
}

/* What callchains have in common that begin at the same node. */
static uint64_t root_key(const struct stacks *s, const struct callchain *chain)
{
	return end_of(s, chain) << 32 | chain->comm;
}

static __attribute__((noinline)) void
find_root(struct stacks *s, const struct callchain *chain)
{
	const struct location comm = { LOCATION_COMM, false, NULL,
				       chain->comm };
	const struct location end = { LOCATION_END, false, NULL,
				      end_of(s, chain) };

	s->root = calltree_child(&s->tree, CALLTREE_ROOT,
				 locations_add(&s->locations, &comm));
	if (end.addr)
		s->root = calltree_child(&s->tree, s->root,
					 locations_add(&s->locations, &end));
	s->root_key = root_key(s, chain);
}

static void begin_with_root(struct stacks *s, struct insertion *in)
{
	if (s->root_key != root_key(s, in->chain))
		find_root(s, in->chain);
	in->at = s->root;
	in->has_frames = false;
}

/* Whether a part is known, to begin with it. */
static bool begin_with_part(const struct stacks *s, struct insertion *in,
			    struct cache_key key)
{
	const struct cached_stack *part = collect_cache_find(&s->cache, key);

	if (!part)
		return false;
	in->at = part->leaf;
	in->has_frames = true;
	return true;
}

/* Begin where the @nr-th word of the callers before led, or further out. */
static size_t begin_with_last(struct stacks *s, struct insertion *in, size_t nr)
{
	while (nr && s->levels[nr - 1].node == NO_NODE)
		nr--;
	begin_with_root(s, in);
	if (nr) {
		in->at = s->levels[nr - 1].node;
		in->has_frames = in->at != s->root;
	}
	return nr;
}

/*
 * Begin with the longest part of the callers that is known. The @nr outermost
 * words lead where they led the callers before.
 *
 * Return: the number of words in it.
 */
static size_t begin(struct stacks *s, struct insertion *in, size_t nr)
{
	size_t i = (s->inserted.nr - 1) / PART_EVERY * PART_EVERY, k;

	for (; i > nr; i -= PART_EVERY) {
		if (!begin_with_part(s, in, part_key(&s->inserted, i,
						     s->levels[i - 1].before)))
			continue;
		for (k = nr; k < i; k++)
			s->levels[k].node = NO_NODE;
		s->levels[i - 1].node = in->at;
		return i;
	}
	return begin_with_last(s, in, nr);
}

static void add_part(struct stacks *s, const struct insertion *in,
		     struct cache_key key)
{
	if (in->has_frames)
		collect_cache_add(&s->cache, key, in->at);
}

static void insert_callers(struct stacks *s, struct insertion *in)
{
	const struct callchain *chain = in->chain;
	const uint64_t context[2] = { chain->space->version,
				      root_key(s, chain) };
	const size_t nr = callchain_callers(chain);
	const size_t nr_same = trail_follow(&s->inserted, context,
					    chain->ips + chain->nr - nr, nr);
	struct stacks_level *level;
	uint64_t ip;
	size_t i;

	while (s->room_levels < nr)
		s->levels = mem_grow(s->levels, s->room_levels,
				     &s->room_levels, sizeof(*s->levels));
	if (!nr) {
		begin_with_root(s, in);
		return;
	}
	for (i = begin(s, in, prepare(s, chain, nr_same)); i < nr; i++) {
		level = &s->levels[i];
		ip = s->inserted.words[i];
		if (!callchain_is_marker(ip))
			insert_frame(s, in, ip, level->before);
		level->node = in->at;
		if ((i + 1) % PART_EVERY == 0 && i + 1 < nr)
			add_part(s, in, part_key(&s->inserted, i + 1,
						 level->before));
	}
	add_part(s, in, collect_cache_end(chain->callers));
}

static void insert_stack(struct stacks *s, struct insertion *in)
{
	const struct callchain *chain = in->chain;

	if (!begin_with_part(s, in, collect_cache_end(chain->callers)))
		insert_callers(s, in);
	if (callchain_has_innermost(chain))
		insert_frame(s, in, chain->ips[chain->innermost],
			     callchain_before_innermost(chain));
	/* perf leaves a part out of the callchain that it does not unwind. */
	if (!in->has_frames && !s->has_whole_chains)
		insert_frame(s, in, chain->ip, (struct callchain_before){
			callchain_first_part(chain), false });
}

static void add_self(void *stacks, uint32_t node, uint64_t value)
{
	struct stacks *s = stacks;
	size_t room = s->room_self;

	if (node >= room) {
		while (room <= node)
			room *= 2;
		s->self = mem_resize(s->self, room, sizeof(*s->self));
		memset(s->self + s->room_self, 0,
		       (room - s->room_self) * sizeof(*s->self));
		s->room_self = room;
	}
	sum_add(&s->self[node], value);
}

static __attribute__((noinline)) void
count_new(struct stacks *s, const struct callchain *chain, uint64_t value)
{
	struct insertion in = { .chain = chain };
	struct cached_stack *stack;

	if (collect_cache_is_full(&s->cache))
		collect_cache_empty(&s->cache, add_self, s);
	insert_stack(s, &in);
	s->leaf = in.at;
	if (in.at < s->room_self && s->self[in.at]) {
		stack = collect_cache_add(&s->cache, chain->key, in.at);
		sum_add(&stack->value, value);
	} else {
		add_self(s, in.at, value);
	}
}

/* Hash a callchain. */
static inline void make_keys(const struct stacks *s, struct callchain *chain)
{
	const uint64_t context[2] = { chain->space->version,
				      root_key(s, chain) };
	const struct cache_key secret = s->cache.secret;
	struct cache_key key;
	uint64_t ip = 0;
	size_t nr;

	callchain_find_innermost(chain);
	nr = callchain_callers(chain);
	chain->callers = trail_state_of(secret, context,
					chain->ips + chain->nr - nr, nr,
					word_of(callchain_before_callers(chain)));
	if (callchain_has_innermost(chain))
		ip = chain->ips[chain->innermost];
	key = collect_cache_mix_pair(secret, chain->callers, ip, 0);
	if (!s->has_whole_chains)
		key = collect_cache_mix_pair(secret, key, chain->ip,
					     callchain_first_part(chain));
	chain->key = collect_cache_end(key);
}

static inline void count(struct stacks *s, const struct callchain *chain,
			 uint64_t value)
{
	struct cached_stack *stack = collect_cache_find(&s->cache, chain->key);

	if (!stack) {
		count_new(s, chain, value);
		return;
	}
	sum_add(&stack->value, value);
	s->leaf = stack->leaf;
}

void stacks_expect(struct stacks *s, struct callchain *chain)
{
	make_keys(s, chain);
	collect_cache_prefetch(&s->cache, chain->key);
}

void stacks_count(struct stacks *s, const struct callchain *chain,
		  uint64_t value)
{
	count(s, chain, value);
}

void stacks_take(struct stacks *s, struct callchain *chain, uint64_t value)
{
	make_keys(s, chain);
	count(s, chain, value);
}

void stacks_finish(struct stacks *s)
{
	collect_cache_empty(&s->cache, add_self, s);
	/* Make sure that there is room for all nodes. */
	add_self(s, calltree_nr(&s->tree) - 1, 0);
}
