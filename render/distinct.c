// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hash table finds the distinct frames, then they are sorted by module, so
 * that they can be written, and their language guessed, a module at a time.
 */
#define _GNU_SOURCE
#include "distinct.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"
#include "frame.h"
#include "palette.h"
#include "scheme.h"

#define NONE UINT32_MAX
#define NR_KNOWN 4096u

struct seen {
	const struct flamegraph_frame *frame;
	uint32_t hash;
	uint32_t mark;
	uint32_t id;
};

/* Callers often intern their strings: then the pointers tell. */
struct known {
	const char *name, *module;
	uint32_t kind;
	uint32_t mark;
	uint32_t index;		/* into seen */
};

struct table {
	struct seen *seen;	/* in order of first sight */
	uint32_t nr;
	uint32_t *slots;	/* hash -> index into seen, NONE if free */
	size_t mask;
	struct known known[NR_KNOWN];
};

static void free_table(struct table *t)
{
	free(t->seen);
	free(t->slots);
}

static int alloc_table(struct table *t, uint32_t nr_nodes)
{
	size_t nr_slots = 16;

	while (nr_slots < (size_t)nr_nodes * 2)
		nr_slots *= 2;
	memset(t, 0, sizeof(*t));
	t->mask = nr_slots - 1;
	t->seen = calloc(nr_nodes, sizeof(*t->seen));
	t->slots = reallocarray(NULL, nr_slots, sizeof(*t->slots));
	if (!t->seen || !t->slots) {
		free_table(t);
		return -ENOMEM;
	}
	memset(t->slots, 0xff, nr_slots * sizeof(*t->slots));
	return 0;
}

/* Of a comparison, the colour of a node: 0 where the frame decides. */
static uint32_t mark_of(const struct diff *diff, uint32_t node)
{
	unsigned int level;
	enum color color;

	if (!diff->layout->has_before)
		return 0;
	color = diff_color(diff, node, &level);
	return (uint32_t)color << 8 | level;
}

static uint32_t look_up(struct table *t, const struct flamegraph_frame *frame,
			uint32_t mark)
{
	uint32_t hash = frame_hash(frame) ^ mark * 2654435761u;
	size_t slot = hash & t->mask;
	struct seen *seen;

	for (; t->slots[slot] != NONE; slot = (slot + 1) & t->mask) {
		seen = &t->seen[t->slots[slot]];
		if (seen->hash == hash && seen->mark == mark &&
		    !frame_compare(seen->frame, frame))
			return t->slots[slot];
	}
	seen = &t->seen[t->nr];
	seen->frame = frame;
	seen->hash = hash;
	seen->mark = mark;
	seen->id = t->nr;
	t->slots[slot] = t->nr;
	return t->nr++;
}

/* The same by a cache of the frames that came before. */
static uint32_t look_up_known(struct table *t,
			      const struct flamegraph_frame *frame,
			      uint32_t mark)
{
	uintptr_t bits = (uintptr_t)frame->name >> 4;
	struct known *known = &t->known[(bits ^ bits >> 12) % NR_KNOWN];

	if (known->name != frame->name || known->module != frame->module ||
	    known->kind != frame->kind || known->mark != mark)
		*known = (struct known){
			.name = frame->name,
			.module = frame->module,
			.kind = frame->kind,
			.mark = mark,
			.index = look_up(t, frame, mark),
		};
	return known->index;
}

static int compare_seen(const void *va, const void *vb)
{
	const struct seen *a = va, *b = vb;
	int ret = frame_compare_modules(a->frame, b->frame);

	if (!ret)
		ret = frame_compare(a->frame, b->frame);
	return ret ? ret : (a->mark > b->mark) - (a->mark < b->mark);
}

static uint32_t end_of_module(const struct table *t, uint32_t from)
{
	uint32_t i = from + 1;

	while (i < t->nr && !frame_compare_modules(t->seen[from].frame,
						   t->seen[i].frame))
		i++;
	return i;
}

static bool is_rust_module(const struct table *t, uint32_t from, uint32_t end)
{
	/* Frames without a module need not have anything in common. */
	if (!t->seen[from].frame->module)
		return false;
	for (uint32_t i = from; i < end; i++)
		if (t->seen[i].frame->kind == FLAMEGRAPH_USER &&
		    color_is_rust(t->seen[i].frame->name))
			return true;
	return false;
}

static unsigned int choose_variant(uint32_t hash, enum color color,
				   const struct flamegraph_options *o)
{
	if (o->seed)
		hash = (hash ^ o->seed) * 2654435761u >> 8;
	return hash % scheme_variants(o->colors, color);
}

static void color_frame(struct distinct_frame *f, const struct seen *seen,
			bool is_rust, const struct flamegraph_options *options)
{
	f->frame = seen->frame;
	if (seen->mark) {
		f->color = seen->mark >> 8;
		f->variant = seen->mark & 0xff;
	} else {
		f->color = color_of(f->frame, is_rust);
		f->variant = choose_variant(seen->hash, f->color, options);
	}
	if (options->attributes_of)
		f->attributes = options->attributes_of(options->attributes_arg,
						       f->frame);
	f->look[0] = palettes[f->color].letter;
	f->look[1] = (char)('0' + f->variant);
	f->fill = scheme_fill(options->colors, f->color, f->variant, false);
}

static void fill_by_name(struct fills *fills, struct distinct_frame *f,
			 const struct flamegraph_options *o)
{
	const uint32_t color = o->fill_of(o->fill_arg, f->frame, f->fill);
	const uint32_t nearest = fills_add(fills, color & 0xffffff);

	f->fill = fills_color(fills, nearest, false);
	fills_class(nearest, f->look);
}

static void color_frames(struct distinct *d, const struct table *t,
			 const struct flamegraph_options *options)
{
	uint32_t end;

	for (uint32_t from = 0; from < t->nr; from = end) {
		bool is_rust;

		end = end_of_module(t, from);
		is_rust = is_rust_module(t, from, end);
		for (uint32_t i = from; i < end; i++) {
			struct distinct_frame *f = &d->frames[i];

			color_frame(f, &t->seen[i], is_rust, options);
			if (d->fills && !t->seen[i].mark)
				fill_by_name(d->fills, f, options);
		}
	}
}

/* Ids were given in order of first sight; make them those of the sorted list. */
static int renumber(struct distinct *d, const struct table *t,
		    uint32_t nr_nodes)
{
	uint32_t *sorted = calloc(t->nr, sizeof(*sorted));

	if (!sorted)
		return -ENOMEM;
	for (uint32_t i = 0; i < t->nr; i++)
		sorted[t->seen[i].id] = i;
	for (uint32_t i = 0; i < nr_nodes; i++)
		d->ids[i] = sorted[d->ids[i]];
	free(sorted);
	return 0;
}

int distinct_collect(struct distinct *d, const struct flamegraph *graph,
		     const struct layout *layout,
		     const struct flamegraph_options *options)
{
	struct table t;
	struct diff diff;
	int ret;

	memset(d, 0, sizeof(*d));
	if (!layout->nr_nodes)
		return 0;
	ret = alloc_table(&t, layout->nr_nodes);
	if (ret)
		return ret;
	diff_init(&diff, layout, options->is_negated);
	ret = -ENOMEM;
	d->ids = calloc(layout->nr_nodes, sizeof(*d->ids));
	if (!d->ids)
		goto out_free;
	for (uint32_t i = 0; i < layout->nr_nodes; i++)
		d->ids[i] = look_up_known(&t,
				&graph->frames[layout->nodes[i].frame],
				mark_of(&diff, i));
	d->nr = t.nr;
	d->frames = calloc(t.nr, sizeof(*d->frames));
	if (options->fill_of)
		d->fills = calloc(1, sizeof(*d->fills));
	if (!d->frames || (options->fill_of && !d->fills))
		goto out_free;
	qsort(t.seen, t.nr, sizeof(*t.seen), compare_seen);
	color_frames(d, &t, options);
	ret = renumber(d, &t, layout->nr_nodes);
out_free:
	free_table(&t);
	if (ret)
		distinct_free(d);
	return ret;
}

void distinct_free(struct distinct *d)
{
	free(d->frames);
	free(d->ids);
	free(d->fills);
	memset(d, 0, sizeof(*d));
}
