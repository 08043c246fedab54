// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two arrays with a hash table each. From time to time both are swept: the
 * arrays are closed up over what is gone, and the tables made anew.
 */
#include "tasks.h"

#include <stdlib.h>

#include "hash.h"
#include "mem.h"

#define NR_EXITED_MIN 4096u	/* that are kept at least */

void tasks_free(struct tasks *t)
{
	size_t i;

	for (i = 0; i < t->nr_processes; i++)
		space_put(t->processes[i].space);
	free(t->threads);
	free(t->processes);
	table_free(&t->thread_table);
	table_free(&t->process_table);
}

static uint64_t hash_id(uint32_t id)
{
	return hash_mix(id, 0);
}

static uint32_t add_process(struct tasks *t, uint32_t pid)
{
	uint32_t i = (uint32_t)t->nr_processes;

	t->processes = mem_grow(t->processes, i, &t->room_processes,
				sizeof(*t->processes));
	t->processes[i] = (struct process){
		.pid = pid, .space = space_new(&t->spaces),
	};
	table_add(&t->process_table, hash_id(pid), i);
	t->nr_processes++;
	return i;
}

struct process *tasks_process(struct tasks *t, uint32_t pid)
{
	uint32_t i = t->last_process, pos = 0;

	if (i < t->nr_processes && t->processes[i].pid == pid)
		return &t->processes[i];
	while ((i = table_next(&t->process_table, hash_id(pid), &pos)) !=
	       TABLE_NONE)
		if (t->processes[i].pid == pid)
			break;
	if (i == TABLE_NONE)
		i = add_process(t, pid);
	t->last_process = i;
	return &t->processes[i];
}

struct thread *tasks_find(struct tasks *t, uint32_t tid)
{
	uint32_t i = t->last_thread, pos = 0;

	if (i < t->nr_threads && t->threads[i].tid == tid)
		return &t->threads[i];
	while ((i = table_next(&t->thread_table, hash_id(tid), &pos)) !=
	       TABLE_NONE)
		if (t->threads[i].tid == tid)
			break;
	if (i == TABLE_NONE)
		return NULL;
	t->last_thread = i;
	return &t->threads[i];
}

static struct thread *add_thread(struct tasks *t, uint32_t tid)
{
	uint32_t i = (uint32_t)t->nr_threads++;

	t->threads = mem_grow(t->threads, i, &t->room_threads,
			      sizeof(*t->threads));
	table_add(&t->thread_table, hash_id(tid), i);
	return &t->threads[i];
}

struct thread *tasks_thread(struct tasks *t, uint32_t pid, uint32_t tid)
{
	struct thread *thread = tasks_find(t, tid);
	const struct thread *first;
	uint32_t comm = TASKS_NO_COMM;

	if (thread && thread->pid == pid)
		return thread;
	first = tid == pid ? NULL : tasks_find(t, pid);
	if (first && first->pid == pid)
		comm = first->comm;
	thread = tasks_find(t, tid);
	if (!thread)
		thread = add_thread(t, tid);
	*thread = (struct thread){ .tid = tid, .pid = pid, .comm = comm };
	tasks_process(t, pid);
	return thread;
}

void tasks_set_space(struct tasks *t, uint32_t pid, struct space *space)
{
	struct process *process = tasks_process(t, pid);

	space_put(process->space);
	process->space = space;
}

/* Drop the threads that exited before the last sweep. */
static void sweep_threads(struct tasks *t)
{
	size_t i, nr = 0;

	table_free(&t->thread_table);
	for (i = 0; i < t->nr_threads; i++) {
		const struct thread *thread = &t->threads[i];

		if (thread->exited && thread->exited <= t->rounds)
			continue;
		tasks_process(t, thread->pid)->has_threads = true;
		t->threads[nr] = *thread;
		table_add(&t->thread_table, hash_id(thread->tid),
			  (uint32_t)nr++);
	}
	t->nr_threads = nr;
}

/* Drop the processes without threads. */
static void sweep_processes(struct tasks *t)
{
	size_t i, nr = 0;

	table_free(&t->process_table);
	for (i = 0; i < t->nr_processes; i++) {
		const struct process *process = &t->processes[i];

		if (!process->has_threads) {
			space_put(process->space);
			continue;
		}
		t->processes[nr] = *process;
		t->processes[nr].has_threads = false;
		table_add(&t->process_table, hash_id(process->pid),
			  (uint32_t)nr++);
	}
	t->nr_processes = nr;
}

void tasks_exit(struct tasks *t, uint32_t tid)
{
	struct thread *thread = tasks_find(t, tid);

	if (!thread || thread->exited)
		return;
	thread->exited = t->rounds + 1;
	t->nr_exited++;
	if (t->nr_exited < NR_EXITED_MIN || t->nr_exited < t->nr_threads / 2)
		return;
	sweep_threads(t);
	sweep_processes(t);
	t->nr_exited = 0;
	t->rounds++;
}
