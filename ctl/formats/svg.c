// SPDX-License-Identifier: GPL-2.0-only
/* A profile handed to render/: its notes and facts, and how it is to look. */
#include "formats/svg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "formats/svg-draw.h"
#include "mem.h"
#include "nameattr.h"
#include "palettemap.h"
#include "render/flamegraph.h"
#include "reverse.h"

/* How notes begin that keep what was said of the looks. */
#define LOOK "--"

bool svg_is_look(const char *key)
{
	return !strncmp(key, LOOK, strlen(LOOK));
}

static void free_notes(struct flamegraph_note *notes, uint32_t nr)
{
	uint32_t i;

	for (i = 0; i < nr; i++)
		if (svg_is_look(notes[i].key))
			free((char *)notes[i].key);
	free(notes);
}

/* What a profile was drawn with before. */
static void take_up_looks(struct graph_options *g, const struct profile *p)
{
	const char *key, *value;
	unsigned int i;

	for (i = 0; !g->is_restyled && (key = profile_get_note(p, i, &value)); i++)
		if (svg_is_look(key))
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
		if (!strcmp(key, "unit") || svg_is_look(key) ||
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
	if (g->is_chart) {
		notes = mem_grow(notes, *nr, &room, sizeof(*notes));
		notes[(*nr)++] = (struct flamegraph_note){
			SVG_VIEW, SVG_CHART, true,
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
	if (g->is_chart)
		return "Flame Chart";
	return g->is_inverted ? "Icicle Graph" : "Flame Graph";
}

static void set_options(struct flamegraph_options *o, const struct profile *p,
			const struct graph_options *g)
{
	flamegraph_options_init(o);
	o->title = g->title ? g->title : title_of(p, g);
	o->subtitle = g->subtitle ? g->subtitle :
				    profile_find_note(p, "command");
	if (profile_find_note(p, "unit"))
		o->countname = profile_find_note(p, "unit");
	if (g->countname)
		o->countname = g->countname;
	o->width = g->width;
	o->no_script = g->no_javascript;
	o->has_declaration = g->has_declaration;
	o->is_pretty = g->is_pretty;
	o->is_html = g->is_html;
	set_sizes(o, g);
	o->font_width = g->fontwidth;
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

/* The map is written when the picture is, which may still fail to be kept. */
static int draw_by_map(FILE *out, const struct profile *p,
		       const struct graph_options *g,
		       const struct flamegraph_options *options, struct err *err)
{
	struct flamegraph_options filled = *options;
	struct palettemap map;
	int ret = palettemap_read(&map, err);

	if (!ret) {
		filled.fill_of = palettemap_fill;
		filled.fill_arg = &map;
		ret = svg_draw(out, p, g, &filled, err);
	}
	if (!ret)
		ret = palettemap_write(&map, err);
	palettemap_free(&map);
	return ret;
}

static int write_profile(FILE *out, const struct profile *p,
			 const struct graph_options *g,
			 struct nameattr *attributes, struct err *err)
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
	if (attributes) {
		options.attributes_of = nameattr_of;
		options.attributes_arg = attributes;
	}
	ret = g->has_map ? draw_by_map(out, p, g, &options, err) :
			   svg_draw(out, p, g, &options, err);
	free(facts);
	free_notes(notes, options.nr_notes);
	return ret;
}

/* Of which there must be an order. */
static int check_chart(const struct profile *p, const struct graph_options *g,
		       struct err *err)
{
	if (!g->is_chart)
		return 0;
	if (profile_nr_columns(p) > 1)
		return err_set(err, EINVAL,
			       "a flame chart is of one count, and here are two: leave out --flamechart");
	if (g->is_reversed)
		return err_set(err, EINVAL,
			       "--reverse merges what --flamechart keeps apart: leave one out");
	if (!profile_timeline(p)->nr)
		return err_set(err, EINVAL,
			       "a flame graph does not tell the order of time: take what it was drawn from");
	return 0;
}

/* From a file, or as it was when the picture was drawn before. */
static int read_attributes(struct nameattr *attributes,
			   const struct graph_options *g, struct err *err)
{
	char *text = NULL;
	int ret;

	memset(attributes, 0, sizeof(*attributes));
	if (!g->nameattr)
		return nameattr_parse(attributes, g->nameattr_text ?
				      g->nameattr_text : "", "nameattr", err);
	text = nameattr_load(g->nameattr, err);
	if (!text)
		return -EINVAL;
	ret = nameattr_parse(attributes, text, g->nameattr, err);
	free(text);
	return ret;
}

static int write_attributed(FILE *out, const struct profile *p,
			    const struct graph_options *g,
			    struct nameattr *attributes, struct err *err)
{
	struct graph_options looks = *g;
	struct nameattr *any = attributes->names.nr ? attributes : NULL;
	char *text = nameattr_text(attributes);
	struct profile *reversed;
	int ret;

	looks.given[OPTIONS_NAMEATTR - OPTIONS_TITLE] = any ? text : NULL;
	if (!looks.is_reversed) {
		ret = write_profile(out, p, &looks, any, err);
	} else {
		reversed = profile_reverse(p);
		profile_note(reversed, SVG_VIEW, SVG_REVERSED);
		ret = write_profile(out, reversed, &looks, any, err);
		profile_free(reversed);
	}
	free(text);
	return ret;
}

int svg_write_profile(FILE *out, const struct profile *p,
		      const struct graph_options *g, struct err *err)
{
	struct graph_options looks = *g;
	struct nameattr attributes;
	int ret;

	take_up_looks(&looks, p);
	/* Said now, and not only when it was drawn before. */
	if (g->is_reversed && !g->is_chart)
		looks.is_chart = false;
	ret = check_chart(p, &looks, err);
	if (ret)
		return ret;
	ret = read_attributes(&attributes, &looks, err);
	if (!ret)
		ret = write_attributed(out, p, &looks, &attributes, err);
	nameattr_free(&attributes);
	return ret;
}
