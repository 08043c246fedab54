// SPDX-License-Identifier: GPL-2.0-only
/* The events of a recording: settings, formats of their records, names. */
#include "perfdata-reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mem.h"

#define NR_EVENTS_MAX 65536u

static const char *const software_names[] = {
	[PERF_COUNT_SW_CPU_CLOCK] = "cpu-clock",
	[PERF_COUNT_SW_TASK_CLOCK] = "task-clock",
	[PERF_COUNT_SW_PAGE_FAULTS] = "page-faults",
	[PERF_COUNT_SW_CONTEXT_SWITCHES] = "context-switches",
	[PERF_COUNT_SW_CPU_MIGRATIONS] = "cpu-migrations",
	[PERF_COUNT_SW_PAGE_FAULTS_MIN] = "minor-faults",
	[PERF_COUNT_SW_PAGE_FAULTS_MAJ] = "major-faults",
	[PERF_COUNT_SW_DUMMY] = "dummy",
};

static const char *const hardware_names[] = {
	[PERF_COUNT_HW_CPU_CYCLES] = "cycles",
	[PERF_COUNT_HW_INSTRUCTIONS] = "instructions",
	[PERF_COUNT_HW_CACHE_REFERENCES] = "cache-references",
	[PERF_COUNT_HW_CACHE_MISSES] = "cache-misses",
	[PERF_COUNT_HW_BRANCH_INSTRUCTIONS] = "branches",
	[PERF_COUNT_HW_BRANCH_MISSES] = "branch-misses",
};

/* By its settings; the file may know a better name. */
static char *make_name(const struct perf_event_attr *attr)
{
	const char *const *names = NULL;
	size_t nr = 0;

	if (attr->type == PERF_TYPE_SOFTWARE) {
		names = software_names;
		nr = sizeof(software_names) / sizeof(*software_names);
	} else if (attr->type == PERF_TYPE_HARDWARE) {
		names = hardware_names;
		nr = sizeof(hardware_names) / sizeof(*hardware_names);
	}
	if (attr->config < nr && names[attr->config])
		return mem_strdup(names[attr->config]);
	return mem_printf("type %u config 0x%llx", attr->type,
			  (unsigned long long)attr->config);
}

static bool is_clock(const struct perf_event_attr *attr)
{
	return attr->type == PERF_TYPE_SOFTWARE &&
	       (attr->config == PERF_COUNT_SW_CPU_CLOCK ||
		attr->config == PERF_COUNT_SW_TASK_CLOCK);
}

static struct record_format make_format(const struct perf_event_attr *attr,
					uint32_t index)
{
	return (struct record_format){
		.sample_type = attr->sample_type,
		.read_format = attr->read_format,
		.sample_id_all = attr->sample_id_all,
		.unit = is_clock(attr) && !attr->freq ? attr->sample_period : 0,
		.index = index,
	};
}

int perfdata_add_attr(struct perfdata_reader *r, const void *bytes, size_t size,
		      const uint64_t *ids, size_t nr_ids, struct err *err)
{
	struct perfdata_report *report = r->report;
	uint32_t i = (uint32_t)report->nr_events;
	struct record_format format;
	struct perf_event_attr *attr;
	struct err reason;

	if (i == NR_EVENTS_MAX)
		return err_set(err, EINVAL, "'%s' has more than %u events",
			       r->source.name, NR_EVENTS_MAX);
	r->attrs = mem_grow(r->attrs, i, &r->room_attrs, sizeof(*r->attrs));
	attr = &r->attrs[i];
	memset(attr, 0, sizeof(*attr));
	memcpy(attr, bytes, size < sizeof(*attr) ? size : sizeof(*attr));

	format = make_format(attr, i);
	if (stream_add_format(r->stream, &format, ids, nr_ids, &reason))
		return err_set(err, EINVAL, "cannot read '%s': %s",
			       r->source.name, reason.text);
	if (attr->use_clockid && attr->clockid == CLOCK_MONOTONIC)
		collect_set(r->collect, COLLECT_CLOCK);
	if (attr->sample_type & PERF_SAMPLE_STACK_USER)
		report->has_raw_stacks = true;
	report->events = mem_grow(report->events, i, &r->room_events,
				  sizeof(*report->events));
	report->events[i] = (struct perfdata_event){ .name = make_name(attr) };
	report->nr_events++;
	return 0;
}
