// SPDX-License-Identifier: GPL-2.0-only
/* What the events of a recording add up to. */
#include "collect-internal.h"

#include <linux/flamek.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "sum.h"

struct collect *collect_new(struct symbols *syms)
{
	struct collect *c = mem_alloc(1, sizeof(*c));

	c->syms = syms;
	c->procs = procs_new(syms);
	stacks_init(&c->stacks);
	return c;
}

void collect_free(struct collect *c)
{
	size_t i;

	if (!c)
		return;
	procs_free(c->procs);
	stacks_free(&c->stacks);
	for (i = 0; i < NR_WAITING; i++)
		free(c->waiting[i].ips);
	timeline_free(&c->timeline);
	strtable_free(&c->lanes);
	owners_free(&c->owners);
	free(c->dsos);
	for (i = 0; i < c->nr_notes; i++)
		free(c->notes[i]);
	free(c->notes);
	free(c->kernel_reason);
	free(c);
}

static inline void put_in_order(struct collect *c, const struct sample *sample)
{
	if (c->flags & COLLECT_ORDER)
		timeline_add(&c->timeline, c->stacks.leaf, sample->lane,
			     sample->value);
}

/* Look the sample up that waits longest. */
static void finish_sample(struct collect *c)
{
	const struct sample *sample = &c->waiting[c->first_waiting];

	c->first_waiting = (c->first_waiting + 1) % NR_WAITING;
	c->nr_waiting--;
	stacks_count(&c->stacks, &sample->chain, sample->value);
	put_in_order(c, sample);
}

void collect_settle(struct collect *c)
{
	while (c->nr_waiting)
		finish_sample(c);
}

void collect_set(struct collect *c, unsigned int flags)
{
	collect_settle(c);
	c->flags |= flags;
	if (flags & COLLECT_FLAMEK) {
		c->stacks.has_whole_chains = true;
		procs_set_flamek(c->procs);
	}
	if (flags & COLLECT_ADDRS)
		c->stacks.has_addrs = true;
	if (flags & COLLECT_LIVE)
		procs_set_live(c->procs);
	if (flags & COLLECT_CLOCK)
		procs_set_clock(c->procs);
	if (flags & (COLLECT_PIDS | COLLECT_TIDS))
		procs_number_threads(c->procs, flags & COLLECT_TIDS);
	if (flags & COLLECT_OTHER_KERNEL)
		symbols_other_kernel(c->syms);
	if (flags & COLLECT_OTHER_MACHINE)
		symbols_other_machine(c->syms);
}

void collect_hide_kernel(struct collect *c, const char *reason)
{
	if (!c->kernel_reason)
		c->kernel_reason = mem_strdup(reason);
}

void collect_recorded_until(struct collect *c, int64_t ns)
{
	symbols_recorded_until(c->syms, ns);
}

void collect_know_build_id(struct collect *c, const char *path,
			   const uint8_t *build_id, size_t size)
{
	procs_know_build_id(c->procs, path, build_id, size);
}

/* Periods that the sample stands for, to the nearest. */
static inline uint64_t value_of(const struct event *ev)
{
	uint64_t unit = ev->format->unit, value, rest;

	if (!unit || ev->sample.period <= unit)
		return 1;
	value = ev->sample.period / unit;
	rest = ev->sample.period % unit;
	return value + (rest >= unit - rest);
}

/* What the stacks' first frames will be made of. */
static uint32_t owner_of(struct collect *c, const struct event *ev)
{
	uint32_t thread;

	if (!(c->flags & COLLECT_THREADS))
		return procs_comm(c->procs, ev->pid, ev->tid);
	thread = procs_task(c->procs, ev->pid, ev->tid);
	return owners_add(&c->owners, procs_task(c->procs, ev->pid, ev->pid),
			  thread);
}

static uint32_t lane_of(struct collect *c, const struct event *ev)
{
	char thread[32];

	snprintf(thread, sizeof(thread), "%u/%u", ev->pid, ev->tid);
	return strtable_add(&c->lanes, thread);
}

static __attribute__((noinline)) void look_up_sampled(struct collect *c,
						       const struct event *ev)
{
	c->last = (struct sampled){
		.is_known = true,
		.pid = ev->pid,
		.tid = ev->tid,
		.comm = owner_of(c, ev),
		.space = procs_space(c->procs, ev->pid),
	};
	if (c->flags & COLLECT_ORDER)
		c->last.lane = lane_of(c, ev);
}

static inline void fill_sample(struct collect *c, struct sample *sample,
			       const struct event *ev, const uint64_t *ips)
{
	const struct sampled *last = &c->last;

	if (!last->is_known || last->pid != ev->pid || last->tid != ev->tid)
		look_up_sampled(c, ev);
	sample->chain.space = last->space;
	sample->chain.comm = last->comm;
	sample->chain.misc = ev->misc;
	sample->chain.ip = ev->sample.ip;
	sample->chain.nr = ev->sample.nr;
	sample->chain.ips = ips;
	sample->value = value_of(ev);
	sample->lane = last->lane;
	c->stats.samples++;
	sum_add(&c->stats.values, sample->value);
}

/* The callchain is kept until it is looked up. */
static __attribute__((noinline)) void let_wait(struct collect *c,
					       const struct event *ev)
{
	struct sample *sample;
	uint64_t nr = ev->sample.nr;

	if (c->nr_waiting == NR_WAITING)
		finish_sample(c);
	sample = &c->waiting[(c->first_waiting + c->nr_waiting++) % NR_WAITING];
	while (sample->room < nr)
		sample->ips = mem_grow(sample->ips, sample->room, &sample->room,
				       sizeof(*sample->ips));
	if (nr)
		memcpy(sample->ips, ev->sample.ips, nr * sizeof(*sample->ips));
	fill_sample(c, sample, ev, sample->ips);
	stacks_expect(&c->stacks, &sample->chain);
}

static void take_sample(struct collect *c, const struct event *ev)
{
	struct sample sample;

	if (c->nr_waiting || !stacks_are_near(&c->stacks)) {
		let_wait(c, ev);
		return;
	}
	fill_sample(c, &sample, ev, ev->sample.ips);
	stacks_take(&c->stacks, &sample.chain, sample.value);
	put_in_order(c, &sample);
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

void collect_on_join(struct collect *c,
		     void (*joined)(void *arg, const struct event *ev),
		     void *arg)
{
	c->joined = joined;
	c->joined_arg = arg;
}

/* What is no sample changes how samples are understood. */
static void take_event(struct collect *c, const struct event *ev)
{
	collect_settle(c);
	c->last.is_known = false;
	procs_event(c->procs, ev);
	if (c->joined && ev->type == PERF_RECORD_COMM &&
	    ev->misc & FLAMEK_MISC_COMM_JOINED)
		c->joined(c->joined_arg, ev);
}

/* Time goes on, and with it what a process generates. */
static void advance(struct collect *c, uint64_t time)
{
	collect_settle(c);
	c->last.is_known = false;
	procs_advance(c->procs, time);
}

bool collect_follow(struct collect *c)
{
	collect_settle(c);
	c->last.is_known = false;
	return procs_follow(c->procs);
}

static void take_other(struct collect *c, const struct event *ev)
{
	switch (ev->type) {
	case PERF_RECORD_LOST:
	case PERF_RECORD_LOST_SAMPLES:
		take_lost(c, ev);
		break;
	case PERF_RECORD_THROTTLE:
		c->stats.throttled++;
		break;
	case PERF_RECORD_UNTHROTTLE:
		break;
	default:
		take_event(c, ev);
	}
}

void collect_event(void *collect, const struct event *ev)
{
	struct collect *c = collect;

	if (procs_is_due(c->procs, ev->time))
		advance(c, ev->time);
	if (ev->type == PERF_RECORD_SAMPLE)
		take_sample(c, ev);
	else
		take_other(c, ev);
}

uint64_t collect_samples(const struct collect *c)
{
	return c->stats.samples;
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

	locations_each_dso(&c->stacks.locations, take_build_id, &sink);
}

const struct collect_stats *collect_stats(const struct collect *c)
{
	return &c->stats;
}
