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

/**
 * options_decimal() - a number with or without decimals, at the start of a text
 * @s: the text, moved past the number
 * @nano: filled, in units of 1e-9; decimals beyond the ninth are not heeded
 *
 * Return: whether there is one, and no larger than 64 bits hold.
 */
bool options_decimal(const char **s, uint64_t *nano);

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
	OUTPUT_HTML,		/* the same in a page */
	OUTPUT_FOLDED,
	OUTPUT_DATA,		/* perf.data */
	OUTPUT_NR_FORMS,
};

/** options_form_name() - "svg", "html", "folded", "data" */
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

/* Values of the long options above; a command's own start at OPTIONS_OWN. */
enum {
	OPTIONS_NO_INLINE = 0x1c0,
	OPTIONS_LINES,
	OPTIONS_OWN = 0x200,
};

#endif
