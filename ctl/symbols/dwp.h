/* SPDX-License-Identifier: GPL-2.0-only */
/* The index of a package of split DWARF: which unit has which part of it. */
#ifndef FLAMEK_DWP_H
#define FLAMEK_DWP_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dwp_section {
	DWP_INFO,
	DWP_ABBREV,
	DWP_LINE,
	DWP_STR_OFFSETS,
	DWP_RNGLISTS,
	DWP_NR_SECTIONS,
};

struct dwp_part {
	uint32_t offset, size;	/* within the section */
};

/**
 * dwp_find() - the parts of a unit
 * @index: contents of .debug_cu_index
 * @id: of the unit
 * @parts: filled, those that it lacks with zeros
 *
 * Return: true, or false when it is not in the package.
 */
bool dwp_find(const Elf_Data *index, uint64_t id,
	      struct dwp_part parts[DWP_NR_SECTIONS]);

#endif
