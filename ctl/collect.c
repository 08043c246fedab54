// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stack that was seen before costs a hash of its addresses; a new one is
 * turned into locations, addresses within files, and hung into a tree of those.
 * The tree's nodes carry the counts.
 */
#include "collect.h"

#include <linux/flamek.h>
#include <stdlib.h>
#include <string.h>

#include "calltree.h"
#include "collect-cache.h"
#include "cuts.h"
#include "locations.h"
#include "mem.h"
#include "naming.h"
#include "procs.h"
#include "sum.h"

#define CONTEXT_MIN	((uint64_t)PERF_CONTEXT_MAX)
#define KERNEL_HALF	(1ULL << 63)

/* A stack in the tree, frame by frame. */
struct step {
	uint32_t location, node;
};

struct collect {
	struct symbols *syms;
	struct procs *procs;
	unsigned int flags;
	char *kernel_reason;

	struct collect_cache cache;
	struct locations locations;
	struct calltree tree;		/* of locations */
	uint64_t *self;			/* values of its nodes */
	size_t room_self;
	uint32_t *stack;		/* the one at hand, innermost first */
	size_t nr_stack, room_stack;
	struct step *path;		/* the one inserted last, root first */
	size_t nr_path, room_path;

	uint64_t lost, lost_told;	/* by LOST and by LOST_SAMPLES */
	struct cuts cuts;
	struct collect_stats stats;
	struct collect_dso *dsos;
};

/* Which part of a callchain an address belongs to. */
enum part {
	PART_USER,
	PART_KERNEL,
	PART_OTHER,		/* hypervisor, guest: not shown */
};

struct collect *collect_new(struct symbols *syms)
{
	struct collect *c = mem_alloc(1, sizeof(*c));

	c->syms = syms;
	c->procs = procs_new(syms);
	collect_cache_init(&c->cache);
	calltree_init(&c->tree);
	return c;
}

void collect_free(struct collect *c)
{
	if (!c)
		return;
	procs_free(c->procs);
	collect_cache_free(&c->cache);
	locations_free(&c->locations);
	calltree_free(&c->tree);
	cuts_free(&c->cuts);
	free(c->self);
	free(c->stack);
	free(c->path);
	free(c->dsos);
	free(c->kernel_reason);
	free(c);
}

void collect_set(struct collect *c, unsigned int flags)
{
	c->flags |= flags;
	if (flags & COLLECT_LIVE)
		procs_set_live(c->procs);
	if (flags & COLLECT_FOREIGN)
		symbols_foreign(c->syms);
}

void collect_hide_kernel(struct collect *c, const char *reason)
{
	if (!c->kernel_reason)
		c->kernel_reason = mem_strdup(reason);
}

void collect_know_build_id(struct collect *c, const char *path,
			   const uint8_t *build_id, size_t size)
{
	procs_know_build_id(c->procs, path, build_id, size);
}

/* The part that addresses before the first marker belong to. */
static enum part first_part(const struct event *ev)
{
	switch (ev->misc & PERF_RECORD_MISC_CPUMODE_MASK) {
	case PERF_RECORD_MISC_KERNEL:
		return PART_KERNEL;
	case PERF_RECORD_MISC_USER:
		return PART_USER;
	case PERF_RECORD_MISC_CPUMODE_UNKNOWN:
		return ev->sample.ip >= KERNEL_HALF ? PART_KERNEL : PART_USER;
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

static void push_location(struct collect *c, uint32_t location)
{
	c->stack = mem_grow(c->stack, c->nr_stack, &c->room_stack,
			    sizeof(*c->stack));
	c->stack[c->nr_stack++] = location;
}

/*
 * A return address lies behind the call, and behind the function if that does
 * not return: the call itself is at the byte before.
 */
static void push_user(struct collect *c, struct space *space, uint64_t ip,
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
	push_location(c, locations_add(&c->locations, &l));
}

static void push_kernel(struct collect *c, uint64_t ip, bool is_return)
{
	const struct location l = { LOCATION_KERNEL, is_return, NULL,
				    ip - is_return };

	push_location(c, locations_add(&c->locations, &l));
}

/* Return: whether it is shown. */
static bool push_ip(struct collect *c, struct space *space, enum part part,
		    uint64_t ip, bool is_return)
{
	is_return = is_return && ip;
	if (part == PART_USER)
		push_user(c, space, ip, is_return);
	else if (part == PART_KERNEL)
		push_kernel(c, ip, is_return);
	return part != PART_OTHER;
}

/*
 * Fill the stack with the frames of a sample.
 *
 * Return: location of its outermost user frame, or NO_LOCATION.
 */
static uint32_t find_frames(struct collect *c, struct space *space,
			const struct event *ev)
{
	enum part part = first_part(ev);
	uint32_t outermost = NO_LOCATION;
	bool is_return = false;
	uint64_t i, ip;

	c->nr_stack = 0;
	for (i = 0; i < ev->sample.nr; i++) {
		ip = ev->sample.ips[i];
		if (ip >= CONTEXT_MIN) {
			part = part_of_marker(ip);
			is_return = false;
			continue;
		}
		push_ip(c, space, part, ip, is_return);
		if (part == PART_USER)
			outermost = c->stack[c->nr_stack - 1];
		is_return = true;
	}
	/* perf leaves a part out of the callchain that it does not unwind. */
	if (!c->nr_stack && !(c->flags & COLLECT_FLAMEK)) {
		part = first_part(ev);
		push_ip(c, space, part, ev->sample.ip, false);
	}
	return outermost;
}

/* The child of @node at @depth, which often is that of the stack before. */
static uint32_t insert_frame(struct collect *c, size_t depth, uint32_t node,
			     uint32_t location)
{
	struct step *step;

	if (depth < c->nr_path && c->path[depth].location == location)
		return c->path[depth].node;
	c->path = mem_grow(c->path, depth, &c->room_path, sizeof(*c->path));
	step = &c->path[depth];
	step->location = location;
	step->node = calltree_child(&c->tree, node, location);
	c->nr_path = depth + 1;
	return step->node;
}

static uint32_t insert_stack(struct collect *c, uint32_t comm)
{
	const struct location root = { LOCATION_COMM, false, NULL, comm };
	size_t i, nr = c->nr_stack;
	uint32_t node;

	node = insert_frame(c, 0, CALLTREE_ROOT,
			    locations_add(&c->locations, &root));
	for (i = 0; i < nr; i++)
		node = insert_frame(c, i + 1, node, c->stack[nr - 1 - i]);
	return node;
}

static void add_self(void *collect, uint32_t node, uint64_t value)
{
	struct collect *c = collect;
	size_t room = c->room_self;

	if (node >= room) {
		while (room <= node)
			room = room ? 2 * room : 1024;
		c->self = mem_resize(c->self, room, sizeof(*c->self));
		memset(c->self + c->room_self, 0,
		       (room - c->room_self) * sizeof(*c->self));
		c->room_self = room;
	}
	sum_add(&c->self[node], value);
}

static struct cached_stack *add_stack(struct collect *c, struct cache_key key,
				      struct space *space, uint32_t comm,
				      const struct event *ev)
{
	uint32_t outermost = find_frames(c, space, ev);

	if (collect_cache_is_full(&c->cache))
		collect_cache_empty(&c->cache, add_self, c);
	return collect_cache_add(&c->cache, key, insert_stack(c, comm),
				 outermost);
}

static struct cached_stack *find_stack(struct collect *c,
				       const struct event *ev)
{
	const uint32_t comm = procs_comm(c->procs, ev->pid, ev->tid);
	struct space *space = procs_space(c->procs, ev->pid);
	const uint64_t context[2] = {
		space->version,
		(uint64_t)comm << 32 | first_part(ev),
	};
	struct cached_stack *stack;
	struct cache_key key;

	if (ev->sample.nr)
		key = collect_cache_key(&c->cache, context, ev->sample.ips,
					ev->sample.nr);
	else
		key = collect_cache_key(&c->cache, context, &ev->sample.ip,
					1);
	stack = collect_cache_find(&c->cache, key);
	return stack ? stack : add_stack(c, key, space, comm, ev);
}

/* Periods that the sample stands for, to the nearest. */
static uint64_t value_of(const struct event *ev)
{
	uint64_t unit = ev->format->unit, value, rest;

	if (!unit || ev->sample.period < unit)
		return 1;
	value = ev->sample.period / unit;
	rest = ev->sample.period % unit;
	return value + (rest >= unit - rest);
}

static void count_cut(struct collect *c, uint32_t outermost, uint16_t misc)
{
	c->stats.user_stacks++;
	switch (misc & FLAMEK_MISC_USER_MASK) {
	case FLAMEK_MISC_USER_FAULT:
		cuts_at(&c->cuts, outermost)->fault++;
		break;
	case FLAMEK_MISC_USER_DEPTH:
		c->stats.cut_depth++;
		break;
	case FLAMEK_MISC_USER_BROKEN:
		cuts_at(&c->cuts, outermost)->broken++;
		break;
	}
}

static void take_sample(struct collect *c, const struct event *ev)
{
	struct cached_stack *stack = find_stack(c, ev);
	uint64_t value = value_of(ev);

	c->stats.samples++;
	sum_add(&c->stats.values, value);
	sum_add(&stack->value, value);
	if (stack->outermost != NO_LOCATION && c->flags & COLLECT_FLAMEK)
		count_cut(c, stack->outermost, ev->misc);
}

static void take_lost(struct collect *c, const struct event *ev)
{
	if (ev->type == PERF_RECORD_LOST_SAMPLES)
		sum_add(&c->lost_told, ev->lost.lost);
	else if (c->flags & COLLECT_FLAMEK && ev->lost.id == FLAMEK_LOST_EVENTS)
		sum_add(&c->stats.lost_events, ev->lost.lost);
	else
		sum_add(&c->lost, ev->lost.lost);
}

void collect_event(void *collect, const struct event *ev)
{
	struct collect *c = collect;

	switch (ev->type) {
	case PERF_RECORD_SAMPLE:
		take_sample(c, ev);
		break;
	case PERF_RECORD_LOST:
	case PERF_RECORD_LOST_SAMPLES:
		take_lost(c, ev);
		break;
	case PERF_RECORD_THROTTLE:
		c->stats.throttled++;
		break;
	default:
		procs_event(c->procs, ev);
	}
}

uint64_t collect_samples(const struct collect *c)
{
	return c->stats.samples;
}

/* perf tells of the same loss at once (LOST) and in sum at the end. */
static void sum_lost(struct collect *c)
{
	c->stats.lost_samples = c->lost > c->lost_told ? c->lost : c->lost_told;
}

void collect_finish(struct collect *c, struct profile *p)
{
	struct naming naming = {
		.syms = c->syms,
		.procs = c->procs,
		.kernel_reason = c->kernel_reason,
		.locations = &c->locations,
		.tree = &c->tree,
		.cuts = &c->cuts,
	};

	collect_cache_empty(&c->cache, add_self, c);
	/* Make sure that there is room for all nodes. */
	add_self(c, calltree_nr(&c->tree) - 1, 0);
	naming.self = c->self;
	sum_lost(c);
	naming_fill(&naming, p, &c->stats, &c->dsos);
}

struct build_id_sink {
	void (*take)(void *arg, const char *path, const uint8_t *build_id,
		     size_t size);
	void *arg;
};

static void take_build_id(void *arg, struct dso *dso)
{
	const struct build_id_sink *sink = arg;
	const uint8_t *build_id;
	size_t size;

	build_id = dso_build_id(dso, &size);
	if (size)
		sink->take(sink->arg, dso_path(dso), build_id, size);
}

void collect_build_ids(const struct collect *c,
		       void (*take)(void *arg, const char *path,
				    const uint8_t *build_id, size_t size),
		       void *arg)
{
	struct build_id_sink sink = { take, arg };

	locations_each_dso(&c->locations, take_build_id, &sink);
}

const struct collect_stats *collect_stats(const struct collect *c)
{
	return &c->stats;
}
