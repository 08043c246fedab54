// SPDX-License-Identifier: GPL-2.0-only
/*
 * Callchains are hashed from the outermost address to the innermost, so that
 * the hashes of their outer parts come on the way. The cache holds whole
 * callchains and some of those parts: all but the innermost frame, since that
 * is where most new callchains differ from an old one, and every so many
 * addresses from the outermost.
 */
#include "stacks.h"

#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "sum.h"

#define CONTEXT_MIN	((uint64_t)PERF_CONTEXT_MAX)
#define KERNEL_HALF	(1ULL << 63)
#define PART		(1ULL << 63)	/* hashed: not the whole */
#define NR_SELF_MIN	8192u
#define PART_EVERY	8u	/* addresses from one cached part to the next */

/* Which part of a callchain an address belongs to. */
enum part {
	PART_USER,
	PART_KERNEL,
	PART_OTHER,		/* hypervisor, guest: not shown */
};

/* What the addresses further in say of the next one. */
struct before {
	enum part part;
	bool is_return;		/* it follows another frame of its part */
};

/* A word of a callchain, and the hash of all from there on. */
struct stacks_frame {
	struct before before;
	struct cache_key key;
};

/* A callchain that is hung into the tree, outermost frame first. */
struct insertion {
	const struct callchain *chain;
	size_t innermost;	/* index of the innermost frame */
	uint32_t node;
	uint32_t outermost;	/* location of the outermost user frame */
};

void stacks_init(struct stacks *s)
{
	memset(s, 0, sizeof(*s));
	collect_cache_init(&s->cache);
	locations_init(&s->locations);
	calltree_init(&s->tree);
	s->self = mem_table(NR_SELF_MIN, sizeof(*s->self));
	s->room_self = NR_SELF_MIN;
}

void stacks_free(struct stacks *s)
{
	collect_cache_free(&s->cache);
	locations_free(&s->locations);
	calltree_free(&s->tree);
	free(s->self);
	free(s->frames);
}

/* The part that addresses before the first marker belong to. */
static enum part first_part(const struct callchain *chain)
{
	switch (chain->misc & PERF_RECORD_MISC_CPUMODE_MASK) {
	case PERF_RECORD_MISC_KERNEL:
		return PART_KERNEL;
	case PERF_RECORD_MISC_USER:
		return PART_USER;
	case PERF_RECORD_MISC_CPUMODE_UNKNOWN:
		return chain->ip >= KERNEL_HALF ? PART_KERNEL : PART_USER;
	default:
		return PART_OTHER;
	}
}

static enum part part_of_marker(uint64_t marker)
{
	switch (marker) {
	case PERF_CONTEXT_KERNEL:
		return PART_KERNEL;
	case PERF_CONTEXT_USER:
		return PART_USER;
	default:
		return PART_OTHER;
	}
}

static bool is_marker(uint64_t ip)
{
	return ip >= CONTEXT_MIN;
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

	ip -= is_return;
	map = space_find(space, ip);
	if (map) {
		l.dso = map->dso;
		l.addr = ip - map->start + map->pgoff;
	} else {
		l.is_return = false;
	}
	return locations_add(&s->locations, &l);
}

static uint32_t locate_kernel(struct stacks *s, uint64_t ip, bool is_return)
{
	const struct location l = { LOCATION_KERNEL, is_return, NULL,
				    ip - is_return };

	return locations_add(&s->locations, &l);
}

/* Append the next frame further in. */
static void insert_frame(struct stacks *s, struct insertion *in, uint64_t ip,
			 struct before before)
{
	bool is_return = before.is_return && ip;
	uint32_t location;

	if (before.part == PART_USER)
		location = locate_user(s, in->chain->space, ip, is_return);
	else if (before.part == PART_KERNEL)
		location = locate_kernel(s, ip, is_return);
	else
		return;
	if (before.part == PART_USER && in->outermost == NO_LOCATION)
		in->outermost = location;
	in->node = calltree_child(&s->tree, in->node, location);
}

static struct cache_key begin_key(const struct stacks *s,
				  const struct callchain *chain)
{
	struct cache_key key = collect_cache_key(&s->cache);

	key = collect_cache_mix(&s->cache, key, chain->space->version);
	return collect_cache_mix(&s->cache, key, chain->comm);
}

/* Of an outer part, which is understood by what is before it. */
static struct cache_key end_key(const struct stacks *s, struct cache_key key,
				struct before before)
{
	return collect_cache_mix(&s->cache, key, (uint64_t)before.part << 1 |
						 before.is_return);
}

/* Index of the innermost frame; the number of addresses if there is none. */
static uint64_t find_innermost(const struct callchain *chain)
{
	uint64_t i = 0;

	while (i < chain->nr && is_marker(chain->ips[i]))
		i++;
	return i;
}

/* What tells the part that a frame is of, if it is not the first. */
static uint64_t marker_of(const struct callchain *chain, uint64_t i)
{
	return i ? chain->ips[i - 1] : 0;
}

/* The hash of what is from @from on, what that is understood by, and @more. */
static struct cache_key mix_part(const struct stacks *s,
				 const struct callchain *chain, uint64_t from,
				 uint64_t more)
{
	const uint64_t *at = chain->ips + from, *end = chain->ips + chain->nr;
	struct cache_key key = collect_cache_key(&s->cache);

	key = collect_cache_mix_pair(key, chain->space->version,
				     (uint64_t)chain->comm << 32 |
				     first_part(chain));
	for (; end - at >= 2; at += 2)
		key = collect_cache_mix_pair(key, at[0], at[1]);
	if (at < end)
		key = collect_cache_mix_pair(key, at[0], 0);
	key = collect_cache_mix_pair(key, more,
				     chain->nr - from + (from ? PART : 0));
	return collect_cache_end(key);
}

/* Fill the frames of the callchain. */
static void prepare(struct stacks *s, const struct callchain *chain)
{
	struct before before = { first_part(chain), false };
	struct cache_key key = begin_key(s, chain);
	size_t i;
	uint64_t ip;

	while (s->room_frames < chain->nr)
		s->frames = mem_grow(s->frames, s->room_frames,
				     &s->room_frames, sizeof(*s->frames));
	for (i = 0; i < chain->nr; i++) {
		ip = chain->ips[i];
		s->frames[i].before = before;
		before.is_return = !is_marker(ip);
		if (is_marker(ip))
			before.part = part_of_marker(ip);
	}
	for (; i > 0; i--) {
		key = collect_cache_mix(&s->cache, key, chain->ips[i - 1]);
		s->frames[i - 1].key = key;
	}
}

/* Whether what is from @i on is kept in the cache by itself; by what key. */
static bool is_cached_part(const struct stacks *s, const struct insertion *in,
			   size_t i, struct cache_key *key)
{
	if (i == in->innermost + 1) {
		*key = mix_part(s, in->chain, i, marker_of(in->chain, i - 1));
		return true;
	}
	if (i <= in->innermost || (in->chain->nr - i) % PART_EVERY)
		return false;
	*key = end_key(s, s->frames[i].key, s->frames[i].before);
	return true;
}

/* Whether the part from @i on is known, to begin with it. */
static bool begin_with_part(const struct stacks *s, struct insertion *in,
			    size_t i)
{
	const struct cached_stack *part = NULL;
	struct cache_key key;

	if (is_cached_part(s, in, i, &key))
		part = collect_cache_find(&s->cache, key);
	if (!part)
		return false;
	in->node = part->leaf;
	in->outermost = part->outermost;
	return true;
}

/*
 * Begin with the longest outer part that is known, that of all callers being
 * none of them.
 *
 * Return: where it begins; at least the number of addresses if none is.
 */
static size_t find_part(const struct stacks *s, struct insertion *in)
{
	size_t i = in->innermost + 2;

	while (i < in->chain->nr && !begin_with_part(s, in, i))
		i++;
	return i;
}

static void insert_root(struct stacks *s, struct insertion *in)
{
	const struct location root = { LOCATION_COMM, false, NULL,
				       in->chain->comm };

	in->node = calltree_child(&s->tree, CALLTREE_ROOT,
				  locations_add(&s->locations, &root));
	in->outermost = NO_LOCATION;
}

static void insert_frames(struct stacks *s, struct insertion *in, size_t i)
{
	const uint32_t root = in->node;
	struct cache_key key;
	uint64_t ip;

	while (i-- > 0) {
		ip = in->chain->ips[i];
		if (!is_marker(ip))
			insert_frame(s, in, ip, s->frames[i].before);
		if (in->node != root && is_cached_part(s, in, i, &key))
			collect_cache_add(&s->cache, key, in->node,
					  in->outermost);
	}
}

static void insert_stack(struct stacks *s, struct insertion *in)
{
	const struct before none = { first_part(in->chain), false };
	size_t nr = in->chain->nr, at;
	uint32_t root;

	prepare(s, in->chain);
	at = find_part(s, in);
	if (at < nr) {
		insert_frames(s, in, at);
		return;
	}
	insert_root(s, in);
	root = in->node;
	insert_frames(s, in, nr);
	/* perf leaves a part out of the callchain that it does not unwind. */
	if (in->node == root && !s->has_whole_chains) {
		insert_frame(s, in, in->chain->ip, none);
		in->outermost = NO_LOCATION;
	}
}

/* Most new stacks differ from an old one in their innermost frame alone. */
static bool insert_innermost(struct stacks *s, struct insertion *in)
{
	struct before before = { first_part(in->chain), false };
	size_t at = in->innermost;

	if (at + 1 >= in->chain->nr || !begin_with_part(s, in, at + 1))
		return false;
	if (at)
		before.part = part_of_marker(marker_of(in->chain, at));
	insert_frame(s, in, in->chain->ips[at], before);
	return true;
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

static struct cached_stack *add_stack(struct stacks *s,
				      const struct callchain *chain)
{
	struct insertion in = {
		.chain = chain, .innermost = find_innermost(chain),
	};

	if (collect_cache_is_full(&s->cache))
		collect_cache_empty(&s->cache, add_self, s);
	if (!insert_innermost(s, &in))
		insert_stack(s, &in);
	return collect_cache_add(&s->cache, chain->key, in.node, in.outermost);
}

void stacks_expect(struct stacks *s, struct callchain *chain)
{
	chain->key = mix_part(s, chain, 0, chain->ip);
	collect_cache_prefetch(&s->cache, chain->key);
}

struct cached_stack *stacks_find(struct stacks *s,
				 const struct callchain *chain)
{
	struct cached_stack *stack = collect_cache_find(&s->cache, chain->key);

	return stack ? stack : add_stack(s, chain);
}

void stacks_finish(struct stacks *s)
{
	collect_cache_empty(&s->cache, add_self, s);
	/* Make sure that there is room for all nodes. */
	add_self(s, calltree_nr(&s->tree) - 1, 0);
}
