// SPDX-License-Identifier: GPL-2.0-only
/* Where frames lie: sums, order, merging, pruning, depth, refusals. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "render/layout.h"

#define NR(array) (sizeof(array) / sizeof(*(array)))

static const struct flamegraph_frame small[] = {
	{ .name = "all" },
	{ .name = "b", .parent = 0, .kind = FLAMEGRAPH_USER, .self = 3 },
	{ .name = "a", .parent = 0, .kind = FLAMEGRAPH_USER, .self = 5 },
	{ .name = "x", .parent = 1, .kind = FLAMEGRAPH_USER, .self = 7 },
	{ .name = "none", .parent = 1, .kind = FLAMEGRAPH_USER },
	{ .name = "b", .parent = 0, .kind = FLAMEGRAPH_USER, .self = 1 },
	{ .name = "x", .parent = 5, .kind = FLAMEGRAPH_USER, .self = 2 },
	{ .name = "w", .parent = 5, .kind = FLAMEGRAPH_USER, .self = 4 },
};

static struct layout built(const struct flamegraph_frame *frames, uint32_t nr)
{
	struct flamegraph graph = { .frames = frames, .nr_frames = nr };
	struct layout l;

	assert_int_equal(layout_build(&l, &graph), 0);
	return l;
}

static void assert_refused(const struct flamegraph_frame *frames, uint32_t nr,
			   int error)
{
	struct flamegraph graph = { .frames = frames, .nr_frames = nr };
	struct layout l;

	assert_int_equal(layout_build(&l, &graph), error);
}

static void assert_node(const struct layout *l, uint32_t i,
			const struct flamegraph_frame *frames, const char *name,
			uint32_t depth, uint64_t start, uint64_t self,
			uint64_t total)
{
	assert_string_equal(frames[l->nodes[i].frame].name, name);
	assert_int_equal(l->nodes[i].depth, depth);
	assert_int_equal(l->nodes[i].start, start);
	assert_int_equal(l->nodes[i].self, self);
	assert_int_equal(l->nodes[i].total, total);
}

/* A caller's own samples lie where they came, and equal calls stay apart. */
static void test_chart(void **state)
{
	static const struct flamegraph_frame frames[] = {
		{ .name = "all", .self = 4 },
		{ .name = "b", .self = 1 },
		{ .name = "a", .self = 5 },
		{ .name = "b", .self = 2 },
		{ .name = "x", .parent = 2, .self = 7 },
	};
	static const uint64_t leads[] = { 0, 0, 3, 0, 5 };
	static const uint64_t bad[] = { 0, 2, 3, 0, 0 };
	struct flamegraph graph = {
		.frames = frames, .nr_frames = NR(frames), .keeps_order = true,
		.leads = leads,
	};
	struct layout_box box;
	uint32_t cursor = 1;
	struct layout l;

	(void)state;
	assert_int_equal(layout_build(&l, &graph), 0);
	assert_int_equal(l.nr_nodes, 5);
	assert_node(&l, 0, frames, "all", 0, 0, 4, 19);
	assert_node(&l, 1, frames, "b", 1, 0, 1, 1);
	assert_node(&l, 2, frames, "a", 1, 4, 5, 12);
	assert_node(&l, 3, frames, "b", 1, 16, 2, 2);
	assert_node(&l, 4, frames, "x", 2, 9, 7, 7);
	/* A narrow run ends at a gap that can be seen. */
	assert_true(layout_next_box(&l, 3, &cursor, &box));
	assert_int_equal(box.nr_pruned, 1);
	assert_int_equal(box.span, 1);
	/* A smaller one is part of it. */
	cursor = 1;
	assert_true(layout_next_box(&l, 13, &cursor, &box));
	assert_int_equal(box.nr_pruned, 3);
	assert_int_equal(box.total, 15);
	assert_int_equal(box.span, 18);
	layout_free(&l);

	graph.leads = bad;
	assert_int_equal(layout_build(&l, &graph), -EINVAL);
	graph.leads = leads;
	graph.keeps_order = false;
	assert_int_equal(layout_build(&l, &graph), -EINVAL);
}

static void test_small(void **state)
{
	struct layout l = built(small, NR(small));

	(void)state;
	assert_int_equal(l.nr_nodes, 5);
	assert_node(&l, 0, small, "all", 0, 0, 0, 22);
	assert_node(&l, 1, small, "a", 1, 0, 5, 5);
	assert_node(&l, 2, small, "b", 1, 5, 4, 17);
	assert_node(&l, 3, small, "w", 2, 9, 4, 4);
	assert_node(&l, 4, small, "x", 2, 13, 9, 9);
	layout_free(&l);
}

static void test_same_name_is_not_same_frame(void **state)
{
	const struct flamegraph_frame frames[] = {
		{ .name = "all" },
		{ .name = "f", .module = "b", .kind = FLAMEGRAPH_USER, .self = 1 },
		{ .name = "f", .kind = FLAMEGRAPH_USER, .self = 2 },
		{ .name = "f", .module = "a", .kind = FLAMEGRAPH_INLINE, .self = 4 },
		{ .name = "f", .module = "a", .kind = FLAMEGRAPH_USER, .self = 8 },
		{ .name = "f", .module = "a", .kind = FLAMEGRAPH_USER, .self = 16 },
	};
	struct layout l = built(frames, NR(frames));

	(void)state;
	assert_int_equal(l.nr_nodes, 5);
	assert_int_equal(l.nodes[1].total, 2);
	assert_int_equal(l.nodes[2].total, 24);
	assert_int_equal(l.nodes[3].total, 4);
	assert_int_equal(l.nodes[4].total, 1);
	layout_free(&l);
}

static void test_no_samples(void **state)
{
	const struct flamegraph_frame frames[] = {
		{ .name = "all" }, { .name = "f", .kind = FLAMEGRAPH_USER },
	};
	struct layout l = built(NULL, 0);

	(void)state;
	assert_int_equal(l.nr_nodes, 0);
	layout_free(&l);
	l = built(frames, NR(frames));
	assert_int_equal(l.nr_nodes, 0);
	layout_free(&l);
}

static void test_refusals(void **state)
{
	const struct flamegraph_frame forward[] = {
		{ .name = "all" }, { .name = "f", .parent = 1, .self = 1 },
	};
	const struct flamegraph_frame rootless[] = {
		{ .name = "all", .parent = 1 }, { .name = "f", .self = 1 },
	};
	const struct flamegraph_frame nameless[] = {
		{ .name = "all" }, { .self = 1 },
	};
	const struct flamegraph_frame kindless[] = {
		{ .name = "all" },
		{ .name = "f", .kind = FLAMEGRAPH_NR_KINDS, .self = 1 },
	};

	(void)state;
	assert_refused(forward, NR(forward), -EINVAL);
	assert_refused(rootless, NR(rootless), -EINVAL);
	assert_refused(nameless, NR(nameless), -EINVAL);
	assert_refused(kindless, NR(kindless), -EINVAL);
}

/* A second column gives no width, and keeps a node that has nothing else. */
static void test_before(void **state)
{
	struct flamegraph_frame frames[] = {
		{ .name = "all", .before = 1 },
		{ .name = "a", .kind = FLAMEGRAPH_USER },
		{ .name = "gone", .parent = 1, .kind = FLAMEGRAPH_USER,
		  .before = 7 },
		{ .name = "b", .kind = FLAMEGRAPH_USER, .self = 3, .before = 2 },
		{ .name = "none", .parent = 3, .kind = FLAMEGRAPH_USER },
		{ .name = "b", .kind = FLAMEGRAPH_USER, .before = 5 },
	};
	const struct flamegraph graph = {
		.frames = frames, .nr_frames = NR(frames), .has_before = true,
	};
	struct layout l;

	(void)state;
	assert_int_equal(layout_build(&l, &graph), 0);
	assert_int_equal(l.nr_nodes, 4);
	assert_node(&l, 0, frames, "all", 0, 0, 0, 3);
	assert_node(&l, 1, frames, "a", 1, 0, 0, 0);
	assert_node(&l, 2, frames, "b", 1, 0, 3, 3);
	assert_node(&l, 3, frames, "gone", 2, 0, 0, 0);
	assert_int_equal(l.nodes[0].before, 1);
	assert_int_equal(l.nodes[0].before_total, 15);
	assert_int_equal(l.nodes[1].before_total, 7);
	assert_int_equal(l.nodes[2].before, 7);
	assert_int_equal(l.nodes[2].before_total, 7);
	assert_int_equal(l.nodes[3].before, 7);
	layout_free(&l);
	frames[2].before = UINT64_MAX;
	assert_int_equal(layout_build(&l, &graph), -EOVERFLOW);
}

static void test_overflow(void **state)
{
	struct flamegraph_frame frames[] = {
		{ .name = "all" },
		{ .name = "f", .kind = FLAMEGRAPH_USER, .self = UINT64_MAX },
		{ .name = "g", .kind = FLAMEGRAPH_USER, .self = 1 },
	};
	struct layout l;

	(void)state;
	assert_refused(frames, NR(frames), -EOVERFLOW);
	frames[2].parent = 1;
	assert_refused(frames, NR(frames), -EOVERFLOW);
	frames[2].self = 0;
	frames[0].self = 1;
	assert_refused(frames, NR(frames), -EOVERFLOW);
	frames[0].self = 0;
	l = built(frames, NR(frames));
	assert_int_equal(l.nodes[0].total, UINT64_MAX);
	assert_int_equal(layout_position(&l, UINT64_MAX, 10000000), 10000000);
	assert_int_equal(layout_position(&l, UINT64_MAX / 2, 10000000), 5000000);
	assert_int_equal(layout_least(&l, 1000, 1000), UINT64_MAX);
	assert_int_equal(layout_least(&l, 1000, 0), 1);
	layout_free(&l);
}

static void test_deep(void **state)
{
	const uint32_t nr = 1000000;
	struct flamegraph_frame *frames = calloc(nr, sizeof(*frames));
	struct layout l;

	(void)state;
	assert_non_null(frames);
	for (uint32_t i = 0; i < nr; i++) {
		frames[i].name = i % 3 ? "recurse" : "again";
		frames[i].parent = i ? i - 1 : 0;
		frames[i].self = 1;
	}
	l = built(frames, nr);
	assert_int_equal(l.nr_nodes, nr);
	for (uint32_t i = 0; i < nr; i++) {
		assert_int_equal(l.nodes[i].depth, i);
		assert_int_equal(l.nodes[i].start, i);
		assert_int_equal(l.nodes[i].total, nr - i);
	}
	layout_free(&l);
	free(frames);
}

static void test_wide(void **state)
{
	const uint32_t nr = 300000;
	struct flamegraph_frame *frames = calloc(nr + 1, sizeof(*frames));
	char (*names)[8] = calloc(nr, sizeof(*names));
	struct layout l;

	(void)state;
	assert_non_null(frames);
	assert_non_null(names);
	frames[0].name = "all";
	for (uint32_t i = 0; i < nr; i++) {
		snprintf(names[i], sizeof(names[i]), "%06u", i * 7919u % nr);
		frames[i + 1].name = names[i];
		frames[i + 1].self = i % 5;
	}
	l = built(frames, nr + 1);
	assert_int_equal(l.nr_nodes, nr / 5 * 4 + 1);
	for (uint32_t i = 2; i < l.nr_nodes; i++) {
		assert_true(strcmp(frames[l.nodes[i - 1].frame].name,
				   frames[l.nodes[i].frame].name) < 0);
		assert_int_equal(l.nodes[i].start, l.nodes[i - 1].start +
						   l.nodes[i - 1].total);
	}
	layout_free(&l);
	free(names);
	free(frames);
}

/* ---- random trees against a slow and simple account of them ---- */

#define RANDOM_NR 60
#define PATH_SIZE 512

static void make_random(struct flamegraph_frame *frames, uint32_t nr)
{
	static const char * const names[] = { "a", "b", "aa", "a\x80", "c" };
	static const char * const modules[] = { NULL, "m", "n" };

	memset(frames, 0, nr * sizeof(*frames));
	frames[0].name = "all";
	for (uint32_t i = 1; i < nr; i++) {
		frames[i].name = names[random() % (long)NR(names)];
		frames[i].module = modules[random() % (long)NR(modules)];
		frames[i].kind = random() % 2 ? FLAMEGRAPH_USER : FLAMEGRAPH_INLINE;
		frames[i].parent = (uint32_t)random() % i;
		frames[i].self = random() % 3 ? (uint64_t)random() % 1000 : 0;
	}
}

/* "name/module/kind" of all callers, outermost first. */
static void path_of(const struct flamegraph_frame *frames, uint32_t i, char *path)
{
	char rest[PATH_SIZE];

	path[0] = '\0';
	for (; i; i = frames[i].parent) {
		memcpy(rest, path, PATH_SIZE);
		snprintf(path, PATH_SIZE, "%s/%s/%u;%.400s", frames[i].name,
			 frames[i].module ? frames[i].module : "-",
			 frames[i].kind, rest);
	}
}

/* Samples of all frames whose path begins with this one. */
static uint64_t samples_below(const struct flamegraph_frame *frames, uint32_t nr,
			      const char *path)
{
	char other[PATH_SIZE];
	uint64_t sum = 0;

	for (uint32_t i = 0; i < nr; i++) {
		path_of(frames, i, other);
		if (strncmp(path, other, strlen(path)) == 0)
			sum += frames[i].self;
	}
	return sum;
}

static void assert_true_account(const struct flamegraph_frame *frames,
				uint32_t nr, const struct layout *l)
{
	char path[PATH_SIZE];
	uint64_t self = 0;

	for (uint32_t i = 0; i < l->nr_nodes; i++) {
		const struct layout_node *node = &l->nodes[i];
		uint64_t start = node->start + node->self;

		path_of(frames, node->frame, path);
		assert_int_equal(node->total, samples_below(frames, nr, path));
		assert_true(node->total > 0);
		self += node->self;
		for (uint32_t c = 0; c < node->nr_children; c++) {
			assert_int_equal(l->nodes[node->first_child + c].parent, i);
			assert_int_equal(l->nodes[node->first_child + c].start,
					 start);
			start += l->nodes[node->first_child + c].total;
		}
		assert_int_equal(start, node->start + node->total);
	}
	assert_int_equal(self, samples_below(frames, nr, ""));
}

static void test_random_trees(void **state)
{
	struct flamegraph_frame frames[RANDOM_NR];

	(void)state;
	srandom(3);
	for (int round = 0; round < 100; round++) {
		struct layout l;

		make_random(frames, RANDOM_NR);
		l = built(frames, RANDOM_NR);
		assert_true_account(frames, RANDOM_NR, &l);
		layout_free(&l);
	}
}

/* Every box lies inside its parent's, and together with self they fill it. */
static void assert_boxes_fill(const struct layout *l, uint64_t least)
{
	uint64_t *filled = calloc(l->nr_nodes, sizeof(*filled));
	uint32_t *drawn = calloc(l->nr_nodes, sizeof(*drawn));
	struct layout_box box;
	uint32_t cursor = 0;

	assert_non_null(filled);
	assert_non_null(drawn);
	while (layout_next_box(l, least, &cursor, &box)) {
		const struct layout_node *node = &l->nodes[box.node];

		assert_int_equal(box.start, node->start);
		if (box.node) {
			assert_true(drawn[node->parent]);
			assert_int_equal(box.start, l->nodes[node->parent].start +
					 l->nodes[node->parent].self +
					 filled[node->parent]);
			filled[node->parent] += box.total;
		}
		if (!box.nr_pruned) {
			assert_true(node->total >= least);
			assert_int_equal(box.total, node->total);
			drawn[box.node] = 1;
		}
		for (uint32_t i = 0; i < box.nr_pruned; i++)
			assert_true(l->nodes[box.node + i].total < least);
	}
	for (uint32_t i = 0; i < l->nr_nodes; i++) {
		assert_int_equal(drawn[i], l->nodes[i].total >= least);
		if (drawn[i])
			assert_int_equal(filled[i] + l->nodes[i].self,
					 l->nodes[i].total);
	}
	free(drawn);
	free(filled);
}

static void test_pruning_adds_up(void **state)
{
	struct flamegraph_frame frames[RANDOM_NR];

	(void)state;
	srandom(4);
	for (int round = 0; round < 300; round++) {
		struct layout l;

		make_random(frames, RANDOM_NR);
		l = built(frames, RANDOM_NR);
		for (double minwidth = 0; minwidth < 1200; minwidth = 2 * minwidth + 1)
			assert_boxes_fill(&l, layout_least(&l, 1200, minwidth));
		layout_free(&l);
	}
}

static void test_least(void **state)
{
	struct flamegraph_frame frames[] = { { .name = "all", .self = 1200 } };
	struct layout l = built(frames, 1);

	(void)state;
	assert_int_equal(layout_least(&l, 1200, 0.25), 1);
	assert_int_equal(layout_least(&l, 1200, 1), 1);
	assert_int_equal(layout_least(&l, 1200, 1.5), 2);
	assert_int_equal(layout_least(&l, 1200, 7), 7);
	assert_int_equal(layout_least(&l, 600, 7), 14);
	assert_int_equal(layout_least(&l, 1200, 5000), 1200);
	layout_free(&l);
}

static void test_pruned_run(void **state)
{
	const struct flamegraph_frame frames[] = {
		{ .name = "all", .self = 10 },
		{ .name = "a", .kind = FLAMEGRAPH_USER, .self = 2 },
		{ .name = "b", .kind = FLAMEGRAPH_USER, .self = 3 },
		{ .name = "c", .kind = FLAMEGRAPH_USER, .self = 80 },
		{ .name = "d", .kind = FLAMEGRAPH_USER, .self = 5 },
		{ .name = "e", .parent = 2, .kind = FLAMEGRAPH_USER, .self = 1 },
	};
	const struct layout_box want[] = {
		{ 0, 0, 0, 101, 101 }, { 1, 2, 10, 6, 6 },
		{ 3, 0, 16, 80, 80 }, { 4, 1, 96, 5, 5 },
	};
	struct layout l = built(frames, NR(frames));
	struct layout_box box;
	uint32_t cursor = 0;

	(void)state;
	for (size_t i = 0; i < NR(want); i++) {
		assert_true(layout_next_box(&l, 6, &cursor, &box));
		assert_memory_equal(&box, &want[i], sizeof(box));
	}
	assert_false(layout_next_box(&l, 6, &cursor, &box));
	layout_free(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_chart),
		cmocka_unit_test(test_same_name_is_not_same_frame),
		cmocka_unit_test(test_no_samples),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_before),
		cmocka_unit_test(test_overflow),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_random_trees),
		cmocka_unit_test(test_pruning_adds_up),
		cmocka_unit_test(test_least),
		cmocka_unit_test(test_pruned_run),
	};

	return cmocka_run_group_tests_name("render-layout", tests, NULL, NULL);
}
