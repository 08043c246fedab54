/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Samples to a profile. While events come in, stacks are only counted, by their
 * addresses within files; names are looked up at the end, once an address. So
 * memory grows with distinct stacks, not with time.
 */
#ifndef FLAMEK_COLLECT_H
#define FLAMEK_COLLECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode.h"
#include "profile.h"
#include "symbols/symbols.h"

struct collect;

#define COLLECT_LIVE	(1u << 0)	/* pids are those of this moment */
#define COLLECT_FLAMEK	(1u << 1)	/* flamek.ko wrote the records */
#define COLLECT_OTHER_KERNEL	(1u << 2)	/* recorded under another one */
#define COLLECT_OTHER_MACHINE	(1u << 3)	/* and on another one */
#define COLLECT_CLOCK	(1u << 4)	/* times are of CLOCK_MONOTONIC */
#define COLLECT_ORDER	(1u << 5)	/* the profile has a timeline, by thread */
#define COLLECT_PIDS	(1u << 6)	/* threads are called NAME-PID */
#define COLLECT_TIDS	(1u << 7)	/* or NAME-PID/TID */
#define COLLECT_ADDRS	(1u << 8)	/* what has no name shows its address */
#define COLLECT_THREADS	(1u << 9)	/* a frame for each process and thread */
#define COLLECT_LACKS_MAPS	(1u << 10)	/* not all mappings are told */

/**
 * struct collect_dso - a file that user frames were in
 * @name: base name, or what stands for it
 * @path: as the kernel named it; NULL where there is no file
 * @reason: why it gives no names, or not all
 * @build_id: the file's
 * @build_id_size: its length, 0 if there is none
 * @lacks_symbols: it could be read, but more symbols would help
 * @frames: frames in it, by value
 * @unnamed: of these, without a name
 * @amiss: of these, where inlined calls may be missing
 * @amiss_reason: why they may
 * @cut_fault: stacks cut short whose outermost frame is in it, at a page that
 *	was not in memory
 * @cut_depth: at the depth limit
 * @cut_broken: at something that is no frame pointer
 */
struct collect_dso {
	const char *name, *path;
	const char *reason;
	const uint8_t *build_id;
	size_t build_id_size;
	bool lacks_symbols;
	uint64_t frames, unnamed, amiss;
	const char *amiss_reason;
	uint64_t cut_fault, cut_depth, cut_broken;
};

/**
 * struct collect_stats - how far to believe the profile
 * @samples: in the profile
 * @values: their sum in the profile; a sample may stand for several periods
 * @lost_samples: told by LOST records
 * @lost_events: mappings, forks, names; only flamek.ko tells them apart
 * @throttled: times that the kernel throttled the event
 * @user_frames: frames of user code, by value
 * @user_unnamed: of these, without a name
 * @kernel_frames: the same of the kernel and its modules
 * @kernel_unnamed: of these, without a name
 * @kernel_reason: why, or NULL
 * @user_stacks: those of which is known how they ended, by value
 * @cut_fault: of these, cut at a page that was not in memory
 * @cut_depth: at the depth limit
 * @cut_broken: at something that is no frame pointer
 * @cut_astray: of these, where it led to what is no code, which is left out
 * @dsos: files with user frames, those with most unnamed ones first
 * @nr_dsos: number of @dsos
 * @notes: what else there is to say of names
 * @nr_notes: number of @notes
 */
struct collect_stats {
	uint64_t samples;
	uint64_t values;
	uint64_t lost_samples;
	uint64_t lost_events;
	uint64_t throttled;
	uint64_t user_frames, user_unnamed;
	uint64_t kernel_frames, kernel_unnamed;
	const char *kernel_reason;
	uint64_t user_stacks, cut_fault, cut_depth, cut_broken, cut_astray;
	const struct collect_dso *dsos;
	size_t nr_dsos;
	const char *const *notes;
	size_t nr_notes;
};

/**
 * collect_new() - begin
 * @syms: names; the kernel's symbols are loaded before collect_finish()
 */
struct collect *collect_new(struct symbols *syms);

/** collect_free() - NULL is fine; @syms stays */
void collect_free(struct collect *c);

/** collect_set() - @flags: COLLECT_*, before the events that they are true of */
void collect_set(struct collect *c, unsigned int flags);

/**
 * collect_hide_kernel() - give kernel addresses no names
 * @c: the collection
 * @reason: why, a clause without a full stop; copied. The first one stays.
 */
void collect_hide_kernel(struct collect *c, const char *reason);

/** collect_recorded_until() - when the recording ended, in ns since 1970 */
void collect_recorded_until(struct collect *c, int64_t ns);

/**
 * collect_know_build_id() - the build-id of a file whose mappings do not say it
 * @path: as in the mappings to come
 */
void collect_know_build_id(struct collect *c, const char *path,
			   const uint8_t *build_id, size_t size);

/**
 * collect_on_join() - whom to tell of a process whose mappings no event tells: it
 * has come into the target, or executes where the kernel cannot tell of them
 * @joined: is given the COMM event; may hand over events by collect_event()
 */
void collect_on_join(struct collect *c,
		     void (*joined)(void *arg, const struct event *ev),
		     void *arg);

/** collect_event() - the next event in order of time; @collect is a stream_sink's @arg */
void collect_event(void *collect, const struct event *ev);

/**
 * collect_follow() - while recording: what can only be seen now is looked at
 *
 * To be called before the events up to now are handed over.
 *
 * Return: whether it is to be called again soon.
 */
bool collect_follow(struct collect *c);

/** collect_samples() - samples so far */
uint64_t collect_samples(const struct collect *c);

/**
 * collect_finish() - name the addresses and fill a profile
 * @p: added to, in column 0
 */
void collect_finish(struct collect *c, struct profile *p);

/** collect_note() - one more thing to say of names; copied */
void collect_note(struct collect *c, const char *note);

/**
 * collect_build_ids() - the build-ids of the files that samples were in
 * @c: the collection
 * @take: takes a file's path, as in its mappings, and its build-id
 * @arg: for @take
 *
 * What collect_know_build_id() needs when the recording is read again.
 */
void collect_build_ids(const struct collect *c,
		       void (*take)(void *arg, const char *path,
				    const uint8_t *build_id, size_t size),
		       void *arg);

/** collect_stats() - valid as long as @c; complete after collect_finish() */
const struct collect_stats *collect_stats(const struct collect *c);

#endif
