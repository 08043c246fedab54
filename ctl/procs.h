/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes, their threads and their address spaces over time, from the events
 * in order of time. Processes that nothing was heard of are made up at first
 * sight, with neither name nor mappings.
 */
#ifndef FLAMEK_PROCS_H
#define FLAMEK_PROCS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode.h"
#include "ksymbols.h"
#include "space.h"
#include "symbols/symbols.h"

struct procs;

/** procs_new() - no processes; the files of mappings are taken from @syms */
struct procs *procs_new(struct symbols *syms);

/** procs_free() - NULL is fine */
void procs_free(struct procs *p);

/** procs_set_live() - the processes to come are those that run here now */
void procs_set_live(struct procs *p);

/** procs_set_clock() - the times of events are of CLOCK_MONOTONIC */
void procs_set_clock(struct procs *p);

/** procs_is_due() - whether something changes by @time without an event */
bool procs_is_due(const struct procs *p, uint64_t time);

/** procs_advance() - it is @time: what was due has happened */
void procs_advance(struct procs *p, uint64_t time);

/** procs_follow() - live: what processes tell of their code by now; see jits_follow() */
bool procs_follow(struct procs *p);

/** procs_notes() - what a user should know of names; see jits_notes() */
void procs_notes(const struct procs *p,
		 void (*take)(void *arg, const char *note), void *arg);

/** procs_set_flamek() - build-ids come from flamekctl, which read the very files */
void procs_set_flamek(struct procs *p);

/**
 * procs_know_build_id() - the build-id of a file whose mappings do not say it
 * @p: the processes
 * @path: as in the mappings to come
 * @build_id: its bytes
 * @size: their number, BUILD_ID_MAX at most
 *
 * Two of one path tell nothing: which mapping has which is not said.
 */
void procs_know_build_id(struct procs *p, const char *path,
			 const uint8_t *build_id, size_t size);

/** procs_event() - take in a COMM, FORK, EXIT, MMAP or KSYMBOL, pass over others */
void procs_event(struct procs *p, const struct event *ev);

/** procs_space() - the address space of process @pid; valid until the next event */
struct space *procs_space(struct procs *p, uint32_t pid);

/**
 * procs_comm() - name of a thread, ":TID" if it is not known
 *
 * Return: the number of the name; the same name has the same number.
 */
uint32_t procs_comm(struct procs *p, uint32_t pid, uint32_t tid);

/**
 * procs_number_threads() - call threads NAME-PID, or NAME-PID/TID, from now on
 * @p: the processes
 * @has_tid: the latter
 */
void procs_number_threads(struct procs *p, bool has_tid);

/**
 * procs_task() - NAME-TID, ":TID" if its name is not known; of a process, its leader
 *
 * Return: the number of that.
 */
uint32_t procs_task(struct procs *p, uint32_t pid, uint32_t tid);

/** procs_comm_name() - a name by its number; valid until the next event */
const char *procs_comm_name(const struct procs *p, uint32_t comm);

/**
 * procs_kernel_text() - the address of _text when the recording was made
 *
 * Return: the address, 0 if the recording does not say.
 */
uint64_t procs_kernel_text(const struct procs *p);

/**
 * procs_is_kernel_text() - lay @addr in the kernel when the recording was made?
 *
 * Return: true if it did; false for modules, and if the recording does not say.
 */
bool procs_is_kernel_text(const struct procs *p, uint64_t addr);

/**
 * procs_ksymbol() - what the kernel had generated at an address
 *
 * Return: NULL for nothing; without a name if other code lay there as well. That
 * a module which begins before seems to reach so far does not make it so: it is
 * taken for having been there at the same time.
 */
const struct ksymbol *procs_ksymbol(struct procs *p, uint64_t addr);

/**
 * procs_is_module() - may a symbol of this moment name an address of then?
 * @p: the processes
 * @addr: the address
 * @module: the module that the symbol is of, NULL for the kernel itself
 *
 * Return: false if the recording has another module there, or not that one.
 */
bool procs_is_module(const struct procs *p, uint64_t addr, const char *module);

#endif
