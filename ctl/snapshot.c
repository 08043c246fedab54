// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records of a process's threads and mappings, made from /proc/PID. They are
 * what the module would have written, had it been there from the beginning.
 */
#include "snapshot.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "snapshot-record.h"

#define PROC_PATH_SIZE 64

/* Who is looked at, and where what is seen goes. */
struct snapshot {
	uint32_t pid;
	uint64_t time;
	snapshot_sink sink;
	void *arg;
};

/* One line of /proc/PID/maps. */
struct area {
	uint64_t start, end, pgoff, ino;
	unsigned int maj, min;
	char perms[5];
	const char *name;
};

static FILE *open_proc(const struct snapshot *snap, const char *file,
		       struct err *err)
{
	char path[PROC_PATH_SIZE];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%u/%s", snap->pid, file);
	f = fopen(path, "re");
	if (f)
		return f;
	if (errno == ENOENT || errno == ESRCH)
		err_set(err, errno = ESRCH, "no process %u", snap->pid);
	else
		err_set_errno(err, errno, "cannot read %s", path);
	return NULL;
}

/* The process of a thread. */
static int find_process(struct snapshot *snap, struct err *err)
{
	FILE *f = open_proc(snap, "status", err);
	uint32_t pid = 0;
	char *line = NULL;
	size_t room = 0;

	if (!f)
		return -errno;
	while (!pid && getline(&line, &room, f) > 0)
		sscanf(line, "Tgid: %" SCNu32, &pid);
	free(line);
	fclose(f);
	if (!pid)
		return err_set(err, ESRCH, "no process %u", snap->pid);
	snap->pid = pid;
	return 0;
}

static int emit(const struct snapshot *snap, struct snapshot_record *rec,
		struct err *err)
{
	size_t size = snapshot_record_end(rec, snap->pid, snap->time);

	return snap->sink(snap->arg, rec->bytes, size, err);
}

/* A thread that has gone in the meantime is not an error. */
static int take_thread(const struct snapshot *snap, uint32_t tid,
		       struct err *err)
{
	struct snapshot_record rec;
	char path[PROC_PATH_SIZE], comm[64] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%u/task/%u/comm", snap->pid, tid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (!fgets(comm, sizeof(comm), f))
		comm[0] = '\0';
	fclose(f);
	if (!comm[0])
		return 0;
	comm[strlen(comm) - 1] = '\0';
	snapshot_record_begin(&rec, PERF_RECORD_COMM, 0, snap->pid, tid);
	snapshot_record_string(&rec, comm);
	return emit(snap, &rec, err);
}

static int take_threads(const struct snapshot *snap, struct err *err)
{
	char path[PROC_PATH_SIZE];
	const struct dirent *entry;
	int ret = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/task", snap->pid);
	dir = opendir(path);
	if (!dir)
		return err_set(err, ESRCH, "no process %u", snap->pid);
	while (!ret && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]))
			ret = take_thread(snap, (uint32_t)strtoul(entry->d_name,
								  NULL, 10),
					  err);
	closedir(dir);
	return ret;
}

/* The kernel writes a newline in a name as \012, and nothing else so. */
static void decode_newlines(char *name)
{
	char *out = name;

	while (*name) {
		if (!strncmp(name, "\\012", 4)) {
			*out++ = '\n';
			name += 4;
		} else {
			*out++ = *name++;
		}
	}
	*out = '\0';
}

static bool parse_area(char *line, struct area *area)
{
	int at = 0;

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64
		   " %n", &area->start, &area->end, area->perms, &area->pgoff,
		   &area->maj, &area->min, &area->ino, &at) != 7 || !at)
		return false;
	decode_newlines(line + at);
	area->name = line + at;
	return true;
}

/* The names that MMAP2 events have: other than in maps for nameless memory. */
static const char *event_name(const struct area *area)
{
	if (!area->name[0] || !strncmp(area->name, "[anon", 5))
		return "//anon";
	if (strlen(area->name) > SNAPSHOT_STRING_MAX)
		return "//toolong";
	return area->name;
}

static int take_area(const struct snapshot *snap, const struct area *area,
		     struct err *err)
{
	struct snapshot_record rec;
	uint32_t prot = PROT_EXEC, flags;

	prot |= area->perms[0] == 'r' ? PROT_READ : 0;
	prot |= area->perms[1] == 'w' ? PROT_WRITE : 0;
	flags = area->perms[3] == 's' ? MAP_SHARED : MAP_PRIVATE;

	snapshot_record_begin(&rec, PERF_RECORD_MMAP2, PERF_RECORD_MISC_USER,
			      snap->pid, snap->pid);
	snapshot_record_u64(&rec, area->start);
	snapshot_record_u64(&rec, area->end - area->start);
	snapshot_record_u64(&rec, area->pgoff);
	snapshot_record_pair(&rec, area->maj, area->min);
	snapshot_record_u64(&rec, area->ino);
	snapshot_record_u64(&rec, 0);
	snapshot_record_pair(&rec, prot, flags);
	snapshot_record_string(&rec, event_name(area));
	return emit(snap, &rec, err);
}

static int take_maps(const struct snapshot *snap, struct err *err)
{
	FILE *f = open_proc(snap, "maps", err);
	struct area area;
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	if (!f)
		return -errno;
	while (!ret && getline(&line, &room, f) > 0)
		if (parse_area(line, &area) && area.perms[2] == 'x')
			ret = take_area(snap, &area, err);
	free(line);
	fclose(f);
	return ret;
}

int snapshot_process(pid_t pid, uint64_t time, snapshot_sink sink, void *arg,
		     struct err *err)
{
	struct snapshot snap = {
		.pid = (uint32_t)pid, .time = time, .sink = sink, .arg = arg,
	};
	int ret;

	ret = find_process(&snap, err);
	if (!ret)
		ret = take_threads(&snap, err);
	if (!ret)
		ret = take_maps(&snap, err);
	return ret;
}
