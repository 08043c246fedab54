/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records of the perf ABI to events: one decoder for the live rings, flamek's
 * recordings and perf's. Which fields a record has depends on the settings of
 * the perf event that wrote it, its format.
 */
#ifndef FLAMEK_DECODE_H
#define FLAMEK_DECODE_H

#include <linux/flamek.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "symbols/symbols.h"

/**
 * struct record_format - what of struct perf_event_attr shapes its records
 * @sample_type: PERF_SAMPLE_*
 * @read_format: PERF_FORMAT_*
 * @sample_id_all: records other than samples end in a sample_id
 * @unit: period that makes up one value of a profile; 0: a sample is one value
 * @index: number of the event in its recording
 */
struct record_format {
	uint64_t sample_type;
	uint64_t read_format;
	bool sample_id_all;
	uint64_t unit;
	uint32_t index;
};

/**
 * struct event - a record in plain fields
 * @type: PERF_RECORD_*
 * @misc: as in the record's header
 * @pid: of the process it is about (of the child in a FORK)
 * @tid: of the thread
 * @time: ns, 0 when the record does not say
 * @cpu: UINT32_MAX when the record does not say
 * @format: of the event that the record belongs to
 *
 * What it points to lies in the record, and lives as long.
 */
struct event {
	uint32_t type;
	uint16_t misc;
	uint32_t pid, tid;
	uint64_t time;
	uint64_t id;
	uint32_t cpu;
	const struct record_format *format;
	union {
		struct {
			uint64_t ip;
			uint64_t period;
			const uint64_t *ips;	/* innermost first */
			uint64_t nr;
		} sample;
		struct {
			uint64_t start, len, pgoff;
			struct dso_id id;
			uint32_t prot, flags;
			const char *path;
		} mmap;				/* MMAP too */
		struct {
			const char *comm;
			bool exec;
		} comm;
		struct {
			uint32_t ppid, ptid;
			bool has_no_maps;	/* made up by perf for an old task */
		} task;				/* FORK, EXIT */
		struct {
			uint64_t start;
			uint32_t len;
			uint16_t type;
			const char *name;
		} ksymbol;
		struct {
			uint64_t id, lost;
		} lost;				/* LOST_SAMPLES too */
	};
};

/**
 * decode_check_records() - whether bytes are whole records
 * @records: the first, of any alignment
 * @size: bytes, which the last record has to end with
 * @err: the reason of a failure, may be NULL
 *
 * Return: 0, or -EBADMSG.
 */
int decode_check_records(const void *records, size_t size, struct err *err);

/**
 * decode_flamek() - the format of the module's records
 * @format: filled
 * @period_ns: ns between two ticks of a CPU
 */
void decode_flamek(struct record_format *format, uint64_t period_ns);

/** decode_any_record() - for decode_record(), which see */
int decode_any_record(const struct record_format *format, const void *record,
		      size_t size, struct event *ev, struct err *err);

/*
 * The samples of the module itself, of which there are most: their fields stand
 * where <linux/flamek.h> says. Return: false when it is none, or not whole.
 */
static inline bool decode_flamek_sample(const struct record_format *format,
					const void *record, size_t size,
					struct event *ev)
{
	const struct perf_event_header *header = record;
	const uint64_t *words = record;
	size_t nr = size / sizeof(*words);

	if (format->sample_type != FLAMEK_SAMPLE_TYPE || nr < 6 ||
	    header->type != PERF_RECORD_SAMPLE || header->size != size ||
	    size % sizeof(*words) || words[5] > nr - 6)
		return false;
	ev->type = PERF_RECORD_SAMPLE;
	ev->misc = header->misc;
	ev->pid = (uint32_t)words[2];
	ev->tid = (uint32_t)(words[2] >> 32);
	ev->time = words[3];
	ev->id = 0;
	ev->cpu = UINT32_MAX;
	ev->format = format;
	ev->sample.ip = words[1];
	ev->sample.period = words[4];
	ev->sample.nr = words[5];
	ev->sample.ips = words + 6;
	return true;
}

/**
 * decode_record() - take a record apart
 * @format: of its event
 * @record: the record, aligned to 8 bytes
 * @size: of the record; its header must say the same
 * @ev: filled; of a type that is not in struct event only the fields before
 *	the union
 * @err: the reason of a failure
 *
 * Return: 0, or -EBADMSG when the record contradicts itself.
 */
static inline int decode_record(const struct record_format *format,
				const void *record, size_t size,
				struct event *ev, struct err *err)
{
	if (decode_flamek_sample(format, record, size, ev))
		return 0;
	return decode_any_record(format, record, size, ev, err);
}

/**
 * decode_time() - only the time of a record
 * @format: of its event
 * @record: the record, of a size that was checked
 *
 * Return: ns, 0 when the record does not say.
 */
uint64_t decode_time(const struct record_format *format,
		     const struct perf_event_header *record);

/**
 * decode_id() - only the id by which a record tells its event
 * @format: any of the recording's; all have the id at the same place
 * @record: the record, of a size that was checked
 *
 * Return: the id, 0 when the record does not say.
 */
uint64_t decode_id(const struct record_format *format,
		   const struct perf_event_header *record);

/**
 * decode_check_ids() - can records be told apart by decode_id()?
 *
 * Return: true if formats @a and @b have the id at the same place.
 */
bool decode_check_ids(const struct record_format *a,
		      const struct record_format *b);

#endif
