// SPDX-License-Identifier: GPL-2.0-only
/*
 * The index of a package: a header, a hash table of ids (searched from end to
 * end, since it is once per unit), rows by number, then for each row offsets
 * and sizes in the sections that the first row names.
 */
#include "symbols/dwp.h"

#include <string.h>

#define HEADER 4		/* words: version, sections, units, slots */
#define NONE UINT32_MAX

struct table {
	const unsigned char *bytes;
	uint64_t size;
	uint32_t nr_sections, nr_units, nr_slots;
};

static uint32_t word_at(const struct table *t, uint64_t offset)
{
	uint32_t word = 0;

	if (offset + sizeof(word) <= t->size)
		memcpy(&word, t->bytes + offset, sizeof(word));
	return word;
}

static uint32_t find_row(const struct table *t, uint64_t id)
{
	const uint64_t ids = HEADER * 4, rows = ids + 8ULL * t->nr_slots;
	uint64_t found;
	uint32_t i, row;

	for (i = 0; i < t->nr_slots && rows + 4ULL * i < t->size; i++) {
		memcpy(&found, t->bytes + ids + 8ULL * i, sizeof(found));
		row = word_at(t, rows + 4ULL * i);
		if (found == id && row && row <= t->nr_units)
			return row;
	}
	return NONE;
}

/* Numbers of sections: of DWARF 5, and of what there was before it. */
static uint32_t section_of(uint32_t version, uint32_t number)
{
	switch (number) {
	case 1:
		return DWP_INFO;
	case 3:
		return DWP_ABBREV;
	case 4:
		return DWP_LINE;
	case 6:
		return DWP_STR_OFFSETS;
	case 8:
		return version == 5 ? DWP_RNGLISTS : NONE;
	default:
		return NONE;
	}
}

bool dwp_find(const Elf_Data *index, uint64_t id,
	      struct dwp_part parts[DWP_NR_SECTIONS])
{
	struct table t = { .bytes = index->d_buf, .size = index->d_size };
	uint64_t columns, offsets, sizes;
	uint32_t version, row, section, i;

	memset(parts, 0, DWP_NR_SECTIONS * sizeof(*parts));
	version = word_at(&t, 0) & 0xffff;
	if (version != 2 && version != 5)
		return false;
	t.nr_sections = word_at(&t, 4);
	t.nr_units = word_at(&t, 8);
	t.nr_slots = word_at(&t, 12);
	row = find_row(&t, id);
	if (row == NONE || t.nr_sections > 16)
		return false;
	columns = HEADER * 4 + 12ULL * t.nr_slots;
	offsets = columns + 4ULL * t.nr_sections * row;
	sizes = offsets + 4ULL * t.nr_sections * t.nr_units;
	for (i = 0; i < t.nr_sections; i++) {
		section = section_of(version, word_at(&t, columns + 4ULL * i));
		if (section != NONE)
			parts[section] = (struct dwp_part){
				word_at(&t, offsets + 4ULL * i),
				word_at(&t, sizes + 4ULL * i),
			};
	}
	return true;
}
