// SPDX-License-Identifier: GPL-2.0-only
/* Where records go: to the stream of events, and to the file that is written. */
#include <errno.h>
#include <linux/perf_event.h>

#include "recorder-internal.h"

static int keep_records(struct recorder *r, const void *records, size_t bytes,
			struct err *err)
{
	return r->data ? perfdata_records(r->data, records, bytes, err) : 0;
}

/*
 * While a recording is written, only what is no sample is looked at. The samples
 * are when it is over, see recorder_finish(): then that costs the target nothing.
 */
static int push_events(struct recorder *r, const void *records, size_t bytes,
		       struct err *err)
{
	const struct perf_event_header *record;
	const char *at = records, *end = at + bytes;
	int ret = 0;

	for (; at < end && !ret; at += record->size) {
		record = (const void *)at;
		if (record->type != PERF_RECORD_SAMPLE)
			ret = stream_push(r->stream, record, record->size,
					  err);
	}
	return ret;
}

/* A batch of records from a ring, which stay there until the round is over. */
int recorder_take_records(void *arg, const void *records, size_t bytes,
			  struct err *err)
{
	struct recorder *r = arg;
	int ret;

	if (!r->data) {
		stream_lend(r->stream, records, bytes);
		return 0;
	}
	ret = push_events(r, records, bytes, err);
	return ret ? ret : keep_records(r, records, bytes, err);
}

int recorder_put_by(void *arg, const void *records, size_t bytes,
		    struct err *err)
{
	struct recorder *r = arg;

	early_take(&r->early, records, bytes);
	return r->data ? recorder_take_records(r, records, bytes, err) :
			 stream_push(r->stream, records, bytes, err);
}

int recorder_take_snapshot(void *arg, const void *records, size_t bytes,
			   struct err *err)
{
	struct recorder *r = arg;
	int ret = stream_push(r->stream, records, bytes, err);

	return ret ? ret : keep_records(r, records, bytes, err);
}

int recorder_take_joined_record(void *arg, const void *record, size_t size,
				struct err *err)
{
	struct recorder *r = arg;
	struct event ev;
	int ret = decode_record(&r->format, record, size, &ev, err);

	if (ret < 0)
		return ret;
	collect_event(r->collect, &ev);
	return keep_records(r, record, size, err);
}

/*
 * What a process of the target was before stands in /proc. If it is gone already,
 * or its rights have changed meanwhile, so are the names of its addresses: whether
 * it may be sampled, and is still, the module knows.
 */
int recorder_look_at(struct recorder *r, pid_t pid, uint64_t time,
		     snapshot_sink sink, struct err *err)
{
	int ret = snapshot_process(pid, time, sink, r, err);

	r->hidden += ret == -EACCES;
	return ret == -ESRCH || ret == -EACCES ? 0 : ret;
}

/* A process has come into the target, or what it executes must be looked up. */
void recorder_take_joined(void *arg, const struct event *ev)
{
	struct err ignored;

	recorder_look_at(arg, (pid_t)ev->pid, ev->time,
			 recorder_take_joined_record, &ignored);
}
