// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of jitdumps. An input is given the magic number and the
 * version, which are nothing to be found out.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "symbols/jitdump.h"

#include "codes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t head[2] = { 0x4a695444, 1 };
	int ret, fd = memfd_create("input", MFD_CLOEXEC);
	struct jitdump_report report;
	struct codes codes = { 0 };
	struct names names = { 0 };
	struct err err = { "" };

	require(fd >= 0);
	require(pwrite(fd, head, sizeof(head), 0) == sizeof(head));
	require(pwrite(fd, data, size, sizeof(head)) == (ssize_t)size);
	ret = jitdump_read(fd, &codes, &names, &report, &err);
	require(!ret || (ret == -EINVAL && err.text[0] && !codes.nr));
	require(report.bad <= report.records);
	require(!report.bad == !report.bad_reason);
	check_codes(&codes);
	codes_free(&codes);
	names_free(&names);
	close(fd);
	return 0;
}
