/* SPDX-License-Identifier: GPL-2.0-only */
/* The features of a recording that flamek writes: what it says of itself. */
#ifndef FLAMEK_PERFDATA_FEATURES_H
#define FLAMEK_PERFDATA_FEATURES_H

#include <linux/perf_event.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "perfdata.h"

struct perfdata_feature {
	unsigned int id;
	size_t size;
	char *bytes;
};

/**
 * struct perfdata_features - the features
 * @first_ns: time of the first sample
 * @last_ns: time of the last
 * @list: in order of ids, once they are made
 * @nr: number of @list
 */
struct perfdata_features {
	uint64_t first_ns, last_ns;
	struct perfdata_feature *list;
	unsigned int nr;

	const struct perf_event_attr *attr;
	int argc;
	char **argv;
	uint64_t clock_ns, wall_ns;	/* at the same moment */
	FILE *build_ids;		/* their entries so far */
	char *build_id_bytes;
	size_t build_ids_size;
};

/** perfdata_features_init() - note what is true now; @attr is kept */
void perfdata_features_init(struct perfdata_features *f,
			    const struct perfdata_info *info,
			    const struct perf_event_attr *attr);

/** perfdata_features_add_build_id() - note the build-id of a file */
void perfdata_features_add_build_id(struct perfdata_features *f,
				    const char *path, const uint8_t *build_id,
				    size_t size);

/** perfdata_features_make() - make the sections */
void perfdata_features_make(struct perfdata_features *f);

/** perfdata_features_free() - free them */
void perfdata_features_free(struct perfdata_features *f);

#endif
