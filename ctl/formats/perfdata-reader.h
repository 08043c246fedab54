/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the reader of recordings share. */
#ifndef FLAMEK_PERFDATA_READER_H
#define FLAMEK_PERFDATA_READER_H

#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collect.h"
#include "decode.h"
#include "perfdata.h"
#include "perfdata-source.h"
#include "stream.h"
#include "symbols/symbols.h"

#define NO_EVENT UINT32_MAX

/**
 * struct perfdata_reader - a recording being read
 * @source: where it comes from
 * @collect: where its events go
 * @report: what is said of it; its events are those of @attrs
 * @stream: in order of time
 * @attrs: settings of each event
 * @room_attrs: attributes there is room for
 * @room_events: events there is room for in @report
 * @wanted: name of the event to take, or NULL
 * @taken: number of the event that is taken, NO_EVENT before it is known
 * @is_pipe: in pipe form
 * @kernel_id: build-id of the kernel that was recorded
 * @kernel_id_size: its size, 0 if it is not known
 * @wall_ns: the time in ns since 1970 at @clock_ns of its own clock; 0: unknown
 * @clock_ns: see @wall_ns
 * @until_ns: time of its last sample, as it says; 0: unknown
 */
struct perfdata_reader {
	struct perfdata_source source;
	struct collect *collect;
	struct perfdata_report *report;
	struct stream *stream;
	struct perf_event_attr *attrs;
	size_t room_attrs, room_events;
	const char *wanted;
	uint32_t taken;
	bool is_pipe;
	uint8_t kernel_id[BUILD_ID_MAX];
	size_t kernel_id_size;
	int64_t wall_ns;
	uint64_t clock_ns, until_ns;
};

/**
 * perfdata_add_attr() - an event of the recording
 * @r: the reader
 * @attr: its settings as they are in the file
 * @size: bytes of @attr, which may be older or newer than what we know
 * @ids: ids in its records
 * @nr_ids: number of @ids
 * @err: the reason of a failure
 *
 * Return: 0 or -EINVAL.
 */
int perfdata_add_attr(struct perfdata_reader *r, const void *attr, size_t size,
		      const uint64_t *ids, size_t nr_ids, struct err *err);

/** perfdata_read_feature() - take what one feature says; what is bad is ignored */
void perfdata_read_feature(struct perfdata_reader *r, unsigned int feature,
			   const void *bytes, size_t size);

/** perfdata_read_build_id() - take one entry of a build-id table, of @size bytes */
void perfdata_read_build_id(struct perfdata_reader *r, const void *entry,
			    size_t size);

/**
 * perfdata_check_origin() - say whose recording it is, before its mappings
 *
 * Called again where more becomes known of it.
 */
void perfdata_check_origin(struct perfdata_reader *r);

/** perfdata_check_kernel() - no names of the running kernel for another one */
void perfdata_check_kernel(struct perfdata_reader *r);

/**
 * perfdata_read_section() - the records of one event in a part of a file
 * @source: the file, from the first of them on
 * @size: bytes of records
 * @attr: settings of the event, PERFDATA_ATTR_SIZE bytes
 * @collect: takes them
 * @report: filled, also on failure
 * @err: the reason of a failure
 *
 * Return: 0 or -errno, -EBADMSG when they are not all there.
 */
int perfdata_read_section(const struct perfdata_source *source, uint64_t size,
			  const struct perf_event_attr *attr,
			  struct collect *collect,
			  struct perfdata_report *report, struct err *err);

/**
 * perfdata_read_file() - header, attributes and features of the file form
 * @r: the reader
 * @data_size: bytes of records, which the source is left at; UINT64_MAX: to
 *	       the end
 * @err: the reason of a failure
 *
 * Return: 0 or -errno.
 */
int perfdata_read_file(struct perfdata_reader *r, uint64_t *data_size,
		       struct err *err);

/**
 * perfdata_read_records() - all records, and what is between them
 * @r: the reader, its source at the first record
 * @size: bytes of records; UINT64_MAX for all up to the end
 * @err: the reason of a failure
 *
 * Return: 0 or -errno.
 */
int perfdata_read_records(struct perfdata_reader *r, uint64_t size,
			  struct err *err);

#endif
