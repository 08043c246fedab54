// SPDX-License-Identifier: GPL-2.0-only
/* Jitdump files, of which the code itself is passed over. */
#include "symbols/jitdump.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hash.h"
#include "mem.h"
#include "table.h"

#define MAGIC		0x4a695444u
#define MAGIC_SWAPPED	0x4454694au
#define VERSION		1u
#define HAS_ARCH_TIME	1u	/* flag of the header */
#define BUFFER_SIZE	((size_t)64 * 1024)
#define NAME_SIZE_MAX	((size_t)32 * 1024)

struct header {
	uint32_t magic, version, total_size, elf_mach, pad, pid;
	uint64_t timestamp, flags;
};

enum record_id {
	RECORD_LOAD,
	RECORD_MOVE,
};

struct record {
	uint32_t id, total_size;
	uint64_t timestamp;
};

struct load {
	struct record record;
	uint32_t pid, tid;
	uint64_t vma, addr, size, index;
	/* then the name, and the code */
};

struct move {
	struct record record;
	uint32_t pid, tid;
	uint64_t vma, old_addr, new_addr, size, index;
};

/* A name by the index of its code. */
struct indexed {
	uint64_t index;
	const char *name;
};

struct reader {
	int fd;
	struct codes *codes;
	struct names *names;
	struct jitdump_report *report;
	char *buf;
	uint64_t offset;	/* in the file, of the buffer */
	size_t nr;		/* bytes in the buffer */
	struct indexed *indexed;
	size_t nr_indexed, room_indexed;
	struct table table;	/* of indexed */
};

bool jitdump_is_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t digits;

	if (strncmp(name, "jit-", 4) != 0)
		return false;
	name += 4;
	digits = strspn(name, "0123456789");
	return digits && !strcmp(name + digits, ".dump");
}

/*
 * Have bytes of the file in the buffer.
 *
 * Return: how many of @len there are; *@bytes is where.
 */
static size_t look_at(struct reader *r, uint64_t offset, size_t len,
		      const char **bytes)
{
	size_t skipped;
	ssize_t n;

	if (offset < r->offset || offset + len > r->offset + r->nr) {
		do {
			n = pread(r->fd, r->buf, BUFFER_SIZE, (off_t)offset);
		} while (n < 0 && errno == EINTR);
		r->offset = offset;
		r->nr = n > 0 ? (size_t)n : 0;
	}
	skipped = (size_t)(offset - r->offset);
	*bytes = r->buf + skipped;
	return r->nr - skipped < len ? r->nr - skipped : len;
}

static bool read_at(struct reader *r, uint64_t offset, void *to, size_t len)
{
	const char *bytes;

	if (look_at(r, offset, len, &bytes) < len)
		return false;
	memcpy(to, bytes, len);
	return true;
}

static struct indexed *find_indexed(const struct reader *r, uint64_t index)
{
	uint32_t i, pos = 0;

	while ((i = table_next(&r->table, hash_mix(index, 0), &pos)) !=
	       TABLE_NONE)
		if (r->indexed[i].index == index)
			return &r->indexed[i];
	return NULL;
}

static void remember(struct reader *r, uint64_t index, const char *name)
{
	struct indexed *known = find_indexed(r, index);

	if (known) {
		known->name = name;
		return;
	}
	r->indexed = mem_grow(r->indexed, r->nr_indexed, &r->room_indexed,
			      sizeof(*r->indexed));
	r->indexed[r->nr_indexed] = (struct indexed){ index, name };
	table_add(&r->table, hash_mix(index, 0), (uint32_t)r->nr_indexed++);
}

/* Note a piece of code. Return: NULL, or why it cannot be. */
static const char *add_code(struct reader *r, const struct record *record,
			    uint64_t start, uint64_t size, const char *name)
{
	struct code code = {
		.start = start,
		.time = r->report->has_times ? record->timestamp : 0,
		.name = name,
	};

	if (__builtin_add_overflow(start, size, &code.end))
		return "code beyond the end of memory";
	if (size && !codes_add(r->codes, &code))
		return "too many records";
	return NULL;
}

/* The name ends where its NUL is, in the record. */
static const char *take_load(struct reader *r, const struct record *record,
			     uint64_t offset)
{
	uint64_t room = record->total_size - sizeof(struct load);
	struct load load;
	const char *name, *bytes, *bad;
	size_t len, got;

	if (!read_at(r, offset, &load, sizeof(load)))
		return "it ends too early";
	got = look_at(r, offset + sizeof(load),
		      room < NAME_SIZE_MAX ? (size_t)room : NAME_SIZE_MAX,
		      &bytes);
	len = strnlen(bytes, got);
	if (len == got)
		return "a name that does not end";
	if (r->nr_indexed == CODES_MAX)
		return "too many records";
	name = names_add(r->names, len ? bytes : "[nameless]",
			 len ? len : strlen("[nameless]"));
	bad = add_code(r, record, load.addr, load.size, name);
	if (!bad)
		remember(r, load.index, name);
	return bad;
}

static const char *take_move(struct reader *r, const struct record *record,
			     uint64_t offset)
{
	const struct indexed *known;
	struct move move;

	if (!read_at(r, offset, &move, sizeof(move)))
		return "it ends too early";
	known = find_indexed(r, move.index);
	if (!known)
		return "a move of code that was not loaded";
	return add_code(r, record, move.new_addr, move.size, known->name);
}

/* What else there is (lines, unwinding) says nothing of names. */
static const char *take_record(struct reader *r, const struct record *record,
			       uint64_t offset)
{
	switch (record->id) {
	case RECORD_LOAD:
		if (record->total_size <= sizeof(struct load))
			return "a record that is too small";
		return take_load(r, record, offset);
	case RECORD_MOVE:
		if (record->total_size < sizeof(struct move))
			return "a record that is too small";
		return take_move(r, record, offset);
	default:
		return NULL;
	}
}

static void note_bad(struct jitdump_report *report, const char *bad)
{
	if (bad && !report->bad++)
		report->bad_reason = bad;
}

static void take_records(struct reader *r, uint64_t offset)
{
	const uint64_t end = (uint64_t)lseek(r->fd, 0, SEEK_END);
	struct record record;

	for (; read_at(r, offset, &record, sizeof(record));
	     offset += record.total_size) {
		r->report->records++;
		if (record.total_size < sizeof(record)) {
			note_bad(r->report,
				 "a record without a size, after which nothing can be read");
			return;
		}
		if (record.total_size > end - offset)
			break;
		note_bad(r->report, take_record(r, &record, offset));
	}
	r->report->is_cut = offset != end;
}

static int check_header(const struct header *header, struct err *err)
{
	if (header->magic == MAGIC_SWAPPED)
		return err_set(err, EINVAL, "of the other byte order");
	if (header->magic != MAGIC)
		return err_set(err, EINVAL, "not a jitdump");
	if (header->version != VERSION)
		return err_set(err, EINVAL, "a jitdump of version %u, not %u",
			       header->version, VERSION);
	if (header->total_size < sizeof(*header))
		return err_set(err, EINVAL, "a jitdump with a damaged header");
	return 0;
}

int jitdump_read(int fd, struct codes *codes, struct names *names,
		 struct jitdump_report *report, struct err *err)
{
	struct reader r = {
		.fd = fd, .codes = codes, .names = names, .report = report,
		.buf = mem_resize(NULL, BUFFER_SIZE, 1),
	};
	struct header header;
	int ret;

	*report = (struct jitdump_report){ 0 };
	if (read_at(&r, 0, &header, sizeof(header)))
		ret = check_header(&header, err);
	else
		ret = err_set(err, EINVAL, "too short to be a jitdump");
	if (!ret) {
		report->has_times = !(header.flags & HAS_ARCH_TIME);
		take_records(&r, header.total_size);
	}
	free(r.buf);
	free(r.indexed);
	table_free(&r.table);
	return ret;
}
