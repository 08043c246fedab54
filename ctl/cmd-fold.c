// SPDX-License-Identifier: GPL-2.0-only
/* flamekctl fold: a recording, or folded stacks again, to folded stacks. */
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
#include "formats/folded.h"
#include "options.h"
#include "outfile.h"
#include "verdict.h"

static const char usage[] =
	"usage: flamekctl fold [OPTIONS] IN...\n"
	"\n"
	"Print the stacks of a recording (perf.data, flamek's or perf's) as folded text:\n"
	"a line a stack, frames joined by semicolons, and a count. A flame graph that\n"
	"flamekctl drew gives those it was drawn from. They are sorted, and equal stacks,\n"
	"also of several inputs, are added up. IN may be - for standard input.\n"
	"\n"
	"  -o, --output FILE     what to write (standard output)\n"
	"      --annotate        mark kernel frames _[k], JIT _[j], inlined _[i]\n"
	"      --kernel          mark kernel frames alone\n"
	"      --jit             mark JIT frames alone\n"
	"      --all             mark kernel and JIT frames\n"
	CMD_INPUT_OPTIONS_HELP
	STACKS_OPTIONS_HELP
	NAMES_OPTIONS_HELP
	VERDICT_OPTIONS_HELP
	"  -q, --quiet           no summary\n"
	"  -h, --help            this text\n"
	"\n"
	"examples:\n"
	"  flamekctl fold out.data\n"
	"  flamekctl fold --normalize --before old.data new.data\n"
	"  flamekctl fold --annotate perf.data | flamegraph.pl --colors java > out.svg\n";

enum {
	OPT_ANNOTATE = OPTIONS_OWN,
	OPT_KERNEL,
	OPT_JIT,
	OPT_ALL,
};

static const struct option long_options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "annotate", no_argument, NULL, OPT_ANNOTATE },
	{ "kernel", no_argument, NULL, OPT_KERNEL },
	{ "jit", no_argument, NULL, OPT_JIT },
	{ "all", no_argument, NULL, OPT_ALL },
	CMD_INPUT_OPTIONS,
	STACKS_OPTIONS,
	NAMES_OPTIONS,
	VERDICT_OPTIONS,
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

struct fold_options {
	struct cmd_input input;
	const char *output;
	unsigned int marks;	/* FOLDED_MARK_* */
	bool wants_help;
};

static int parse_option(struct fold_options *o, int opt, struct err *err)
{
	switch (opt) {
	case 'o':
		o->output = optarg;
		return 0;
	case OPT_ANNOTATE:
		o->marks = FOLDED_MARK_ALL;
		return 0;
	case OPT_KERNEL:
		o->marks |= FOLDED_MARK_KERNEL;
		return 0;
	case OPT_JIT:
		o->marks |= FOLDED_MARK_JIT;
		return 0;
	case OPT_ALL:
		o->marks |= FOLDED_MARK_KERNEL | FOLDED_MARK_JIT;
		return 0;
	case 'q':
		o->input.is_quiet = true;
		return 0;
	case 'h':
		o->wants_help = true;
		return 0;
	default:
		/* 0: not even one of these, and getopt said so. */
		return cmd_input_option(&o->input, opt, optarg) ||
		       options_names(&o->input.names, opt) ||
		       options_stacks(&o->input.stacks, opt, optarg) ||
		       verdict_option(&o->input.verdict, opt, optarg, err) == 1 ?
		       0 : -EINVAL;
	}
}

static int check_output(const struct fold_options *o, struct err *err)
{
	const char *path = o->output;
	enum output_form form = options_form_of_suffix(path);

	if (form != OUTPUT_FOLDED && form != OUTPUT_NR_FORMS)
		return err_set(err, EINVAL,
			       "fold writes folded stacks, not what '%s' would hold",
			       path);
	return verdict_check(&o->input.verdict, path, err);
}

static int parse_options(struct fold_options *o, int argc, char **argv,
			 struct err *err)
{
	int opt, ret = 0;

	while (!ret && !o->wants_help &&
	       (opt = getopt_long(argc, argv, "o:qh" CMD_INPUT_LETTERS,
				  long_options, NULL)) != -1)
		ret = parse_option(o, opt, err);
	if (ret || o->wants_help)
		return ret;
	ret = cmd_input_take_paths(&o->input, argc - optind, argv + optind, err);
	return ret ? ret : check_output(o, err);
}

static int fold(void *options, struct outfile *of)
{
	struct fold_options *o = options;
	struct profile *p = cmd_input_read(&o->input);
	struct err err;
	int ret;

	if (!p)
		return EXIT_FAILURE;
	ret = folded_write(outfile_stream(of), p, o->marks);
	if (ret)
		err_set_errno(&err, -ret, "cannot write '%s'", o->output);
	else
		ret = outfile_commit(of, &err);
	if (ret)
		diag_error("%s", err.text);
	profile_free(p);
	return ret ? EXIT_FAILURE :
	       verdict_finish(&o->input.verdict, EXIT_SUCCESS);
}

int cmd_fold_main(int argc, char **argv)
{
	struct fold_options o = {
		.input = { .names = NAMES_DEFAULT },
		.output = "-",
	};
	struct err err = { "" };
	int status = EXIT_SUCCESS;

	if (parse_options(&o, argc, argv, &err)) {
		diag_usage("fold", &err);
		status = EXIT_USAGE;
	} else if (o.wants_help) {
		fputs(usage, stdout);
	} else {
		outfile_guard_signals();
		status = cmd_output(o.output, &o.input.verdict, fold, &o);
	}
	cmd_input_free(&o.input);
	return status;
}
