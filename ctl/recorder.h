/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One recording: the session, the command that is recorded, and the pipeline
 * from the rings to a profile.
 */
#ifndef FLAMEK_RECORDER_H
#define FLAMEK_RECORDER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "err.h"
#include "profile.h"
#include "summary.h"
#include "target.h"

struct recorder;

/**
 * struct recorder_options - what to record
 * @target: whom
 * @freq: Hz
 * @flags: FLAMEK_F_*
 * @stack_depth: frames, 0 for the module's choice
 * @ring_pages: per CPU, 0 for the module's choice
 * @max_overhead: percent of a CPU's time, 0 for the module's choice
 * @duration_ns: end after that time, 0 for no limit
 * @data: seekable file that becomes a perf.data, or NULL
 * @argc: of flamekctl, for perf.data
 * @argv: of flamekctl
 * @names: for symbols_want()
 * @wants_order: of the stacks: the profile gets a timeline
 * @has_threads: frames for processes and their threads
 * @has_status_line: show progress on standard error
 */
struct recorder_options {
	struct target target;
	uint32_t freq;
	uint32_t flags;
	uint32_t stack_depth;
	uint32_t ring_pages;
	uint32_t max_overhead;
	uint64_t duration_ns;
	FILE *data;
	int argc;
	char **argv;
	unsigned int names;
	bool wants_order;
	bool has_threads;
	bool has_status_line;
};

/**
 * recorder_open() - prepare all that can fail before anything runs
 * @recorder: the recorder, on success
 * @options: must outlive it; its target is opened
 * @err: the reason of a failure
 *
 * Return: 0; -ENOENT when the module is not loaded, -EACCES or -EPERM when the
 * caller may not use it, -ESRCH when there is no such process; other -errno.
 */
int recorder_open(struct recorder **recorder,
		  struct recorder_options *options, struct err *err);

/** recorder_close() - undo it all, with the command ended; NULL is fine */
void recorder_close(struct recorder *recorder);

/**
 * recorder_run() - record until the target's end, a signal, or the duration
 * @recorder: the recorder
 * @err: the reason of a failure
 *
 * SIGINT, SIGTERM and SIGHUP end it; they are blocked from recorder_open() on.
 *
 * Return: 0 when it ended in one of these ways; -errno. When the command
 * cannot be run, the -errno of its exec, with recorder_exec_failed() true.
 */
int recorder_run(struct recorder *recorder, struct err *err);

/** recorder_exec_failed() - was it the command that could not be run? */
bool recorder_exec_failed(const struct recorder *recorder);

/**
 * recorder_finish() - name what was recorded
 * @recorder: after recorder_run()
 * @profile: gets the stacks and notes of the recording
 * @summary: filled; what it points to lives as long as the recorder
 * @err: the reason of a failure
 *
 * Return: 0, or -errno from completing options->data.
 */
int recorder_finish(struct recorder *recorder, struct profile *profile,
		    struct summary *summary, struct err *err);

/**
 * recorder_exit_status() - wait for the command, if there is one
 *
 * One that outlived the recording is asked to end (SIGTERM), a second signal to
 * flamekctl ends it (SIGKILL).
 *
 * Return: its exit status as a shell would say it; 0 without a command, and
 * when it was ended only because its time was up.
 */
int recorder_exit_status(struct recorder *recorder);

#endif
