// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each event does to the tasks and their address spaces, and where the
 * kernel lay.
 */
#include "procs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ksymbols.h"
#include "mem.h"
#include "modules.h"
#include "strtable.h"
#include "symbols/jit.h"
#include "symbols/jitdump.h"
#include "tasks.h"

#define KERNEL_PID	UINT32_MAX
#define KERNEL_NAME	"[kernel"
#define KERNEL_TEXT	"[kernel.kallsyms]_text"

struct build_id {
	uint8_t size;		/* 0: one of several */
	uint8_t bytes[BUILD_ID_MAX];
};

struct procs {
	struct symbols *syms;
	struct jits jits;
	bool is_flamek;
	struct tasks tasks;
	struct strtable comms;
	bool has_pids, has_tids;	/* in what threads are called */
	struct strtable paths;		/* whose build-id is known */
	struct build_id *build_ids;	/* of each path */
	size_t room_build_ids;
	uint64_t kernel_text;		/* address of _text */
	struct map kernel;
	struct modules modules;
	struct ksymbols ksymbols;
};

struct procs *procs_new(struct symbols *syms)
{
	struct procs *p = mem_alloc(1, sizeof(*p));

	p->syms = syms;
	return p;
}

void procs_free(struct procs *p)
{
	if (!p)
		return;
	modules_free(&p->modules);
	ksymbols_free(&p->ksymbols);
	tasks_free(&p->tasks);
	jits_free(&p->jits);
	strtable_free(&p->comms);
	strtable_free(&p->paths);
	free(p->build_ids);
	free(p);
}

void procs_set_live(struct procs *p)
{
	p->jits.is_live = true;
}

void procs_set_clock(struct procs *p)
{
	p->jits.has_clock = true;
}

bool procs_is_due(const struct procs *p, uint64_t time)
{
	return p->jits.next_change && time >= p->jits.next_change;
}

static void change_space(void *arg, pid_t pid)
{
	struct procs *p = arg;

	space_changed(tasks_process(&p->tasks, (uint32_t)pid)->space);
}

void procs_advance(struct procs *p, uint64_t time)
{
	jits_advance(&p->jits, time, change_space, p);
}

bool procs_follow(struct procs *p)
{
	return jits_follow(&p->jits, change_space, p);
}

void procs_notes(const struct procs *p,
		 void (*take)(void *arg, const char *note), void *arg)
{
	jits_notes(&p->jits, take, arg);
}

void procs_set_flamek(struct procs *p)
{
	p->is_flamek = true;
}

void procs_know_build_id(struct procs *p, const char *path,
			 const uint8_t *build_id, size_t size)
{
	struct build_id *known;
	size_t nr = p->paths.nr;
	uint32_t i;

	if (!size || size > BUILD_ID_MAX)
		return;
	i = strtable_add(&p->paths, path);
	if (i < nr) {
		known = &p->build_ids[i];
		if (known->size != size ||
		    memcmp(known->bytes, build_id, size) != 0)
			known->size = 0;
		return;
	}
	p->build_ids = mem_grow(p->build_ids, i, &p->room_build_ids,
				sizeof(*p->build_ids));
	known = &p->build_ids[i];
	known->size = (uint8_t)size;
	memcpy(known->bytes, build_id, size);
}

/* The code that a process has from its parent is now what it makes of it. */
static void inherit_code(struct procs *p, struct process *process,
			 struct jit *own)
{
	struct space *space = space_part(process->space);
	size_t i;

	for (i = 0; i < space->nr; i++)
		if (dso_jit(space->maps[i].dso))
			space->maps[i].dso =
				symbols_generated(p->syms,
						  dso_path(space->maps[i].dso),
						  own);
	space_changed(space);
	process->space = space;
}

static struct jit *own_jit(struct procs *p, struct process *process)
{
	struct jit *own;

	if (process->has_own_jit)
		return process->jit;
	own = jits_add(&p->jits, (pid_t)process->pid, process->since,
		       process->jit);
	if (process->jit)
		inherit_code(p, process, own);
	process->jit = own;
	process->has_own_jit = true;
	return own;
}

/* A process begins, or another program in it. */
static void begin_process(struct procs *p, const struct event *ev,
			  struct space *space, struct jit *jit)
{
	struct process *process;

	tasks_set_space(&p->tasks, ev->pid, space);
	process = tasks_process(&p->tasks, ev->pid);
	process->since = ev->time;
	process->jit = jit;
	process->has_own_jit = false;
}

static void begin_child(struct procs *p, const struct event *ev)
{
	const struct process *parent = tasks_process(&p->tasks, ev->task.ppid);

	if (ev->task.has_no_maps)
		begin_process(p, ev, space_new(&p->tasks.spaces), NULL);
	else
		begin_process(p, ev, space_share(parent->space), parent->jit);
}

static void take_fork(struct procs *p, const struct event *ev)
{
	const struct thread *parent = tasks_find(&p->tasks, ev->task.ptid);
	uint32_t comm = parent ? parent->comm : TASKS_NO_COMM;
	struct thread *thread;

	if (ev->pid != ev->task.ppid)
		begin_child(p, ev);
	thread = tasks_thread(&p->tasks, ev->pid, ev->tid);
	thread->comm = comm;
	thread->exited = 0;
}

static void take_comm(struct procs *p, const struct event *ev)
{
	struct thread *thread = tasks_thread(&p->tasks, ev->pid, ev->tid);

	thread->comm = strtable_add(&p->comms, ev->comm.comm);
	if (ev->comm.exec)
		begin_process(p, ev, space_new(&p->tasks.spaces), NULL);
}

/* What the recording knows of a file beyond the mapping. */
static struct dso_id complete_id(const struct procs *p, const struct event *ev)
{
	struct dso_id id = ev->mmap.id;
	uint32_t i;

	if (id.build_id_size || !p->paths.nr)
		return id;
	i = strtable_find(&p->paths, ev->mmap.path);
	if (i != TABLE_NONE) {
		id.is_by_path = !p->is_flamek;
		id.build_id_size = p->build_ids[i].size;
		memcpy(id.build_id, p->build_ids[i].bytes, id.build_id_size);
	}
	return id;
}

/* What is no file, and not the kernel's. */
static bool may_generate(const struct map *map)
{
	return dso_state(map->dso) == DSO_ANON &&
	       strcmp(dso_path(map->dso), "[vsyscall]") != 0 &&
	       strcmp(dso_path(map->dso), "[uprobes]") != 0;
}

/* Code that is generated lies at its address, wherever its memory begins. */
static void take_generated(struct procs *p, struct process *process,
			   struct map *map)
{
	map->dso = symbols_generated(p->syms, dso_path(map->dso),
				     own_jit(p, process));
	map->pgoff = map->start;
}

static void take_user_map(struct procs *p, const struct event *ev,
			  struct map *map)
{
	const struct dso_id id = complete_id(p, ev);
	const struct locate_mapping mapping = {
		.path = ev->mmap.path, .id = &id, .start = map->start,
		.pid = p->jits.is_live ? (pid_t)ev->pid : 0,
	};
	struct process *process;

	if (ev->misc & PERF_RECORD_MISC_MMAP_DATA)
		return;
	tasks_thread(&p->tasks, ev->pid, ev->tid);
	map->pgoff = ev->mmap.pgoff;
	map->dso = symbols_dso(p->syms, mapping.path, &id, mapping.pid,
			       map->start, map->end);
	process = tasks_process(&p->tasks, ev->pid);
	if (may_generate(map))
		take_generated(p, process, map);
	else if (jitdump_is_name(mapping.path))
		jit_take_dump(own_jit(p, process), &mapping);
	process->space = space_add(process->space, map);
}

static void take_kernel_map(struct procs *p, const struct event *ev,
			    const struct map *map)
{
	if (strncmp(ev->mmap.path, KERNEL_NAME, strlen(KERNEL_NAME)) != 0) {
		modules_add(&p->modules, map->start, map->end, ev->mmap.path);
	} else if (!strcmp(ev->mmap.path, KERNEL_TEXT)) {
		p->kernel_text = ev->mmap.pgoff;
		p->kernel = *map;
	}
}

static void take_mmap(struct procs *p, const struct event *ev)
{
	unsigned int mode = ev->misc & PERF_RECORD_MISC_CPUMODE_MASK;
	struct map map = { .start = ev->mmap.start };

	if (__builtin_add_overflow(map.start, ev->mmap.len, &map.end))
		map.end = UINT64_MAX;
	if (mode == PERF_RECORD_MISC_KERNEL)
		take_kernel_map(p, ev, &map);
	else if (mode <= PERF_RECORD_MISC_USER && ev->pid != KERNEL_PID)
		take_user_map(p, ev, &map);
}

void procs_event(struct procs *p, const struct event *ev)
{
	switch (ev->type) {
	case PERF_RECORD_COMM:
		take_comm(p, ev);
		break;
	case PERF_RECORD_FORK:
		take_fork(p, ev);
		break;
	case PERF_RECORD_EXIT:
		tasks_exit(&p->tasks, ev->tid);
		break;
	case PERF_RECORD_MMAP:
	case PERF_RECORD_MMAP2:
		take_mmap(p, ev);
		break;
	case PERF_RECORD_KSYMBOL:
		ksymbols_add(&p->ksymbols, ev->ksymbol.start, ev->ksymbol.len,
			     ev->ksymbol.type == PERF_RECORD_KSYMBOL_TYPE_BPF,
			     ev->ksymbol.name);
		break;
	}
}

struct space *procs_space(struct procs *p, uint32_t pid)
{
	struct process *process = tasks_process(&p->tasks, pid);

	if (process->jit)
		own_jit(p, process);
	return process->space;
}

static uint32_t number(struct procs *p, uint32_t pid, uint32_t tid,
		       uint32_t comm)
{
	const char *name = p->comms.strings[comm];
	char *numbered = p->has_tids ?
			 mem_printf("%s-%u/%u", name, pid, tid) :
			 mem_printf("%s-%u", name, pid);
	uint32_t i = strtable_add(&p->comms, numbered);

	free(numbered);
	return i;
}

uint32_t procs_comm(struct procs *p, uint32_t pid, uint32_t tid)
{
	struct thread *thread = tasks_thread(&p->tasks, pid, tid);
	char name[16];

	if (thread->comm == TASKS_NO_COMM) {
		snprintf(name, sizeof(name), ":%u", tid);
		thread->comm = strtable_add(&p->comms, tid ? name : "swapper");
	}
	return p->has_pids ? number(p, pid, tid, thread->comm) : thread->comm;
}

/* A thread that nobody has told of is not made up: others would take its name. */
uint32_t procs_task(struct procs *p, uint32_t pid, uint32_t tid)
{
	const struct thread *thread = tasks_find(&p->tasks, tid);
	uint32_t i, comm = TASKS_NO_COMM;
	char *name;

	if (!thread && tid != pid)
		thread = tasks_thread(&p->tasks, pid, tid);
	if (thread && thread->pid == pid)
		comm = thread->comm;
	if (!tid)
		name = mem_strdup("swapper");
	else if (comm == TASKS_NO_COMM)
		name = mem_printf(":%u", tid);
	else
		name = mem_printf("%s-%u", p->comms.strings[comm], tid);
	i = strtable_add(&p->comms, name);
	free(name);
	return i;
}

void procs_number_threads(struct procs *p, bool has_tid)
{
	p->has_pids = true;
	p->has_tids = has_tid;
}

const char *procs_comm_name(const struct procs *p, uint32_t comm)
{
	return p->comms.strings[comm];
}

uint64_t procs_kernel_text(const struct procs *p)
{
	return p->kernel_text;
}

bool procs_is_kernel_text(const struct procs *p, uint64_t addr)
{
	return addr >= p->kernel.start && addr < p->kernel.end &&
	       !modules_have(&p->modules, addr, 0);
}

const struct ksymbol *procs_ksymbol(struct procs *p, uint64_t addr)
{
	static const struct ksymbol ambiguous;
	const struct ksymbol *found = ksymbols_find(&p->ksymbols, addr);

	if (found && modules_have(&p->modules, addr, found->start))
		return &ambiguous;
	return found;
}

bool procs_is_module(const struct procs *p, uint64_t addr, const char *module)
{
	return p->jits.is_live || modules_agree(&p->modules, addr, module);
}
