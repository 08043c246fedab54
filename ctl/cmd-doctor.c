// SPDX-License-Identifier: GPL-2.0-only
/* flamekctl doctor: what will work, and what will not, before it is tried. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd.h"
#include "diag.h"
#include "doctor/doctor.h"
#include "options.h"

#define EXIT_CANNOT_RECORD 3

static const char usage[] =
	"usage: flamekctl doctor [-p PID] [--json]\n"
	"\n"
	"Say whether flamek can record here, and what will be missing: the module, rights,\n"
	"names of kernel functions, memory; and of a process, names and frame pointers of\n"
	"each file that it runs code from. Exits with 0 if all is fine, 1 if something\n"
	"will be missing, 3 if nothing can be recorded.\n"
	"\n"
	"  -p, --pid PID   look at this process too\n"
	"      --json      for scripts: one line of JSON\n"
	"  -h, --help      this text\n"
	"\n"
	"examples:\n"
	"  flamekctl doctor -p $(pidof nginx)\n";

enum { OPT_JSON = OPTIONS_OWN };

struct doctor_options {
	pid_t pid;
	bool is_json;
	bool wants_help;
};

static int parse_option(struct doctor_options *o, int opt, struct err *err)
{
	size_t nr;

	switch (opt) {
	case 'p':
		return options_pids(optarg, &o->pid, 1, &nr, err);
	case OPT_JSON:
		o->is_json = true;
		return 0;
	case 'h':
		o->wants_help = true;
		return 0;
	default:
		return -EINVAL;		/* getopt has said why */
	}
}

static int parse_options(struct doctor_options *o, int argc, char **argv,
			 struct err *err)
{
	static const struct option options[] = {
		{ "pid", required_argument, NULL, 'p' },
		{ "json", no_argument, NULL, OPT_JSON },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int opt, ret = 0;

	while (!ret && !o->wants_help &&
	       (opt = getopt_long(argc, argv, "p:h", options, NULL)) != -1)
		ret = parse_option(o, opt, err);
	if (!ret && !o->wants_help && optind < argc)
		ret = err_set(err, EINVAL, "unexpected argument '%s'",
			      argv[optind]);
	return ret;
}

static int examine(const struct doctor_options *o)
{
	static const int statuses[] = {
		[DOCTOR_OK] = EXIT_SUCCESS,
		[DOCTOR_NOTE] = EXIT_SUCCESS,
		[DOCTOR_PROBLEM] = EXIT_FAILURE,
		[DOCTOR_FATAL] = EXIT_CANNOT_RECORD,
	};
	struct doctor doctor;
	int status;

	doctor_init(&doctor, "", o->pid);
	doctor_examine(&doctor);
	status = statuses[doctor_worst(&doctor)];
	if (o->is_json)
		doctor_write_json(stdout, &doctor, status);
	else
		doctor_print(stdout, &doctor);
	doctor_free(&doctor);
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	diag_error("cannot write to standard output");
	return EXIT_FAILURE;
}

int cmd_doctor_main(int argc, char **argv)
{
	struct doctor_options o = { 0 };
	struct err err = { "" };

	if (parse_options(&o, argc, argv, &err)) {
		diag_usage("doctor", &err);
		return EXIT_USAGE;
	}
	if (o.wants_help) {
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	}
	return examine(&o);
}
