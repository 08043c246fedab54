/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a user must know to trust the picture, said at the end of a recording
 * and kept as notes of its profile: samples and losses, the measured overhead,
 * frames without names, user stacks cut short, and what would help.
 *
 * The numbers come in one plain struct, whoever counted them; what is zero or
 * NULL is not spoken of.
 */
#ifndef FLAMEK_SUMMARY_H
#define FLAMEK_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "profile.h"
#include "symbols/prologue.h"

#define SUMMARY_DEBUGINFOD_HINT \
	"debuginfod may have them: export DEBUGINFOD_URLS=https://debuginfod.debian.net"

struct collect_stats;

struct summary_cpu {
	unsigned int cpu;
	uint64_t lost_samples;
	uint64_t lost_events;
	uint64_t taken, delivered;
	uint64_t missed, late_ns, late_max_ns;
};

struct summary_dso {
	const char *name;
	const char *path;	/* NULL: no file */
	const char *reason;	/* why it gives no names, as dso_reason() */
	const uint8_t *build_id;
	size_t build_id_size;
	bool lacks_symbols;	/* more of them would help */
	uint64_t frames;	/* in it */
	uint64_t unnamed;	/* of these, without a name */
	uint64_t cut_fault, cut_depth, cut_broken;	/* stacks that end in it */

	/* What summary_advise() found out. */
	char *package, *debug_package;	/* NULL: not known */
	enum prologue_verdict prologues;
};

struct summary {
	uint64_t samples;	/* in the profile */
	uint64_t lost_samples;	/* taken, but not delivered */
	uint64_t lost_events;	/* mappings, names, forks not delivered */
	const struct summary_cpu *cpus;	/* where; may hold CPUs without loss */
	unsigned int nr_cpus;

	uint64_t duration_ns;
	uint32_t freq;		/* Hz, as asked for */
	uint64_t handler_ns;	/* time spent sampling */
	uint64_t cpu_ns;	/* CPU time of the target it is a share of */
	uint64_t taken;		/* samples, by the module's count; 0: not known */

	uint64_t user_frames, user_unnamed;
	uint64_t kernel_frames, kernel_unnamed;
	const struct summary_dso *dsos;	/* most unnamed frames first */
	size_t nr_dsos;
	const char *kernel_reason;	/* why kernel frames have no names */
	const char *const *notes;	/* what else there is to say of names */
	size_t nr_notes;
	bool lacks_debuginfod;	/* nothing says where to ask for symbols */

	uint64_t user_stacks;	/* user stacks whose end is known, all */
	uint64_t cut_broken;	/* ended at what is no frame pointer */
	uint64_t cut_astray;	/* of these, where it led to what is no code */
	uint64_t cut_fault;	/* ended at a page not in memory */
	uint64_t cut_depth;	/* ended at the depth limit */

	bool verified;		/* kernel callchains were compared */
	uint64_t compared, differed;

	uint64_t throttled;	/* times that the rate was cut by the kernel */
	uint64_t late_events;	/* records out of order beyond repair */
	uint64_t untracked;	/* processes that were not followed */
	uint64_t left;		/* that changed their credentials, and left */
	uint64_t hidden;	/* whose mappings could not be read */
	bool is_restricted;	/* no kernel frames, for want of CAP_PERFMON */

	uint64_t missed;	/* points of the grid without one of their own */
	uint64_t late_ns, late_max_ns;	/* after their points, in all and at most */
	uint64_t slowed;	/* times that the rate was lowered */
	uint64_t period_ns;	/* and where it is lowest now */
	uint32_t max_overhead;	/* for an overhead of more percent */
	bool no_mmap_events;	/* mappings made while recording went unseen */

	const char *output;	/* file written, NULL: say nothing of it */
};

/**
 * summary_take_stats() - take over what was learnt from the samples
 * @s: what is filled: samples, losses told in the stream, names, cut stacks
 * @stats: from collect_stats(); its strings are needed as long as @s
 *
 * Return: the array that is now @s->dsos, to be freed by summary_free_dsos() after
 * @s was used.
 */
struct summary_dso *summary_take_stats(struct summary *s,
				       const struct collect_stats *stats);

/** summary_free_dsos() - an array of files; NULL is fine */
void summary_free_dsos(struct summary_dso *dsos, size_t nr);

/**
 * summary_take_profile() - what folded stacks tell: samples, frames, names
 * @s: filled
 * @p: their profile, needed as long as @s
 *
 * Return: as summary_take_stats(), what stands for files without names.
 */
struct summary_dso *summary_take_profile(struct summary *s,
					 const struct profile *p);

/**
 * summary_advise() - find out about the worst files what would help
 * @s: with @dsos in it
 * @dsos: their packages and how they were built are filled in
 *
 * Looks only at files that are here the ones that were mapped. Not for
 * recordings of other machines.
 */
void summary_advise(struct summary *s, struct summary_dso *dsos);

/** summary_nr_cut() - user stacks cut short, by whatever cause */
uint64_t summary_nr_cut(const struct summary *s);

/**
 * summary_worst_cut() - the files that most stacks without frame pointers end in
 * @s: the summary
 * @worst: filled with their places in @s->dsos, the worst first
 * @max: room in @worst
 *
 * Return: how many there are, @max at most.
 */
size_t summary_worst_cut(const struct summary *s, size_t worst[], size_t max);

/** summary_print() - as text, a line or two when all went well */
void summary_print(FILE *out, const struct summary *s);

/** summary_note() - the same facts as notes and facts of a profile */
void summary_note(struct profile *p, const struct summary *s);

/**
 * summary_write_json() - all of it for scripts; flamekctl(1) has the keys
 * @out: gets one line
 * @s: the summary
 * @p: the profile, whose notes say where and of what it was made
 */
void summary_write_json(FILE *out, const struct summary *s,
			const struct profile *p);

#endif
