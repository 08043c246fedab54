// SPDX-License-Identifier: GPL-2.0-only
/* The tree of a profile as an array that render/ draws. */
#include "formats/svg-draw.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "formats/svg-chart.h"
#include "mem.h"

static uint32_t kind_of(enum frame_kind kind)
{
	switch (kind) {
	case FRAME_PROCESS:
		return FLAMEGRAPH_PROCESS;
	case FRAME_THREAD:
		return FLAMEGRAPH_THREAD;
	case FRAME_USER:
		return FLAMEGRAPH_USER;
	case FRAME_KERNEL:
		return FLAMEGRAPH_KERNEL;
	case FRAME_MODULE:
		return FLAMEGRAPH_MODULE;
	case FRAME_JIT:
		return FLAMEGRAPH_JIT;
	case FRAME_INLINE:
		return FLAMEGRAPH_INLINE;
	case FRAME_UNKNOWN:
		break;
	}
	return FLAMEGRAPH_UNKNOWN;
}

static struct flamegraph_frame frame_of(const struct profile *p, uint32_t node)
{
	const struct profile_frame *f;

	if (node == PROFILE_ROOT)
		return (struct flamegraph_frame){
			.name = "all", .kind = FLAMEGRAPH_PROCESS,
		};
	f = profile_get_frame(p, profile_node_frame(p, node));
	return (struct flamegraph_frame){
		.name = f->name, .module = f->module, .kind = kind_of(f->kind),
	};
}

static struct flamegraph_frame *make_frames(const struct profile *p)
{
	unsigned int last = profile_nr_columns(p) - 1;
	uint32_t i, nr = profile_nr_nodes(p);
	struct flamegraph_frame *frames = mem_alloc(nr, sizeof(*frames));

	for (i = 0; i < nr; i++) {
		frames[i] = frame_of(p, i);
		frames[i].parent = profile_parent(p, i);
		frames[i].self = profile_self(p, i, last);
		if (last)
			frames[i].before = profile_self(p, i, last - 1);
	}
	return frames;
}

static struct flamegraph_frame *make_chart_frames(const struct profile *p,
						  const struct svg_chart *chart)
{
	struct flamegraph_frame *frames = mem_alloc(chart->nr, sizeof(*frames));
	uint32_t i;

	for (i = 0; i < chart->nr; i++) {
		frames[i] = frame_of(p, chart->nodes[i]);
		frames[i].parent = chart->parents[i];
		frames[i].self = chart->selves[i];
	}
	return frames;
}

/* What is not in the profile is the root's own. */
static int fill_up(struct flamegraph_frame *frames, const struct profile *p,
		   uint64_t wanted, struct err *err)
{
	uint64_t total = profile_total(p, profile_nr_columns(p) - 1);

	if (!wanted)
		return 0;
	if (wanted < total)
		return err_set(err, EINVAL,
			       "total %llu is less than the %llu samples there are",
			       (unsigned long long)wanted,
			       (unsigned long long)total);
	frames[PROFILE_ROOT].self += wanted - total;
	return 0;
}

static int draw(FILE *out, struct flamegraph *graph, const struct profile *p,
		const struct graph_options *g,
		const struct flamegraph_options *options, struct err *err)
{
	int ret = fill_up((struct flamegraph_frame *)graph->frames, p, g->total,
			  err);

	if (!ret) {
		ret = flamegraph_write(out, graph, options);
		if (ret)
			err_set_errno(err, -ret, "cannot draw the flame graph");
	}
	free((void *)graph->frames);
	return ret;
}

static int draw_graph(FILE *out, const struct profile *p,
		      const struct graph_options *g,
		      const struct flamegraph_options *options, struct err *err)
{
	struct flamegraph graph = {
		.frames = make_frames(p),
		.nr_frames = profile_nr_nodes(p),
		.has_before = profile_nr_columns(p) > 1,
		.keeps_order = g->keeps_order,
	};

	return draw(out, &graph, p, g, options, err);
}

static int draw_chart(FILE *out, const struct profile *p,
		      const struct graph_options *g,
		      const struct flamegraph_options *options, struct err *err)
{
	struct svg_chart chart;
	int ret;

	svg_chart_make(&chart, p);
	struct flamegraph graph = {
		.frames = make_chart_frames(p, &chart),
		.nr_frames = chart.nr,
		.keeps_order = true,
		.leads = chart.leads,
	};

	ret = draw(out, &graph, p, g, options, err);
	svg_chart_free(&chart);
	return ret;
}

int svg_draw(FILE *out, const struct profile *p, const struct graph_options *g,
	     const struct flamegraph_options *options, struct err *err)
{
	return g->is_chart ? draw_chart(out, p, g, options, err) :
			     draw_graph(out, p, g, options, err);
}
