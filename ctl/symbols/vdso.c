// SPDX-License-Identifier: GPL-2.0-only
/* The vDSO, from a process's memory. */
#define _GNU_SOURCE
#include "symbols/vdso.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "mem.h"
#include "symbols/procmaps.h"

#define VDSO_MAX ((uint64_t)1 << 20)

static bool find_vdso(pid_t pid, uint64_t addr, struct procmaps_area *area)
{
	return procmaps_find(pid, addr, area) &&
	       !strcmp(area->path, "[vdso]") &&
	       area->end - area->start <= VDSO_MAX;
}

static void *read_process(pid_t pid, const struct procmaps_area *area)
{
	const size_t size = (size_t)(area->end - area->start);
	char *copy = NULL, file[32];
	int fd;

	snprintf(file, sizeof(file), "/proc/%d/mem", (int)pid);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	copy = mem_alloc(1, size);
	if (pread(fd, copy, size, (off_t)area->start) != (ssize_t)size) {
		free(copy);
		copy = NULL;
	}
	close(fd);
	return copy;
}

/* A process of another width has another vDSO, of another size or place. */
static bool is_our_kind(uint64_t start, uint64_t size,
			const struct procmaps_area *ours)
{
	return size == ours->end - ours->start &&
	       start >> 32 != 0 && ours->start >> 32 != 0;
}

void *vdso_read(pid_t pid, uint64_t start, uint64_t end, size_t *size)
{
	struct procmaps_area area;
	void *copy = NULL;

	if (pid && find_vdso(pid, start, &area))
		copy = read_process(pid, &area);
	if (!copy) {
		if (!find_vdso(0, getauxval(AT_SYSINFO_EHDR), &area) ||
		    !is_our_kind(start, end - start, &area))
			return NULL;
		copy = mem_alloc(1, (size_t)(area.end - area.start));
		memcpy(copy, (void *)(uintptr_t)area.start,
		       (size_t)(area.end - area.start));
	}
	*size = (size_t)(area.end - area.start);
	return copy;
}
