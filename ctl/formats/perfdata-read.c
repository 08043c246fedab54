// SPDX-License-Identifier: GPL-2.0-only
/* The reader: what kind of file it is, and which event's samples are taken. */
#include "perfdata.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "perfdata-format.h"
#include "perfdata-reader.h"

bool perfdata_detect(const void *head, size_t size)
{
	static const char *const magics[] = {
		PERFDATA_MAGIC, PERFDATA_MAGIC_SWAPPED, PERFDATA_MAGIC_OLD,
	};
	size_t i;

	if (size < PERFDATA_MAGIC_SIZE)
		return false;
	for (i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (!memcmp(head, magics[i], PERFDATA_MAGIC_SIZE))
			return true;
	return false;
}

/* "cycles" means "cycles:u" too; modifiers are what follows the last colon. */
static bool is_wanted(const char *name, const char *wanted)
{
	const char *colon = strrchr(name, ':');
	size_t len = strlen(wanted);

	return !strcmp(name, wanted) ||
	       (colon && (size_t)(colon - name) == len &&
		!strncmp(name, wanted, len));
}

static bool is_taken(struct perfdata_reader *r, uint32_t index)
{
	if (r->taken == NO_EVENT &&
	    (!r->wanted ||
	     is_wanted(r->report->events[index].name, r->wanted)))
		r->taken = index;
	return r->taken == index;
}

/* Return: whether the sample is one of the event that is taken. */
static bool take_sample(struct perfdata_reader *r, const struct event *ev)
{
	struct perfdata_report *report = r->report;
	uint32_t index = ev->format->index;

	report->events[index].samples++;
	if (!is_taken(r, index))
		return false;
	if (!report->first_ns)
		report->first_ns = ev->time;
	if (ev->time > report->last_ns)
		report->last_ns = ev->time;
	return true;
}

/* perf record --buildid-mmap tells the kernel's build-id so. */
static void note_kernel(struct perfdata_reader *r, const struct event *ev)
{
	const struct dso_id *id = &ev->mmap.id;

	if ((ev->misc & PERF_RECORD_MISC_CPUMODE_MASK) !=
	    PERF_RECORD_MISC_KERNEL || !id->build_id_size ||
	    strncmp(ev->mmap.path, PERFDATA_KERNEL_NAME,
		    strlen(PERFDATA_KERNEL_NAME)) != 0)
		return;
	memcpy(r->kernel_id, id->build_id, id->build_id_size);
	r->kernel_id_size = id->build_id_size;
}

static void take_event(void *arg, const struct event *ev)
{
	struct perfdata_reader *r = arg;

	if (ev->type == PERF_RECORD_SAMPLE && !take_sample(r, ev))
		return;
	if (ev->type == PERF_RECORD_MMAP2)
		note_kernel(r, ev);
	collect_event(r->collect, ev);
}

static int no_such_event(const struct perfdata_reader *r, struct err *err)
{
	char *names = mem_strdup(""), *longer;
	size_t i;

	for (i = 0; i < r->report->nr_events && i < 16; i++) {
		longer = mem_printf("%s%s%s", names, i ? ", " : "",
				    r->report->events[i].name);
		free(names);
		names = longer;
	}
	err_set(err, ENOENT, "'%s' has no event '%s', only: %s",
		r->source.name, r->wanted, names);
	free(names);
	return -ENOENT;
}

static int check_event(struct perfdata_reader *r, struct err *err)
{
	size_t i;

	if (!r->wanted || r->taken != NO_EVENT)
		return 0;
	for (i = 0; i < r->report->nr_events; i++)
		if (is_wanted(r->report->events[i].name, r->wanted))
			return 0;
	return no_such_event(r, err);
}

static void finish_report(struct perfdata_reader *r)
{
	struct perfdata_report *report = r->report;
	const struct perf_event_attr *attr;

	report->late = stream_late(r->stream);
	report->bad = stream_bad(r->stream, &report->bad_reason);
	if (r->taken == NO_EVENT)
		return;
	attr = &r->attrs[r->taken];
	report->events[r->taken].is_taken = true;
	if (attr->freq)
		report->freq = attr->sample_freq;
	else
		report->period = attr->sample_period;
}

/* Header, whatever its form. Return: 0 or -errno, the source at the records. */
static int open_recording(struct perfdata_reader *r, uint64_t *size,
			  struct err *err)
{
	struct perfdata_pipe_header head;
	const char *name = r->source.name;
	ssize_t n;
	int ret = 0;

	n = perfdata_source_read(&r->source, &head, sizeof(head), err);
	if (n < 0)
		return (int)n;
	if ((size_t)n < sizeof(head) || !perfdata_detect(&head, sizeof(head)))
		return err_set(err, EINVAL, "'%s' is not a recording", name);
	if (!memcmp(head.magic, PERFDATA_MAGIC_SWAPPED, sizeof(head.magic)))
		return err_set(err, EINVAL,
			       "'%s' was recorded on a machine of the other byte order",
			       name);
	if (!memcmp(head.magic, PERFDATA_MAGIC_OLD, sizeof(head.magic)))
		return err_set(err, EINVAL,
			       "'%s' is a recording of before Linux 3.2", name);
	r->is_pipe = head.size == sizeof(head);
	*size = UINT64_MAX;
	if (r->is_pipe)
		return 0;
	if (!r->source.is_file)
		ret = perfdata_source_spool(&r->source, &head, sizeof(head),
					    err);
	return ret ? ret : perfdata_read_file(r, size, err);
}

static int read_recording(struct perfdata_reader *r, struct err *err)
{
	uint64_t size;
	int ret;

	ret = open_recording(r, &size, err);
	perfdata_check_origin(r);
	if (!ret)
		ret = perfdata_read_records(r, size, err);
	if (ret)
		return ret;
	stream_end(r->stream);
	perfdata_check_kernel(r);
	return check_event(r, err);
}

int perfdata_read(const struct perfdata_input *in, struct collect *collect,
		  struct perfdata_report *report, struct err *err)
{
	struct perfdata_reader r = {
		.collect = collect,
		.report = report,
		.wanted = in->event,
		.taken = NO_EVENT,
	};
	int ret;

	memset(report, 0, sizeof(*report));
	ret = perfdata_source_open(&r.source, in->fd, in->name, in->head,
				   in->head_size, err);
	if (ret)
		return ret;
	r.stream = stream_new(take_event, &r);
	ret = read_recording(&r, err);
	finish_report(&r);
	stream_free(r.stream);
	perfdata_source_close(&r.source);
	free(r.attrs);
	return ret;
}

int perfdata_read_section(const struct perfdata_source *source, uint64_t size,
			  const struct perf_event_attr *attr,
			  struct collect *collect,
			  struct perfdata_report *report, struct err *err)
{
	struct perfdata_reader r = {
		.source = *source,
		.collect = collect,
		.report = report,
		.taken = NO_EVENT,
	};
	int ret;

	memset(report, 0, sizeof(*report));
	r.stream = stream_new(take_event, &r);
	ret = perfdata_add_attr(&r, attr, PERFDATA_ATTR_SIZE, NULL, 0, err);
	if (!ret)
		ret = perfdata_read_records(&r, size, err);
	if (!ret && report->is_cut)
		ret = err_set(err, EBADMSG, "'%s' is cut short",
			      r.source.name);
	if (!ret)
		stream_end(r.stream);
	finish_report(&r);
	stream_free(r.stream);
	free(r.attrs);
	return ret;
}

void perfdata_report_free(struct perfdata_report *report)
{
	size_t i;

	for (i = 0; i < report->nr_events; i++)
		free(report->events[i].name);
	free(report->events);
	free(report->host);
	free(report->os_release);
	free(report->version);
	free(report->arch);
	free(report->command);
	free(report->cpu);
	memset(report, 0, sizeof(*report));
}
