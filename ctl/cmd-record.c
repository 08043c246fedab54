// SPDX-License-Identifier: GPL-2.0-only
/* flamekctl record: from processes or a command to a file. */
#include <errno.h>
#include <inttypes.h>
#include <linux/flamek.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd-output.h"
#include "cmd.h"
#include "diag.h"
#include "formats/folded.h"
#include "formats/svg.h"
#include "notes.h"
#include "options-record.h"
#include "outfile.h"
#include "recorder.h"
#include "statusline.h"
#include "summary.h"
#include "symbols/debuginfod.h"
#include "target.h"
#include "verdict.h"
#include "workload.h"

static void report(const struct record_options *o, const struct err *err)
{
	char *target = target_describe(&o->recorder.target);

	diag_error("cannot record %s: %s", target, err->text);
	free(target);
}

/* What would help, when it could not even begin. */
static void hint(int error)
{
	switch (-error) {
	case ENOENT:
		diag_hint("load it: insmod kmod/flamek.ko, or modprobe flamek once installed");
		break;
	case EACCES:
		diag_hint("run it as root, or become a member of the group that may open /dev/flamek");
		break;
	case EPERM:
		diag_hint("run it as root, or with CAP_PERFMON");
		break;
	case EUSERS:
		diag_hint("flamekctl status lists them");
		break;
	case ENOBUFS:
		diag_hint("raise the limit (ulimit -l), or give a smaller --ring-pages");
		break;
	case ENOMEM:
		diag_hint("a smaller --ring-pages takes less memory per CPU");
		break;
	}
}

static int write_output(struct record_options *o, struct outfile *of,
			const struct profile *p, struct err *err)
{
	int ret = 0;

	switch (o->form) {
	case OUTPUT_SVG:
	case OUTPUT_HTML:
		ret = svg_write_profile(outfile_stream(of), p, &o->graph, err);
		break;
	case OUTPUT_FOLDED:
		ret = folded_write(outfile_stream(of), p,
				   o->annotate ? FOLDED_MARK_ALL : 0);
		if (ret)
			err_set_errno(err, -ret, "cannot write '%s'",
				      o->output);
		break;
	default:
		break;		/* perf.data was written on the way */
	}
	return ret ? ret : outfile_commit(of, err);
}

/* Stacks, output and summary of a recording that went well. */
static int finish(struct record_options *o, struct recorder *recorder,
		  struct outfile *of, struct profile *p, struct err *err)
{
	struct summary summary;
	int ret;

	ret = recorder_finish(recorder, p, &summary, err);
	notes_add_system(p);
	if (!ret)
		ret = write_output(o, of, p, err);
	if (ret)
		return ret;
	verdict_judge(&o->verdict, &summary, p);
	summary.output = o->output;
	if (!o->is_quiet && !verdict_is_spoken(&o->verdict))
		summary_print(stderr, &summary);
	if (!summary.samples && !summary.lost_samples)
		diag_warn("no samples: the target used less CPU time than a tick is apart");
	if (summary.differed)
		return err_set(err, EILSEQ, "%" PRIu64 " of %" PRIu64
			       " kernel stacks were not what the kernel's unwinder finds",
			       summary.differed, summary.compared);
	return 0;
}

static int exec_failure(const struct record_options *o, int ret,
			const struct err *err)
{
	diag_error("cannot run '%s': %s", o->recorder.target.command[0],
		   err->text);
	return ret == -ENOENT ? WORKLOAD_NOT_FOUND : WORKLOAD_NOT_RUNNABLE;
}

static void prepare(struct record_options *o, struct outfile *of)
{
	if (o->form == OUTPUT_DATA)
		o->recorder.data = outfile_stream(of);
	o->recorder.wants_order = o->graph.is_chart &&
				  (o->form == OUTPUT_SVG ||
				   o->form == OUTPUT_HTML);
	o->recorder.has_status_line = !o->is_quiet && isatty(STDERR_FILENO);
	if (o->recorder.has_status_line)
		debuginfod_watch(statusline_fetch);
}

/* Return: the exit status. */
static int record(void *options, struct outfile *of)
{
	struct record_options *o = options;
	struct profile *p = profile_new(1);
	struct recorder *recorder = NULL;
	struct err err = { "" };
	int ret, status = EXIT_FAILURE;

	prepare(o, of);
	ret = recorder_open(&recorder, &o->recorder, &err);
	if (ret) {
		report(o, &err);
		hint(ret);
		goto out;
	}
	target_note(&o->recorder.target, p);

	ret = recorder_run(recorder, &err);
	if (ret && recorder_exec_failed(recorder)) {
		status = exec_failure(o, ret, &err);
		goto out;
	}
	if (!ret)
		ret = finish(o, recorder, of, p, &err);
	if (ret)
		report(o, &err);
	else
		status = verdict_finish(&o->verdict,
					recorder_exit_status(recorder));
out:
	recorder_close(recorder);
	profile_free(p);
	return status;
}

int cmd_record_main(int argc, char **argv)
{
	struct record_options o;
	struct err err = { "" };

	record_options_init(&o, argc, argv);
	if (record_options_parse(&o, argc, argv, &err)) {
		diag_usage("record", &err);
		return EXIT_USAGE;
	}
	if (o.wants_help) {
		fputs(record_usage, stdout);
		return EXIT_SUCCESS;
	}
	return cmd_output(o.output, &o.verdict, record, &o);
}
