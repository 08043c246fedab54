/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of flamekctl record. */
#ifndef FLAMEK_OPTIONS_RECORD_H
#define FLAMEK_OPTIONS_RECORD_H

#include <stdbool.h>

#include "err.h"
#include "options-graph.h"
#include "options.h"
#include "recorder.h"
#include "verdict.h"

extern const char record_usage[];

struct record_options {
	struct recorder_options recorder;
	struct graph_options graph;
	struct verdict verdict;
	const char *output;
	const char *format;
	enum output_form form;
	bool annotate;
	int inherit;		/* 1, 0, -1 for not said */
	bool is_quiet;
	bool wants_help;
};

/** record_options_init() - what holds where nothing is said */
void record_options_init(struct record_options *o, int argc, char **argv);

/**
 * record_options_parse() - read the command line, and check it
 *
 * Return: 0, or a negative error number; @err says nothing where getopt did.
 */
int record_options_parse(struct record_options *o, int argc, char **argv,
			 struct err *err);

#endif
