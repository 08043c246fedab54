// SPDX-License-Identifier: GPL-2.0-only
/*
 * The start of a Go program's code, which functions are counted from. Since Go
 * 1.26 it stands in the runtime's description of the module alone, which is
 * known by its first words: they point to the table and into it.
 */
#include "symbols/gotext.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define WORD sizeof(uint64_t)
#define SCAN_WORDS 8192

/* Places of words in the description, the same since Go 1.16. */
enum {
	TABLE = 0,
	NAMES = 1,
	TEXT = 22,
	TEXT_END = 23,
	NR_WORDS = 24,
};

/* What is looked for, and how far it got. */
struct scan {
	const struct elffile *f;
	const struct segments *segments;
	uint64_t table, names;
	uint64_t text;
};

static bool is_code(const struct segments *segments, uint64_t start,
		    uint64_t end)
{
	uint64_t offset, most;
	const struct segment *segment =
		segments_offset(segments, start, &offset, &most);

	return segment && segment->exec && end > start && end - start <= most;
}

static bool read_description(struct scan *scan, uint64_t offset)
{
	uint64_t words[NR_WORDS];

	if (elffile_read(scan->f, offset, words, sizeof(words)) ||
	    words[TABLE] != scan->table || words[NAMES] != scan->names ||
	    !is_code(scan->segments, words[TEXT], words[TEXT_END]))
		return false;
	scan->text = words[TEXT];
	return true;
}

static bool scan_segment(struct scan *scan, const struct segment *segment)
{
	uint64_t *words = mem_alloc(SCAN_WORDS, WORD);
	uint64_t at = -segment->addr % WORD, nr, i;
	bool found = false;

	for (; !found && at + WORD <= segment->file_size; at += nr * WORD) {
		nr = (segment->file_size - at) / WORD;
		if (nr > SCAN_WORDS)
			nr = SCAN_WORDS;
		if (elffile_read(scan->f, segment->offset + at, words,
				 nr * WORD))
			break;
		for (i = 0; !found && i < nr; i++)
			found = words[i] == scan->table &&
				read_description(scan, segment->offset + at +
						 i * WORD);
	}
	free(words);
	return found;
}

bool gotext_find(uint64_t *text, const struct elffile *program,
		 const struct segments *segments, uint64_t table,
		 uint64_t names)
{
	struct scan scan = {
		.f = program,
		.segments = segments,
		.table = table,
		.names = names,
	};
	size_t i;

	for (i = 0; i < segments->nr; i++) {
		if (!segments->all[i].writable ||
		    !scan_segment(&scan, &segments->all[i]))
			continue;
		*text = scan.text;
		return true;
	}
	return false;
}
