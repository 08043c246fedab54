/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recordings for tests: a reader with all that it needs, a program's records,
 * and files of them as flamek and perf make them. Needs _GNU_SOURCE.
 */
#ifndef FLAMEK_TEST_RECORDINGS_H
#define FLAMEK_TEST_RECORDINGS_H

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/flamek.h>

#include "formats/perfdata-format.h"
#include "formats/perfdata.h"
#include "records.h"

#include "fake-symbols.h"

#define KERNEL	0xffffffff81000000
#define PID	100u
#define PERIOD	1000000u

static const uint64_t stack[] = {
	PERF_CONTEXT_KERNEL, KERNEL + 0x100, KERNEL + 0x200,
	PERF_CONTEXT_USER, 0x400100, 0x400210,
};

#define FOLDED_STACK "sh;sh_200;sh_100;k_100;k_100"
#define NR_STACK (sizeof(stack) / sizeof(*stack))

/* The reader and all that it needs. */
struct fixture {
	struct symbols *syms;
	struct collect *collect;
	struct profile *p;
	struct perfdata_report report;
	struct err err;
	int fd;
};

static inline int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	fake_kernel = KERNEL;
	f->syms = symbols_new();
	f->collect = collect_new(f->syms);
	f->p = profile_new(1);
	f->fd = memfd_create("perf.data", MFD_CLOEXEC);
	*state = f;
	return 0;
}

static inline int teardown(void **state)
{
	struct fixture *f = *state;

	perfdata_report_free(&f->report);
	profile_free(f->p);
	collect_free(f->collect);
	symbols_free(f->syms);
	close(f->fd);
	free(f);
	return 0;
}

static inline void set_contents(struct fixture *f, const void *bytes, size_t size)
{
	assert_int_equal(ftruncate(f->fd, 0), 0);
	assert_int_equal(pwrite(f->fd, bytes, size, 0), size);
}

static inline int read_event(struct fixture *f, const char *event)
{
	const struct perfdata_input in = {
		.fd = f->fd, .name = "it", .event = event,
	};
	int ret = perfdata_read(&in, f->collect, &f->report, &f->err);

	if (!ret)
		collect_finish(f->collect, f->p);
	return ret;
}

static inline int read_back(struct fixture *f)
{
	return read_event(f, NULL);
}

/* To read once more into something new. */
static inline void renew(void **state)
{
	struct fixture *f = *state;
	int fd = dup(f->fd);

	teardown(state);
	setup(state);
	f = *state;
	close(f->fd);
	f->fd = fd;
}

static inline char *stack_of(const struct profile *p, uint32_t node)
{
	const struct profile_frame *frame;
	char *folded = NULL, *longer;

	for (; node != PROFILE_ROOT; node = profile_parent(p, node)) {
		frame = profile_get_frame(p, profile_node_frame(p, node));
		longer = mem_printf(folded ? "%s;%s" : "%s%s", frame->name,
				    folded ? folded : "");
		free(folded);
		folded = longer;
	}
	return folded;
}

static inline uint64_t value(const struct fixture *f, const char *folded)
{
	uint32_t node, nr = profile_nr_nodes(f->p);
	uint64_t sum = 0;
	char *s;

	for (node = 1; node < nr; node++) {
		s = stack_of(f->p, node);
		if (!strcmp(s, folded))
			sum += profile_self(f->p, node, 0);
		free(s);
	}
	return sum;
}

/* A process and three samples of it, not in order of time. */
static inline void put_program(struct records *r)
{
	put_kernel_mmap(r, KERNEL, KERNEL_SIZE, KERNEL,
			"[kernel.kallsyms]_text");
	put_comm(r, PID, PID, 10, "sh", PERF_RECORD_MISC_COMM_EXEC);
	put_mmap2(r, PID, 20, 0x400000, 0x10000, 0, "/bin/sh");
	put_sample(r, PERF_RECORD_MISC_KERNEL, PID, PID, 50, PERIOD, stack,
		   NR_STACK);
	put_sample(r, PERF_RECORD_MISC_KERNEL | FLAMEK_MISC_USER_DEPTH, PID,
		   PID, 40, 2 * PERIOD, stack, NR_STACK);
	put_sample(r, PERF_RECORD_MISC_USER, PID, PID, 30, PERIOD, stack + 3,
		   NR_STACK - 3);
}

static char *program_argv[] = { "flamekctl", "record", "a b", NULL };

static const struct perfdata_info program_info = {
	.argc = 3, .argv = program_argv, .period_ns = PERIOD,
	.stack_depth = 127, .inherit = true,
};

static inline void write_records(struct fixture *f, const struct records *r)
{
	FILE *out = fdopen(dup(f->fd), "w");
	struct perfdata_writer *w;

	w = perfdata_begin(out, &program_info, &f->err);
	assert_non_null(w);
	assert_int_equal(perfdata_records(w, r->words, records_size(r),
					  &f->err), 0);
	assert_int_equal(perfdata_round(w, &f->err), 0);
	assert_int_equal(perfdata_round(w, &f->err), 0);
	assert_int_equal(perfdata_end(w, &f->err), 0);
	fclose(out);
}

static inline void write_program(struct fixture *f)
{
	struct records r = { 0 };

	put_program(&r);
	write_records(f, &r);
	records_free(&r);
}

static inline void assert_program(struct fixture *f)
{
	assert_int_equal(value(f, FOLDED_STACK), 3);
	assert_int_equal(value(f, "sh;sh_200;sh_100"), 1);
	assert_int_equal(profile_total(f->p, 0), 4);
}

/*
 * Recordings put together
 */

static const struct perf_event_attr flamek_attr = {
	.type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_CPU_CLOCK,
	.size = sizeof(struct perf_event_attr),
	.sample_type = FLAMEK_SAMPLE_TYPE, .sample_period = PERIOD,
	.sample_id_all = 1,
};

static inline void put_bytes(struct records *r, const void *bytes, size_t size)
{
	uint64_t word;
	size_t i;

	for (i = 0; i < size; i += sizeof(word)) {
		memcpy(&word, (const char *)bytes + i, sizeof(word));
		put_u64(r, word);
	}
}

/* File form without features: one attribute after the other with its ids. */
static inline void put_file(struct records *r, const struct perf_event_attr *attrs,
		     const uint64_t *ids, size_t nr, const struct records *data)
{
	const size_t entry = sizeof(*attrs) + sizeof(struct perfdata_section);
	struct perfdata_header header = {
		.magic = PERFDATA_MAGIC, .size = sizeof(header),
		.attr_size = entry,
		.attrs = { sizeof(header), nr * entry },
		.data = { sizeof(header) + nr * (entry + 8),
			  records_size(data) },
	};
	size_t i;

	put_bytes(r, &header, sizeof(header));
	for (i = 0; i < nr; i++) {
		put_bytes(r, &attrs[i], sizeof(*attrs));
		put_u64(r, sizeof(header) + nr * entry + 8 * i);
		put_u64(r, 8);
	}
	put_bytes(r, ids, nr * sizeof(*ids));
	put_bytes(r, data->words, records_size(data));
}

static inline void put_release(struct records *r)
{
	uint32_t size = 68;
	char text[72] = "";
	struct utsname uts;

	uname(&uts);
	memcpy(text, &size, sizeof(size));
	memcpy(text + sizeof(size), uts.release, strlen(uts.release) + 1);
	begin_record(r, PERFDATA_RECORD_FEATURE, 0);
	put_u64(r, PERFDATA_OSRELEASE);
	put_bytes(r, text, sizeof(text));
	end_record(r);
}

static inline void put_pipe_header(struct records *r,
			    const struct perf_event_attr *attr)
{
	put_bytes(r, PERFDATA_MAGIC, PERFDATA_MAGIC_SIZE);
	put_u64(r, sizeof(struct perfdata_pipe_header));
	begin_record(r, PERFDATA_RECORD_ATTR, 0);
	put_bytes(r, attr, sizeof(*attr));
	put_u64(r, 1);
	end_record(r);
	put_release(r);
}

#endif
