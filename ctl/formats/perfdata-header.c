// SPDX-License-Identifier: GPL-2.0-only
/* The file form's header and the tables it points to. */
#include "perfdata-reader.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "perfdata-format.h"

#define HEADER_SIZE_MIN		offsetof(struct perfdata_header, features)
#define ATTR_SIZE_MAX		4096u
#define SECTION_SIZE_MAX	((uint64_t)256 << 20)

/* The bytes of a section, checked against the file before they are read. */
static int read_section(struct perfdata_reader *r, struct perfdata_section s,
			void **bytes, struct err *err)
{
	int ret;

	*bytes = NULL;
	if (s.offset > r->source.size || s.size > r->source.size - s.offset)
		return err_set(err, EBADMSG, "'%s' is cut short",
			       r->source.name);
	if (s.size > SECTION_SIZE_MAX)
		return err_set(err, EINVAL,
			       "'%s' is no recording that can be read: a section of %llu bytes",
			       r->source.name, (unsigned long long)s.size);
	*bytes = mem_resize(NULL, s.size, 1);
	ret = perfdata_source_read_at(&r->source, *bytes, s.size, s.offset,
				      err);
	if (ret) {
		free(*bytes);
		*bytes = NULL;
	}
	return ret;
}

/* @ids_left: bytes that ids may still take; tables may not share them. */
static int read_attr(struct perfdata_reader *r, const char *entry,
		     size_t entry_size, uint64_t *ids_left, struct err *err)
{
	size_t attr_size = entry_size - sizeof(struct perfdata_section);
	struct perfdata_section ids;
	void *bytes;
	int ret;

	memcpy(&ids, entry + attr_size, sizeof(ids));
	if (ids.size > *ids_left)
		return err_set(err, EBADMSG, "'%s' is cut short",
			       r->source.name);
	*ids_left -= ids.size;
	ret = read_section(r, ids, &bytes, err);
	if (!ret)
		ret = perfdata_add_attr(r, entry, attr_size, bytes,
					ids.size / sizeof(uint64_t), err);
	free(bytes);
	return ret;
}

static int read_attrs(struct perfdata_reader *r,
		      const struct perfdata_header *header, struct err *err)
{
	uint64_t ids_left = r->source.size;
	size_t at, size = header->attr_size;
	void *attrs;
	int ret;

	if (size < PERF_ATTR_SIZE_VER0 + sizeof(struct perfdata_section) ||
	    size > ATTR_SIZE_MAX)
		return err_set(err, EINVAL,
			       "'%s' is no recording that can be read: event settings of %zu bytes",
			       r->source.name, size);
	ret = read_section(r, header->attrs, &attrs, err);
	for (at = 0; !ret && header->attrs.size - at >= size; at += size)
		ret = read_attr(r, (const char *)attrs + at, size, &ids_left,
				err);
	free(attrs);
	return ret;
}

static bool has_feature(const struct perfdata_header *header, unsigned int i)
{
	return header->features[i / 64] >> i % 64 & 1;
}

/* What is not there, in a file that is cut short, is done without. */
static void read_features(struct perfdata_reader *r,
			  const struct perfdata_header *header)
{
	uint64_t at = header->data.offset + header->data.size;
	struct perfdata_section section;
	unsigned int i;
	void *bytes;

	for (i = 0; i < PERFDATA_NR_FEATURES; i++) {
		if (!has_feature(header, i))
			continue;
		if (perfdata_source_read_at(&r->source, &section,
					    sizeof(section), at, NULL)) {
			r->report->is_cut = true;
			break;
		}
		at += sizeof(section);
		if (read_section(r, section, &bytes, NULL))
			continue;
		perfdata_read_feature(r, i, bytes, section.size);
		free(bytes);
	}
}

static int read_header(struct perfdata_reader *r,
		       struct perfdata_header *header, struct err *err)
{
	int ret;

	memset(header, 0, sizeof(*header));
	ret = perfdata_source_read_at(&r->source, header, HEADER_SIZE_MIN, 0,
				      err);
	if (ret)
		return ret;
	if (header->size != HEADER_SIZE_MIN && header->size != sizeof(*header))
		return err_set(err, EINVAL,
			       "'%s' is no recording that can be read: a header of %llu bytes",
			       r->source.name,
			       (unsigned long long)header->size);
	if (header->size == sizeof(*header))
		ret = perfdata_source_read_at(&r->source, header,
					      sizeof(*header), 0, err);
	if (!ret && header->data.offset > r->source.size)
		ret = err_set(err, EBADMSG, "'%s' is cut short",
			      r->source.name);
	return ret;
}

int perfdata_read_file(struct perfdata_reader *r, uint64_t *data_size,
		       struct err *err)
{
	struct perfdata_header header;
	int ret;

	ret = read_header(r, &header, err);
	if (!ret)
		ret = read_attrs(r, &header, err);
	if (ret)
		return ret;
	r->source.offset = header.data.offset;
	*data_size = header.data.size;
	if (!header.data.size) {
		/* The size is written last. */
		r->report->is_cut = true;
		*data_size = UINT64_MAX;
	} else if (header.data.size > r->source.size - header.data.offset) {
		r->report->is_cut = true;
	} else {
		read_features(r, &header);
	}
	return 0;
}
