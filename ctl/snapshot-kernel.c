// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the kernel lies, in the form in which perf notes it: an MMAP record by
 * the name of a symbol whose address is in the place of the file offset, and
 * one for each module.
 */
#include "snapshot.h"

#include <inttypes.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "snapshot-record.h"

#define KERNEL_PID	UINT32_MAX
#define MODULE_NAME_MAX	64

/* Where records go, and as of when. */
struct target {
	uint64_t time;
	snapshot_sink sink;
	void *arg;
};

static int emit(const struct target *t, uint64_t start, uint64_t size,
		uint64_t symbol, const char *name, struct err *err)
{
	struct snapshot_record rec;

	snapshot_record_begin(&rec, PERF_RECORD_MMAP, PERF_RECORD_MISC_KERNEL,
			      KERNEL_PID, 0);
	snapshot_record_u64(&rec, start);
	snapshot_record_u64(&rec, size);
	snapshot_record_u64(&rec, symbol);
	snapshot_record_string(&rec, name);
	return t->sink(t->arg, rec.bytes,
		       snapshot_record_end(&rec, KERNEL_PID, t->time), err);
}

/* The addresses of _text and _etext; zero if hidden. */
static void find_text(uint64_t *text, uint64_t *etext)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	char *line = NULL, *name;
	size_t room = 0;

	*text = 0;
	*etext = 0;
	if (!f)
		return;
	while (!*etext && getline(&line, &room, f) > 0) {
		name = strrchr(line, ' ');
		if (!name)
			break;
		if (!strcmp(name, " _text\n"))
			*text = strtoull(line, NULL, 16);
		else if (!strcmp(name, " _etext\n"))
			*etext = strtoull(line, NULL, 16);
	}
	free(line);
	fclose(f);
}

/* From a line of /proc/modules, if it is of @wanted, or NULL for any. */
static int take_module(const struct target *t, const char *line,
		       const char *wanted, struct err *err)
{
	char module[MODULE_NAME_MAX + 1], name[MODULE_NAME_MAX + 3];
	uint64_t size, start;

	if (sscanf(line, "%64s %" SCNu64 " %*s %*s %*s 0x%" SCNx64, module,
		   &size, &start) != 3 || !start ||
	    (wanted && strcmp(wanted, module) != 0))
		return 0;
	snprintf(name, sizeof(name), "[%s]", module);
	return emit(t, start, size, 0, name, err);
}

static int take_modules(const struct target *t, const char *wanted,
			struct err *err)
{
	FILE *f = fopen("/proc/modules", "re");
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	if (!f)
		return 0;
	while (!ret && getline(&line, &room, f) > 0)
		ret = take_module(t, line, wanted, err);
	free(line);
	fclose(f);
	return ret;
}

int snapshot_kernel(uint64_t time, snapshot_sink sink, void *arg,
		    struct err *err)
{
	const struct target t = { .time = time, .sink = sink, .arg = arg };
	uint64_t text, etext;
	int ret;

	find_text(&text, &etext);
	if (!text || etext <= text)
		return 0;
	ret = emit(&t, text, etext - text, text, "[kernel.kallsyms]_text", err);
	return ret ? ret : take_modules(&t, NULL, err);
}

int snapshot_module(const char *name, uint64_t time, snapshot_sink sink,
		    void *arg, struct err *err)
{
	const struct target t = { .time = time, .sink = sink, .arg = arg };

	return take_modules(&t, name, err);
}
