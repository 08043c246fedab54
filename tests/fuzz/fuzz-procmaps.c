// SPDX-License-Identifier: GPL-2.0-only
/* Fuzzes the search for an address among a process's mappings in /proc. */
#define _GNU_SOURCE
#include "proc.h"

#include "ctl/symbols/procmaps.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t addrs[] = { 0, 0x400000, 0x7f0000001000, -1 };
	struct procmaps_area area;
	size_t i;

	proc_file.text = (const char *)data;
	proc_file.size = size;
	for (i = 0; i < sizeof(addrs) / sizeof(*addrs); i++) {
		if (!procmaps_find(i % 2, addrs[i], &area))
			continue;
		require(area.start <= addrs[i] && addrs[i] < area.end);
		require(strlen(area.path) < sizeof(area.path));
		require(!strchr(area.path, '\n'));
	}
	return 0;
}
