// SPDX-License-Identifier: GPL-2.0-only
/* Names for generated code, process by process. */
#include "symbols/jit.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "symbols/jitdump.h"
#include "symbols/jitmap.h"

#define DEPTH_MAX	64u		/* of parents' parents */
#define IS_NAME		(1ULL << 63)	/* a place that is a name, or none */
/* How much later than it is written a map is read, while recording. */
#define DELAY_NS	UINT64_C(500000000)

/* A jitdump, or none. */
struct dump {
	int fd;			/* -1: not open */
	bool is_read;
	char *name;		/* NULL: there is none */
	char *refusal;		/* why it is not used, or NULL */
	char *note;		/* what was wrong in it, or NULL */
	struct codes codes;
	bool has_times;		/* of the events' clock */
	bool is_timed;		/* places are asked for in order of time */
	uint64_t now;
	uint64_t *changes;	/* of names by time */
	size_t nr_changes, next_change;
};

struct jit {
	struct jits *all;
	struct jit *parent;
	pid_t pid;
	uint64_t since;
	struct jitmap map;
	bool is_map_read;
	struct dump dump;
	uint64_t guessed;	/* addresses named by the last code there */
	uint64_t unsure;	/* addresses not named: code was replaced */
	char *reason;
};

static void free_jit(struct jit *j)
{
	struct dump *d = &j->dump;

	jitmap_free(&j->map);
	if (d->fd >= 0)
		close(d->fd);
	codes_free(&d->codes);
	free(d->name);
	free(d->refusal);
	free(d->note);
	free(d->changes);
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

static bool follow(struct jit *j)
{
	return j->all->is_live &&
	       jitmap_follow(&j->map, &j->all->dirs, &j->all->names);
}

struct jit *jits_add(struct jits *js, pid_t pid, uint64_t since,
		     struct jit *parent)
{
	struct jit *j = mem_alloc(1, sizeof(*j));

	j->all = js;
	j->parent = parent;
	j->pid = pid;
	j->since = since;
	j->dump.fd = -1;
	jitmap_init(&j->map, pid, js->is_live ? since : 0);
	js->all = mem_grow(js->all, js->nr, &js->room, sizeof(*js->all));
	js->all[js->nr++] = j;
	follow(j);
	return j;
}

bool jits_follow(struct jits *js, void (*changed)(void *arg, pid_t pid),
		 void *arg)
{
	size_t i;

	for (i = 0; i < js->nr; i++)
		if (follow(js->all[i]))
			changed(arg, js->all[i]->pid);
	return js->is_live && js->nr;
}

static void read_dump(struct jit *j)
{
	struct jitdump_report report;
	struct dump *d = &j->dump;
	struct err err;

	d->is_read = true;
	if (d->fd < 0)
		return;
	if (jitdump_read(d->fd, &d->codes, &j->all->names, &report, &err))
		d->note = mem_printf("%s is not used: %s", d->name, err.text);
	else if (report.bad)
		d->note = mem_printf("%s: %" PRIu64 " of %" PRIu64 " records left out (the first: %s)",
				     d->name, report.bad, report.records,
				     report.bad_reason);
	else if (report.is_cut && !j->all->is_live)
		d->note = mem_printf("%s ends within a record: what is there was taken",
				     d->name);
	codes_index(&d->codes);
	d->has_times = report.has_times && j->all->has_clock;
	close(d->fd);
	d->fd = -1;
}

/* Names by time are to be had when events are yet to come. */
static void begin_times(struct jit *j)
{
	struct jits *js = j->all;
	struct dump *d = &j->dump;

	read_dump(j);
	if (!d->has_times)
		return;
	d->is_timed = true;
	d->changes = codes_changes(&d->codes, &d->nr_changes);
	if (d->nr_changes && (!js->next_change ||
			      d->changes[0] < js->next_change))
		js->next_change = d->changes[0];
}

void jit_take_dump(struct jit *j, const struct locate_mapping *mapping)
{
	const char *slash = strrchr(mapping->path, '/');
	struct dump *d = &j->dump;

	if (d->fd >= 0 || d->is_read)
		return;
	free(d->name);
	free(d->refusal);
	d->name = mem_strdup(slash ? slash + 1 : mapping->path);
	d->refusal = NULL;
	d->fd = locate_open(mapping);
	if (d->fd < 0) {
		d->refusal = mem_strdup(d->fd == -ESTALE ?
					"another file lies at that path now" :
					strerror(-d->fd));
		d->fd = -1;
	} else if (!j->all->is_live) {
		begin_times(j);
	}
}

/* Return: whether anything changed. */
static bool advance(struct dump *d, uint64_t time)
{
	size_t i = d->next_change;

	d->now = time;
	while (d->next_change < d->nr_changes &&
	       d->changes[d->next_change] <= time)
		d->next_change++;
	return d->next_change != i;
}

void jits_advance(struct jits *js, uint64_t time,
		  void (*changed)(void *arg, pid_t pid), void *arg)
{
	uint64_t next = 0, change;
	struct dump *d;
	size_t i;

	for (i = 0; i < js->nr; i++) {
		d = &js->all[i]->dump;
		if (advance(d, time))
			changed(arg, js->all[i]->pid);
		if (d->next_change == d->nr_changes)
			continue;
		change = d->changes[d->next_change];
		if (!next || change < next)
			next = change;
	}
	js->next_change = next;
}

/* Names lie below the upper half of memory, which leaves bits to be moved. */
static uint64_t place_of(const char *name)
{
	return IS_NAME | (uint64_t)(uintptr_t)name << 1;
}

static uint64_t place_by_dump(const struct dump *d, uint64_t addr)
{
	const struct code *code;
	bool is_reused;

	if (!codes_find(&d->codes, addr, &is_reused) || !is_reused)
		return addr;
	code = codes_at(&d->codes, addr, d->now);
	return code ? place_of(code->name) : addr;
}

uint64_t jit_place(struct jit *j, uint64_t addr)
{
	const char *name;

	if (j->dump.is_timed)
		return place_by_dump(&j->dump, addr);
	if (!j->all->is_live)
		return addr;
	switch (jitmap_now(&j->map, addr, &name)) {
	case JITMAP_FOUND:
		return place_of(name);
	case JITMAP_UNSURE:
		return place_of(NULL);
	default:
		return addr;
	}
}

enum found {
	FOUND_NONE,
	FOUND_UNSURE,
	FOUND,
};

/* What is said of an address by the dump, or was when a child left. */
static enum found ask_dump(struct jit *j, uint64_t addr, uint64_t until,
			   const struct code **code)
{
	struct dump *d = &j->dump;
	bool is_reused;

	if (!d->is_read)
		read_dump(j);
	*code = codes_find(&d->codes, addr, &is_reused);
	if (!*code)
		return FOUND_NONE;
	if (until != CODES_ALWAYS && d->has_times) {
		*code = codes_at(&d->codes, addr, until);
		return *code ? FOUND : FOUND_NONE;
	}
	return is_reused ? FOUND_UNSURE : FOUND;
}

/* Of a map that was followed: what may have been there when a child left. */
static enum found ask_map_then(struct jit *j, uint64_t addr, uint64_t until,
			       const struct code **code)
{
	const struct code *then = codelog_at(&j->map.log, addr, until);

	*code = codelog_at(&j->map.log, addr, until + DELAY_NS);
	if (!*code)
		return FOUND_NONE;
	return then && strcmp(then->name, (*code)->name) != 0 ? FOUND_UNSURE :
								FOUND;
}

static enum found ask_map(struct jit *j, uint64_t addr, uint64_t until,
			  const struct code **code)
{
	bool is_reused;

	if (!j->is_map_read)
		jitmap_read(&j->map, &j->all->names);
	j->is_map_read = true;
	if (until != CODES_ALWAYS && j->all->is_live)
		return ask_map_then(j, addr, until, code);
	*code = codelog_find(&j->map.log, addr, &is_reused);
	if (!*code)
		return FOUND_NONE;
	if (is_reused && j->all->is_live)
		return FOUND_UNSURE;
	j->guessed += is_reused;
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
			found = ask_map(j, addr, until, code);
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
	enum found found;

	if (place & IS_NAME) {
		*sym = (struct symtab_symbol){
			.name = (const char *)(uintptr_t)((place & ~IS_NAME) >>
							  1),
		};
		j->unsure += !sym->name;
		return sym->name;
	}
	found = ask(j, place, &code);
	j->unsure += found == FOUND_UNSURE;
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

static char *unsure_reason(const struct jit *j)
{
	const struct jit *teller = find_teller(j);

	if (j->all->is_live && teller && teller->dump.name)
		return mem_printf("code was replaced there, when is not known yet: record to a .data file, and render that");
	return mem_printf("code was replaced there, and it is not known when");
}

static char *make_reason(const struct jit *j)
{
	const struct jit *teller = find_teller(j);

	if (j->unsure)
		return unsure_reason(j);
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

static void take_and_free(char *note, void (*take)(void *arg, const char *note),
			  void *arg)
{
	if (note)
		take(arg, note);
	free(note);
}

void jits_notes(const struct jits *js,
		void (*take)(void *arg, const char *note), void *arg)
{
	const struct jit *j;
	size_t i;

	for (i = 0; i < js->nr; i++) {
		j = js->all[i];
		take_and_free(jitmap_note(&j->map), take, arg);
		if (j->dump.note)
			take(arg, j->dump.note);
		if (j->guessed)
			take_and_free(mem_printf("/tmp/%s: at %" PRIu64 " address%s code was replaced; the last one there gives the name",
						 j->map.name, j->guessed,
						 j->guessed == 1 ? "" : "es"),
				      take, arg);
	}
}
