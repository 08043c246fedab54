// SPDX-License-Identifier: GPL-2.0-only
/*
 * The records of a recording, walked through one by one: the kernel's go to
 * the stream in runs as long as they come, perf's own are handled between.
 * Compressed records hold a stretch of the same, which need not begin or end
 * with a record; it is walked through in the same way.
 */
#include "perfdata-reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "mem.h"
#include "perfdata-format.h"

#define WALK_SIZE ((size_t)256 << 10)	/* of many of the largest records */

/* Bytes that are walked through. */
struct walk {
	char *buf;
	size_t used;
	uint64_t skip;		/* bytes to come that are no records */
};

struct records {
	struct perfdata_reader *r;
	struct walk file;
	struct walk unpacked;
	ZSTD_DStream *zstd;
	uint64_t round_ns;	/* nothing older comes after the next round */
	bool is_over;
};

static int walk(struct records *rs, struct walk *w, struct err *err);

static int bad_record(const struct records *rs, uint32_t type,
		      const char *reason, struct err *err)
{
	return err_set(err, EBADMSG, "'%s' is damaged: a record of type %u %s",
		       rs->r->source.name, type, reason);
}

static int push_run(struct records *rs, const char *run, size_t size,
		    struct err *err)
{
	struct err reason;

	if (!size)
		return 0;
	if (!rs->r->report->nr_events)
		return bad_record(rs, PERF_RECORD_SAMPLE,
				  "before the settings of any event", err);
	if (stream_push(rs->r->stream, run, size, &reason))
		return err_set(err, EBADMSG, "'%s' is damaged: %s",
			       rs->r->source.name, reason.text);
	return 0;
}

static int take_attr(struct records *rs, const char *body, size_t size,
		     struct err *err)
{
	uint32_t attr_size = 0;
	uint64_t *ids;
	size_t ids_size;
	int ret;

	if (size >= PERF_ATTR_SIZE_VER0)
		memcpy(&attr_size, body + sizeof(uint32_t), sizeof(attr_size));
	if (attr_size < PERF_ATTR_SIZE_VER0 || attr_size > size)
		return bad_record(rs, PERFDATA_RECORD_ATTR, "is too short",
				  err);
	ids_size = size - attr_size;
	ids = mem_alloc(ids_size, 1);
	memcpy(ids, body + attr_size, ids_size);
	ret = perfdata_add_attr(rs->r, body, attr_size, ids,
				ids_size / sizeof(*ids), err);
	free(ids);
	return ret;
}

static void take_feature(struct records *rs, const char *body, size_t size)
{
	uint64_t feature;

	if (size < sizeof(feature))
		return;
	memcpy(&feature, body, sizeof(feature));
	if (feature >= PERFDATA_NR_FEATURES)
		return;
	perfdata_read_feature(rs->r, (unsigned int)feature,
			      body + sizeof(feature), size - sizeof(feature));
	perfdata_check_origin(rs->r);
}

/* A record behind which come bytes that its size does not count. */
static void skip_trailer(struct walk *w, uint32_t type, const char *body,
			 size_t size)
{
	uint64_t trailer = 0;

	if (type == PERFDATA_RECORD_AUXTRACE && size >= sizeof(uint64_t)) {
		memcpy(&trailer, body, sizeof(uint64_t));
	} else if (type == PERFDATA_RECORD_TRACING_DATA &&
		   size >= sizeof(uint32_t)) {
		memcpy(&trailer, body, sizeof(uint32_t));
		trailer = (trailer + 7) & ~7ULL;
	}
	w->skip = trailer;
}

/* Rings are drained in rounds; see stream.h on how far one may flush. */
static void take_round(struct records *rs)
{
	stream_flush(rs->r->stream, rs->round_ns);
	rs->round_ns = stream_newest(rs->r->stream);
}

static int unpack(struct records *rs, const char *packed, size_t size,
		  struct err *err)
{
	struct walk *w = &rs->unpacked;
	ZSTD_inBuffer in = { packed, size, 0 };
	ZSTD_outBuffer out;
	size_t result;
	int ret;

	if (!w->buf) {
		w->buf = mem_resize(NULL, WALK_SIZE, 1);
		rs->zstd = ZSTD_createDStream();
	}
	do {
		out = (ZSTD_outBuffer){ w->buf, WALK_SIZE, w->used };
		result = ZSTD_decompressStream(rs->zstd, &out, &in);
		if (ZSTD_isError(result))
			return bad_record(rs, PERFDATA_RECORD_COMPRESSED,
					  ZSTD_getErrorName(result), err);
		w->used = out.pos;
		ret = walk(rs, w, err);
	} while (!ret && !rs->is_over &&
		 (in.pos < in.size || out.pos == out.size));
	return ret;
}

static int take_packed(struct records *rs, struct walk *w, uint32_t type,
		       const char *body, size_t size, struct err *err)
{
	uint64_t packed_size = size;

	if (w == &rs->unpacked)
		return bad_record(rs, type, "within another", err);
	if (type == PERFDATA_RECORD_COMPRESSED2) {
		if (size < sizeof(packed_size))
			return bad_record(rs, type, "is too short", err);
		memcpy(&packed_size, body, sizeof(packed_size));
		body += sizeof(packed_size);
		if (packed_size > size - sizeof(packed_size))
			return bad_record(rs, type, "is too short", err);
	}
	return unpack(rs, body, packed_size, err);
}

static int take_own(struct records *rs, struct walk *w,
		    const struct perf_event_header *header, const char *record,
		    struct err *err)
{
	const char *body = record + sizeof(*header);
	size_t size = header->size - sizeof(*header);

	switch (header->type) {
	case PERFDATA_RECORD_ATTR:
		return rs->r->is_pipe ? take_attr(rs, body, size, err) : 0;
	case PERFDATA_RECORD_FEATURE:
		take_feature(rs, body, size);
		return 0;
	case PERFDATA_RECORD_BUILD_ID:
		perfdata_read_build_id(rs->r, record, header->size);
		return 0;
	case PERFDATA_RECORD_ROUND:
		take_round(rs);
		return 0;
	case PERFDATA_RECORD_COMPRESSED:
	case PERFDATA_RECORD_COMPRESSED2:
		return take_packed(rs, w, header->type, body, size, err);
	default:
		skip_trailer(w, header->type, body, size);
		return 0;
	}
}

static size_t skip(struct walk *w, size_t at)
{
	uint64_t n = w->used - at;

	if (n > w->skip)
		n = w->skip;
	w->skip -= n;
	return at + (size_t)n;
}

/* Return: 1 when there is a whole record at @at, 0 when there may be later. */
static int find_record(struct records *rs, const struct walk *w, size_t at,
		       struct perf_event_header *header, struct err *err)
{
	if (w->used - at < sizeof(*header))
		return 0;
	memcpy(header, w->buf + at, sizeof(*header));
	if (!header->size && !header->type) {
		/* A file that was never written to its end. */
		rs->r->report->is_cut = true;
		rs->is_over = true;
		return 0;
	}
	if (header->size < sizeof(*header))
		return bad_record(rs, header->type, "is too short", err);
	return header->size <= w->used - at;
}

/* All whole records in the buffer; what is left moves to its beginning. */
static int walk(struct records *rs, struct walk *w, struct err *err)
{
	struct perf_event_header header;
	size_t at = skip(w, 0), run = at;
	int ret;

	while ((ret = find_record(rs, w, at, &header, err)) > 0) {
		if (header.type < PERFDATA_RECORD_FIRST) {
			at += header.size;
			continue;
		}
		ret = push_run(rs, w->buf + run, at - run, err);
		if (!ret)
			ret = take_own(rs, w, &header, w->buf + at, err);
		if (ret)
			return ret;
		at = skip(w, at + header.size);
		run = at;
	}
	if (!ret)
		ret = push_run(rs, w->buf + run, at - run, err);
	memmove(w->buf, w->buf + at, w->used - at);
	w->used -= at;
	return ret;
}

static int read_all(struct records *rs, uint64_t size, struct err *err)
{
	struct walk *w = &rs->file;
	size_t want;
	ssize_t n;
	int ret = 0;

	while (size && !ret && !rs->is_over) {
		want = WALK_SIZE - w->used;
		if (want > size)
			want = (size_t)size;
		n = perfdata_source_read(&rs->r->source, w->buf + w->used,
					 want, err);
		if (n < 0)
			return (int)n;
		w->used += (size_t)n;
		size -= size == UINT64_MAX ? 0 : (uint64_t)n;
		ret = walk(rs, w, err);
		if ((size_t)n < want)
			break;
	}
	return ret;
}

int perfdata_read_records(struct perfdata_reader *r, uint64_t size,
			  struct err *err)
{
	struct records rs = { .r = r };
	int ret;

	rs.file.buf = mem_resize(NULL, WALK_SIZE, 1);
	ret = read_all(&rs, size, err);
	if (rs.file.used || rs.file.skip || rs.unpacked.used)
		r->report->is_cut = true;
	ZSTD_freeDStream(rs.zstd);
	free(rs.unpacked.buf);
	free(rs.file.buf);
	return ret;
}
