// SPDX-License-Identifier: GPL-2.0-only
/* The process tree: one reading of /proc, then a walk from parent to child. */
#include "proctree.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

struct process {
	pid_t pid, parent;
};

/* The name in /proc/PID/stat may hold anything, but no ')' comes after it. */
static bool read_parent(const char *pid, pid_t *parent)
{
	char path[sizeof("/proc//stat") + 256], text[512];
	const char *end;
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	len = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[len] = '\0';
	end = strrchr(text, ')');
	return end && sscanf(end + 1, " %*c %d", parent) == 1;
}

static struct process *read_processes(size_t *nr)
{
	struct process *processes = NULL;
	const struct dirent *entry;
	size_t room = 0;
	pid_t parent;
	DIR *dir;

	*nr = 0;
	dir = opendir("/proc");
	if (!dir)
		return NULL;
	while ((entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    !read_parent(entry->d_name, &parent))
			continue;
		processes = mem_grow(processes, *nr, &room, sizeof(*processes));
		processes[(*nr)++] = (struct process){ atoi(entry->d_name),
						       parent };
	}
	closedir(dir);
	return processes;
}

pid_t *proctree_list(pid_t pid, size_t *nr)
{
	size_t nr_processes, room = 0, done, i;
	struct process *processes = read_processes(&nr_processes);
	pid_t *pids = mem_grow(NULL, 0, &room, sizeof(*pids));

	pids[0] = pid;
	*nr = 1;
	for (done = 0; done < *nr; done++) {
		for (i = 0; i < nr_processes; i++) {
			if (processes[i].parent != pids[done])
				continue;
			pids = mem_grow(pids, *nr, &room, sizeof(*pids));
			pids[(*nr)++] = processes[i].pid;
			processes[i].parent = 0;	/* listed once */
		}
	}
	free(processes);
	return pids;
}
