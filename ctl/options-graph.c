// SPDX-License-Identifier: GPL-2.0-only
/* Values of the options for a flame graph: text to numbers, names and colours. */
#include "options-graph.h"

#include <errno.h>
#include <string.h>

#include "options.h"
#include "render/flamegraph.h"

#define NSEC_PER_SEC	1000000000ULL
#define PX_MAX		100000u

void options_graph_init(struct graph_options *g)
{
	memset(g, 0, sizeof(*g));
	g->minwidth = -1;
	g->background = GRAPH_NO_COLOR;
	g->search_color = GRAPH_NO_COLOR;
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

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "#f80a3c" */
static bool take_hex(const char *s, int32_t *color)
{
	int i, n;

	if (*s++ != '#' || strlen(s) != 6)
		return false;
	for (*color = 0, i = 0; i < 6; i++) {
		n = hex_digit(s[i]);
		if (n < 0)
			return false;
		*color = *color << 4 | n;
	}
	return true;
}

/* "rgb(230,0,230)" */
static bool take_rgb(const char *s, int32_t *color)
{
	unsigned int n;
	int i;

	if (strncmp(s, "rgb(", 4) != 0)
		return false;
	s += 4;
	for (*color = 0, i = 0; i < 3; i++) {
		if (*s < '0' || *s > '9')
			return false;
		for (n = 0; *s >= '0' && *s <= '9' && n <= 255; s++)
			n = n * 10 + *s - '0';
		if (n > 255 || *s++ != (i < 2 ? ',' : ')'))
			return false;
		*color = *color << 8 | n;
	}
	return !*s;
}

static int take_search_color(struct graph_options *g, const char *s,
			     struct err *err)
{
	if (take_hex(s, &g->search_color) || take_rgb(s, &g->search_color))
		return 1;
	return err_set(err, EINVAL,
		       "search color must be #rrggbb or rgb(R,G,B), not '%s'",
		       s);
}

static int take_background(struct graph_options *g, const char *s,
			   struct err *err)
{
	static const struct {
		const char *name;
		int32_t color;
	} names[] = {
		{ "yellow", 0xfaf6dc },
		{ "blue", 0xe4ecf8 },
		{ "green", 0xe3f4e6 },
		{ "grey", 0xededf0 },
		{ "gray", 0xededf0 },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(names[i].name, s)) {
			g->background = names[i].color;
			return 1;
		}
	}
	if (take_hex(s, &g->background))
		return 1;
	return err_set(err, EINVAL,
		       "background must be yellow, blue, green, grey or #rrggbb, not '%s'",
		       s);
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

int options_graph(struct graph_options *g, int opt, const char *arg,
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
	case OPTIONS_MINWIDTH:
		return take_minwidth(g, arg, err);
	case OPTIONS_COLORS:
		return take_colors(g, arg, err);
	case OPTIONS_BGCOLORS:
		return take_background(g, arg, err);
	case OPTIONS_SEARCH_COLOR:
		return take_search_color(g, arg, err);
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
	case OPTIONS_NO_JAVASCRIPT:
		return take_flag(&g->no_javascript, true);
	default:
		return 0;
	}
}
