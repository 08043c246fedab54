// SPDX-License-Identifier: GPL-2.0-only
/*
 * The canonical order of a call tree. The output array doubles as the queue of
 * a breadth-first walk: each output node stands for a run of input nodes (equal
 * siblings, usually one), whose children are gathered, sorted, and cut into the
 * runs of the next level. So no recursion, whatever the depth.
 */
#define _GNU_SOURCE
#include "layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"

#define INSERTION_MAX 8u
#define AHEAD 8u

/* What is needed only while building; all arrays by input index or rank. */
struct work {
	const struct flamegraph_frame *frames;
	uint32_t nr;
	bool keeps_order;
	const uint64_t *leads;
	uint64_t *total;
	uint64_t *before;	/* totals; NULL unless there are two columns */
	uint32_t *kids;		/* children of all nodes, by parent */
	uint32_t *first_kid;	/* nr + 1 */
	uint32_t *order;	/* input nodes in output order */
	uint32_t *run;		/* output node -> its first in order; nr + 1 */
};

static void free_work(struct work *w)
{
	free(w->total);
	free(w->before);
	free(w->kids);
	free(w->first_kid);
	free(w->order);
	free(w->run);
}

static int alloc_work(struct work *w, const struct flamegraph *graph)
{
	size_t nr = graph->nr_frames;

	w->frames = graph->frames;
	w->nr = graph->nr_frames;
	w->total = calloc(nr, sizeof(*w->total));
	w->keeps_order = graph->keeps_order;
	w->leads = graph->leads;
	w->before = NULL;
	if (graph->has_before)
		w->before = calloc(nr, sizeof(*w->before));
	w->kids = calloc(nr, sizeof(*w->kids));
	w->first_kid = calloc(nr + 1, sizeof(*w->first_kid));
	w->order = calloc(nr, sizeof(*w->order));
	w->run = calloc(nr + 1, sizeof(*w->run));
	if (w->total && w->kids && w->first_kid && w->order && w->run &&
	    (w->before || !graph->has_before))
		return 0;
	free_work(w);
	return -ENOMEM;
}

static bool is_tree(const struct flamegraph *graph)
{
	for (uint32_t i = 0; i < graph->nr_frames; i++) {
		const struct flamegraph_frame *f = &graph->frames[i];

		if (!f->name || f->kind >= FLAMEGRAPH_NR_KINDS)
			return false;
		if (i ? f->parent >= i : f->parent != 0)
			return false;
	}
	return true;
}

static int add_up(const struct work *w, uint64_t *total)
{
	for (uint32_t i = w->nr; i-- > 0;) {
		const struct flamegraph_frame *f = &w->frames[i];
		uint64_t self = total == w->before ? f->before : f->self;

		if (__builtin_add_overflow(total[i], self, &total[i]))
			return -EOVERFLOW;
		if (i && __builtin_add_overflow(total[f->parent], total[i],
						&total[f->parent]))
			return -EOVERFLOW;
	}
	return 0;
}

/* What lies between children is no more than their parent's own. */
static int check_leads(const struct work *w, const struct flamegraph *graph)
{
	uint64_t *left = calloc(w->nr, sizeof(*left));
	int ret = graph->keeps_order ? 0 : -EINVAL;

	if (!left)
		return -ENOMEM;
	for (uint32_t i = 0; i < w->nr && !ret; i++) {
		uint64_t *of = &left[w->frames[i].parent];

		left[i] = w->frames[i].self;
		if (i && w->leads[i] > *of)
			ret = -EINVAL;
		else if (i)
			*of -= w->leads[i];
	}
	free(left);
	return ret;
}

static int add_totals(struct work *w)
{
	int ret = add_up(w, w->total);

	return ret || !w->before ? ret : add_up(w, w->before);
}

static bool has_samples(const struct work *w, uint32_t node)
{
	return w->total[node] || (w->before && w->before[node]);
}

/*
 * Counting sort by parent: the children of p that have samples end up side by
 * side in kids.
 */
static void list_kids(struct work *w)
{
	uint32_t *end = w->first_kid + 1;

	for (uint32_t i = 1; i < w->nr; i++)
		if (has_samples(w, i) && w->frames[i].parent + 1 < w->nr)
			end[w->frames[i].parent + 1]++;
	for (uint32_t i = 1; i < w->nr; i++)
		end[i] += end[i - 1];
	for (uint32_t i = 1; i < w->nr; i++)
		if (has_samples(w, i))
			w->kids[end[w->frames[i].parent]++] = i;
}

static int compare_nodes(const void *a, const void *b, void *arg)
{
	const struct flamegraph_frame *frames = arg;

	return frame_compare(&frames[*(const uint32_t *)a],
			     &frames[*(const uint32_t *)b]);
}

/* Most nodes have a few children, which are not worth a call of qsort(). */
static void sort_kids(struct work *w, uint32_t *kids, uint32_t nr)
{
	if (w->keeps_order)
		return;
	if (nr > INSERTION_MAX) {
		qsort_r(kids, nr, sizeof(*kids), compare_nodes,
			(void *)w->frames);
		return;
	}
	for (uint32_t i = 1; i < nr; i++) {
		uint32_t kid = kids[i], k = i;

		for (; k && compare_nodes(&kids[k - 1], &kid,
					  (void *)w->frames) > 0; k--)
			kids[k] = kids[k - 1];
		kids[k] = kid;
	}
}

/* Append the children of an output node's input nodes to order, sorted. */
static uint32_t gather_kids(struct work *w, uint32_t node, uint32_t tail)
{
	uint32_t head = tail;

	for (uint32_t i = w->run[node]; i < w->run[node + 1]; i++) {
		uint32_t member = w->order[i];

		for (uint32_t k = w->first_kid[member];
		     k < w->first_kid[member + 1]; k++)
			w->order[tail++] = w->kids[k];
	}
	sort_kids(w, w->order + head, tail - head);
	return tail;
}

static void add_member(struct layout_node *node, const struct work *w,
		       uint32_t member)
{
	node->self += w->frames[member].self;
	node->total += w->total[member];
	if (w->before) {
		node->before += w->frames[member].before;
		node->before_total += w->before[member];
	}
}

/* Turn order[head..tail), the children of one node, into output nodes. */
static void add_children(struct layout *l, struct work *w, uint32_t parent,
			 uint32_t head, uint32_t tail)
{
	struct layout_node *up = &l->nodes[parent];
	uint64_t start = up->start + (w->leads ? 0 : up->self);
	struct layout_node *node = NULL;

	up->first_child = l->nr_nodes;
	for (uint32_t i = head; i < tail; i++) {
		if (!node || w->keeps_order ||
		    compare_nodes(&w->order[i - 1], &w->order[i],
				  (void *)w->frames)) {
			if (node)
				start += node->total;
			w->run[l->nr_nodes] = i;
			node = &l->nodes[l->nr_nodes++];
			node->frame = w->order[i];
			node->parent = parent;
			node->depth = up->depth + 1;
			node->lead = w->leads ? w->leads[w->order[i]] : 0;
			start += node->lead;
			node->start = start;
			up->nr_children++;
		}
		add_member(node, w, w->order[i]);
	}
	w->run[l->nr_nodes] = tail;
}

/*
 * Input nodes come in any order, so the memory of each is far from the one
 * before: ask early for what the next ones take.
 */
static void look_ahead(const struct work *w, uint32_t node, uint32_t nr_nodes)
{
	uint32_t far = node + 2 * AHEAD, near = node + AHEAD;
	uint32_t kid;

	if (far >= nr_nodes)
		return;
	__builtin_prefetch(&w->first_kid[w->order[w->run[far]]]);
	kid = w->first_kid[w->order[w->run[near]]];
	if (kid >= w->nr)
		return;
	kid = w->kids[kid];
	__builtin_prefetch(&w->total[kid]);
	__builtin_prefetch(&w->frames[kid]);
}

static void walk(struct layout *l, struct work *w)
{
	uint32_t tail = 1;

	/* The root: input node 0, which calloc() put at order[0] and run[0]. */
	l->nr_nodes = 1;
	w->run[1] = 1;
	add_member(&l->nodes[0], w, 0);
	for (uint32_t i = 0; i < l->nr_nodes; i++) {
		uint32_t head = tail;

		look_ahead(w, i, l->nr_nodes);
		tail = gather_kids(w, i, head);
		add_children(l, w, i, head, tail);
	}
}

int layout_build(struct layout *l, const struct flamegraph *graph)
{
	struct work w;
	int ret;

	memset(l, 0, sizeof(*l));
	l->has_before = graph->has_before;
	if (!graph->nr_frames)
		return 0;
	if (!is_tree(graph))
		return -EINVAL;
	ret = alloc_work(&w, graph);
	if (ret)
		return ret;
	ret = add_totals(&w);
	if (!ret && w.leads)
		ret = check_leads(&w, graph);
	if (ret || !w.total[0])
		goto out_free;
	l->nodes = calloc(graph->nr_frames, sizeof(*l->nodes));
	if (!l->nodes) {
		ret = -ENOMEM;
		goto out_free;
	}
	list_kids(&w);
	walk(l, &w);
out_free:
	free_work(&w);
	return ret;
}

void layout_free(struct layout *l)
{
	free(l->nodes);
	memset(l, 0, sizeof(*l));
}

uint64_t layout_least(const struct layout *l, uint32_t width, double minwidth)
{
	uint64_t total = l->nodes[0].total;
	double exact = (double)total * (minwidth / width);
	uint64_t least;

	if (!(exact > 1))
		return 1;
	/* Also keeps 2^64, which total may round to, out of the cast. */
	if (exact >= (double)total)
		return total;
	least = (uint64_t)exact;
	return least + ((double)least < exact);
}

static uint32_t prune_run(const struct layout *l, uint64_t least, uint32_t from,
			  struct layout_box *box)
{
	const struct layout_node *up = &l->nodes[l->nodes[from].parent];
	uint32_t end = up->first_child + up->nr_children;
	uint32_t i;

	for (i = from; i < end && l->nodes[i].total < least; i++) {
		/* A gap that is wide enough to be seen is. */
		if (i > from && l->nodes[i].lead >= least)
			break;
		box->total += l->nodes[i].total;
		box->nr_pruned++;
	}
	box->span = l->nodes[i - 1].start + l->nodes[i - 1].total - box->start;
	return i;
}

bool layout_next_box(const struct layout *l, uint64_t least, uint32_t *cursor,
		     struct layout_box *box)
{
	uint32_t i = *cursor;

	while (i < l->nr_nodes && l->nodes[l->nodes[i].parent].total < least)
		i++;
	if (i >= l->nr_nodes)
		return false;
	memset(box, 0, sizeof(*box));
	box->node = i;
	box->start = l->nodes[i].start;
	if (l->nodes[i].total >= least) {
		box->total = l->nodes[i].total;
		box->span = box->total;
		*cursor = i + 1;
	} else {
		*cursor = prune_run(l, least, i, box);
	}
	return true;
}

uint32_t layout_position(const struct layout *l, uint64_t samples,
			 uint32_t width)
{
	uint64_t total = l->nodes[0].total;

	return (uint32_t)(((unsigned __int128)samples * width + total / 2) /
			  total);
}
