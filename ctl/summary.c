// SPDX-License-Identifier: GPL-2.0-only
/*
 * The closing summary. Each fact is worded once, as a clause written to a
 * stream, and goes to the terminal and into the profile's notes from there.
 */
#define _GNU_SOURCE
#include "summary.h"

#include <stddef.h>
#include <stdlib.h>

#include "collect.h"
#include "mem.h"
#include "render/number.h"

#define NSEC_PER_SEC	1000000000ULL
#define DSOS_SHOWN	3
#define CPUS_SHOWN	4
#define NOTES_SHOWN	3
#define MARGIN		"  "

struct summary_dso *summary_take_stats(struct summary *s,
				       const struct collect_stats *stats)
{
	struct summary_dso *dsos = mem_alloc(stats->nr_dsos, sizeof(*dsos));
	size_t i;

	for (i = 0; i < stats->nr_dsos; i++)
		dsos[i] = (struct summary_dso){
			.name = stats->dsos[i].name,
			.reason = stats->dsos[i].reason,
			.unnamed = stats->dsos[i].unnamed,
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
	s->dsos = dsos;
	s->nr_dsos = stats->nr_dsos;
	s->notes = stats->notes;
	s->nr_notes = stats->nr_notes;
	return dsos;
}

/* Names come from files and may hold anything; terminals obey escapes. */
static void put_clean(FILE *out, const char *s)
{
	for (; *s; s++) {
		unsigned char c = *s;

		putc(c < 0x20 || c == 0x7f ? '?' : c, out);
	}
}

static void put_count(FILE *out, uint64_t n, const char *noun)
{
	char buf[NUMBER_SIZE];

	fprintf(out, "%s %s%s", number_group(buf, n), noun, n == 1 ? "" : "s");
}

static void put_share(FILE *out, uint64_t part, uint64_t whole)
{
	char buf[NUMBER_SIZE];

	fputs(number_share(buf, part < whole ? part : whole, whole), out);
}

static void put_duration(FILE *out, uint64_t ns)
{
	unsigned long long s = ns / NSEC_PER_SEC;

	if (ns < NSEC_PER_SEC)
		fprintf(out, "%llu ms", (unsigned long long)ns / 1000000);
	else if (s < 60)
		fprintf(out, "%llu.%llu s", s,
			(unsigned long long)ns % NSEC_PER_SEC / 100000000);
	else if (s < 3600)
		fprintf(out, "%llu min %llu s", s / 60, s % 60);
	else
		fprintf(out, "%llu h %llu min", s / 3600, s / 60 % 60);
}

static void put_samples(FILE *out, const struct summary *s)
{
	put_count(out, s->samples, "sample");
	if (s->duration_ns) {
		fputs(" in ", out);
		put_duration(out, s->duration_ns);
	}
	if (s->freq)
		fprintf(out, " at %u Hz", s->freq);
}

static void put_cpus(FILE *out, const struct summary *s)
{
	uint64_t lost, others = 0;
	unsigned int i, nr = 0;

	for (i = 0; i < s->nr_cpus; i++) {
		lost = s->cpus[i].lost_samples + s->cpus[i].lost_events;
		if (!lost)
			continue;
		if (nr < CPUS_SHOWN)
			fprintf(out, "%s%u: %llu", nr ? ", " : " (by CPU ",
				s->cpus[i].cpu, (unsigned long long)lost);
		else
			others += lost;
		nr++;
	}
	if (others)
		fprintf(out, ", %u others: %llu", nr - CPUS_SHOWN,
			(unsigned long long)others);
	if (nr)
		putc(')', out);
}

static void put_lost(FILE *out, const struct summary *s)
{
	uint64_t taken;

	if (__builtin_add_overflow(s->samples, s->lost_samples, &taken))
		taken = UINT64_MAX;
	if (!s->lost_samples && !s->lost_events) {
		fputs("none", out);
		return;
	}
	if (s->lost_samples) {
		put_count(out, s->lost_samples, "sample");
		fputs(", ", out);
		put_share(out, s->lost_samples, taken);
	}
	if (s->lost_events) {
		if (s->lost_samples)
			fputs(", and ", out);
		put_count(out, s->lost_events, "other record");
	}
	put_cpus(out, s);
}

static void put_overhead(FILE *out, const struct summary *s)
{
	put_share(out, s->handler_ns, s->cpu_ns);
}

static void put_dso(FILE *out, const struct summary *s,
		    const struct summary_dso *dso)
{
	put_share(out, dso->unnamed, s->user_frames);
	fputs(" in ", out);
	put_clean(out, dso->name);
	if (dso->reason) {
		fputs(": ", out);
		put_clean(out, dso->reason);
	}
}

static uint64_t sum_others(const struct summary *s)
{
	uint64_t sum = 0;
	size_t i;

	for (i = DSOS_SHOWN; i < s->nr_dsos; i++)
		sum += s->dsos[i].unnamed;
	return sum;
}

static void print_user_names(FILE *out, const struct summary *s)
{
	uint64_t others = sum_others(s);
	size_t i;

	fputs("without a name: ", out);
	put_share(out, s->user_unnamed, s->user_frames);
	fputs(" of user frames\n", out);
	for (i = 0; i < s->nr_dsos && i < DSOS_SHOWN; i++) {
		fputs(MARGIN, out);
		put_dso(out, s, &s->dsos[i]);
		putc('\n', out);
	}
	if (others) {
		fputs(MARGIN, out);
		put_share(out, others, s->user_frames);
		fprintf(out, " in %zu more\n", s->nr_dsos - DSOS_SHOWN);
	}
}

/* A recording of many processes can have many. */
static void print_notes(FILE *out, const struct summary *s)
{
	size_t i;

	for (i = 0; i < s->nr_notes && i < NOTES_SHOWN; i++) {
		fputs("names: ", out);
		put_clean(out, s->notes[i]);
		putc('\n', out);
	}
	if (i < s->nr_notes) {
		fputs("names: ", out);
		put_count(out, s->nr_notes - i, "more note");
		putc('\n', out);
	}
}

static void put_kernel_names(FILE *out, const struct summary *s)
{
	put_share(out, s->kernel_unnamed, s->kernel_frames);
	fputs(" of kernel frames", out);
	if (s->kernel_reason) {
		fputs(": ", out);
		put_clean(out, s->kernel_reason);
	}
}

static const struct cut {
	size_t offset;		/* of the number in struct summary */
	const char *cause;
	const char *help;
} cuts[] = {
	{ offsetof(struct summary, cut_broken), "no frame pointer",
	  "build with -fno-omit-frame-pointer" },
	{ offsetof(struct summary, cut_fault), "stack page not in memory",
	  NULL },
	{ offsetof(struct summary, cut_depth), "deeper than the limit",
	  "raise --stack-depth" },
};

#define NR_CUTS (sizeof(cuts) / sizeof(cuts[0]))

static uint64_t nr_cut_by(const struct summary *s, const struct cut *cut)
{
	return *(const uint64_t *)((const char *)s + cut->offset);
}

static uint64_t nr_cut(const struct summary *s)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < NR_CUTS; i++)
		sum += nr_cut_by(s, &cuts[i]);
	return sum;
}

static void print_cuts(FILE *out, const struct summary *s)
{
	size_t i;

	fputs("cut short: ", out);
	put_share(out, nr_cut(s), s->user_stacks);
	fputs(" of user stacks\n", out);
	for (i = 0; i < NR_CUTS; i++) {
		if (!nr_cut_by(s, &cuts[i]))
			continue;
		fputs(MARGIN, out);
		put_share(out, nr_cut_by(s, &cuts[i]), s->user_stacks);
		fprintf(out, " %s%s%s\n", cuts[i].cause,
			cuts[i].help ? ": " : "",
			cuts[i].help ? cuts[i].help : "");
	}
}

static void print_losses(FILE *out, const struct summary *s)
{
	if (!s->lost_samples && !s->lost_events)
		return;
	fputs("lost: ", out);
	put_lost(out, s);
	fputs("\n" MARGIN "hint: raise --ring-pages or lower the rate\n", out);
}

static void put_lateness(FILE *out, uint64_t ns)
{
	if (ns < 10000)
		fprintf(out, "%.1f us", (double)ns / 1e3);
	else if (ns < 10000000)
		fprintf(out, "%.0f us", (double)ns / 1e3);
	else
		fprintf(out, "%.0f ms", (double)ns / 1e6);
}

static void put_ticks(FILE *out, const struct summary *s)
{
	fputs("late by ", out);
	put_lateness(out, s->late_ns / s->ticks);
	fputs(" on average, ", out);
	put_lateness(out, s->late_max_ns);
	fputs(" at most", out);
	if (!s->missed)
		return;
	fputs("; ", out);
	put_count(out, s->missed, "tick");
	fputs(" missed with interrupts off (", out);
	put_share(out, s->missed, s->ticks + s->missed);
	fputs("), counted to the samples after them", out);
}

static void put_slowed(FILE *out, const struct summary *s)
{
	put_count(out, s->slowed, "time");
	fprintf(out, " for an overhead above %u %%; now %.0f Hz",
		s->max_overhead, 1e9 / (double)s->period_ns);
}

static void print_processes(FILE *out, const char *what, uint64_t nr)
{
	if (nr)
		fprintf(out, "%s: %llu process%s\n", what,
			(unsigned long long)nr, nr == 1 ? "" : "es");
}

static void print_oddities(FILE *out, const struct summary *s)
{
	if (s->ticks && s->missed) {
		fputs("ticks: ", out);
		put_ticks(out, s);
		putc('\n', out);
	}
	if (s->slowed) {
		fputs("rate lowered: ", out);
		put_slowed(out, s);
		putc('\n', out);
	}
	if (s->is_restricted)
		fputs("no kernel frames: they need CAP_PERFMON\n", out);
	print_processes(out, "no longer sampled, since their user or their rights changed",
			s->left);
	print_processes(out, "mappings may not be read, so code lacks names (CAP_SYS_PTRACE may)",
			s->hidden);
	if (s->no_mmap_events)
		fputs("code mapped while recording may lack names: the kernel has no kprobes to tell of it\n",
		      out);
	if (s->throttled) {
		fputs("throttled by the kernel: ", out);
		put_count(out, s->throttled, "time");
		putc('\n', out);
	}
	print_processes(out, "not followed for lack of memory", s->untracked);
	if (s->late_events) {
		put_count(out, s->late_events, "record");
		fputs(" came too late to be put in order\n", out);
	}
}

static void print_verified(FILE *out, const struct summary *s)
{
	char buf[NUMBER_SIZE];

	put_count(out, s->compared, "kernel stack");
	fprintf(out, " compared, %s differed\n",
		s->differed ? number_group(buf, s->differed) : "none");
}

void summary_print(FILE *out, const struct summary *s)
{
	put_samples(out, s);
	if (s->cpu_ns) {
		fputs(", overhead ", out);
		put_overhead(out, s);
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
		put_kernel_names(out, s);
		putc('\n', out);
	}
	if (nr_cut(s) && s->user_stacks)
		print_cuts(out, s);
	print_oddities(out, s);
	if (s->verified)
		print_verified(out, s);
	if (s->output)
		fprintf(out, "written: %s\n", s->output);
}

static void put_rate(FILE *out, const struct summary *s)
{
	fprintf(out, "%u Hz", s->freq);
}

static void put_samples_alone(FILE *out, const struct summary *s)
{
	char buf[NUMBER_SIZE];

	fputs(number_group(buf, s->samples), out);
}

static void put_length(FILE *out, const struct summary *s)
{
	put_duration(out, s->duration_ns);
}

static void put_user_names(FILE *out, const struct summary *s)
{
	size_t i;

	put_share(out, s->user_unnamed, s->user_frames);
	fputs(" of user frames", out);
	for (i = 0; i < s->nr_dsos && i < DSOS_SHOWN; i++) {
		fputs("; ", out);
		put_dso(out, s, &s->dsos[i]);
	}
}

static void put_notes(FILE *out, const struct summary *s)
{
	size_t i;

	for (i = 0; i < s->nr_notes && i < NOTES_SHOWN; i++) {
		fputs(i ? "; " : "", out);
		put_clean(out, s->notes[i]);
	}
}

static void put_cuts(FILE *out, const struct summary *s)
{
	size_t i;

	put_share(out, nr_cut(s), s->user_stacks);
	fputs(" of user stacks", out);
	for (i = 0; i < NR_CUTS; i++) {
		if (!nr_cut_by(s, &cuts[i]))
			continue;
		fputs("; ", out);
		put_share(out, nr_cut_by(s, &cuts[i]), s->user_stacks);
		fprintf(out, " %s", cuts[i].cause);
	}
}

static void note(struct profile *p, const char *key,
		 void (*put)(FILE *out, const struct summary *s),
		 const struct summary *s)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	put(out, s);
	if (!fclose(out))
		profile_note(p, key, text);
	free(text);
}

void summary_note(struct profile *p, const struct summary *s)
{
	note(p, "samples", put_samples_alone, s);
	note(p, "lost", put_lost, s);
	if (s->duration_ns)
		note(p, "duration", put_length, s);
	if (s->freq)
		note(p, "rate", put_rate, s);
	if (s->cpu_ns)
		note(p, "overhead", put_overhead, s);
	if (s->ticks)
		note(p, "ticks", put_ticks, s);
	if (s->slowed)
		note(p, "rate lowered", put_slowed, s);
	if (s->user_unnamed && s->user_frames)
		note(p, "without a name", put_user_names, s);
	if (s->nr_notes)
		note(p, "names", put_notes, s);
	if (s->kernel_unnamed && s->kernel_frames)
		note(p, "kernel without a name", put_kernel_names, s);
	if (nr_cut(s) && s->user_stacks)
		note(p, "cut short", put_cuts, s);
}
