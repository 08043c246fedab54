/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The summary for scripts: as JSON (--stats), and as an exit status when too
 * much has no name (--strict). What record, render and fold have in common.
 */
#ifndef FLAMEK_VERDICT_H
#define FLAMEK_VERDICT_H

#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "outfile.h"
#include "profile.h"
#include "summary.h"

#define EXIT_DISTRUST 3

struct verdict {
	const char *stats;	/* path of the JSON, NULL: none */
	bool is_strict;
	uint64_t strict;	/* in 1e-9 percent */
	struct outfile of;
	bool is_open;
	char *complaint;	/* what --strict objects to, or NULL */
};

/* Values of the long options, apart from those of options.h. */
enum {
	VERDICT_STATS = 0x180,
	VERDICT_STRICT,
};

/* For a command's array of struct option. */
#define VERDICT_OPTIONS \
	{ "stats", required_argument, NULL, VERDICT_STATS }, \
	{ "strict", required_argument, NULL, VERDICT_STRICT }

/* For a command's --help. */
#define VERDICT_OPTIONS_HELP \
	"      --stats json[:FILE]  the summary as JSON, to standard error or FILE\n" \
	"      --strict PCT      exit with 3 if more of the frames have no name\n"

/**
 * verdict_option() - take one of VERDICT_OPTIONS
 *
 * Return: 1 when taken, 0 when @opt is none of them, -EINVAL.
 */
int verdict_option(struct verdict *v, int opt, const char *arg,
		   struct err *err);

/** verdict_check() - whether it goes with the @output. Return: 0 or -EINVAL */
int verdict_check(const struct verdict *v, const char *output, struct err *err);

/** verdict_is_spoken() - does JSON take the summary's place on the terminal? */
bool verdict_is_spoken(const struct verdict *v);

/** verdict_open() - check that it can be written. Return: 0 or -errno */
int verdict_open(struct verdict *v, struct err *err);

/** verdict_judge() - write and judge, for verdict_finish() to publish */
void verdict_judge(struct verdict *v, const struct summary *s,
		   const struct profile *p);

/**
 * verdict_finish() - publish, after the command's own output
 * @v: the verdict; closed
 * @status: the exit status so far
 *
 * Return: @status, or a failure of its own where that is 0.
 */
int verdict_finish(struct verdict *v, int status);

/** verdict_abort() - publish nothing; harmless after verdict_finish() or twice */
void verdict_abort(struct verdict *v);

#endif
