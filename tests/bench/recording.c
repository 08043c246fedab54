// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes up a recording, in flamek's own format: of a server or an engine of
 * several processes and threads on four CPUs. Which function calls which is
 * drawn once and for all; a sample is a walk through that graph, most often
 * along its most frequent edges, so that stacks repeat and share their roots as
 * those of real programs do. The last address of each varies within its
 * function. Some end in system calls of made-up paths through the kernel.
 *
 * usage: recording PROGRAM SAMPLES DEPTH OUT
 *
 * PROGRAM has the functions, DEPTH is the mean number of its frames in a stack.
 * The same arguments, files and kernel make the same recording.
 */
#include <linux/flamek.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "code.h"
#include "err.h"
#include "formats/perfdata.h"
#include "hash.h"
#include "mem.h"
#include "snapshot-record.h"
#include "snapshot.h"

#define FREQ		4999
#define PERIOD_NS	(1000000000ULL / FREQ)
#define NR_CPUS		4u
#define NR_PROCESSES	4u
#define NR_THREADS	3u	/* of each process */
#define FIRST_PID	1000u
#define ROUND_TICKS	500u	/* of a CPU, from one draining to the next */
#define PROGRAM_BASE	0x555555554000ULL
#define LIBC_BASE	0x7ffff7c00000ULL

/* Shares of a million. */
#define MILLION		1000000u
#define SWITCHES	50000u	/* ticks at which another thread runs */
#define RESPAWNS	200u	/* ticks at which a thread is replaced */
#define DOUBLES		10000u	/* ticks that stand for two */
#define SYSTEM_CALLS	200000u	/* stacks that end in the kernel */
#define BRANCHES	8000u	/* calls other than the most frequent one */
#define LIBRARY_CALLS	150000u	/* stacks that end in the library */

struct thread {
	uint32_t pid, tid;
};

struct buffer {
	uint64_t words[ROUND_TICKS * (FLAMEK_STACK_DEFAULT + 16)];
	size_t nr;
};

struct recording {
	struct perfdata_writer *writer;
	uint64_t seed;
	struct code program, libc, kernel;
	uint64_t entry[2];	/* of system calls */
	uint64_t outermost;	/* where all user stacks begin */
	unsigned int depth;
	uint64_t start_ns;	/* now: its files are not younger then */
	struct thread threads[NR_PROCESSES * NR_THREADS];
	uint32_t next_tid;
	unsigned int running[NR_CPUS];
	struct buffer buffers[NR_CPUS];
	uint64_t ips[FLAMEK_STACK_DEFAULT + 2];	/* outermost last */
	size_t nr_ips;
};

static uint64_t draw(struct recording *r)
{
	return hash_mix(++r->seed, 0);
}

static bool chance(struct recording *r, uint32_t of_million)
{
	return draw(r) % MILLION < of_million;
}

/* 0 most often, then 1, ...: each @of_million less often than the one before. */
static uint64_t draw_rank(struct recording *r, uint32_t of_million)
{
	uint64_t rank = 0;

	while (rank < 63 && chance(r, of_million))
		rank++;
	return rank;
}

static void must(int ret, const struct err *err)
{
	if (ret)
		fail("%s", err->text);
}

static int write_record(void *writer, const void *record, size_t size,
			struct err *err)
{
	return perfdata_records(writer, record, size, err);
}

/*
 * Walks
 */

/* What @caller calls at its call site @site, and the address it returns to. */
static size_t call(const struct code *from, const struct code *to,
		   size_t caller, uint64_t site, uint64_t *return_addr)
{
	const struct function *f = &from->functions[caller];
	uint64_t hash = hash_mix(f->addr - from->start, site);

	*return_addr = f->addr + 5 + hash_mix(hash, 1) % (f->size - 6);
	return hash % to->nr;
}

/* An address within a function: few of them are hot. */
static uint64_t draw_leaf(struct recording *r, const struct function *f)
{
	return f->addr + hash_mix(f->size, draw_rank(r, 500000)) % f->size;
}

/*
 * Append frames, outermost first.
 *
 * Return: the function that the last call went to, which has no frame yet.
 */
static size_t walk(struct recording *r, const struct code *code,
		   size_t function, unsigned int mean, size_t max)
{
	size_t at = r->nr_ips, end = at + max;

	while (r->nr_ips < end &&
	       (r->nr_ips < at + mean / 2 || !chance(r, 2 * MILLION / mean)))
		function = call(code, code, function, draw_rank(r, BRANCHES),
				&r->ips[r->nr_ips++]);
	return function;
}

static void walk_kernel(struct recording *r)
{
	size_t function;

	r->ips[r->nr_ips++] = r->entry[0] + 8;
	r->ips[r->nr_ips++] = r->entry[1] + 8;
	function = walk(r, &r->kernel, draw_rank(r, 500000), 6, 20);
	r->ips[r->nr_ips++] = draw_leaf(r, &r->kernel.functions[function]);
}

/* Outermost first; a marker precedes what it marks once it is turned around. */
static void draw_stack(struct recording *r, const struct thread *t)
{
	const struct code *code = &r->program;
	size_t function = draw_rank(r, 600000) + 64 * (t->tid % NR_THREADS);
	bool in_kernel = r->kernel.nr && chance(r, SYSTEM_CALLS);
	size_t max = FLAMEK_STACK_DEFAULT - 24;

	r->nr_ips = 0;
	r->ips[r->nr_ips++] = r->outermost;
	function = walk(r, code, function, r->depth, max);
	if (in_kernel || chance(r, LIBRARY_CALLS)) {
		function = call(code, &r->libc, function, draw_rank(r, BRANCHES),
				&r->ips[r->nr_ips++]);
		code = &r->libc;
	}
	r->ips[r->nr_ips++] = draw_leaf(r, &code->functions[function]);
	r->ips[r->nr_ips++] = PERF_CONTEXT_USER;
	if (in_kernel) {
		walk_kernel(r);
		r->ips[r->nr_ips++] = PERF_CONTEXT_KERNEL;
	}
}

/*
 * Records
 */

static void put(struct buffer *b, uint64_t word)
{
	b->words[b->nr++] = word;
}

static void put_sample(struct recording *r, struct buffer *b,
		       const struct thread *t, uint64_t time)
{
	const size_t n = r->nr_ips;
	const struct perf_event_header header = {
		.type = PERF_RECORD_SAMPLE,
		.misc = r->ips[n - 1] == PERF_CONTEXT_KERNEL ?
			PERF_RECORD_MISC_KERNEL : PERF_RECORD_MISC_USER,
		.size = (uint16_t)((6 + n) * sizeof(uint64_t)),
	};
	size_t i;

	memcpy(&b->words[b->nr++], &header, sizeof(header));
	put(b, r->ips[n - 2]);
	put(b, (uint64_t)t->tid << 32 | t->pid);
	put(b, time);
	put(b, chance(r, DOUBLES) ? 2 * PERIOD_NS : PERIOD_NS);
	put(b, n);
	for (i = 0; i < n; i++)
		put(b, r->ips[n - 1 - i]);
}

/* A thread comes (FORK) or goes (EXIT). */
static void put_task(struct buffer *b, uint32_t type, const struct thread *t,
		     const struct thread *parent, uint64_t time)
{
	const struct perf_event_header header = {
		.type = type, .size = 6 * sizeof(uint64_t),
	};

	memcpy(&b->words[b->nr++], &header, sizeof(header));
	put(b, (uint64_t)parent->pid << 32 | t->pid);
	put(b, (uint64_t)parent->tid << 32 | t->tid);
	put(b, time);
	put(b, (uint64_t)parent->tid << 32 | parent->pid);
	put(b, time);
}

static void write_comm(struct recording *r, const struct thread *t,
		       const char *comm)
{
	struct snapshot_record rec;
	struct err err;
	size_t size;

	snapshot_record_begin(&rec, PERF_RECORD_COMM, 0, t->pid, t->tid);
	snapshot_record_string(&rec, comm);
	size = snapshot_record_end(&rec, t->pid, r->start_ns);
	must(write_record(r->writer, rec.bytes, size, &err), &err);
}

static void write_mapping(struct recording *r, uint32_t pid,
			  const struct code *code)
{
	struct snapshot_record rec;
	struct stat st;
	struct err err;
	size_t size;

	if (stat(code->path, &st))
		fail("cannot stat '%s'", code->path);
	snapshot_record_begin(&rec, PERF_RECORD_MMAP2, PERF_RECORD_MISC_USER,
			      pid, pid);
	snapshot_record_u64(&rec, code->start);
	snapshot_record_u64(&rec, code->len);
	snapshot_record_u64(&rec, code->pgoff);
	snapshot_record_pair(&rec, major(st.st_dev), minor(st.st_dev));
	snapshot_record_u64(&rec, st.st_ino);
	snapshot_record_u64(&rec, 0);
	snapshot_record_pair(&rec, PROT_READ | PROT_EXEC, MAP_PRIVATE);
	snapshot_record_string(&rec, code->path);
	size = snapshot_record_end(&rec, pid, r->start_ns);
	must(write_record(r->writer, rec.bytes, size, &err), &err);
}

/* What a snapshot at the start would have said. */
static void write_start(struct recording *r)
{
	static const char *const comms[NR_THREADS] = {
		"main", "worker", "background",
	};
	struct thread *t = r->threads;
	struct err err;
	uint32_t i, k;

	must(snapshot_kernel(r->start_ns, write_record, r->writer, &err), &err);
	for (i = 0; i < NR_PROCESSES; i++) {
		uint32_t pid = FIRST_PID + 100 * i;

		for (k = 0; k < NR_THREADS; k++, t++) {
			*t = (struct thread){ pid, pid + k };
			write_comm(r, t, comms[k]);
		}
		write_mapping(r, pid, &r->program);
		write_mapping(r, pid, &r->libc);
	}
}

/*
 * Time
 */

/* A thread ends, and its place is taken by one that its process made. */
static void respawn(struct recording *r, struct buffer *b, struct thread *t,
		    uint64_t time)
{
	const struct thread leader = { t->pid, t->pid };

	if (t->tid == t->pid)
		return;
	put_task(b, PERF_RECORD_EXIT, t, &leader, time);
	t->tid = r->next_tid++;
	put_task(b, PERF_RECORD_FORK, t, &leader, time + 1);
}

/* Threads take turns on each CPU, and each has a CPU of its own. */
static void tick(struct recording *r, unsigned int cpu, uint64_t time)
{
	const unsigned int per_cpu = NR_PROCESSES * NR_THREADS / NR_CPUS;
	struct buffer *b = &r->buffers[cpu];
	struct thread *t;

	if (chance(r, SWITCHES))
		r->running[cpu] = (r->running[cpu] + 1) % per_cpu;
	t = &r->threads[cpu + NR_CPUS * r->running[cpu]];
	if (chance(r, RESPAWNS))
		respawn(r, b, t, time - 2);
	draw_stack(r, t);
	put_sample(r, b, t, time);
}

/* What the rings of all CPUs held, one after the other. */
static void drain(struct recording *r)
{
	struct err err;
	size_t i;

	for (i = 0; i < NR_CPUS; i++) {
		struct buffer *b = &r->buffers[i];

		must(perfdata_records(r->writer, b->words,
				      b->nr * sizeof(*b->words), &err), &err);
		b->nr = 0;
	}
	must(perfdata_round(r->writer, &err), &err);
}

/* Each tick lies somewhere in its cell of the grid. */
static void write_samples(struct recording *r, unsigned long samples)
{
	unsigned long i;

	for (i = 0; i < samples; i++) {
		uint64_t cell = i / NR_CPUS;

		tick(r, (unsigned int)(i % NR_CPUS), r->start_ns +
		     (cell + 1) * PERIOD_NS + draw(r) % (PERIOD_NS / 2));
		if (i % (NR_CPUS * ROUND_TICKS) == NR_CPUS * ROUND_TICKS - 1)
			drain(r);
	}
	drain(r);
}

static void load(struct recording *r, const char *program)
{
	code_load_file(&r->program, program, PROGRAM_BASE);
	code_load_file(&r->libc, "/lib/x86_64-linux-gnu/libc.so.6", LIBC_BASE);
	r->outermost = code_find_return(&r->libc);
	r->entry[0] = code_find_kernel("entry_SYSCALL_64_after_hwframe");
	r->entry[1] = code_find_kernel("do_syscall_64");
	if (r->entry[0] && r->entry[1])
		code_load_kernel(&r->kernel);
}

static void make(struct recording *r, FILE *out, char **argv)
{
	const struct perfdata_info info = {
		.argc = 5, .argv = argv, .period_ns = PERIOD_NS,
		.stack_depth = FLAMEK_STACK_DEFAULT, .inherit = true,
	};
	struct err err;

	r->writer = perfdata_begin(out, &info, &err);
	must(r->writer ? 0 : -1, &err);
	write_start(r);
	write_samples(r, strtoul(argv[2], NULL, 10));
	must(perfdata_end(r->writer, &err), &err);
}

int main(int argc, char **argv)
{
	struct recording *r = mem_alloc(1, sizeof(*r));
	struct timespec now;
	FILE *out;

	if (argc != 5)
		fail("usage: recording PROGRAM SAMPLES DEPTH OUT");
	clock_gettime(CLOCK_MONOTONIC, &now);
	r->start_ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	r->depth = (unsigned int)strtoul(argv[3], NULL, 10);
	r->next_tid = FIRST_PID + 100 * NR_PROCESSES;
	load(r, argv[1]);
	out = fopen(argv[4], "we");
	if (!out)
		fail("cannot write '%s'", argv[4]);
	make(r, out, argv);
	if (fclose(out))
		fail("cannot write '%s'", argv[4]);
	code_free(&r->program);
	code_free(&r->libc);
	code_free(&r->kernel);
	free(r);
	return 0;
}
