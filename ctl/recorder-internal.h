/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of a recorder share among themselves. */
#ifndef FLAMEK_RECORDER_INTERNAL_H
#define FLAMEK_RECORDER_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "collect.h"
#include "decode.h"
#include "early.h"
#include "formats/perfdata.h"
#include "kernelwatch.h"
#include "recorder.h"
#include "session.h"
#include "snapshot.h"
#include "stream.h"
#include "workload.h"

#define NSEC_PER_SEC	UINT64_C(1000000000)
#define NSEC_PER_MSEC	UINT64_C(1000000)

/* Between two rounds of draining, while there is reason for another. */
#define RECORDER_ROUND_NS	(250 * NSEC_PER_MSEC)

struct recorder {
	struct recorder_options *options;
	struct workload workload;
	struct session *session;
	struct symbols *symbols;
	struct kernelwatch *kernel;	/* NULL: nothing of it is recorded */
	struct record_format format;
	struct early early;
	struct collect *collect;
	struct stream *stream;
	struct perfdata_writer *data;
	struct genl_session counters;	/* when last looked at */
	struct summary_cpu *summary_cpus;
	struct summary_dso *summary_dsos;
	size_t nr_summary_dsos;
	uint64_t late;		/* events out of order */
	uint64_t hidden;	/* processes whose mappings may not be read */
	int signal_fd;
	bool is_released;	/* the command runs, or has */
	bool exec_failed;
	bool is_timed_out;
	uint64_t start_ns, end_ns;
	uint64_t round_ns;	/* when the last round of draining began */
	uint64_t due_ns;	/* when the next is due, 0: when we are woken */
	uint64_t look_ns;	/* when to look for mappings, 0: when woken */
	uint64_t status_ns;	/* when the status line was drawn */
	uint64_t target_ns;	/* time of the target on CPUs until then */
};

/* recorder.c */

/** recorder_now_ns() - of the clock that records are stamped by */
uint64_t recorder_now_ns(void);

/** recorder_took_signal() - has one come that ends the recording? */
bool recorder_took_signal(const struct recorder *r);

/* recorder-records.c: functions that records are handed to, @arg the recorder */

/** recorder_take_records() - a batch from a ring, there until the round is over */
int recorder_take_records(void *arg, const void *records, size_t bytes,
			  struct err *err);

/** recorder_put_by() - one that goes before the first round is over */
int recorder_put_by(void *arg, const void *records, size_t bytes,
		    struct err *err);

/** recorder_take_snapshot() - what was there when it began */
int recorder_take_snapshot(void *arg, const void *records, size_t bytes,
			   struct err *err);

/** recorder_take_joined_record() - what came while it was recorded */
int recorder_take_joined_record(void *arg, const void *record, size_t size,
				struct err *err);

/** recorder_take_joined() - a process has come into the target */
void recorder_take_joined(void *arg, const struct event *ev);

/** recorder_look_at() - hand what /proc says of a process to @sink */
int recorder_look_at(struct recorder *r, pid_t pid, uint64_t time,
		     snapshot_sink sink, struct err *err);

/* recorder-start.c */

/** recorder_start() - begin to sample, take down what is there, let go */
int recorder_start(struct recorder *r, struct err *err);

/* recorder-loop.c */

/** recorder_has() - does poll(2) say one of these events of the session now? */
bool recorder_has(const struct recorder *r, short events);

/** recorder_open_files() - those that wait, until a ring is to be emptied */
void recorder_open_files(struct recorder *r);

/** recorder_drain() - one round: take what the rings hold */
int recorder_drain(struct recorder *r, struct err *err);

/** recorder_take_kernel_news() - later names must know of code that came and went */
void recorder_take_kernel_news(struct recorder *r);

/** recorder_loop() - drain until the recording is over */
int recorder_loop(struct recorder *r, struct err *err);

#endif
