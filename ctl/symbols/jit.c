// SPDX-License-Identifier: GPL-2.0-only
/* Names for generated code, process by process. */
#include "symbols/jit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "symbols/codes.h"
#include "symbols/jitdump.h"
#include "symbols/perfmap.h"

#define LOOKS_MAX	64u	/* for a map that is not there (yet) */
#define DEPTH_MAX	64u	/* of parents' parents */
#define IS_CODE		(1ULL << 63)	/* a place by number of its code */

/* A perf map or a jitdump. */
struct source {
	int fd;			/* -1: not open */
	bool is_read;
	char *name;		/* NULL: there is none */
	char *refusal;		/* why it is not used, or NULL */
	char *note;		/* what was wrong in it, or NULL */
	struct codes codes;
	uint64_t reused;	/* addresses named by the last code there */
};

struct jit {
	struct jits *all;
	struct jit *parent;
	uint64_t since;
	struct mapowner owner;
	unsigned int looks;
	struct source map, dump;
	bool has_times;		/* the dump has, of the events' clock */
	bool is_timed;		/* places are asked for in order of time */
	uint64_t now;
	uint64_t *changes;	/* of names by time */
	size_t nr_changes, next_change;
	uint64_t replaced;	/* addresses not named since code was replaced */
	char *reason;
};

static void free_source(struct source *s)
{
	if (s->fd >= 0)
		close(s->fd);
	codes_free(&s->codes);
	free(s->name);
	free(s->refusal);
	free(s->note);
}

static void free_jit(struct jit *j)
{
	free_source(&j->map);
	free_source(&j->dump);
	free(j->changes);
	free(j->reason);
	free(j);
}

void jits_free(struct jits *js)
{
	size_t i;

	for (i = 0; i < js->nr; i++)
		free_jit(js->all[i]);
	free(js->all);
	names_free(&js->names);
	mapowner_dirs_free(&js->dirs);
	*js = (struct jits){ 0 };
}

struct jit *jits_add(struct jits *js, pid_t pid, uint64_t since,
		     struct jit *parent)
{
	struct jit *j = mem_alloc(1, sizeof(*j));

	j->all = js;
	j->parent = parent;
	j->since = since;
	j->map.fd = -1;
	j->dump.fd = -1;
	mapowner_init(&j->owner, pid, js->is_live ? since : 0);
	js->all = mem_grow(js->all, js->nr, &js->room, sizeof(*js->all));
	js->all[js->nr++] = j;
	jit_look(j);
	return j;
}

static void set_name(struct source *s, const char *name)
{
	free(s->name);
	s->name = mem_strdup(name);
}

static void refuse(struct source *s, const char *reason)
{
	free(s->refusal);
	s->refusal = mem_strdup(reason);
}

/* A map that is open already stays so until there is another. */
static void open_map(struct jit *j)
{
	struct err err = { "" };
	char name[32];
	int fd = mapowner_open(&j->owner, name, &err);

	if (fd >= 0) {
		if (j->map.fd >= 0)
			close(j->map.fd);
		j->map.fd = fd;
		set_name(&j->map, name);
	} else if (fd != -ENOENT && j->map.fd < 0) {
		refuse(&j->map, err.text);
	}
}

void jit_look(struct jit *j)
{
	if (!j->all->is_live || j->map.fd >= 0 || j->looks++ >= LOOKS_MAX)
		return;
	mapowner_look(&j->owner, &j->all->dirs);
	open_map(j);
}

static void read_map(struct jit *j)
{
	struct perfmap_report report;
	struct source *s = &j->map;

	if (j->all->is_live && s->fd < 0)
		mapowner_look(&j->owner, &j->all->dirs);
	open_map(j);
	if (s->fd < 0)
		return;
	perfmap_read(s->fd, &s->codes, &j->all->names, &report);
	codes_index(&s->codes);
	if (report.bad)
		s->note = mem_printf("/tmp/%s: %" PRIu64 " of %" PRIu64 " lines left out (line %" PRIu64 ": %s)",
				     s->name, report.bad, report.lines,
				     report.bad_line, report.bad_reason);
	else if (report.is_cut)
		s->note = mem_printf("/tmp/%s could not be read to its end",
				     s->name);
}

static void read_dump(struct jit *j)
{
	struct jitdump_report report;
	struct source *s = &j->dump;
	struct err err;

	if (s->fd < 0)
		return;
	if (jitdump_read(s->fd, &s->codes, &j->all->names, &report, &err)) {
		s->note = mem_printf("%s is not used: %s", s->name, err.text);
		return;
	}
	codes_index(&s->codes);
	j->has_times = report.has_times && j->all->has_clock;
	if (report.bad)
		s->note = mem_printf("%s: %" PRIu64 " of %" PRIu64 " records left out (the first: %s)",
				     s->name, report.bad, report.records,
				     report.bad_reason);
	else if (report.is_cut && !j->all->is_live)
		s->note = mem_printf("%s ends within a record: what is there was taken",
				     s->name);
}

static void load(struct jit *j, struct source *s, void (*read)(struct jit *j))
{
	if (s->is_read)
		return;
	s->is_read = true;
	read(j);
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

/* Names by time are to be had when events are yet to come. */
static void begin_times(struct jit *j)
{
	struct jits *js = j->all;

	load(j, &j->dump, read_dump);
	if (!j->has_times)
		return;
	j->is_timed = true;
	j->changes = codes_changes(&j->dump.codes, &j->nr_changes);
	if (j->nr_changes && (!js->next_change ||
			      j->changes[0] < js->next_change))
		js->next_change = j->changes[0];
}

void jit_take_dump(struct jit *j, const struct locate_mapping *mapping)
{
	const char *slash = strrchr(mapping->path, '/');
	struct source *s = &j->dump;

	if (s->fd >= 0 || s->is_read)
		return;
	set_name(s, slash ? slash + 1 : mapping->path);
	s->fd = locate_open(mapping);
	if (s->fd < 0) {
		refuse(s, s->fd == -ESTALE ? "another file lies at that path now" :
					     strerror(-s->fd));
		s->fd = -1;
		return;
	}
	free(s->refusal);
	s->refusal = NULL;
	if (!j->all->is_live)
		begin_times(j);
}

/* Return: whether anything changed. */
static bool advance(struct jit *j, uint64_t time)
{
	size_t i = j->next_change;

	j->now = time;
	while (j->next_change < j->nr_changes &&
	       j->changes[j->next_change] <= time)
		j->next_change++;
	return j->next_change != i;
}

void jits_advance(struct jits *js, uint64_t time,
		  void (*changed)(void *arg, pid_t pid), void *arg)
{
	uint64_t next = 0, change;
	struct jit *j;
	size_t i;

	for (i = 0; i < js->nr; i++) {
		j = js->all[i];
		if (advance(j, time))
			changed(arg, j->owner.pid);
		if (j->next_change == j->nr_changes)
			continue;
		change = j->changes[j->next_change];
		if (!next || change < next)
			next = change;
	}
	js->next_change = next;
}

uint64_t jit_place(const struct jit *j, uint64_t addr)
{
	const struct codes *codes = &j->dump.codes;
	const struct code *code;
	bool is_reused;

	if (!j->is_timed || !codes_find(codes, addr, &is_reused) || !is_reused)
		return addr;
	code = codes_at(codes, addr, j->now);
	return code ? IS_CODE | (uint64_t)(code - codes->all) << 1 : addr;
}

enum found {
	FOUND_NONE,
	FOUND_REPLACED,
	FOUND,
};

/* What is said of an address by the dump of @j, or as of when a child left it. */
static enum found ask_dump(struct jit *j, uint64_t addr, uint64_t until,
			   const struct code **code)
{
	bool is_reused;

	load(j, &j->dump, read_dump);
	*code = codes_find(&j->dump.codes, addr, &is_reused);
	if (!*code)
		return FOUND_NONE;
	if (until != CODES_ALWAYS && j->has_times) {
		*code = codes_at(&j->dump.codes, addr, until);
		return *code ? FOUND : FOUND_NONE;
	}
	return is_reused ? FOUND_REPLACED : FOUND;
}

static enum found ask_map(struct jit *j, uint64_t addr,
			  const struct code **code)
{
	bool is_reused;

	load(j, &j->map, read_map);
	*code = codes_find(&j->map.codes, addr, &is_reused);
	if (!*code)
		return FOUND_NONE;
	j->map.reused += is_reused;
	return FOUND;
}

static enum found ask(struct jit *j, uint64_t addr, const struct code **code)
{
	uint64_t until = CODES_ALWAYS;
	enum found found;
	unsigned int depth;

	for (depth = 0; j && depth < DEPTH_MAX; depth++, j = j->parent) {
		found = ask_dump(j, addr, until, code);
		if (found == FOUND_NONE)
			found = ask_map(j, addr, code);
		if (found != FOUND_NONE)
			return found;
		if (j->since && j->since < until)
			until = j->since;
	}
	return FOUND_NONE;
}

bool jit_find(struct jit *j, uint64_t place, struct symtab_symbol *sym)
{
	const struct code *code;
	enum found found = FOUND;

	if (place & IS_CODE)
		code = &j->dump.codes.all[(place & ~IS_CODE) >> 1];
	else
		found = ask(j, place, &code);
	j->replaced += found == FOUND_REPLACED;
	if (found != FOUND)
		return false;
	sym->name = code->name;
	sym->start = code->start;
	sym->size = code->end - code->start;
	return true;
}

/* The nearest that has a map or a dump, or was refused one. */
static const struct jit *find_teller(const struct jit *j)
{
	unsigned int depth;

	for (depth = 0; j && depth < DEPTH_MAX; depth++, j = j->parent)
		if (j->map.name || j->map.refusal || j->dump.name)
			return j;
	return NULL;
}

static char *make_reason(const struct jit *j)
{
	const struct jit *teller = find_teller(j);

	if (j->replaced && j->all->is_live)
		return mem_printf("code was replaced there, when is not known: record to a .data file, and render that");
	if (j->replaced)
		return mem_printf("code was replaced there, when is not known");
	if (!teller)
		return mem_printf("memory without a file (generated code?); node --perf-basic-prof, python3 -X perf, java -agentpath:libperf-jvmti.so write maps");
	if (teller->map.name)
		return mem_printf("generated code that is not in /tmp/%s",
				  teller->map.name);
	if (teller->map.refusal)
		return mem_strdup(teller->map.refusal);
	if (teller->dump.refusal)
		return mem_printf("%s is not used: %s", teller->dump.name,
				  teller->dump.refusal);
	return mem_printf("generated code that is not in %s",
			  teller->dump.name);
}

const char *jit_reason(struct jit *j)
{
	if (!j->reason)
		j->reason = make_reason(j);
	return j->reason;
}

void jits_notes(const struct jits *js,
		void (*take)(void *arg, const char *note), void *arg)
{
	const struct jit *j;
	char *note;
	size_t i;

	for (i = 0; i < js->nr; i++) {
		j = js->all[i];
		if (j->map.note)
			take(arg, j->map.note);
		if (j->dump.note)
			take(arg, j->dump.note);
		if (!j->map.reused)
			continue;
		note = mem_printf("/tmp/%s: at %" PRIu64 " address%s code was replaced; the last one there gives the name",
				  j->map.name, j->map.reused,
				  j->map.reused == 1 ? "" : "es");
		take(arg, note);
		free(note);
	}
}
