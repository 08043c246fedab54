/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Code that processes generate while they run, by what they tell of it: perf
 * maps, and jitdumps. It is known by its address in its process. Code that a
 * child has from its parent is named by the parent's.
 *
 * Code is replaced by other code. While recording, maps are followed as they
 * grow, so what is at an address when is known nearly to the moment. Afterwards
 * a map says only what came last, and that gives the name.
 *
 * A jitdump has times. Of a recording in a file, it is read when its process
 * maps it, and what lay at an address is known for each sample. While recording
 * it is read at the end, since it is written in large pieces; then an address
 * at which code was replaced gets no name.
 */
#ifndef FLAMEK_JIT_H
#define FLAMEK_JIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "symbols/locate.h"
#include "symbols/mapowner.h"
#include "symbols/names.h"
#include "symbols/symtab.h"

struct jit;

/**
 * struct jits - all processes that generate code; a zeroed one has none
 * @is_live: they run here now
 * @has_clock: the times of events are of CLOCK_MONOTONIC
 * @next_change: when jits_advance() has something to do, ns; 0: never
 * @all: them
 * @nr: number of @all
 * @names: of functions
 * @dirs: where perf maps are
 */
struct jits {
	bool is_live, has_clock;
	uint64_t next_change;
	struct jit **all;
	size_t nr, room;
	struct names names;
	struct mapowner_dirs dirs;
};

/** jits_free() - there are none after, and none of their names */
void jits_free(struct jits *js);

/**
 * jits_add() - a process, or a new program in one
 * @js: all of them
 * @pid: the process
 * @since: when it or its program began, ns; 0: that is not known
 * @parent: whose code it has got at that time, or NULL
 */
struct jit *jits_add(struct jits *js, pid_t pid, uint64_t since,
		     struct jit *parent);

/**
 * jits_follow() - while recording: before samples up to now are looked up
 * @changed: told of each process where an address may have another name since
 * @arg: for @changed
 *
 * Return: whether there is anything to follow.
 */
bool jits_follow(struct jits *js, void (*changed)(void *arg, pid_t pid),
		 void *arg);

/** jit_take_dump() - it has mapped its jitdump */
void jit_take_dump(struct jit *j, const struct locate_mapping *mapping);

/**
 * jits_advance() - time goes on
 * @js: all of them
 * @time: of the next event, ns, not less than @js->next_change
 * @changed: told of each process where an address may have another name since
 * @arg: for @changed
 */
void jits_advance(struct jits *js, uint64_t time,
		  void (*changed)(void *arg, pid_t pid), void *arg);

/**
 * jit_place() - what an address is to be asked by, later
 *
 * Return: @addr, or a number in its place if what lies there now may not stay.
 */
uint64_t jit_place(struct jit *j, uint64_t addr);

/**
 * jit_find() - the function at an address
 * @j: the process
 * @place: from jit_place(); the byte before or after it will do
 * @sym: filled on success
 *
 * Reads what there is when it is first called.
 *
 * Return: whether it has a name.
 */
bool jit_find(struct jit *j, uint64_t place, struct symtab_symbol *sym);

/**
 * jit_reason() - why addresses got no name, a clause with what would help
 *
 * To be asked when all addresses have been looked for.
 */
const char *jit_reason(struct jit *j);

/**
 * jits_notes() - what a user should know of how names came about
 * @take: takes a clause
 * @arg: for @take
 */
void jits_notes(const struct jits *js,
		void (*take)(void *arg, const char *note), void *arg);

#endif
