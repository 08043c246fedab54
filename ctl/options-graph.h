/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a flame graph is to look, from the command line: options of the names that
 * users of flamegraph.pl and inferno-flamegraph know.
 */
#ifndef FLAMEK_OPTIONS_GRAPH_H
#define FLAMEK_OPTIONS_GRAPH_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define GRAPH_NO_COLOR	(-1)

/* Values of the long options below. */
enum {
	OPTIONS_TITLE = 0x100,
	OPTIONS_SUBTITLE,
	OPTIONS_COUNTNAME,
	OPTIONS_NOTES,
	OPTIONS_FONTTYPE,
	OPTIONS_WIDTH,
	OPTIONS_HEIGHT,
	OPTIONS_FONTSIZE,
	OPTIONS_MINWIDTH,
	OPTIONS_COLORS,
	OPTIONS_BGCOLORS,
	OPTIONS_SEARCH_COLOR,
	OPTIONS_HASH,
	OPTIONS_RANDOM,
	OPTIONS_NEGATE,
	OPTIONS_REVERSE,
	OPTIONS_INVERTED,
	OPTIONS_TOTAL,
	OPTIONS_NO_JAVASCRIPT,
	OPTIONS_STROKE_COLOR,
	OPTIONS_UICOLOR,
	OPTIONS_NAMETYPE,
	OPTIONS_FACTOR,
	OPTIONS_COLORDIFFUSION,
	OPTIONS_TRUNCATE_TEXT_RIGHT,
	OPTIONS_NO_SORT,
	OPTIONS_RESTYLE,
	OPTIONS_FLAMECHART,
	OPTIONS_CP,
	OPTIONS_NAMEATTR,
	OPTIONS_FONTWIDTH,
	OPTIONS_ENCODING,
	OPTIONS_PRETTY_XML,
	OPTIONS_GRAPH_END,
};

/* Strings belong to the command line. */
struct graph_options {
	const char *title;	/* NULL: by the kind of graph */
	const char *subtitle;	/* NULL: the command that was recorded */
	const char *countname;	/* NULL: "samples" */
	const char *notes;	/* NULL: none but the recording's */
	const char *fonttype;	/* NULL: the renderer's choice */
	uint32_t width;		/* px, 0: as wide as the window */
	uint32_t height;	/* px of a frame, 0: the renderer's choice */
	uint32_t fontsize;	/* px, 0: the renderer's choice */
	double fontwidth;	/* of a character, in font sizes; 0: as measured */
	double minwidth;	/* px, negative: the renderer's choice */
	bool is_minwidth_percent;	/* of the width, instead of px */
	uint32_t colors;	/* of flamegraph_find_colors() */
	int32_t background;	/* 0xrrggbb or GRAPH_NO_COLOR */
	int32_t search_color;
	int32_t stroke_color;	/* of outlines */
	int32_t ui_color;	/* of text that is not in a frame */
	const char *nametype;	/* NULL: nothing before a name */
	const char *nameattr;	/* file with attributes of functions, or NULL */
	const char *nameattr_text;	/* or that file's text */
	double factor;		/* of counts where they are shown; 0: 1 */
	bool is_diffused;	/* the wider, the redder */
	bool is_cut_right;	/* of long names */
	bool keeps_order;	/* of siblings, that of the input */
	bool has_map;		/* colours by palette.map */
	bool is_chart;		/* in the order of time, not merged */
	bool is_restyled;	/* looks that the input brings along are not heeded */
	bool negate;		/* of two columns the second came first */
	bool is_random;		/* shades of chance, not by the name */
	bool is_reversed;	/* merged from the leaves */
	bool is_inverted;	/* root at the top */
	uint64_t total;		/* of which the samples are a part; 0: all */
	bool no_javascript;
	bool has_declaration;	/* of XML, with the encoding */
	bool is_pretty;		/* indented */
	bool is_html;		/* a page, as the output's form says */
	const char *given[OPTIONS_GRAPH_END - OPTIONS_TITLE];	/* "": a flag */
};

/* For a command's array of struct option. */
#define GRAPH_OPTIONS \
	{ "title", required_argument, NULL, OPTIONS_TITLE }, \
	{ "subtitle", required_argument, NULL, OPTIONS_SUBTITLE }, \
	{ "countname", required_argument, NULL, OPTIONS_COUNTNAME }, \
	{ "notes", required_argument, NULL, OPTIONS_NOTES }, \
	{ "fonttype", required_argument, NULL, OPTIONS_FONTTYPE }, \
	{ "width", required_argument, NULL, OPTIONS_WIDTH }, \
	{ "height", required_argument, NULL, OPTIONS_HEIGHT }, \
	{ "fontsize", required_argument, NULL, OPTIONS_FONTSIZE }, \
	{ "fontwidth", required_argument, NULL, OPTIONS_FONTWIDTH }, \
	{ "minwidth", required_argument, NULL, OPTIONS_MINWIDTH }, \
	{ "colors", required_argument, NULL, OPTIONS_COLORS }, \
	{ "palette", required_argument, NULL, OPTIONS_COLORS }, \
	{ "bgcolors", required_argument, NULL, OPTIONS_BGCOLORS }, \
	{ "search-color", required_argument, NULL, OPTIONS_SEARCH_COLOR }, \
	{ "hash", no_argument, NULL, OPTIONS_HASH }, \
	{ "deterministic", no_argument, NULL, OPTIONS_HASH }, \
	{ "random", no_argument, NULL, OPTIONS_RANDOM }, \
	{ "negate", no_argument, NULL, OPTIONS_NEGATE }, \
	{ "reverse", no_argument, NULL, OPTIONS_REVERSE }, \
	{ "inverted", no_argument, NULL, OPTIONS_INVERTED }, \
	{ "total", required_argument, NULL, OPTIONS_TOTAL }, \
	{ "no-javascript", no_argument, NULL, OPTIONS_NO_JAVASCRIPT }, \
	{ "encoding", required_argument, NULL, OPTIONS_ENCODING }, \
	{ "pretty-xml", no_argument, NULL, OPTIONS_PRETTY_XML }, \
	{ "stroke-color", required_argument, NULL, OPTIONS_STROKE_COLOR }, \
	{ "uicolor", required_argument, NULL, OPTIONS_UICOLOR }, \
	{ "nametype", required_argument, NULL, OPTIONS_NAMETYPE }, \
	{ "factor", required_argument, NULL, OPTIONS_FACTOR }, \
	{ "colordiffusion", no_argument, NULL, OPTIONS_COLORDIFFUSION }, \
	{ "truncate-text-right", no_argument, NULL, \
	  OPTIONS_TRUNCATE_TEXT_RIGHT }, \
	{ "no-sort", no_argument, NULL, OPTIONS_NO_SORT }, \
	{ "restyle", no_argument, NULL, OPTIONS_RESTYLE }, \
	{ "flamechart", no_argument, NULL, OPTIONS_FLAMECHART }, \
	{ "cp", no_argument, NULL, OPTIONS_CP }, \
	{ "nameattr", required_argument, NULL, OPTIONS_NAMEATTR }

/* For a command's --help, after its own options. */
#define GRAPH_OPTIONS_HELP \
	"Flame graph:\n" \
	"      --inverted          root at the top: an icicle graph\n" \
	"      --reverse           merged from the leaves, callers above them\n" \
	"      --flamechart        in the order of time, a thread after another, not merged\n" \
	"      --total COUNT       draw the samples as a part of so many\n" \
	"      --title TEXT        heading (Flame Graph)\n" \
	"      --subtitle TEXT     line under it (the command recorded)\n" \
	"      --countname TEXT    what is counted (samples)\n" \
	"      --nametype TEXT     what comes before a name in the line that tells of it\n" \
	"      --nameattr FILE     links, tooltips and classes of functions\n" \
	"      --factor NUMBER     multiply counts by this where they are shown\n" \
	"      --notes TEXT        a note below the picture\n" \
	"      --width PX          fixed width (as wide as the window)\n" \
	"      --height PX         height of a frame\n" \
	"      --minwidth PX|PCT%  draw no frame narrower than this\n" \
	"      --fonttype FONT     font of the frames\n" \
	"      --fontsize PX       size of the text\n" \
	"      --fontwidth NUMBER  width of a character in font sizes, for what fits\n" \
	"      --colors NAME       palette (flamek): hot, mem, io, wakeup, chain, java, js,\n" \
	"                          perl, python, rust, red, green, blue, aqua, yellow,\n" \
	"                          purple, orange, safe (for the colour-blind)\n" \
	"      --hash              shades by name, as without it (also --deterministic)\n" \
	"      --random            other shades each time\n" \
	"      --cp                colors by name from ./palette.map, which is made or added to\n" \
	"      --colordiffusion    the wider a frame, the redder\n" \
	"      --negate            of two counts the second came first: swap the colours\n" \
	"      --bgcolors COLOR    background: yellow, blue, green, grey or #rrggbb\n" \
	"      --search-color COLOR  of what a search finds: #rrggbb or rgb(R,G,B)\n" \
	"      --stroke-color COLOR  outlines of the frames; none is the default\n" \
	"      --uicolor COLOR     of the text around the frames\n" \
	"      --truncate-text-right  of names too long keep the beginning\n" \
	"      --no-sort           frames in the order of the input, not by name\n" \
	"      --restyle           of a flame graph only the profile, not its looks\n" \
	"      --no-javascript     the picture alone, without the viewer\n" \
	"      --encoding utf-8    have the SVG begin with an XML declaration\n" \
	"      --pretty-xml        an element a line, indented\n"

/** options_graph_init() - no wishes */
void options_graph_init(struct graph_options *g);

/**
 * options_graph() - take one of GRAPH_OPTIONS
 * @g: filled
 * @opt: what getopt_long() returned
 * @arg: its optarg, which is kept
 * @err: the reason of a failure
 *
 * Return: 1 when taken, 0 when @opt is none of them, -EINVAL.
 */
int options_graph(struct graph_options *g, int opt, const char *arg,
		  struct err *err);

/**
 * options_graph_look() - what was said of the looks, to keep with the picture
 * @g: the options
 * @cursor: 0 at first, then left alone
 * @value: the option's argument, or "" if it has none
 *
 * Return: the option's name; NULL when there are no more.
 */
const char *options_graph_look(const struct graph_options *g, size_t *cursor,
			       const char **value);

/**
 * options_graph_take_up() - take a look that was kept, unless it was said anew
 * @g: altered; keeps @value
 * @name: need not be that of an option
 * @value: not trusted; what is not legal is passed over
 */
void options_graph_take_up(struct graph_options *g, const char *name,
			   const char *value);

#endif
