/* SPDX-License-Identifier: GPL-2.0-only */
/* Code that a process has mapped now. */
#ifndef FLAMEK_DOCTOR_MAPPING_H
#define FLAMEK_DOCTOR_MAPPING_H

#include <stddef.h>
#include <stdint.h>

#include "doctor/doctor.h"
#include "symbols/symbols.h"

/* A file with code, by one of its mappings. */
struct doctor_mapping {
	char *path;
	struct dso_id id;
	uint64_t start;
};

/**
 * struct doctor_mappings - of a process
 * @files: each once
 * @nr: of these
 * @room: for these
 * @nr_areas: executable mappings of any kind
 * @generated: bytes of executable memory without a file
 */
struct doctor_mappings {
	struct doctor_mapping *files;
	size_t nr, room;
	size_t nr_areas;
	uint64_t generated;
};

/** doctor_read_mappings() - of the target. Return: 0 or -errno */
int doctor_read_mappings(const struct doctor *d, struct doctor_mappings *m);

/** doctor_free_mappings() - free what it refers to */
void doctor_free_mappings(struct doctor_mappings *m);

#endif
