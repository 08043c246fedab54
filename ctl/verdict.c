// SPDX-License-Identifier: GPL-2.0-only
/* The summary for scripts. */
#define _GNU_SOURCE
#include "verdict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "options.h"
#include "summary-words.h"

#define STANDARD_ERROR "/dev/stderr"
#define NANO 1000000000ull

static int take_stats(struct verdict *v, const char *arg, struct err *err)
{
	if (!strcmp(arg, "json"))
		v->stats = STANDARD_ERROR;
	else if (!strncmp(arg, "json:", 5) && arg[5])
		v->stats = arg + 5;
	else
		return err_set(err, EINVAL,
			       "statistics must be json or json:FILE, not '%s'",
			       arg);
	return 1;
}

int verdict_option(struct verdict *v, int opt, const char *arg,
		   struct err *err)
{
	switch (opt) {
	case VERDICT_STATS:
		return take_stats(v, arg, err);
	case VERDICT_STRICT:
		v->is_strict = true;
		return options_percent(arg, &v->strict, err) ? -EINVAL : 1;
	default:
		return 0;
	}
}

int verdict_check(const struct verdict *v, const char *output, struct err *err)
{
	if (v->stats && !strcmp(v->stats, output))
		return err_set(err, EINVAL,
			       "--stats and --output are both '%s'", output);
	return 0;
}

bool verdict_is_spoken(const struct verdict *v)
{
	return v->stats && !strcmp(v->stats, STANDARD_ERROR);
}

int verdict_open(struct verdict *v, struct err *err)
{
	int ret = v->stats ? outfile_open(&v->of, v->stats, err) : 0;

	v->is_open = v->stats && !ret;
	return ret;
}

/* What objects to what: the files that have most of it, and the kernel. */
static void put_complaint(FILE *out, const struct summary *s, uint64_t unnamed,
			  uint64_t frames, uint64_t strict)
{
	size_t i;

	words_share(out, unnamed, frames);
	fprintf(out, " of frames without a name are more than --strict %g allows",
		(double)strict / NANO);
	for (i = 0; i < s->nr_dsos && i < SUMMARY_DSOS_SHOWN &&
	     s->dsos[i].unnamed; i++) {
		fputs(i ? ", " : ": ", out);
		words_share(out, s->dsos[i].unnamed, frames);
		fputs(" in ", out);
		words_clean(out, s->dsos[i].name);
	}
	if (!s->kernel_unnamed)
		return;
	fputs(i ? ", " : ": ", out);
	words_share(out, s->kernel_unnamed, frames);
	fputs(" in the kernel", out);
}

static void judge_names(struct verdict *v, const struct summary *s)
{
	unsigned __int128 unnamed, frames;
	size_t size;
	FILE *out;

	unnamed = (unsigned __int128)s->user_unnamed + s->kernel_unnamed;
	frames = (unsigned __int128)s->user_frames + s->kernel_frames;
	while (frames > UINT64_MAX) {
		unnamed /= 2;
		frames /= 2;
	}
	if (unnamed * 100 * NANO <= frames * v->strict)
		return;
	out = open_memstream(&v->complaint, &size);
	if (!out)
		return;
	put_complaint(out, s, (uint64_t)unnamed, (uint64_t)frames, v->strict);
	fclose(out);
}

void verdict_judge(struct verdict *v, const struct summary *s,
		   const struct profile *p)
{
	if (v->is_open)
		summary_write_json(outfile_stream(&v->of), s, p);
	if (v->is_strict)
		judge_names(v, s);
}

int verdict_finish(struct verdict *v, int status)
{
	struct err err;

	if (v->is_open && outfile_commit(&v->of, &err)) {
		diag_error("%s", err.text);
		status = status ? status : EXIT_FAILURE;
	}
	if (v->complaint) {
		diag_error("%s", v->complaint);
		status = status ? status : EXIT_DISTRUST;
	}
	v->is_open = false;
	verdict_abort(v);
	return status;
}

void verdict_abort(struct verdict *v)
{
	if (v->is_open)
		outfile_abort(&v->of);
	v->is_open = false;
	free(v->complaint);
	v->complaint = NULL;
}
