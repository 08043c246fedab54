// SPDX-License-Identifier: GPL-2.0-only
/* Facts as clauses. */
#include "summary-words.h"

#include <stddef.h>

#include "render/number.h"

#define NSEC_PER_SEC	1000000000ULL
#define CPUS_SHOWN	4

/* Names come from files and may hold anything; terminals obey escapes. */
void words_clean(FILE *out, const char *s)
{
	for (; *s; s++) {
		unsigned char c = *s;

		putc(c < 0x20 || c == 0x7f ? '?' : c, out);
	}
}

void words_count(FILE *out, uint64_t n, const char *noun)
{
	char buf[NUMBER_SIZE];

	fprintf(out, "%s %s%s", number_group(buf, n), noun, n == 1 ? "" : "s");
}

void words_share(FILE *out, uint64_t part, uint64_t whole)
{
	char buf[NUMBER_SIZE];

	fputs(number_share(buf, part < whole ? part : whole, whole), out);
}

void words_duration(FILE *out, uint64_t ns)
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

void words_lost(FILE *out, const struct summary *s)
{
	uint64_t taken;

	if (__builtin_add_overflow(s->samples, s->lost_samples, &taken))
		taken = UINT64_MAX;
	if (!s->lost_samples && !s->lost_events) {
		fputs("none", out);
		return;
	}
	if (s->lost_samples) {
		words_count(out, s->lost_samples, "sample");
		fputs(", ", out);
		words_share(out, s->lost_samples, taken);
	}
	if (s->lost_events) {
		if (s->lost_samples)
			fputs(", and ", out);
		words_count(out, s->lost_events, "other record");
	}
	put_cpus(out, s);
}

void words_overhead(FILE *out, const struct summary *s)
{
	words_share(out, s->handler_ns, s->cpu_ns);
}

void words_dso(FILE *out, const struct summary *s,
	       const struct summary_dso *dso)
{
	words_share(out, dso->unnamed, s->user_frames);
	fputs(" in ", out);
	words_clean(out, dso->name);
	if (dso->reason) {
		fputs(": ", out);
		words_clean(out, dso->reason);
	}
	if (dso->debug_package)
		fprintf(out, "; Debian's package %s has them",
			dso->debug_package);
}

/* Why stacks end in a file, by how its functions begin. */
static void put_frame_pointers(FILE *out, const struct summary_dso *dso)
{
	static const char *const how[] = {
		[PROLOGUE_LACKS] = "built without",
		[PROLOGUE_MIXED] = "built partly without",
		[PROLOGUE_KEEPS] = "built with, but not all of its code",
	};

	if (dso->prologues == PROLOGUE_UNKNOWN)
		return;
	if (dso->package)
		fprintf(out, ": Debian's package %s is %s", dso->package,
			how[dso->prologues]);
	else
		fprintf(out, ": it is %s", how[dso->prologues]);
}

void words_cut_dso(FILE *out, const struct summary *s,
		   const struct summary_dso *dso)
{
	words_share(out, dso->cut_broken, s->user_stacks);
	fputs(" in ", out);
	words_clean(out, dso->name);
	put_frame_pointers(out, dso);
}

void words_astray(FILE *out, const struct summary *s)
{
	words_share(out, s->cut_astray, s->user_stacks);
	fputs(" led to addresses that nothing returns to, which are left out",
	      out);
}

const struct words_cut words_cuts[WORDS_NR_CUTS] = {
	{ offsetof(struct summary, cut_broken), "no frame pointer",
	  "build with -fno-omit-frame-pointer" },
	{ offsetof(struct summary, cut_fault), "stack page not in memory",
	  NULL },
	{ offsetof(struct summary, cut_depth), "deeper than the limit",
	  "raise --stack-depth" },
};

uint64_t words_nr_cut_by(const struct summary *s, const struct words_cut *cut)
{
	return *(const uint64_t *)((const char *)s + cut->offset);
}

void words_kernel_names(FILE *out, const struct summary *s)
{
	words_share(out, s->kernel_unnamed, s->kernel_frames);
	fputs(" of kernel frames", out);
	if (s->kernel_reason) {
		fputs(": ", out);
		words_clean(out, s->kernel_reason);
	}
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

void words_ticks(FILE *out, const struct summary *s)
{
	fputs("late by ", out);
	put_lateness(out, s->late_ns / s->taken);
	fputs(" on average, ", out);
	put_lateness(out, s->late_max_ns);
	fputs(" at most", out);
	if (!s->missed)
		return;
	fputs("; ", out);
	words_count(out, s->missed, "tick");
	fputs(" missed (", out);
	words_share(out, s->missed, s->taken + s->missed);
	fputs("), with interrupts off or the CPU taken away, counted to the samples after them",
	      out);
}

/* Ticks that never made another one miss were too dear, and nothing else. */
void words_slowed(FILE *out, const struct summary *s)
{
	words_count(out, s->slowed, "time");
	fprintf(out, " (%.0f Hz at the end), since sampling took more than %u %% of a CPU's time",
		1e9 / (double)s->period_ns, s->max_overhead);
	if (s->missed)
		fputs(" or so long that the next ones were due", out);
}
