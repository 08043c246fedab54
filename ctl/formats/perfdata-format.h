/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of a perf.data file: a header, settings of the events (attributes),
 * the data section of records, and after it one section for each feature bit
 * that is set in the header, the sections' places first.
 *
 * In pipe form there is a short header and all else comes as records.
 */
#ifndef FLAMEK_PERFDATA_FORMAT_H
#define FLAMEK_PERFDATA_FORMAT_H

#include <linux/perf_event.h>
#include <stdint.h>

#define PERFDATA_MAGIC		"PERFILE2"
#define PERFDATA_MAGIC_SWAPPED	"2ELIFREP"	/* of the other byte order */
#define PERFDATA_MAGIC_OLD	"PERFFILE"	/* before Linux 3.2 */
#define PERFDATA_MAGIC_SIZE	8

struct perfdata_section {
	uint64_t offset, size;
};

#define PERFDATA_NR_FEATURES	256

struct perfdata_header {
	char magic[PERFDATA_MAGIC_SIZE];
	uint64_t size;			/* of this header */
	uint64_t attr_size;		/* of an attribute and its section */
	struct perfdata_section attrs;
	struct perfdata_section data;
	struct perfdata_section event_types;	/* unused */
	uint64_t features[PERFDATA_NR_FEATURES / 64];
};

/* What flamek writes of an attribute: all that perf since Linux 4.8 knows. */
#define PERFDATA_ATTR_SIZE PERF_ATTR_SIZE_VER5

struct perfdata_pipe_header {
	char magic[PERFDATA_MAGIC_SIZE];
	uint64_t size;
};

/* Features that flamek writes or reads. */
enum {
	PERFDATA_BUILD_ID	= 2,
	PERFDATA_HOSTNAME	= 3,
	PERFDATA_OSRELEASE	= 4,
	PERFDATA_VERSION	= 5,
	PERFDATA_ARCH		= 6,
	PERFDATA_NRCPUS		= 7,
	PERFDATA_CPUDESC	= 8,
	PERFDATA_CMDLINE	= 11,
	PERFDATA_EVENT_DESC	= 12,
	PERFDATA_SAMPLE_TIME	= 21,
	PERFDATA_CLOCKID	= 23,
	PERFDATA_CLOCK_DATA	= 29,
};

/* Records of perf's own, not of the kernel. */
enum {
	PERFDATA_RECORD_FIRST		= 64,
	PERFDATA_RECORD_ATTR		= 64,
	PERFDATA_RECORD_TRACING_DATA	= 66,
	PERFDATA_RECORD_BUILD_ID	= 67,
	PERFDATA_RECORD_ROUND		= 68,
	PERFDATA_RECORD_AUXTRACE	= 71,
	PERFDATA_RECORD_FEATURE		= 80,
	PERFDATA_RECORD_COMPRESSED	= 81,
	PERFDATA_RECORD_COMPRESSED2	= 83,
};

/* Strings in features are their padded length and as many bytes. */
#define PERFDATA_STRING_ALIGN	64u

/* In the misc of a build-id: its size is given. */
#define PERFDATA_MISC_BUILD_ID_SIZE	(1u << 15)

/* An entry of the build-id table; a path follows, up to header.size. */
struct perfdata_build_id {
	struct perf_event_header header;
	int32_t pid;
	uint8_t build_id[20];
	uint8_t size;
	uint8_t unused[3];
};

#define PERFDATA_KERNEL_NAME	"[kernel.kallsyms]"

#endif
