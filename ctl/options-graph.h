/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a flame graph is to look, from the command line: options of the names that
 * users of flamegraph.pl and inferno-flamegraph know.
 */
#ifndef FLAMEK_OPTIONS_GRAPH_H
#define FLAMEK_OPTIONS_GRAPH_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"

#define GRAPH_NO_COLOR	(-1)

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
	double minwidth;	/* px, negative: the renderer's choice */
	bool is_minwidth_percent;	/* of the width, instead of px */
	uint32_t colors;	/* of flamegraph_find_colors() */
	int32_t background;	/* 0xrrggbb or GRAPH_NO_COLOR */
	int32_t search_color;
	bool negate;		/* of two columns the second came first */
	bool is_random;		/* shades of chance, not by the name */
	bool is_reversed;	/* merged from the leaves */
	bool is_inverted;	/* root at the top */
	uint64_t total;		/* of which the samples are a part; 0: all */
	bool no_javascript;
	bool is_html;		/* a page, as the output's form says */
};

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
	OPTIONS_GRAPH_END,
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
	{ "no-javascript", no_argument, NULL, OPTIONS_NO_JAVASCRIPT }

/* For a command's --help, after its own options. */
#define GRAPH_OPTIONS_HELP \
	"Flame graph:\n" \
	"      --inverted          root at the top: an icicle graph\n" \
	"      --reverse           merged from the leaves, callers above them\n" \
	"      --total COUNT       draw the samples as a part of so many\n" \
	"      --title TEXT        heading (Flame Graph)\n" \
	"      --subtitle TEXT     line under it (the command recorded)\n" \
	"      --countname TEXT    what is counted (samples)\n" \
	"      --notes TEXT        a note below the picture\n" \
	"      --width PX          fixed width (as wide as the window)\n" \
	"      --height PX         height of a frame\n" \
	"      --minwidth PX|PCT%  draw no frame narrower than this\n" \
	"      --fonttype FONT     font of the frames\n" \
	"      --fontsize PX       size of the text\n" \
	"      --colors NAME       palette (flamek): hot, mem, io, wakeup, chain, java, js,\n" \
	"                          perl, python, rust, red, green, blue, aqua, yellow,\n" \
	"                          purple, orange, safe (for the colour-blind)\n" \
	"      --hash              shades by name, as without it (also --deterministic)\n" \
	"      --random            other shades each time\n" \
	"      --negate            of two counts the second came first: swap the colours\n" \
	"      --bgcolors COLOR    background: yellow, blue, green, grey or #rrggbb\n" \
	"      --search-color COLOR  of what a search finds: #rrggbb or rgb(R,G,B)\n" \
	"      --no-javascript     the picture alone, without the viewer\n"

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

#endif
