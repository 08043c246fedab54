/* SPDX-License-Identifier: GPL-2.0-only */
/* perf.data files: flamek's recordings and perf's. */
#ifndef FLAMEK_PERFDATA_H
#define FLAMEK_PERFDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "collect.h"
#include "err.h"

/*
 * Writing
 */

struct perfdata_writer;

/**
 * struct perfdata_info - what a recording says of itself
 * @argc: number of arguments in @argv
 * @argv: the command line of flamekctl
 * @period_ns: ns between two ticks of a CPU
 * @stack_depth: frames at most
 * @inherit: children were sampled too
 * @no_kernel: without kernel frames
 * @no_user: without user frames
 */
struct perfdata_info {
	int argc;
	char **argv;
	uint64_t period_ns;
	uint32_t stack_depth;
	bool inherit, no_kernel, no_user;
};

/**
 * perfdata_begin() - begin a recording
 * @out: seekable, at its beginning; not closed by any of these
 * @info: copied, except for @argv, which is needed until the end
 * @err: the reason of a failure
 *
 * Return: the writer, or NULL.
 */
struct perfdata_writer *perfdata_begin(FILE *out,
				       const struct perfdata_info *info,
				       struct err *err);

/**
 * perfdata_records() - append whole records of flamek's format
 *
 * Return: 0 or -errno.
 */
int perfdata_records(struct perfdata_writer *w, const void *records,
		     size_t size, struct err *err);

/**
 * perfdata_round() - every ring has been drained once since the last call
 *
 * A reader may sort from one round to the next, instead of the whole.
 *
 * Return: 0 or -errno.
 */
int perfdata_round(struct perfdata_writer *w, struct err *err);

struct perfdata_report;

/**
 * perfdata_reread() - read what has been written so far
 * @w: the writer, of a file that can be read too
 * @collect: takes its events; its files may be open already
 * @report: filled, also on failure; perfdata_report_free() it
 * @err: the reason of a failure
 *
 * Return: 0 or -errno.
 */
int perfdata_reread(struct perfdata_writer *w, struct collect *collect,
		    struct perfdata_report *report, struct err *err);

/**
 * perfdata_build_id() - note the build-id of a mapped file
 * @writer: the writer, of any type to be a callback
 * @path: as in its mappings
 * @build_id: its bytes; of a long one the first BUILD_ID_MAX are noted
 * @size: their number
 */
void perfdata_build_id(void *writer, const char *path, const uint8_t *build_id,
		       size_t size);

/**
 * perfdata_end() - complete the file and free the writer
 *
 * Return: 0, or -errno if anything since perfdata_begin() failed.
 */
int perfdata_end(struct perfdata_writer *w, struct err *err);

/** perfdata_abort() - free the writer and leave the file as it is */
void perfdata_abort(struct perfdata_writer *w);

/*
 * Reading
 */

/**
 * struct perfdata_input - a recording to read
 * @fd: where it is; a pipe is fine
 * @name: of it, for messages
 * @head: bytes that were already read from a pipe; of a file that can be read
 *	  at any place they are not needed
 * @head_size: their number
 * @event: name of the event to take of several ("cycles"); NULL: the first
 *	   that has samples
 */
struct perfdata_input {
	int fd;
	const char *name;
	const void *head;
	size_t head_size;
	const char *event;
};

struct perfdata_event {
	char *name;
	uint64_t samples;
	bool is_taken;
};

/**
 * struct perfdata_report - what the recording said and how reading it went
 * @is_flamek: flamekctl wrote it
 * @host: name of the machine, like all strings here NULL if it is not said
 * @os_release: of its kernel
 * @version: of the program that wrote it
 * @arch: of the machine
 * @command: the command line that recorded
 * @cpu: model of the CPU
 * @nr_cpus: CPUs online, 0 if it is not said
 * @freq: Hz, of the event that was taken; 0 if it has a period
 * @period: the event's, 0 if it has a frequency
 * @first_ns: time of the first sample of the event that was taken
 * @last_ns: of the last
 * @events: events, with their samples
 * @nr_events: number of @events
 * @late: records that came too late to be sorted in
 * @bad: records left out because they contradict themselves
 * @bad_reason: why, of the first
 * @is_cut: the file ends too early; what is there was taken
 * @has_raw_stacks: user stacks were recorded as copies of memory
 *	(--call-graph dwarf), which are not unwound
 */
struct perfdata_report {
	bool is_flamek;
	char *host;
	char *os_release;
	char *version;
	char *arch;
	char *command;
	char *cpu;
	uint32_t nr_cpus;
	uint64_t freq;
	uint64_t period;
	uint64_t first_ns, last_ns;
	struct perfdata_event *events;
	size_t nr_events;
	uint64_t late;
	uint64_t bad;
	struct err bad_reason;
	bool is_cut;
	bool has_raw_stacks;
};

/** perfdata_detect() - do these first bytes of a file (8 suffice) begin a recording? */
bool perfdata_detect(const void *head, size_t size);

/**
 * perfdata_read() - read a recording
 * @in: the recording
 * @collect: takes its events; collect_finish() is left to the caller
 * @report: filled, also on failure; perfdata_report_free() it
 * @err: the reason of a failure
 *
 * Kernel frames get names only if the recording is of the running kernel.
 *
 * Return: 0; -EINVAL when it is not a recording or of a kind that cannot be
 * read, -ENOENT when it has no event of that name, -EISDIR, -EIO, ...
 */
int perfdata_read(const struct perfdata_input *in, struct collect *collect,
		  struct perfdata_report *report, struct err *err);

/** perfdata_report_free() - free what the report refers to */
void perfdata_report_free(struct perfdata_report *report);

#endif
