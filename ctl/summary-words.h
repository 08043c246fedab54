/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The facts of a summary, each worded once: as a clause without a line end. For
 * the files that put them where they are read.
 */
#ifndef FLAMEK_SUMMARY_WORDS_H
#define FLAMEK_SUMMARY_WORDS_H

#include "summary.h"

#define SUMMARY_DSOS_SHOWN 3u
#define SUMMARY_NOTES_SHOWN 3u

/** words_clean() - a name that may hold anything; terminals obey escapes */
void words_clean(FILE *out, const char *s);

/** words_count() - "1,234 samples" */
void words_count(FILE *out, uint64_t n, const char *noun);

/** words_share() - "12.34%", of more than all 100% */
void words_share(FILE *out, uint64_t part, uint64_t whole);

/** words_duration() - "1.2 s" */
void words_duration(FILE *out, uint64_t ns);

/** words_lost() - "none", or what was lost and where */
void words_lost(FILE *out, const struct summary *s);

/** words_overhead() - measured, as a share of the target's time */
void words_overhead(FILE *out, const struct summary *s);

/** words_ticks() - how late, and how many did not come */
void words_ticks(FILE *out, const struct summary *s);

/** words_slowed() - how often the rate was lowered, to what, and why */
void words_slowed(FILE *out, const struct summary *s);

/** words_dso() - a file's unnamed frames, why, and what would help */
void words_dso(FILE *out, const struct summary *s,
	       const struct summary_dso *dso);

/** words_kernel_names() - the kernel's unnamed frames, and why */
void words_kernel_names(FILE *out, const struct summary *s);

/** words_cut_dso() - stacks cut short for want of a frame pointer in a file */
void words_cut_dso(FILE *out, const struct summary *s,
		   const struct summary_dso *dso);

/** words_astray() - stacks of which what is no caller is left out */
void words_astray(FILE *out, const struct summary *s);

/* What cuts stacks short, and what helps. */
struct words_cut {
	size_t offset;		/* of the number in struct summary */
	const char *cause;
	const char *help;	/* NULL: nothing */
};

#define WORDS_NR_CUTS 3u

extern const struct words_cut words_cuts[WORDS_NR_CUTS];

/** words_nr_cut_by() - stacks cut short by one of words_cuts[] */
uint64_t words_nr_cut_by(const struct summary *s, const struct words_cut *cut);

#endif
