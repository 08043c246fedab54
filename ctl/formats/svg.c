// SPDX-License-Identifier: GPL-2.0-only
/* A profile handed to render/: its tree as an array, its notes and facts. */
#include "formats/svg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"
#include "render/flamegraph.h"
#include "reverse.h"

/* How notes begin that keep what was said of the looks. */
#define LOOK "--"

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

static struct flamegraph_frame *make_frames(const struct profile *p)
{
	unsigned int last = profile_nr_columns(p) - 1;
	uint32_t i, nr = profile_nr_nodes(p);
	struct flamegraph_frame *frames = mem_alloc(nr, sizeof(*frames));

	frames[PROFILE_ROOT].name = "all";
	frames[PROFILE_ROOT].kind = FLAMEGRAPH_PROCESS;
	for (i = 1; i < nr; i++) {
		const struct profile_frame *f =
			profile_get_frame(p, profile_node_frame(p, i));

		frames[i].name = f->name;
		frames[i].module = f->module;
		frames[i].parent = profile_parent(p, i);
		frames[i].kind = kind_of(f->kind);
	}
	for (i = 0; i < nr; i++) {
		frames[i].self = profile_self(p, i, last);
		if (last)
			frames[i].before = profile_self(p, i, last - 1);
	}
	return frames;
}

static const char *find_note(const struct profile *p, const char *wanted)
{
	const char *key, *value;
	unsigned int i;

	for (i = 0; (key = profile_get_note(p, i, &value)); i++)
		if (!strcmp(key, wanted))
			return value;
	return NULL;
}

static bool is_look(const char *key)
{
	return !strncmp(key, LOOK, strlen(LOOK));
}

static void free_notes(struct flamegraph_note *notes, uint32_t nr)
{
	uint32_t i;

	for (i = 0; i < nr; i++)
		if (is_look(notes[i].key))
			free((char *)notes[i].key);
	free(notes);
}

/* What a profile was drawn with before. */
static void take_up_looks(struct graph_options *g, const struct profile *p)
{
	const char *key, *value;
	unsigned int i;

	for (i = 0; !g->is_restyled && (key = profile_get_note(p, i, &value)); i++)
		if (is_look(key))
			options_graph_take_up(g, key + strlen(LOOK), value);
}

/*
 * The one that is shown as the subtitle is not shown again, and what is counted
 * has its own place.
 */
static struct flamegraph_note *make_notes(const struct profile *p,
					  const struct graph_options *g,
					  const char *subtitle, uint32_t *nr)
{
	struct flamegraph_note *notes = NULL;
	const char *key, *value;
	unsigned int i;
	size_t room = 0, cursor = 0;

	*nr = 0;
	for (i = 0; (key = profile_get_note(p, i, &value)); i++) {
		if (!strcmp(key, "unit") || is_look(key) ||
		    (g->notes && !strcmp(key, "notes")))
			continue;
		notes = mem_grow(notes, *nr, &room, sizeof(*notes));
		notes[(*nr)++] = (struct flamegraph_note){
			key, value,
			value == subtitle || !strcmp(key, SVG_VIEW),
		};
	}
	if (g->notes) {
		notes = mem_grow(notes, *nr, &room, sizeof(*notes));
		notes[(*nr)++] = (struct flamegraph_note){
			"notes", g->notes, false,
		};
	}
	while ((key = options_graph_look(g, &cursor, &value))) {
		notes = mem_grow(notes, *nr, &room, sizeof(*notes));
		notes[(*nr)++] = (struct flamegraph_note){
			mem_printf(LOOK "%s", key), value, true,
		};
	}
	return notes;
}

/*
 * Those to look at come right after the number of samples, so that they are what
 * a narrow picture shows.
 */
static struct flamegraph_fact *make_facts(const struct profile *p, uint32_t *nr)
{
	struct flamegraph_fact *facts = NULL;
	const struct profile_fact *f;
	size_t room = 0;
	unsigned int i;
	int pass;

	*nr = 0;
	for (pass = 0; pass < 3; pass++) {
		for (i = 0; (f = profile_get_fact(p, i)); i++) {
			if (pass != (i ? 1 + !f->is_bad : 0))
				continue;
			facts = mem_grow(facts, *nr, &room, sizeof(*facts));
			facts[(*nr)++] = (struct flamegraph_fact){
				f->text, f->details, f->is_bad,
			};
		}
	}
	return facts;
}

/* A size of one kind alone brings along what goes with it of the other. */
static void set_sizes(struct flamegraph_options *o,
		      const struct graph_options *g)
{
	if (g->fontsize) {
		o->font_size = g->fontsize;
		if (o->frame_height < g->fontsize * 4 / 3)
			o->frame_height = g->fontsize * 4 / 3;
	}
	if (g->height) {
		o->frame_height = g->height;
		if (!g->fontsize && o->font_size > g->height)
			o->font_size = g->height;
	}
}

static const char *title_of(const struct profile *p,
			    const struct graph_options *g)
{
	if (profile_nr_columns(p) > 1)
		return "Differential Flame Graph";
	return g->is_inverted ? "Icicle Graph" : "Flame Graph";
}

static void set_options(struct flamegraph_options *o, const struct profile *p,
			const struct graph_options *g)
{
	flamegraph_options_init(o);
	o->title = g->title ? g->title : title_of(p, g);
	o->subtitle = g->subtitle ? g->subtitle : find_note(p, "command");
	if (find_note(p, "unit"))
		o->countname = find_note(p, "unit");
	if (g->countname)
		o->countname = g->countname;
	o->width = g->width;
	o->no_script = g->no_javascript;
	o->is_html = g->is_html;
	set_sizes(o, g);
	if (g->minwidth >= 0) {
		o->minwidth = g->minwidth;
		o->is_minwidth_percent = g->is_minwidth_percent;
	}
	o->fonts = g->fonttype;
	o->colors = g->colors;
	o->is_negated = g->negate;
	o->is_inverted = g->is_inverted;
	o->background = g->background;
	o->match = g->search_color;
	o->outline = g->stroke_color;
	o->ui = g->ui_color;
	o->nametype = g->nametype;
	if (g->factor > 0)
		o->factor = g->factor;
	o->is_diffused = g->is_diffused;
	o->is_cut_right = g->is_cut_right;
	if (g->is_random)
		o->seed = (uint32_t)(getpid() ^ time(NULL)) | 1;
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

static int write_graph(FILE *out, const struct profile *p,
		       const struct graph_options *g,
		       const struct flamegraph_options *options, struct err *err)
{
	struct flamegraph graph = {
		.frames = make_frames(p),
		.nr_frames = profile_nr_nodes(p),
		.has_before = profile_nr_columns(p) > 1,
		.keeps_order = g->keeps_order,
	};
	int ret = fill_up((struct flamegraph_frame *)graph.frames, p, g->total,
			  err);

	if (!ret) {
		ret = flamegraph_write(out, &graph, options);
		if (ret)
			err_set_errno(err, -ret, "cannot draw the flame graph");
	}
	free((void *)graph.frames);
	return ret;
}

static int write_profile(FILE *out, const struct profile *p,
			 const struct graph_options *g, struct err *err)
{
	struct flamegraph_options options;
	struct flamegraph_note *notes;
	struct flamegraph_fact *facts;
	int ret;

	set_options(&options, p, g);
	if (options.frame_height < options.font_size)
		return err_set(err, EINVAL,
			       "frame height %u is less than font size %u",
			       options.frame_height, options.font_size);
	notes = make_notes(p, g, options.subtitle, &options.nr_notes);
	options.notes = notes;
	facts = make_facts(p, &options.nr_facts);
	options.facts = facts;
	ret = write_graph(out, p, g, &options, err);
	free(facts);
	free_notes(notes, options.nr_notes);
	return ret;
}

int svg_write_profile(FILE *out, const struct profile *p,
		      const struct graph_options *g, struct err *err)
{
	struct graph_options looks = *g;
	struct profile *reversed;
	int ret;

	take_up_looks(&looks, p);
	if (!g->is_reversed)
		return write_profile(out, p, &looks, err);
	reversed = profile_reverse(p);
	profile_note(reversed, SVG_VIEW, SVG_REVERSED);
	ret = write_profile(out, reversed, &looks, err);
	profile_free(reversed);
	return ret;
}
