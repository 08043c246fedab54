/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jitdump files: records that JIT compilers append to as they compile, each
 * with its time: code that was loaded, or moved. perf describes them in
 * tools/perf/Documentation/jitdump-specification.txt. A process makes its file
 * known by mapping it as code.
 */
#ifndef FLAMEK_JITDUMP_H
#define FLAMEK_JITDUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "symbols/codes.h"
#include "symbols/names.h"

/**
 * struct jitdump_report - how reading went
 * @has_times: times are of CLOCK_MONOTONIC; else of the CPU's counter
 * @records: records, of all kinds
 * @bad: of these, left out
 * @bad_reason: a clause on the first of them
 * @is_cut: the file ends within a record, or reading failed
 */
struct jitdump_report {
	bool has_times;
	uint64_t records;
	uint64_t bad;
	const char *bad_reason;
	bool is_cut;
};

/** jitdump_is_name() - whether a path is that of a jitdump: .../jit-PID.dump */
bool jitdump_is_name(const char *path);

/**
 * jitdump_read() - read a jitdump
 * @fd: the file, read from its beginning; a regular file
 * @codes: added to, not indexed; without times where they are not comparable
 * @names: takes the names
 * @report: filled
 * @err: the reason of a failure, a clause
 *
 * Return: 0; -EINVAL when it is not a jitdump, or of another byte order.
 */
int jitdump_read(int fd, struct codes *codes, struct names *names,
		 struct jitdump_report *report, struct err *err);

#endif
