// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of perf maps. Build with clang
 * -fsanitize=fuzzer,address,undefined -I. -Ictl and libflamekctl.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "symbols/perfmap.h"

#include "codes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
	struct perfmap_report report;
	struct codes codes = { 0 };
	struct names names = { 0 };

	require(fd >= 0);
	require(pwrite(fd, data, size, 0) == (ssize_t)size);
	perfmap_read(fd, &codes, &names, &report);
	require(!report.is_cut && report.bad <= report.lines);
	require(!report.bad == !report.bad_reason);
	require(report.bad_line <= report.lines);
	require(codes.nr + report.bad <= report.lines);
	check_codes(&codes);
	codes_free(&codes);
	names_free(&names);
	close(fd);
	return 0;
}
