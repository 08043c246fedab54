// SPDX-License-Identifier: GPL-2.0-only
/* The closing summary: where its numbers come from, and their text for the terminal. */
#include "summary.h"

#include <stdlib.h>
#include <string.h>

#include "collect.h"
#include "mem.h"
#include "render/number.h"
#include "sum.h"
#include "summary-words.h"

#define MARGIN		"  "
#define KERNEL_UNNAMED	"[kernel]"	/* as in naming.c */

struct summary_dso *summary_take_stats(struct summary *s,
				       const struct collect_stats *stats)
{
	struct summary_dso *dsos = mem_alloc(stats->nr_dsos, sizeof(*dsos));
	size_t i;

	for (i = 0; i < stats->nr_dsos; i++)
		dsos[i] = (struct summary_dso){
			.name = stats->dsos[i].name,
			.path = stats->dsos[i].path,
			.reason = stats->dsos[i].reason,
			.build_id = stats->dsos[i].build_id,
			.build_id_size = stats->dsos[i].build_id_size,
			.lacks_symbols = stats->dsos[i].lacks_symbols,
			.frames = stats->dsos[i].frames,
			.unnamed = stats->dsos[i].unnamed,
			.cut_fault = stats->dsos[i].cut_fault,
			.cut_depth = stats->dsos[i].cut_depth,
			.cut_broken = stats->dsos[i].cut_broken,
		};
	s->samples = stats->samples;
	s->lost_samples = stats->lost_samples;
	s->lost_events = stats->lost_events;
	s->throttled = stats->throttled;
	s->user_frames = stats->user_frames;
	s->user_unnamed = stats->user_unnamed;
	s->kernel_frames = stats->kernel_frames;
	s->kernel_unnamed = stats->kernel_unnamed;
	s->kernel_reason = stats->kernel_reason;
	s->user_stacks = stats->user_stacks;
	s->cut_fault = stats->cut_fault;
	s->cut_depth = stats->cut_depth;
	s->cut_broken = stats->cut_broken;
	s->cut_astray = stats->cut_astray;
	s->dsos = dsos;
	s->nr_dsos = stats->nr_dsos;
	s->notes = stats->notes;
	s->nr_notes = stats->nr_notes;
	return dsos;
}

void summary_free_dsos(struct summary_dso *dsos, size_t nr)
{
	size_t i;

	for (i = 0; dsos && i < nr; i++) {
		free(dsos[i].package);
		free(dsos[i].debug_package);
	}
	free(dsos);
}

/* Folded stacks tell no more than their frames, by value. */
static void take_frame(struct summary *s, const struct profile_frame *f,
		       uint64_t value)
{
	const bool is_unnamed = f->kind == FRAME_UNKNOWN;

	if (f->kind == FRAME_KERNEL || f->kind == FRAME_MODULE ||
	    (is_unnamed && !strcmp(f->name, KERNEL_UNNAMED))) {
		sum_add(&s->kernel_frames, value);
		sum_add(&s->kernel_unnamed, is_unnamed ? value : 0);
	} else if (f->kind != FRAME_PROCESS && f->kind != FRAME_THREAD) {
		sum_add(&s->user_frames, value);
		sum_add(&s->user_unnamed, is_unnamed ? value : 0);
	}
}

static int compare_unnamed(const void *left, const void *right)
{
	const struct summary_dso *a = left, *b = right;

	if (a->unnamed != b->unnamed)
		return a->unnamed < b->unnamed ? 1 : -1;
	return strcmp(a->name, b->name);
}

/* A file without names stands for its frames. */
static struct summary_dso *list_unnamed(const struct profile *p,
					const uint64_t *values, size_t *nr)
{
	uint32_t i, nr_frames = profile_nr_frames(p);
	struct summary_dso *dsos = mem_alloc(nr_frames, sizeof(*dsos));
	const struct profile_frame *f;

	for (i = 0, *nr = 0; i < nr_frames; i++) {
		f = profile_get_frame(p, i);
		if (!values[i] || f->kind != FRAME_UNKNOWN ||
		    !strcmp(f->name, KERNEL_UNNAMED))
			continue;
		dsos[*nr].name = f->name;
		dsos[*nr].frames = values[i];
		dsos[(*nr)++].unnamed = values[i];
	}
	qsort(dsos, *nr, sizeof(*dsos), compare_unnamed);
	return dsos;
}

struct summary_dso *summary_take_profile(struct summary *s,
					 const struct profile *p)
{
	unsigned int column = profile_nr_columns(p) - 1;
	uint32_t i, frame, nr = profile_nr_nodes(p);
	uint64_t *totals = mem_alloc(nr, sizeof(*totals));
	uint64_t *values = mem_alloc(profile_nr_frames(p), sizeof(*values));
	struct summary_dso *dsos;

	for (i = nr - 1; i > 0; i--) {
		frame = profile_node_frame(p, i);
		sum_add(&totals[i], profile_self(p, i, column));
		sum_add(&totals[profile_parent(p, i)], totals[i]);
		sum_add(&values[frame], totals[i]);
		take_frame(s, profile_get_frame(p, frame), totals[i]);
	}
	s->samples = profile_total(p, column);
	dsos = list_unnamed(p, values, &s->nr_dsos);
	s->dsos = dsos;
	free(totals);
	free(values);
	return dsos;
}

uint64_t summary_nr_cut(const struct summary *s)
{
	return s->cut_broken + s->cut_fault + s->cut_depth;
}

/* Whether @a comes after @b in the order of the worst first. */
static bool is_after(const struct summary_dso *a, const struct summary_dso *b)
{
	return a->cut_broken != b->cut_broken ?
	       a->cut_broken < b->cut_broken : a > b;
}

size_t summary_worst_cut(const struct summary *s, size_t worst[], size_t max)
{
	const struct summary_dso *best, *last = NULL, *dso;
	size_t i, nr;

	for (nr = 0; nr < max; nr++) {
		best = NULL;
		for (i = 0; i < s->nr_dsos; i++) {
			dso = &s->dsos[i];
			if (dso->cut_broken && (!last || is_after(dso, last)) &&
			    (!best || is_after(best, dso)))
				best = dso;
		}
		if (!best)
			break;
		worst[nr] = (size_t)(best - s->dsos);
		last = best;
	}
	return nr;
}

static void put_samples(FILE *out, const struct summary *s)
{
	words_count(out, s->samples, "sample");
	if (s->duration_ns) {
		fputs(" in ", out);
		words_duration(out, s->duration_ns);
	}
	if (s->freq)
		fprintf(out, " at %u Hz", s->freq);
}

static void print_user_names(FILE *out, const struct summary *s)
{
	uint64_t others = 0;
	size_t i, nr_others = 0;
	bool may_fetch = false;

	fputs("without a name: ", out);
	words_share(out, s->user_unnamed, s->user_frames);
	fputs(" of user frames\n", out);
	for (i = 0; i < s->nr_dsos && s->dsos[i].unnamed; i++) {
		if (i >= SUMMARY_DSOS_SHOWN) {
			others += s->dsos[i].unnamed;
			nr_others++;
			continue;
		}
		fputs(MARGIN, out);
		words_dso(out, s, &s->dsos[i]);
		putc('\n', out);
		may_fetch |= s->dsos[i].lacks_symbols &&
			     s->dsos[i].build_id_size;
	}
	if (others) {
		fputs(MARGIN, out);
		words_share(out, others, s->user_frames);
		fprintf(out, " in %zu more\n", nr_others);
	}
	if (may_fetch && s->lacks_debuginfod)
		fputs(MARGIN "hint: " SUMMARY_DEBUGINFOD_HINT "\n", out);
}

/* A recording of many processes can have many. */
static void print_notes(FILE *out, const struct summary *s)
{
	size_t i;

	for (i = 0; i < s->nr_notes && i < SUMMARY_NOTES_SHOWN; i++) {
		fputs("names: ", out);
		words_clean(out, s->notes[i]);
		putc('\n', out);
	}
	if (i < s->nr_notes) {
		fputs("names: ", out);
		words_count(out, s->nr_notes - i, "more note");
		putc('\n', out);
	}
}

static void print_cut_dsos(FILE *out, const struct summary *s)
{
	size_t worst[SUMMARY_DSOS_SHOWN];
	size_t i, nr = summary_worst_cut(s, worst, SUMMARY_DSOS_SHOWN);

	if (s->cut_astray) {
		fputs(MARGIN MARGIN, out);
		words_astray(out, s);
		putc('\n', out);
	}
	for (i = 0; i < nr; i++) {
		fputs(MARGIN MARGIN, out);
		words_cut_dso(out, s, &s->dsos[worst[i]]);
		putc('\n', out);
	}
}

static void print_cuts(FILE *out, const struct summary *s)
{
	const struct words_cut *cut;

	fputs("cut short: ", out);
	words_share(out, summary_nr_cut(s), s->user_stacks);
	fputs(" of user stacks, which show their innermost functions only\n",
	      out);
	for (cut = words_cuts; cut < words_cuts + WORDS_NR_CUTS; cut++) {
		if (!words_nr_cut_by(s, cut))
			continue;
		fputs(MARGIN, out);
		words_share(out, words_nr_cut_by(s, cut), s->user_stacks);
		fprintf(out, " %s%s%s\n", cut->cause, cut->help ? ": " : "",
			cut->help ? cut->help : "");
		if (cut == words_cuts)
			print_cut_dsos(out, s);
	}
}

static void print_losses(FILE *out, const struct summary *s)
{
	if (!s->lost_samples && !s->lost_events)
		return;
	fputs("lost: ", out);
	words_lost(out, s);
	fputs("\n" MARGIN "hint: raise --ring-pages or lower the rate\n", out);
}

static void print_processes(FILE *out, const char *what, uint64_t nr)
{
	if (nr)
		fprintf(out, "%s: %llu process%s\n", what,
			(unsigned long long)nr, nr == 1 ? "" : "es");
}

static void print_oddities(FILE *out, const struct summary *s)
{
	if (s->taken && s->missed) {
		fputs("ticks: ", out);
		words_ticks(out, s);
		putc('\n', out);
	}
	if (s->slowed) {
		fputs("rate lowered: ", out);
		words_slowed(out, s);
		fputs("; a lower -F avoids it, a higher --max-overhead allows it\n",
		      out);
	}
	if (s->is_restricted)
		fputs("no kernel frames: they need CAP_PERFMON\n", out);
	print_processes(out, "no longer sampled, since their user or their rights changed",
			s->left);
	print_processes(out, "mappings may not be read, so code lacks names (CAP_SYS_PTRACE may)",
			s->hidden);
	if (s->no_mmap_events)
		fputs("code mapped while recording may lack names: this kernel cannot tell of it\n",
		      out);
	if (s->throttled) {
		fputs("throttled by the kernel: ", out);
		words_count(out, s->throttled, "time");
		putc('\n', out);
	}
	print_processes(out, "not followed for lack of memory", s->untracked);
	if (s->late_events) {
		words_count(out, s->late_events, "record");
		fputs(" came too late to be put in order\n", out);
	}
}

static void print_verified(FILE *out, const struct summary *s)
{
	char buf[NUMBER_SIZE];

	words_count(out, s->compared, "kernel stack");
	fprintf(out, " compared, %s differed\n",
		s->differed ? number_group(buf, s->differed) : "none");
}

void summary_print(FILE *out, const struct summary *s)
{
	put_samples(out, s);
	if (s->cpu_ns) {
		fputs(", overhead ", out);
		words_overhead(out, s);
	}
	if (!s->lost_samples && !s->lost_events)
		fputs(", none lost", out);
	putc('\n', out);
	print_losses(out, s);
	if (s->user_unnamed && s->user_frames)
		print_user_names(out, s);
	print_notes(out, s);
	if (s->kernel_unnamed && s->kernel_frames) {
		fputs("without a name: ", out);
		words_kernel_names(out, s);
		putc('\n', out);
	}
	if (summary_nr_cut(s) && s->user_stacks)
		print_cuts(out, s);
	print_oddities(out, s);
	if (s->verified)
		print_verified(out, s);
	if (s->output)
		fprintf(out, "written: %s\n", s->output);
}
