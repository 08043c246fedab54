/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of command line options: text to numbers and names, nothing else. Each
 * parser takes the whole string or refuses it, and the refusal quotes the value
 * and says what would be legal.
 */
#ifndef FLAMEK_OPTIONS_H
#define FLAMEK_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"
#include "symbols/symbols.h"

#define OPTIONS_RATE_MAX	50000u
#define OPTIONS_RATE_DEFAULT	999u

/**
 * options_count() - a whole decimal number within a range
 * @s: the text
 * @what: the thing counted, for the message: "stack depth"
 * @min: the least legal value
 * @max: the greatest
 * @n: filled
 * @err: the reason of a failure
 *
 * Return: 0 or -EINVAL, as every parser here.
 */
int options_count(const char *s, const char *what, uint64_t min, uint64_t max,
		  uint64_t *n, struct err *err);

/** options_rate() - samples per second and CPU, 1 to OPTIONS_RATE_MAX */
int options_rate(const char *s, uint32_t *hz, struct err *err);

/** options_duration() - "10", "1.5", "500ms", "2m", ... into ns, more than 0 */
int options_duration(const char *s, uint64_t *ns, struct err *err);

/** options_size() - "4096", "4K", "1M", "2G" (powers of 1024) into bytes */
int options_size(const char *s, uint64_t *bytes, struct err *err);

/** options_percent() - "0" to "100" with or without decimals, into 1e-9 percent */
int options_percent(const char *s, uint64_t *nano, struct err *err);

/**
 * options_pids() - "1234" or "12,34,56"
 * @s: the text
 * @pids: filled, in the order given, each once
 * @max: room in @pids
 * @nr: filled
 * @err: the reason of a failure
 *
 * Return: 0, -EINVAL, or -E2BIG for more than @max.
 */
int options_pids(const char *s, pid_t *pids, size_t max, size_t *nr,
		 struct err *err);

enum output_form {
	OUTPUT_SVG,
	OUTPUT_FOLDED,
	OUTPUT_DATA,		/* perf.data */
	OUTPUT_NR_FORMS,
};

/** options_form_name() - "svg", "folded", "data" */
const char *options_form_name(enum output_form form);

/**
 * options_form_of_suffix() - what the suffix of a path says
 *
 * Return: the form, or OUTPUT_NR_FORMS when it is none that flamekctl writes.
 */
enum output_form options_form_of_suffix(const char *path);

/**
 * options_form() - which form of output is wanted
 * @path: argument of -o
 * @format: argument of --format, or NULL: the suffix decides, SVG for "-"
 * @form: filled
 * @err: the reason of a failure
 *
 * Return: 0 or -EINVAL.
 */
int options_form(const char *path, const char *format, enum output_form *form,
		 struct err *err);

/* How frames are to be named. For a command's array of struct option. */
#define NAMES_OPTIONS \
	{ "no-inline", no_argument, NULL, OPTIONS_NO_INLINE }, \
	{ "lines", no_argument, NULL, OPTIONS_LINES }

/* For a command's --help, among its own options. */
#define NAMES_OPTIONS_HELP \
	"      --no-inline       no frames for calls that the compiler inlined\n" \
	"      --lines           source file and line in the names of user frames\n"

/* What symbols_want() is told if nothing is said. */
#define NAMES_DEFAULT SYMBOLS_INLINES

/**
 * options_names() - take one of NAMES_OPTIONS
 * @names: SYMBOLS_*, altered
 * @opt: what getopt_long() returned
 *
 * Return: 1 when taken, 0 when @opt is none of them.
 */
int options_names(unsigned int *names, int opt);

/* How a flame graph is to look; strings belong to the command line. */
struct graph_options {
	const char *title;	/* NULL: "Flame Graph" */
	const char *subtitle;	/* NULL: the command that was recorded */
	const char *countname;	/* NULL: "samples" */
	uint32_t width;		/* px, 0: as wide as the window */
	uint32_t height;	/* px of a frame, 0: the renderer's choice */
	uint32_t fontsize;	/* px, 0: the renderer's choice */
	double minwidth;	/* px, negative: the renderer's choice */
	bool no_javascript;
};

/* Values of the long options below; a command's own start at OPTIONS_OWN. */
enum {
	OPTIONS_TITLE = 0x100,
	OPTIONS_SUBTITLE,
	OPTIONS_COUNTNAME,
	OPTIONS_WIDTH,
	OPTIONS_HEIGHT,
	OPTIONS_FONTSIZE,
	OPTIONS_MINWIDTH,
	OPTIONS_NO_JAVASCRIPT,
	OPTIONS_NO_INLINE,
	OPTIONS_LINES,
	OPTIONS_OWN = 0x200,
};

/* For a command's array of struct option. */
#define GRAPH_OPTIONS \
	{ "title", required_argument, NULL, OPTIONS_TITLE }, \
	{ "subtitle", required_argument, NULL, OPTIONS_SUBTITLE }, \
	{ "countname", required_argument, NULL, OPTIONS_COUNTNAME }, \
	{ "width", required_argument, NULL, OPTIONS_WIDTH }, \
	{ "height", required_argument, NULL, OPTIONS_HEIGHT }, \
	{ "fontsize", required_argument, NULL, OPTIONS_FONTSIZE }, \
	{ "minwidth", required_argument, NULL, OPTIONS_MINWIDTH }, \
	{ "no-javascript", no_argument, NULL, OPTIONS_NO_JAVASCRIPT }

/* For a command's --help, after its own options. */
#define GRAPH_OPTIONS_HELP \
	"Flame graph:\n" \
	"      --title TEXT        heading (Flame Graph)\n" \
	"      --subtitle TEXT     line under it (the command recorded)\n" \
	"      --countname TEXT    what is counted (samples)\n" \
	"      --width PX          fixed width (as wide as the window)\n" \
	"      --height PX         height of a frame\n" \
	"      --fontsize PX       size of the text\n" \
	"      --minwidth PX       draw no frame narrower than this\n" \
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
