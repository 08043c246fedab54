// SPDX-License-Identifier: GPL-2.0-only
/* What a process has mapped at an address now. */
#define _GNU_SOURCE
#include "symbols/procmaps.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parse_area(const char *line, struct procmaps_area *area)
{
	int path = 0;

	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %*x %" SCNx32 ":%" SCNx32
		   " %" SCNu64 " %n", &area->start, &area->end, &area->maj,
		   &area->min, &area->ino, &path) != 5 || !path)
		return false;
	snprintf(area->path, sizeof(area->path), "%s", line + path);
	area->path[strcspn(area->path, "\n")] = '\0';
	return true;
}

bool procmaps_find(pid_t pid, uint64_t addr, struct procmaps_area *area)
{
	char file[32] = "/proc/self/maps", *line = NULL;
	bool found = false;
	size_t room = 0;
	FILE *maps;

	if (pid)
		snprintf(file, sizeof(file), "/proc/%d/maps", (int)pid);
	maps = fopen(file, "re");
	if (!maps)
		return false;
	while (!found && getline(&line, &room, maps) > 0) {
		if (!parse_area(line, area))
			continue;
		if (area->start > addr)
			break;
		found = addr < area->end;
	}
	free(line);
	fclose(maps);
	return found;
}
