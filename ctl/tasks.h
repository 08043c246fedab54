/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads and processes by their ids. One that has exited may still be sampled,
 * on its last way through the kernel; so it stays until many others have exited
 * after it.
 */
#ifndef FLAMEK_TASKS_H
#define FLAMEK_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "space.h"
#include "table.h"

#define TASKS_NO_COMM UINT32_MAX

/**
 * struct thread - a thread
 * @tid: its id
 * @pid: of its process
 * @comm: number of its name, or TASKS_NO_COMM
 * @exited: for tasks.c
 */
struct thread {
	uint32_t tid, pid;
	uint32_t comm;
	uint32_t exited;	/* in which round, 0: it lives */
};

/**
 * struct process - a process
 * @pid: its id
 * @has_threads: for tasks.c
 * @has_own_jit: @jit is its own, not its parent's
 * @since: when it began, or its last exec; 0: before it was heard of
 * @jit: what it tells of code that it generates, or NULL
 * @space: its address space, never NULL
 */
struct process {
	uint32_t pid;
	bool has_threads;	/* while sweeping */
	bool has_own_jit;
	uint64_t since;
	struct jit *jit;
	struct space *space;
};

/* A zeroed one is empty. */
struct tasks {
	struct spaces spaces;
	struct thread *threads;
	size_t nr_threads, room_threads;
	struct table thread_table;
	struct process *processes;
	size_t nr_processes, room_processes;
	struct table process_table;
	uint32_t last_thread, last_process;	/* found last */
	size_t nr_exited;
	uint32_t rounds;			/* of sweeping, done */
};

/** tasks_free() - free all that it holds */
void tasks_free(struct tasks *t);

/**
 * tasks_process() - the process @pid, made up if it is not known
 *
 * Return: the process; as all that is returned here, valid until the next call.
 */
struct process *tasks_process(struct tasks *t, uint32_t pid);

/** tasks_find() - the thread @tid, of whatever process, or NULL */
struct thread *tasks_find(struct tasks *t, uint32_t tid);

/**
 * tasks_thread() - thread @tid of process @pid, made up if it is not known
 *
 * A made-up thread has the name of the process's first thread. A thread by that
 * id of another process is gone.
 */
struct thread *tasks_thread(struct tasks *t, uint32_t pid, uint32_t tid);

/** tasks_set_space() - give a process another address space, and drop its own */
void tasks_set_space(struct tasks *t, uint32_t pid, struct space *space);

/** tasks_exit() - the thread @tid, if it is known, has exited */
void tasks_exit(struct tasks *t, uint32_t tid);

#endif
