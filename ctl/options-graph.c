// SPDX-License-Identifier: GPL-2.0-only
/* Values of the options for a flame graph: text to numbers, names and colours. */
#include "options-graph.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "options-color.h"
#include "options.h"
#include "render/flamegraph.h"

#define NSEC_PER_SEC	1000000000ULL
#define PX_MAX		100000u
#define FACTOR_MAX	1000000000ULL
#define FONTWIDTH_MAX	10ULL

void options_graph_init(struct graph_options *g)
{
	memset(g, 0, sizeof(*g));
	g->minwidth = -1;
	g->background = GRAPH_NO_COLOR;
	g->search_color = GRAPH_NO_COLOR;
	g->stroke_color = GRAPH_NO_COLOR;
	g->ui_color = GRAPH_NO_COLOR;
}

static int pixels(const char *s, const char *what, uint32_t min, uint32_t max,
		  uint32_t *px, struct err *err)
{
	uint64_t n;

	if (options_count(s, what, min, max, &n, err))
		return -EINVAL;
	*px = n;
	return 1;
}

static int take_minwidth(struct graph_options *g, const char *s,
			 struct err *err)
{
	const char *p = s;
	bool is_number, is_percent;
	uint64_t nano;

	is_number = options_decimal(&p, &nano);
	is_percent = is_number && *p == '%';
	if (!is_number || p[is_percent] ||
	    nano > (is_percent ? 100 : PX_MAX) * NSEC_PER_SEC)
		return err_set(err, EINVAL,
			       "minimum width must be a number of px from 0 to %u, or 0%% to 100%%, not '%s'",
			       PX_MAX, s);
	g->minwidth = (double)nano / NSEC_PER_SEC;
	g->is_minwidth_percent = is_percent;
	return 1;
}

static int take_colors(struct graph_options *g, const char *s, struct err *err)
{
	int found = flamegraph_find_colors(s);

	if (found < 0)
		return err_set(err, EINVAL,
			       "palette must be %s, not '%s'",
			       flamegraph_colors_names, s);
	g->colors = found;
	return 1;
}

static int take_text(const char **text, const char *arg)
{
	*text = arg;
	return 1;
}

static int take_flag(bool *flag, bool value)
{
	*flag = value;
	return 1;
}

static int take_factor(const char *s, const char *what, uint64_t max,
		       double *factor, struct err *err)
{
	const char *p = s;
	uint64_t nano;

	if (!options_decimal(&p, &nano) || *p || !nano ||
	    nano > max * NSEC_PER_SEC)
		return err_set(err, EINVAL,
			       "%s must be a number above 0, up to %llu, not '%s'",
			       what, (unsigned long long)max, s);
	*factor = (double)nano / NSEC_PER_SEC;
	return 1;
}

/* flamegraph.pl declares any, and what it writes is UTF-8 all the same. */
static int take_encoding(struct graph_options *g, const char *s,
			 struct err *err)
{
	if (strcasecmp(s, "utf-8") && strcasecmp(s, "utf8"))
		return err_set(err, EINVAL,
			       "encoding must be utf-8, not '%s': convert the input, as with iconv -f %s -t utf-8",
			       s, s);
	g->has_declaration = true;
	return 1;
}

static int take(struct graph_options *g, int opt, const char *arg,
		struct err *err)
{
	switch (opt) {
	case OPTIONS_TITLE:
		return take_text(&g->title, arg);
	case OPTIONS_SUBTITLE:
		return take_text(&g->subtitle, arg);
	case OPTIONS_COUNTNAME:
		return take_text(&g->countname, arg);
	case OPTIONS_NOTES:
		return take_text(&g->notes, arg);
	case OPTIONS_FONTTYPE:
		return take_text(&g->fonttype, arg);
	case OPTIONS_WIDTH:
		return pixels(arg, "width (px)", 200, PX_MAX, &g->width, err);
	case OPTIONS_HEIGHT:
		return pixels(arg, "frame height (px)", 4, 200, &g->height,
			      err);
	case OPTIONS_FONTSIZE:
		return pixels(arg, "font size (px)", 4, 100, &g->fontsize, err);
	case OPTIONS_FONTWIDTH:
		return take_factor(arg, "font width", FONTWIDTH_MAX,
				   &g->fontwidth, err);
	case OPTIONS_MINWIDTH:
		return take_minwidth(g, arg, err);
	case OPTIONS_COLORS:
		return take_colors(g, arg, err);
	case OPTIONS_BGCOLORS:
		return options_background(arg, &g->background, err);
	case OPTIONS_SEARCH_COLOR:
		return options_color(arg, "search color", &g->search_color,
				     err);
	case OPTIONS_STROKE_COLOR:
		if (!strcmp(arg, "none"))
			return 1;
		return options_color(arg, "stroke color", &g->stroke_color,
				     err);
	case OPTIONS_UICOLOR:
		return options_color(arg, "UI color", &g->ui_color, err);
	case OPTIONS_NAMETYPE:
		return take_text(&g->nametype, arg);
	case OPTIONS_FACTOR:
		return take_factor(arg, "factor", FACTOR_MAX, &g->factor, err);
	case OPTIONS_COLORDIFFUSION:
		return take_flag(&g->is_diffused, true);
	case OPTIONS_TRUNCATE_TEXT_RIGHT:
		return take_flag(&g->is_cut_right, true);
	case OPTIONS_NO_SORT:
		return take_flag(&g->keeps_order, true);
	case OPTIONS_NAMEATTR:
		return take_text(&g->nameattr, arg);
	case OPTIONS_CP:
		return take_flag(&g->has_map, true);
	case OPTIONS_FLAMECHART:
		return take_flag(&g->is_chart, true);
	case OPTIONS_RESTYLE:
		return take_flag(&g->is_restyled, true);
	case OPTIONS_HASH:
		return take_flag(&g->is_random, false);
	case OPTIONS_RANDOM:
		return take_flag(&g->is_random, true);
	case OPTIONS_NEGATE:
		return take_flag(&g->negate, true);
	case OPTIONS_REVERSE:
		return take_flag(&g->is_reversed, true);
	case OPTIONS_INVERTED:
		return take_flag(&g->is_inverted, true);
	case OPTIONS_TOTAL:
		return options_count(arg, "total", 1, UINT64_MAX, &g->total,
				     err) ? -EINVAL : 1;
	case OPTIONS_ENCODING:
		return take_encoding(g, arg, err);
	case OPTIONS_PRETTY_XML:
		return take_flag(&g->is_pretty, true);
	case OPTIONS_NO_JAVASCRIPT:
		return take_flag(&g->no_javascript, true);
	default:
		return 0;
	}
}

int options_graph(struct graph_options *g, int opt, const char *arg,
		  struct err *err)
{
	int ret = take(g, opt, arg, err);

	if (ret == 1)
		g->given[opt - OPTIONS_TITLE] = arg ? arg : "";
	return ret;
}

/*
 * Not those that are of the profile, as the total, or that undo themselves when it
 * is read, as --reverse.
 */
static bool is_look(int opt)
{
	switch (opt) {
	case OPTIONS_TITLE:
	case OPTIONS_SUBTITLE:
	case OPTIONS_FONTTYPE:
	case OPTIONS_WIDTH:
	case OPTIONS_HEIGHT:
	case OPTIONS_FONTSIZE:
	case OPTIONS_FONTWIDTH:
	case OPTIONS_MINWIDTH:
	case OPTIONS_COLORS:
	case OPTIONS_BGCOLORS:
	case OPTIONS_SEARCH_COLOR:
	case OPTIONS_STROKE_COLOR:
	case OPTIONS_UICOLOR:
	case OPTIONS_NEGATE:
	case OPTIONS_INVERTED:
	case OPTIONS_NAMETYPE:
	case OPTIONS_FACTOR:
	case OPTIONS_COLORDIFFUSION:
	case OPTIONS_TRUNCATE_TEXT_RIGHT:
	case OPTIONS_NO_SORT:
	case OPTIONS_FLAMECHART:
	case OPTIONS_NAMEATTR:
		return true;
	default:
		return false;
	}
}

static const struct option graph_options[] = { GRAPH_OPTIONS };

#define NR_OPTIONS (sizeof(graph_options) / sizeof(graph_options[0]))

const char *options_graph_look(const struct graph_options *g, size_t *cursor,
			       const char **value)
{
	while (*cursor < NR_OPTIONS) {
		const struct option *o = &graph_options[(*cursor)++];

		*value = g->given[o->val - OPTIONS_TITLE];
		/* The second name of an option comes right after the first. */
		if (*value && is_look(o->val) &&
		    (o == graph_options || o[-1].val != o->val))
			return o->name;
	}
	return NULL;
}

void options_graph_take_up(struct graph_options *g, const char *name,
			   const char *value)
{
	struct err ignored;
	size_t i;

	for (i = 0; i < NR_OPTIONS; i++) {
		const struct option *o = &graph_options[i];

		if (strcmp(o->name, name) || !is_look(o->val) ||
		    g->given[o->val - OPTIONS_TITLE])
			continue;
		/* The file's text is what was kept. */
		if (o->val == OPTIONS_NAMEATTR)
			g->nameattr_text = value;
		else
			options_graph(g, o->val, value, &ignored);
	}
}
