// SPDX-License-Identifier: GPL-2.0-only
/* flamekctl render: what was recorded to a flame graph. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd-input.h"
#include "cmd-output.h"
#include "cmd.h"
#include "diag.h"
#include "err.h"
#include "formats/svg.h"
#include "options-graph.h"
#include "options.h"
#include "outfile.h"
#include "verdict.h"

static const char usage[] =
	"usage: flamekctl render [OPTIONS] IN... -o {OUT.svg | OUT.html}\n"
	"\n"
	"Draw a flame graph of a recording (perf.data, flamek's or perf's), of folded\n"
	"stacks, or of the profile inside a flame graph that flamekctl drew; of several\n"
	"of them, added up. IN and OUT may be - for standard input and output.\n"
	"\n"
	"  -o, --output FILE     what to write: SVG, or a page if it ends in .html\n"
	"      --format FORM     svg or html, whatever FILE is called\n"
	CMD_INPUT_OPTIONS_HELP
	STACKS_OPTIONS_HELP
	NAMES_OPTIONS_HELP
	VERDICT_OPTIONS_HELP
	"  -c NAME, -i           short for --colors and --inverted\n"
	"  -q, --quiet           no summary\n"
	"  -h, --help            this text\n"
	"\n"
	GRAPH_OPTIONS_HELP
	"\n"
	"examples:\n"
	"  flamekctl render out.data -o out.svg\n"
	"  flamekctl render monday.data tuesday.data -o both.svg\n"
	"  flamekctl render --before old.data new.data -o change.svg\n"
	"  flamekctl render old.svg -o wide.svg --width 3000\n"
	"  flamekctl render large.folded -o large.html\n"
	"  perf script | stackcollapse-perf.pl | flamekctl render - -o out.svg\n";

enum {
	OPT_FORMAT = OPTIONS_OWN,
};

static const struct option long_options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "format", required_argument, NULL, OPT_FORMAT },
	CMD_INPUT_OPTIONS,
	STACKS_OPTIONS,
	NAMES_OPTIONS,
	VERDICT_OPTIONS,
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	GRAPH_OPTIONS,
	{ NULL, 0, NULL, 0 }
};

struct render_options {
	struct cmd_input input;
	struct graph_options graph;
	const char *output;
	const char *format;
	bool wants_help;
};

/* Letters that inferno-flamegraph has for options of a flame graph. */
static int long_of(int opt)
{
	switch (opt) {
	case 'c':
		return OPTIONS_COLORS;
	case 'i':
		return OPTIONS_INVERTED;
	default:
		return opt;
	}
}

static int parse_option(struct render_options *o, int opt, struct err *err)
{
	switch (opt) {
	case 'o':
		o->output = optarg;
		return 0;
	case OPT_FORMAT:
		o->format = optarg;
		return 0;
	case 'q':
		o->input.is_quiet = true;
		return 0;
	case 'h':
		o->wants_help = true;
		return 0;
	default:
		if (cmd_input_option(&o->input, opt, optarg) ||
		    options_names(&o->input.names, opt) ||
		    options_stacks(&o->input.stacks, opt, optarg))
			return 0;
		/* 0: not even one of these, and getopt said so. */
		return verdict_option(&o->input.verdict, opt, optarg, err) == 1 ||
		       options_graph(&o->graph, long_of(opt), optarg, err) == 1 ?
		       0 : -EINVAL;
	}
}

static bool is_picture(enum output_form form)
{
	return form == OUTPUT_SVG || form == OUTPUT_HTML;
}

static int check_output(struct render_options *o, struct err *err)
{
	const char *path = o->output;
	enum output_form form;

	if (!path)
		return err_set(err, EINVAL, "no output: give -o FILE");
	form = options_form_of_suffix(path);
	if (o->format && (options_form(path, o->format, &form, err) ||
			  !is_picture(form)))
		return err_set(err, EINVAL,
			       "format must be svg or html, not '%s'",
			       o->format);
	if (!is_picture(form) && form != OUTPUT_NR_FORMS)
		return err_set(err, EINVAL,
			       "render writes SVG or HTML, not what '%s' would hold",
			       path);
	o->graph.is_html = form == OUTPUT_HTML;
	return verdict_check(&o->input.verdict, path, err);
}

static int parse_options(struct render_options *o, int argc, char **argv,
			 struct err *err)
{
	int opt, ret = 0;

	while (!ret && !o->wants_help &&
	       (opt = getopt_long(argc, argv, "o:qhc:i" CMD_INPUT_LETTERS,
				  long_options, NULL)) != -1)
		ret = parse_option(o, opt, err);
	if (ret || o->wants_help)
		return ret;
	o->input.wants_order = o->graph.is_chart;
	o->input.is_negated = o->graph.negate;
	o->input.has_unit = o->graph.countname;
	ret = cmd_input_take_paths(&o->input, argc - optind, argv + optind, err);
	return ret ? ret : check_output(o, err);
}

static int render(void *options, struct outfile *of)
{
	struct render_options *o = options;
	struct profile *p = cmd_input_read(&o->input);
	struct err err;
	int ret;

	if (!p)
		return EXIT_FAILURE;
	ret = svg_write_profile(outfile_stream(of), p, &o->graph, &err);
	if (!ret)
		ret = outfile_commit(of, &err);
	if (ret)
		diag_error("%s", err.text);
	profile_free(p);
	return ret ? EXIT_FAILURE :
	       verdict_finish(&o->input.verdict, EXIT_SUCCESS);
}

int cmd_render_main(int argc, char **argv)
{
	struct render_options o = {
		.input = {
			.names = NAMES_DEFAULT, .unit_option = "--countname",
		},
	};
	struct err err = { "" };
	int status = EXIT_SUCCESS;

	options_graph_init(&o.graph);
	if (parse_options(&o, argc, argv, &err)) {
		diag_usage("render", &err);
		status = EXIT_USAGE;
	} else if (o.wants_help) {
		fputs(usage, stdout);
	} else {
		outfile_guard_signals();
		status = cmd_output(o.output, &o.input.verdict, render, &o);
	}
	cmd_input_free(&o.input);
	return status;
}
