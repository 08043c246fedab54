// SPDX-License-Identifier: GPL-2.0-only
/*
 * A summary in its profile: what tells how far to believe the picture as facts,
 * the rest as notes.
 */
#define _GNU_SOURCE
#include <stdlib.h>

#include "sum.h"
#include "summary-words.h"
#include "summary.h"

/* From these shares on, in percent, a fact is one to look at. */
#define BAD_LOST	1
#define BAD_UNNAMED	5
#define BAD_CUT		10

typedef void (*put_fn)(FILE *out, const struct summary *s);

static void put_rate(FILE *out, const struct summary *s)
{
	fprintf(out, "%u Hz", s->freq);
}

static void put_length(FILE *out, const struct summary *s)
{
	words_duration(out, s->duration_ns);
}

/* What a function writes; to be freed, NULL if there is no memory. */
static char *text_of(put_fn put, const struct summary *s)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	put(out, s);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}

static void note(struct profile *p, const char *key, put_fn put,
		 const struct summary *s)
{
	char *text = text_of(put, s);

	if (text)
		profile_note(p, key, text);
	free(text);
}

static void fact(struct profile *p, put_fn put, put_fn put_details,
		 const struct summary *s, bool is_bad)
{
	char *text = text_of(put, s), *details = text_of(put_details, s);

	if (text && details)
		profile_fact(p, text, details, is_bad);
	free(text);
	free(details);
}

static bool is_above(uint64_t part, uint64_t whole, unsigned int percent)
{
	return (unsigned __int128)part * 100 >
	       (unsigned __int128)whole * percent;
}

static uint64_t sum(uint64_t a, uint64_t b)
{
	sum_add(&a, b);
	return a;
}

static void put_samples(FILE *out, const struct summary *s)
{
	words_count(out, s->samples, "sample");
}

static void put_samples_details(FILE *out, const struct summary *s)
{
	words_count(out, s->samples, "sample");
	if (!s->taken)
		return;
	fputs("\nticks: ", out);
	words_ticks(out, s);
}

static void put_lost(FILE *out, const struct summary *s)
{
	if (s->lost_samples) {
		words_share(out, s->lost_samples,
			    sum(s->samples, s->lost_samples));
		fputs(" lost", out);
	} else if (s->lost_events) {
		words_count(out, s->lost_events, "other record");
		fputs(" lost", out);
	} else {
		fputs("none lost", out);
	}
}

static void put_lost_details(FILE *out, const struct summary *s)
{
	fputs("lost: ", out);
	words_lost(out, s);
	if (s->lost_samples || s->lost_events)
		fputs("\n  a larger --ring-pages or a lower rate helps", out);
}

static void put_overhead(FILE *out, const struct summary *s)
{
	words_overhead(out, s);
	fputs(" overhead", out);
}

static void put_overhead_details(FILE *out, const struct summary *s)
{
	fputs("overhead: ", out);
	words_overhead(out, s);
	fputs(" of the target's CPU time, as measured", out);
}

static uint64_t nr_frames(const struct summary *s)
{
	return sum(s->user_frames, s->kernel_frames);
}

static uint64_t nr_unnamed(const struct summary *s)
{
	return sum(s->user_unnamed, s->kernel_unnamed);
}

static void put_names(FILE *out, const struct summary *s)
{
	if (!nr_unnamed(s)) {
		fputs("all frames named", out);
		return;
	}
	words_share(out, nr_unnamed(s), nr_frames(s));
	fputs(" of frames without a name", out);
}

static void put_names_details(FILE *out, const struct summary *s)
{
	size_t i;

	if (!nr_unnamed(s)) {
		fputs("without a name: no frame", out);
		return;
	}
	fputs("without a name: ", out);
	if (s->user_unnamed && s->user_frames) {
		words_share(out, s->user_unnamed, s->user_frames);
		fputs(" of user frames", out);
	}
	for (i = 0; i < s->nr_dsos && i < SUMMARY_DSOS_SHOWN &&
	     s->dsos[i].unnamed; i++) {
		fputs("\n  ", out);
		words_dso(out, s, &s->dsos[i]);
	}
	if (!s->kernel_unnamed || !s->kernel_frames)
		return;
	if (s->user_unnamed)
		fputs("\nwithout a name: ", out);
	words_kernel_names(out, s);
}

static void put_cuts(FILE *out, const struct summary *s)
{
	if (!summary_nr_cut(s)) {
		fputs("no user stack cut short", out);
		return;
	}
	words_share(out, summary_nr_cut(s), s->user_stacks);
	fputs(" of user stacks cut short", out);
}

static void put_cuts_details(FILE *out, const struct summary *s)
{
	size_t worst[SUMMARY_DSOS_SHOWN];
	size_t i, nr = summary_worst_cut(s, worst, SUMMARY_DSOS_SHOWN);
	const struct words_cut *cut;

	fputs("cut short: ", out);
	words_share(out, summary_nr_cut(s), s->user_stacks);
	fputs(" of user stacks", out);
	if (summary_nr_cut(s))
		fputs(", which show their innermost functions only", out);
	for (cut = words_cuts; cut < words_cuts + WORDS_NR_CUTS; cut++) {
		if (!words_nr_cut_by(s, cut))
			continue;
		fputs("\n  ", out);
		words_share(out, words_nr_cut_by(s, cut), s->user_stacks);
		fprintf(out, " %s%s%s", cut->cause, cut->help ? ": " : "",
			cut->help ? cut->help : "");
		if (cut == words_cuts && s->cut_astray) {
			fputs("\n    ", out);
			words_astray(out, s);
		}
		for (i = 0; cut == words_cuts && i < nr; i++) {
			fputs("\n    ", out);
			words_cut_dso(out, s, &s->dsos[worst[i]]);
		}
	}
}

static void add_facts(struct profile *p, const struct summary *s)
{
	fact(p, put_samples, put_samples_details, s, false);
	fact(p, put_lost, put_lost_details, s,
	     is_above(s->lost_samples, sum(s->samples, s->lost_samples),
		      BAD_LOST));
	if (s->cpu_ns)
		fact(p, put_overhead, put_overhead_details, s, false);
	if (nr_frames(s))
		fact(p, put_names, put_names_details, s,
		     is_above(nr_unnamed(s), nr_frames(s), BAD_UNNAMED));
	if (s->user_stacks)
		fact(p, put_cuts, put_cuts_details, s,
		     is_above(summary_nr_cut(s), s->user_stacks, BAD_CUT));
}

static void put_notes(FILE *out, const struct summary *s)
{
	size_t i;

	for (i = 0; i < s->nr_notes && i < SUMMARY_NOTES_SHOWN; i++) {
		fputs(i ? "; " : "", out);
		words_clean(out, s->notes[i]);
	}
}

void summary_note(struct profile *p, const struct summary *s)
{
	add_facts(p, s);
	if (s->nr_notes)
		note(p, "names", put_notes, s);
	if (s->duration_ns)
		note(p, "duration", put_length, s);
	if (s->freq)
		note(p, "rate", put_rate, s);
	if (s->slowed)
		note(p, "rate lowered", words_slowed, s);
}
