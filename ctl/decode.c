// SPDX-License-Identifier: GPL-2.0-only
/*
 * The layouts are those that the comments of enum perf_event_type in
 * <linux/perf_event.h> describe. A reader with an end is moved over the record:
 * a field that is not there whole makes the record bad, and what follows the
 * last field of interest (the callchain, in samples) is not looked at.
 */
#include "decode.h"

#include <errno.h>
#include <linux/flamek.h>
#include <string.h>

#define SAMPLE_ID_FIELDS \
	(PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_ID | \
	 PERF_SAMPLE_STREAM_ID | PERF_SAMPLE_CPU | PERF_SAMPLE_IDENTIFIER)

struct reader {
	const uint64_t *at;	/* next word */
	size_t left;		/* words */
	bool is_short;		/* something was not there */
};

struct pair {
	uint32_t first, second;
};

static const uint64_t *take(struct reader *r, uint64_t words)
{
	const uint64_t *at = r->at;

	if (words > r->left) {
		r->is_short = true;
		return NULL;
	}
	r->at += words;
	r->left -= words;
	return at;
}

static uint64_t take_u64(struct reader *r)
{
	const uint64_t *at = take(r, 1);

	return at ? *at : 0;
}

static struct pair take_pair(struct reader *r)
{
	struct pair pair = { 0, 0 };
	const uint64_t *at = take(r, 1);

	if (at)
		memcpy(&pair, at, sizeof(pair));
	return pair;
}

/* A string that fills the rest of the record, with padding behind its NUL. */
static const char *take_string(struct reader *r)
{
	const char *s = (const char *)r->at;

	if (!r->left || !memchr(s, 0, r->left * sizeof(*r->at))) {
		r->is_short = true;
		return "";
	}
	return s;
}

static unsigned int count_fields(uint64_t sample_type, uint64_t fields)
{
	return (unsigned int)__builtin_popcountll(sample_type & fields);
}

int decode_check_records(const void *records, size_t size, struct err *err)
{
	struct perf_event_header header;
	size_t left;

	for (left = size; left; left -= header.size) {
		if (left < sizeof(header))
			return err_set(err, EBADMSG,
				       "%zu bytes where a record should begin",
				       left);
		memcpy(&header, (const char *)records + size - left,
		       sizeof(header));
		/* What is smaller than a header comes out huge. */
		if (header.size % 8 ||
		    header.size - sizeof(header) > left - sizeof(header))
			return err_set(err, EBADMSG,
				       "a record of type %u that claims %u bytes",
				       header.type, header.size);
	}
	return 0;
}

void decode_flamek(struct record_format *format, uint64_t period_ns)
{
	memset(format, 0, sizeof(*format));
	format->sample_type = FLAMEK_SAMPLE_TYPE;
	format->sample_id_all = true;
	format->unit = period_ns;
}

/* What precedes a field in a sample, and what follows it in a sample_id. */
#define BEFORE_ID \
	(PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_ADDR)
#define BEHIND_TIME \
	(PERF_SAMPLE_ID | PERF_SAMPLE_STREAM_ID | PERF_SAMPLE_CPU | \
	 PERF_SAMPLE_IDENTIFIER)
#define BEHIND_ID \
	(PERF_SAMPLE_STREAM_ID | PERF_SAMPLE_CPU)

static uint64_t word_at(const struct perf_event_header *record, size_t word)
{
	uint64_t value;

	if ((word + 1) * sizeof(value) > record->size)
		return 0;
	memcpy(&value, (const char *)record + word * sizeof(value),
	       sizeof(value));
	return value;
}

static uint64_t word_from_end(const struct perf_event_header *record,
			      size_t behind)
{
	size_t words = record->size / sizeof(uint64_t);

	/* The header is a word, too. */
	return words > behind + 1 ? word_at(record, words - behind - 1) : 0;
}

uint64_t decode_time(const struct record_format *format,
		     const struct perf_event_header *record)
{
	uint64_t type = format->sample_type;

	if (type == FLAMEK_SAMPLE_TYPE && record->type == PERF_RECORD_SAMPLE)
		return word_at(record, 3);
	if (!(type & PERF_SAMPLE_TIME))
		return 0;
	if (record->type == PERF_RECORD_SAMPLE)
		return word_at(record, 1 + !!(type & PERF_SAMPLE_IDENTIFIER) +
				       !!(type & PERF_SAMPLE_IP) +
				       !!(type & PERF_SAMPLE_TID));
	if (!format->sample_id_all)
		return 0;
	return word_from_end(record, count_fields(type, BEHIND_TIME));
}

uint64_t decode_id(const struct record_format *format,
		   const struct perf_event_header *record)
{
	uint64_t type = format->sample_type;
	bool is_sample = record->type == PERF_RECORD_SAMPLE;

	if (!is_sample && !format->sample_id_all)
		return 0;
	if (type & PERF_SAMPLE_IDENTIFIER)
		return is_sample ? word_at(record, 1) :
				   word_from_end(record, 0);
	if (!(type & PERF_SAMPLE_ID))
		return 0;
	if (is_sample)
		return word_at(record, 1 + count_fields(type, BEFORE_ID));
	return word_from_end(record, count_fields(type, BEHIND_ID));
}

bool decode_check_ids(const struct record_format *a,
		      const struct record_format *b)
{
	const uint64_t types[] = { a->sample_type, b->sample_type };

	if (a->sample_id_all != b->sample_id_all)
		return false;
	if (types[0] & types[1] & PERF_SAMPLE_IDENTIFIER)
		return true;
	return types[0] & types[1] & PERF_SAMPLE_ID &&
	       !((types[0] | types[1]) & PERF_SAMPLE_IDENTIFIER) &&
	       count_fields(types[0], BEFORE_ID) ==
	       count_fields(types[1], BEFORE_ID) &&
	       count_fields(types[0], BEHIND_ID) ==
	       count_fields(types[1], BEHIND_ID);
}

static void skip_read(struct reader *r, uint64_t read_format)
{
	uint64_t per_value = 1 + !!(read_format & PERF_FORMAT_ID) +
			     !!(read_format & PERF_FORMAT_LOST);
	uint64_t times = !!(read_format & PERF_FORMAT_TOTAL_TIME_ENABLED) +
			 !!(read_format & PERF_FORMAT_TOTAL_TIME_RUNNING);
	uint64_t nr = 1;

	if (read_format & PERF_FORMAT_GROUP)
		nr = take_u64(r);
	if (nr > UINT16_MAX)
		r->is_short = true;
	else
		take(r, times + nr * per_value);
}

static void decode_sample(const struct record_format *format, struct reader *r,
			  struct event *ev)
{
	uint64_t type = format->sample_type;
	struct pair pair;

	ev->cpu = UINT32_MAX;
	ev->sample.ips = r->at;
	if (type & PERF_SAMPLE_IDENTIFIER)
		ev->id = take_u64(r);
	if (type & PERF_SAMPLE_IP)
		ev->sample.ip = take_u64(r);
	if (type & PERF_SAMPLE_TID) {
		pair = take_pair(r);
		ev->pid = pair.first;
		ev->tid = pair.second;
	}
	if (type & PERF_SAMPLE_TIME)
		ev->time = take_u64(r);
	if (type & PERF_SAMPLE_ADDR)
		take(r, 1);
	if (type & PERF_SAMPLE_ID)
		ev->id = take_u64(r);
	if (type & PERF_SAMPLE_STREAM_ID)
		take(r, 1);
	if (type & PERF_SAMPLE_CPU)
		ev->cpu = take_pair(r).first;
	if (type & PERF_SAMPLE_PERIOD)
		ev->sample.period = take_u64(r);
	if (type & PERF_SAMPLE_READ)
		skip_read(r, format->read_format);
	if (type & PERF_SAMPLE_CALLCHAIN) {
		ev->sample.nr = take_u64(r);
		ev->sample.ips = take(r, ev->sample.nr);
	}
}

/* What records other than samples end in; the reader is left the rest. */
static void decode_sample_id(const struct record_format *format,
			     struct reader *r, struct event *ev)
{
	uint64_t type = format->sample_type;
	unsigned int words = count_fields(type, SAMPLE_ID_FIELDS);
	struct reader tail;
	struct pair pair;

	ev->cpu = UINT32_MAX;
	if (!format->sample_id_all)
		return;
	if (words > r->left) {
		r->is_short = true;
		return;
	}
	r->left -= words;
	tail = (struct reader){ .at = r->at + r->left, .left = words };
	if (type & PERF_SAMPLE_TID) {
		pair = take_pair(&tail);
		ev->pid = pair.first;
		ev->tid = pair.second;
	}
	if (type & PERF_SAMPLE_TIME)
		ev->time = take_u64(&tail);
	if (type & PERF_SAMPLE_ID)
		ev->id = take_u64(&tail);
	if (type & PERF_SAMPLE_STREAM_ID)
		take(&tail, 1);
	if (type & PERF_SAMPLE_CPU)
		ev->cpu = take_pair(&tail).first;
	if (type & PERF_SAMPLE_IDENTIFIER)
		ev->id = take_u64(&tail);
}

static void take_pid_tid(struct reader *r, struct event *ev)
{
	struct pair pair = take_pair(r);

	ev->pid = pair.first;
	ev->tid = pair.second;
}

static void decode_mmap(struct reader *r, struct event *ev)
{
	take_pid_tid(r, ev);
	ev->mmap.start = take_u64(r);
	ev->mmap.len = take_u64(r);
	ev->mmap.pgoff = take_u64(r);
	ev->mmap.path = take_string(r);
}

/* Device and inode, or in their place a build-id: size, 3 unused, 20 bytes. */
static void decode_file(struct reader *r, struct event *ev)
{
	struct dso_id *id = &ev->mmap.id;
	const unsigned char *bytes = (const void *)take(r, 3);
	struct pair device;

	if (!bytes)
		return;
	if (ev->misc & PERF_RECORD_MISC_MMAP_BUILD_ID) {
		id->build_id_size = bytes[0];
		if (bytes[0] > BUILD_ID_MAX)
			r->is_short = true;
		else
			memcpy(id->build_id, bytes + 4, bytes[0]);
		return;
	}
	memcpy(&device, bytes, sizeof(device));
	id->maj = device.first;
	id->min = device.second;
	memcpy(&id->ino, bytes + 8, sizeof(id->ino));
	memcpy(&id->ino_generation, bytes + 16, sizeof(id->ino_generation));
}

static void decode_mmap2(struct reader *r, struct event *ev)
{
	struct pair pair;

	take_pid_tid(r, ev);
	ev->mmap.start = take_u64(r);
	ev->mmap.len = take_u64(r);
	ev->mmap.pgoff = take_u64(r);
	decode_file(r, ev);
	pair = take_pair(r);
	ev->mmap.prot = pair.first;
	ev->mmap.flags = pair.second;
	ev->mmap.path = take_string(r);
}

static void decode_comm(struct reader *r, struct event *ev)
{
	take_pid_tid(r, ev);
	ev->comm.comm = take_string(r);
	ev->comm.exec = ev->misc & PERF_RECORD_MISC_COMM_EXEC;
}

static void decode_task(struct reader *r, struct event *ev)
{
	struct pair pids = take_pair(r);
	struct pair tids = take_pair(r);

	ev->pid = pids.first;
	ev->tid = tids.first;
	ev->task.ppid = pids.second;
	ev->task.ptid = tids.second;
	ev->task.has_no_maps = ev->type == PERF_RECORD_FORK &&
			       ev->misc & PERF_RECORD_MISC_FORK_EXEC;
}

static void decode_ksymbol(struct reader *r, struct event *ev)
{
	struct pair pair;

	ev->ksymbol.start = take_u64(r);
	pair = take_pair(r);
	ev->ksymbol.len = pair.first;
	ev->ksymbol.type = (uint16_t)pair.second;	/* then flags */
	ev->ksymbol.name = take_string(r);
}

static void decode_body(struct reader *r, struct event *ev)
{
	switch (ev->type) {
	case PERF_RECORD_MMAP:
		decode_mmap(r, ev);
		break;
	case PERF_RECORD_MMAP2:
		decode_mmap2(r, ev);
		break;
	case PERF_RECORD_COMM:
		decode_comm(r, ev);
		break;
	case PERF_RECORD_FORK:
	case PERF_RECORD_EXIT:
		decode_task(r, ev);
		break;
	case PERF_RECORD_KSYMBOL:
		decode_ksymbol(r, ev);
		break;
	case PERF_RECORD_LOST:
		ev->lost.id = take_u64(r);
		ev->lost.lost = take_u64(r);
		break;
	case PERF_RECORD_LOST_SAMPLES:
		ev->lost.lost = take_u64(r);
		break;
	}
}

int decode_any_record(const struct record_format *format, const void *record,
		      size_t size, struct event *ev, struct err *err)
{
	const struct perf_event_header *header = record;
	struct reader r;

	if (size < sizeof(*header) || size % sizeof(uint64_t) ||
	    header->size != size)
		return err_set(err, EBADMSG, "a record of %zu bytes", size);
	*ev = (struct event){
		.type = header->type, .misc = header->misc, .format = format,
	};
	r = (struct reader){
		.at = (const uint64_t *)record + 1,
		.left = size / sizeof(uint64_t) - 1,
	};
	if (ev->type == PERF_RECORD_SAMPLE) {
		decode_sample(format, &r, ev);
	} else {
		decode_sample_id(format, &r, ev);
		decode_body(&r, ev);
	}
	if (r.is_short)
		return err_set(err, EBADMSG,
			       "a record of type %u and %zu bytes lacks some of its contents",
			       ev->type, size);
	return 0;
}
