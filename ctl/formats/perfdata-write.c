// SPDX-License-Identifier: GPL-2.0-only
/*
 * The writer: room for the header, the attribute, the records as they come;
 * at the end the features, and then the header, which knows where all that is.
 */
#include "perfdata.h"

#include <errno.h>
#include <linux/flamek.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "decode.h"
#include "mem.h"
#include "perfdata-features.h"
#include "perfdata-format.h"
#include "perfdata-reader.h"

/* So much is written from where it is, without a copy to the stream's buffer. */
#define DIRECT_MIN ((size_t)16 << 10)

#define ATTR_ENTRY_SIZE (PERFDATA_ATTR_SIZE + sizeof(struct perfdata_section))

struct perfdata_writer {
	FILE *out;
	struct perfdata_header header;
	struct perf_event_attr attr;
	struct record_format format;
	struct perfdata_features features;
};

static int failure(const struct perfdata_writer *w, struct err *err)
{
	return err_set_errno(err, errno && ferror(w->out) ? errno : EIO,
			     "cannot write the recording");
}

static int put(struct perfdata_writer *w, const void *bytes, size_t size,
	       struct err *err)
{
	errno = 0;
	if (size && fwrite(bytes, size, 1, w->out) != 1)
		return failure(w, err);
	return 0;
}

/* Past the stream, which is told of it. */
static int write_directly(struct perfdata_writer *w, const char *bytes,
			  size_t size, struct err *err)
{
	const int fd = fileno(w->out);
	ssize_t n;

	errno = 0;
	if (fflush(w->out))
		return failure(w, err);
	for (; size; size -= (size_t)n, bytes += n) {
		do
			n = write(fd, bytes, size);
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return err_set_errno(err, n < 0 ? errno : EIO,
					     "cannot write the recording");
	}
	return fseek(w->out, 0, SEEK_END) ? failure(w, err) : 0;
}

static void fill_attr(struct perf_event_attr *attr,
		      const struct perfdata_info *info)
{
	attr->type = PERF_TYPE_SOFTWARE;
	attr->config = PERF_COUNT_SW_CPU_CLOCK;
	attr->size = PERFDATA_ATTR_SIZE;
	attr->sample_type = FLAMEK_SAMPLE_TYPE;
	attr->sample_period = info->period_ns;
	attr->sample_max_stack = (uint16_t)info->stack_depth;
	attr->disabled = 1;
	attr->inherit = info->inherit;
	attr->exclude_guest = 1;
	attr->exclude_callchain_kernel = info->no_kernel;
	attr->exclude_callchain_user = info->no_user;
	attr->mmap = 1;
	attr->mmap2 = 1;
	attr->comm = 1;
	attr->comm_exec = 1;
	attr->task = 1;
	attr->sample_id_all = 1;
	attr->use_clockid = 1;
	attr->clockid = CLOCK_MONOTONIC;
}

static void fill_header(struct perfdata_header *header)
{
	memcpy(header->magic, PERFDATA_MAGIC, sizeof(header->magic));
	header->size = sizeof(*header);
	header->attr_size = ATTR_ENTRY_SIZE;
	header->attrs.offset = sizeof(*header);
	header->attrs.size = ATTR_ENTRY_SIZE;
	header->data.offset = header->attrs.offset + header->attrs.size;
}

struct perfdata_writer *perfdata_begin(FILE *out,
				       const struct perfdata_info *info,
				       struct err *err)
{
	struct perfdata_writer *w = mem_alloc(1, sizeof(*w));
	const struct perfdata_section no_ids = { 0, 0 };

	w->out = out;
	decode_flamek(&w->format, info->period_ns);
	fill_attr(&w->attr, info);
	fill_header(&w->header);
	perfdata_features_init(&w->features, info, &w->attr);
	/* As long as it says that there is no data, it is not finished. */
	if (put(w, &w->header, sizeof(w->header), err) ||
	    put(w, &w->attr, PERFDATA_ATTR_SIZE, err) ||
	    put(w, &no_ids, sizeof(no_ids), err)) {
		free(w);
		return NULL;
	}
	return w;
}

static void note_sample_times(struct perfdata_writer *w, const void *records,
			      size_t size)
{
	const struct perf_event_header *record;
	const char *at = records, *end = at + size;
	struct event ev;
	uint64_t time;

	for (; at < end; at += record->size) {
		record = (const void *)at;
		if (!decode_flamek_sample(&w->format, record, record->size,
					  &ev))
			continue;
		time = ev.time;
		if (!w->features.first_ns || time < w->features.first_ns)
			w->features.first_ns = time;
		if (time > w->features.last_ns)
			w->features.last_ns = time;
	}
}

int perfdata_records(struct perfdata_writer *w, const void *records,
		     size_t size, struct err *err)
{
	note_sample_times(w, records, size);
	w->header.data.size += size;
	if (size >= DIRECT_MIN && fileno(w->out) >= 0)
		return write_directly(w, records, size, err);
	return put(w, records, size, err);
}

int perfdata_round(struct perfdata_writer *w, struct err *err)
{
	const struct perf_event_header round = {
		.type = PERFDATA_RECORD_ROUND, .size = sizeof(round),
	};

	w->header.data.size += sizeof(round);
	return put(w, &round, sizeof(round), err);
}

int perfdata_reread(struct perfdata_writer *w, struct collect *collect,
		    struct perfdata_report *report, struct err *err)
{
	const struct perfdata_section *data = &w->header.data;
	const struct perfdata_source source = {
		.fd = fileno(w->out),
		.name = "the recording",
		.is_file = true,
		.offset = data->offset,
		.size = data->offset + data->size,
	};

	memset(report, 0, sizeof(*report));
	errno = 0;
	if (fflush(w->out))
		return failure(w, err);
	return perfdata_read_section(&source, data->size, &w->attr, collect,
				     report, err);
}

void perfdata_build_id(void *writer, const char *path, const uint8_t *build_id,
		       size_t size)
{
	struct perfdata_writer *w = writer;

	perfdata_features_add_build_id(&w->features, path, build_id, size);
}

/* Where the sections are, then the sections themselves. */
static int put_features(struct perfdata_writer *w, struct err *err)
{
	uint64_t offset = w->header.data.offset + w->header.data.size;
	struct perfdata_feature *list;
	unsigned int i, nr, id;
	int ret = 0;

	perfdata_features_make(&w->features);
	list = w->features.list;
	nr = w->features.nr;
	offset += nr * sizeof(struct perfdata_section);
	for (i = 0; i < nr && !ret; i++) {
		const struct perfdata_section section = {
			.offset = offset, .size = list[i].size,
		};

		id = list[i].id;
		w->header.features[id / 64] |= 1ULL << id % 64;
		offset += section.size;
		ret = put(w, &section, sizeof(section), err);
	}
	for (i = 0; i < nr && !ret; i++)
		ret = put(w, list[i].bytes, list[i].size, err);
	return ret;
}

int perfdata_end(struct perfdata_writer *w, struct err *err)
{
	int ret;

	ret = put_features(w, err);
	errno = 0;
	if (!ret && fseek(w->out, 0, SEEK_SET))
		ret = failure(w, err);
	if (!ret)
		ret = put(w, &w->header, sizeof(w->header), err);
	errno = 0;
	if (!ret && (fseek(w->out, 0, SEEK_END) || fflush(w->out) ||
		     ferror(w->out)))
		ret = failure(w, err);
	perfdata_abort(w);
	return ret;
}

void perfdata_abort(struct perfdata_writer *w)
{
	if (!w)
		return;
	perfdata_features_free(&w->features);
	free(w);
}
