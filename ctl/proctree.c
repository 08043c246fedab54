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

#define NO_PARENT -1		/* of one that is in the tree already */

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

void proctree_add(struct proctree *tree, pid_t pid)
{
	tree->pids = mem_grow(tree->pids, tree->nr, &tree->room,
			      sizeof(*tree->pids));
	tree->pids[tree->nr++] = pid;
}

void proctree_add_all(struct proctree *tree)
{
	size_t nr, i;
	struct process *processes = read_processes(&nr);

	for (i = 0; i < nr; i++)
		proctree_add(tree, processes[i].pid);
	free(processes);
}

void proctree_grow(struct proctree *tree)
{
	const size_t nr_known = tree->nr;
	size_t nr, done, i;
	struct process *processes = read_processes(&nr);

	for (done = 0; done < nr_known; done++)
		for (i = 0; i < nr; i++)
			if (processes[i].pid == tree->pids[done])
				processes[i].parent = NO_PARENT;
	for (done = 0; done < tree->nr; done++) {
		for (i = 0; i < nr; i++) {
			if (processes[i].parent != tree->pids[done])
				continue;
			proctree_add(tree, processes[i].pid);
			processes[i].parent = NO_PARENT;
		}
	}
	free(processes);
}

void proctree_free(struct proctree *tree)
{
	free(tree->pids);
	*tree = (struct proctree){ 0 };
}
