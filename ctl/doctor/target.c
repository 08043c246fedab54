// SPDX-License-Identifier: GPL-2.0-only
/* The target: whether it may be recorded, and code that it generates. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doctor/doctor.h"
#include "doctor/mapping.h"
#include "mem.h"

/* What there is of a process in its status. */
struct process {
	char name[64];
	unsigned int uid;
	int pid;		/* in its own namespace */
};

static bool read_process(const struct doctor *d, struct process *process)
{
	char *path = doctor_path(d, "/proc/%d/status", (int)d->pid);
	FILE *file = fopen(path, "re");
	const char *last;
	char line[256];

	free(path);
	*process = (struct process){ .pid = d->pid };
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		sscanf(line, "Name: %63[^\n]", process->name);
		sscanf(line, "Uid: %u", &process->uid);
		last = strrchr(line, '\t');
		if (!strncmp(line, "NSpid:", 6) && last)
			process->pid = atoi(last);
	}
	if (!file)
		return false;
	fclose(file);
	return true;
}

static bool check_access(struct doctor *d, const struct process *process)
{
	if (doctor_sees_all(d) || process->uid == d->uid) {
		doctor_add(d, DOCTOR_OK, "target", "process %d, %s",
			   (int)d->pid, process->name);
		return true;
	}
	doctor_add(d, DOCTOR_FATAL, "target",
		   "process %d, %s, is of user %u, and may not be recorded",
		   (int)d->pid, process->name, process->uid);
	doctor_remedy(d, "run as root, or with CAP_PERFMON");
	return false;
}

/* How those that generate code are made to tell its names. */
static const char *map_option(const char *name)
{
	static const struct {
		const char *name, *remedy;
	} known[] = {
		{ "node", "start it with --perf-basic-prof" },
		{ "java", "jcmd PID Compiler.perfmap, or perf-map-agent" },
		{ "python", "start it with -X perf, from Python 3.12 on" },
		{ "dotnet", "start it with DOTNET_PerfMapEnabled=1" },
		{ "ruby", "start it with --yjit-perf" },
		{ "qemu", "start it with -perfmap" },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strncmp(name, known[i].name, strlen(known[i].name)))
			return known[i].remedy;
	return "if it can, have it write /tmp/perf-PID.map";
}

static void check_generated(struct doctor *d, const struct process *process,
			    uint64_t bytes)
{
	char *map = mem_printf("/tmp/perf-%d.map", process->pid);
	char *path = doctor_path(d, "/proc/%d/root%s", (int)d->pid, map);
	struct stat st;

	if (!bytes) {
		doctor_add(d, DOCTOR_OK, "generated code", "none");
	} else if (!stat(path, &st) && S_ISREG(st.st_mode) && st.st_size) {
		doctor_add(d, DOCTOR_OK, "generated code",
			   "%llu KiB, with names in %s",
			   (unsigned long long)bytes / 1024, map);
	} else {
		doctor_add(d, DOCTOR_PROBLEM, "generated code",
			   "%llu KiB, and no %s to name it",
			   (unsigned long long)bytes / 1024, map);
		doctor_remedy(d, "%s", map_option(process->name));
	}
	free(path);
	free(map);
}

static void explain_hidden(struct doctor *d, int error)
{
	doctor_add(d, DOCTOR_PROBLEM, "mappings",
		   "may not be read (%s): code will lack names",
		   strerror(error));
	doctor_remedy(d, "run as root, or with CAP_SYS_PTRACE");
}

void doctor_check_target(struct doctor *d)
{
	struct doctor_mappings mappings;
	struct process process;
	int ret;

	if (!read_process(d, &process)) {
		doctor_add(d, DOCTOR_FATAL, "target", "no process %d",
			   (int)d->pid);
		return;
	}
	if (!check_access(d, &process))
		return;
	ret = doctor_read_mappings(d, &mappings);
	if (ret == -ESRCH) {
		doctor_add(d, DOCTOR_FATAL, "target", "process %d has ended",
			   (int)d->pid);
	} else if (ret) {
		explain_hidden(d, -ret);
	} else if (!mappings.nr_areas) {
		doctor_add(d, DOCTOR_NOTE, "mappings",
			   "none: a kernel thread, or one that has ended");
	} else {
		doctor_check_files(d, mappings.files, mappings.nr);
		check_generated(d, &process, mappings.generated);
	}
	doctor_free_mappings(&mappings);
}
