// SPDX-License-Identifier: GPL-2.0-only
/*
 * Features of a recording: each is a few bytes with a layout of its own. They
 * are a help and not needed, so one that is bad is as one that is not there.
 */
#include "perfdata-reader.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "perfdata-format.h"

#define FLAMEK_VERSION_PREFIX "flamek "

struct bytes {
	const char *at;
	size_t left;
};

static const char *take(struct bytes *b, size_t size)
{
	const char *at = b->at;

	if (size > b->left) {
		b->left = 0;
		return NULL;
	}
	b->at += size;
	b->left -= size;
	return at;
}

static uint32_t take_u32(struct bytes *b)
{
	const char *at = take(b, sizeof(uint32_t));
	uint32_t value = 0;

	if (at)
		memcpy(&value, at, sizeof(value));
	return value;
}

/* A string of its own, fit to be shown; NULL if there is none. */
static char *copy_string(const char *s, size_t size)
{
	char *copy, *c;

	copy = mem_alloc(size + 1, 1);
	memcpy(copy, s, size);
	for (c = copy; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = '?';
	return copy;
}

static char *take_string(struct bytes *b)
{
	uint32_t size = take_u32(b);
	const char *s = take(b, size);

	return s && size ? copy_string(s, size) : NULL;
}

static uint64_t take_u64(struct bytes *b)
{
	const char *at = take(b, sizeof(uint64_t));
	uint64_t value = 0;

	if (at)
		memcpy(&value, at, sizeof(value));
	return value;
}

static void set_string(char **to, struct bytes *b)
{
	char *s = take_string(b);

	if (!s)
		return;
	free(*to);
	*to = s;
}

static void read_version(struct perfdata_reader *r, struct bytes *b)
{
	struct perfdata_report *report = r->report;

	set_string(&report->version, b);
	if (report->version &&
	    !strncmp(report->version, FLAMEK_VERSION_PREFIX,
		     strlen(FLAMEK_VERSION_PREFIX))) {
		report->is_flamek = true;
		collect_set(r->collect, COLLECT_FLAMEK);
	}
}

static void read_nrcpus(struct perfdata_reader *r, struct bytes *b)
{
	take_u32(b);
	r->report->nr_cpus = take_u32(b);
}

static void read_sample_time(struct perfdata_reader *r, struct bytes *b)
{
	take_u64(b);
	r->until_ns = take_u64(b);
}

static void read_clock_data(struct perfdata_reader *r, struct bytes *b)
{
	take_u32(b);		/* version of this section */
	take_u32(b);		/* the clock */
	r->wall_ns = (int64_t)take_u64(b);
	r->clock_ns = take_u64(b);
}

/* The arguments as one line. */
static void read_cmdline(struct perfdata_reader *r, struct bytes *b)
{
	uint32_t i, nr = take_u32(b);
	char *line = NULL, *arg;
	size_t size;
	FILE *out = open_memstream(&line, &size);

	if (!out)
		return;
	for (i = 0; i < nr; i++) {
		arg = take_string(b);
		if (!arg)
			break;
		fprintf(out, i ? " %s" : "%s", arg);
		free(arg);
	}
	fclose(out);
	free(r->report->command);
	r->report->command = line;
}

/* Names of the events, in the order of their attributes. */
static void read_event_desc(struct perfdata_reader *r, struct bytes *b)
{
	uint32_t i, nr = take_u32(b), attr_size = take_u32(b), nr_ids;

	for (i = 0; i < nr && i < r->report->nr_events; i++) {
		if (!take(b, attr_size))
			break;
		nr_ids = take_u32(b);
		set_string(&r->report->events[i].name, b);
		if (!take(b, (size_t)nr_ids * sizeof(uint64_t)))
			break;
	}
}

void perfdata_read_build_id(struct perfdata_reader *r, const void *bytes,
			    size_t size)
{
	struct perfdata_build_id entry;
	const char *name = (const char *)bytes + sizeof(entry);
	unsigned int mode;
	size_t id_size = sizeof(entry.build_id);

	if (size <= sizeof(entry) ||
	    !memchr(name, 0, size - sizeof(entry)))
		return;
	memcpy(&entry, bytes, sizeof(entry));
	if (entry.header.misc & PERFDATA_MISC_BUILD_ID_SIZE)
		id_size = entry.size;
	if (!id_size || id_size > BUILD_ID_MAX)
		return;
	mode = entry.header.misc & PERF_RECORD_MISC_CPUMODE_MASK;
	if (mode == PERF_RECORD_MISC_KERNEL) {
		if (strcmp(name, PERFDATA_KERNEL_NAME) != 0)
			return;
		memcpy(r->kernel_id, entry.build_id, id_size);
		r->kernel_id_size = id_size;
	} else {
		collect_know_build_id(r->collect, name, entry.build_id,
				      id_size);
	}
}

static void read_build_ids(struct perfdata_reader *r, struct bytes *b)
{
	struct perf_event_header header;
	const char *entry;

	while (b->left >= sizeof(header)) {
		memcpy(&header, b->at, sizeof(header));
		entry = take(b, header.size);
		if (!entry || header.size < sizeof(header))
			break;
		perfdata_read_build_id(r, entry, header.size);
	}
}

void perfdata_read_feature(struct perfdata_reader *r, unsigned int feature,
			   const void *bytes, size_t size)
{
	struct perfdata_report *report = r->report;
	struct bytes b = { bytes, size };

	switch (feature) {
	case PERFDATA_BUILD_ID:
		read_build_ids(r, &b);
		break;
	case PERFDATA_HOSTNAME:
		set_string(&report->host, &b);
		break;
	case PERFDATA_OSRELEASE:
		set_string(&report->os_release, &b);
		break;
	case PERFDATA_VERSION:
		read_version(r, &b);
		break;
	case PERFDATA_ARCH:
		set_string(&report->arch, &b);
		break;
	case PERFDATA_NRCPUS:
		read_nrcpus(r, &b);
		break;
	case PERFDATA_CPUDESC:
		set_string(&report->cpu, &b);
		break;
	case PERFDATA_CMDLINE:
		read_cmdline(r, &b);
		break;
	case PERFDATA_EVENT_DESC:
		read_event_desc(r, &b);
		break;
	case PERFDATA_SAMPLE_TIME:
		read_sample_time(r, &b);
		break;
	case PERFDATA_CLOCK_DATA:
		read_clock_data(r, &b);
		break;
	}
}
