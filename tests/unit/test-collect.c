// SPDX-License-Identifier: GPL-2.0-only
/* collect: stacks of samples to a profile, and the counts beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/flamek.h>

#include "collect.h"

#include "fake-symbols.h"

#define PERIOD	1000u
#define KERNEL	0xffffffff81000000
#define ENTRIES	0xffffffff82000000
#define USER	PERF_CONTEXT_USER
#define KCTX	PERF_CONTEXT_KERNEL

struct fixture {
	struct symbols *syms;
	struct collect *c;
	struct profile *p;
	struct record_format format;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	fake_kernel = KERNEL;
	f->syms = symbols_new();
	f->c = collect_new(f->syms);
	f->p = profile_new(1);
	decode_flamek(&f->format, PERIOD);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	profile_free(f->p);
	collect_free(f->c);
	symbols_free(f->syms);
	free(f);
	return 0;
}

static void comm(struct fixture *f, uint32_t pid, const char *name)
{
	struct event ev = {
		.type = PERF_RECORD_COMM, .pid = pid, .tid = pid,
		.comm = { .comm = name },
	};

	collect_event(f->c, &ev);
}

static void mmap_at(struct fixture *f, uint32_t pid, uint64_t start,
		    const char *path)
{
	struct event ev = {
		.type = PERF_RECORD_MMAP2, .misc = PERF_RECORD_MISC_USER,
		.pid = pid, .tid = pid,
		.mmap = { .start = start, .len = 0x10000, .path = path },
	};

	collect_event(f->c, &ev);
}

static void sample_misc(struct fixture *f, uint32_t pid, uint64_t period,
			uint16_t misc, uint64_t ip, const uint64_t *ips,
			size_t nr)
{
	struct event ev = {
		.type = PERF_RECORD_SAMPLE, .misc = misc, .pid = pid,
		.tid = pid, .format = &f->format,
		.sample = { .ip = ip, .period = period, .ips = ips, .nr = nr },
	};

	collect_event(f->c, &ev);
}

#define CHAIN_MAX 24

#define sample(f, pid, ...) do { \
	const uint64_t ips_[] = { __VA_ARGS__ }; \
	sample_misc(f, pid, PERIOD, PERF_RECORD_MISC_USER, ips_[1], ips_, \
		    sizeof(ips_) / sizeof(*ips_)); \
} while (0)

static char *stack_of(const struct profile *p, uint32_t node)
{
	const struct profile_frame *frame;
	char *stack = NULL, *longer;

	for (; node != PROFILE_ROOT; node = profile_parent(p, node)) {
		frame = profile_get_frame(p, profile_node_frame(p, node));
		longer = mem_printf(stack ? "%s;%s" : "%s%s", frame->name,
				    stack ? stack : "");
		free(stack);
		stack = longer;
	}
	return stack;
}

static void assert_stack(const struct profile *p, uint32_t node,
			 const char *folded)
{
	char *stack = stack_of(p, node);

	assert_string_equal(stack, folded);
	free(stack);
}

/* The value of a stack in folded form. */
static uint64_t value(const struct fixture *f, const char *folded)
{
	uint32_t node, nr = profile_nr_nodes(f->p);
	uint64_t sum = 0;
	char *stack;

	for (node = 1; node < nr; node++) {
		stack = stack_of(f->p, node);
		if (!strcmp(stack, folded))
			sum += profile_self(f->p, node, 0);
		free(stack);
	}
	return sum;
}

static const struct collect_stats *finish(struct fixture *f)
{
	collect_finish(f->c, f->p);
	return collect_stats(f->c);
}

static void test_kernel_on_top_of_user(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	sample(f, 5, KCTX, KERNEL + 0x100, KERNEL + 0x310, USER, 0x10500,
	       0x10610, 0x10710);
	sample(f, 5, KCTX, KERNEL + 0x100, KERNEL + 0x310, USER, 0x10500,
	       0x10610, 0x10710);
	sample(f, 5, USER, 0x10610, 0x10710);
	s = finish(f);
	assert_int_equal(value(f, "sh;a_700;a_600;a_500;k_300;k_100"), 2);
	assert_int_equal(value(f, "sh;a_700;a_600"), 1);
	assert_int_equal(profile_total(f->p, 0), 3);
	assert_int_equal(s->samples, 3);
	assert_int_equal(s->values, 3);
	assert_int_equal(s->user_frames, 8);
	assert_int_equal(s->kernel_frames, 4);
	assert_int_equal(s->user_unnamed, 0);
	assert_int_equal(s->kernel_unnamed, 0);
	assert_int_equal(s->nr_dsos, 1);
	assert_int_equal(s->dsos[0].frames, 8);
	assert_int_equal(s->dsos[0].unnamed, 0);
	assert_int_equal(collect_samples(f->c), 3);
}

/* Neighbours that part and meet again by name, at different callers. */
static void test_stacks_in_a_row(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	sample(f, 5, USER, 0x10300, 0x10210, 0x10110);
	sample(f, 5, USER, 0x10400, 0x10110);
	sample(f, 5, USER, 0x10300, 0x10410, 0x10110);
	sample(f, 5, USER, 0x10410, 0x10110);
	sample(f, 5, USER, 0x10300, 0x10410, 0x10110);
	finish(f);
	assert_int_equal(value(f, "sh;a_100;a_200;a_300"), 1);
	assert_int_equal(value(f, "sh;a_100;a_400"), 2);
	assert_int_equal(value(f, "sh;a_100;a_400;a_300"), 2);
}

static void test_kinds_and_modules(void **state)
{
	struct fixture *f = *state;
	const struct profile_frame *frame;
	uint32_t node;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	mmap_at(f, 5, 0x30000, "/bin/stripped");
	sample(f, 5, KCTX, KERNEL, fake_module + 1, 0xffff800000000000, USER,
	       0x50000, 0x30001, 0x10001);
	finish(f);
	for (node = 1; node < profile_nr_nodes(f->p); node++) {
		frame = profile_get_frame(f->p, profile_node_frame(f->p, node));
		if (!strcmp(frame->name, "sh"))
			assert_int_equal(frame->kind, FRAME_PROCESS);
		else if (!strcmp(frame->name, "[unknown]") ||
			 !strcmp(frame->name, "[kernel]") ||
			 !strcmp(frame->name, "[stripped]"))
			assert_int_equal(frame->kind, FRAME_UNKNOWN);
		else if (!strcmp(frame->name, "m_0"))
			assert_int_equal(frame->kind, FRAME_MODULE);
		else if (!strcmp(frame->name, "k_0"))
			assert_int_equal(frame->kind, FRAME_KERNEL);
		else
			assert_int_equal(frame->kind, FRAME_USER);
		if (!strcmp(frame->name, "a_0"))
			assert_string_equal(frame->module, "a");
		if (!strcmp(frame->name, "m_0"))
			assert_string_equal(frame->module, "mod");
	}
	assert_int_equal(value(f, "sh;a_0;[stripped];[unknown];[kernel];m_0;k_0"),
			 1);
}

/* A call that is the last instruction of a function returns behind it. */
static void test_return_addresses(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	mmap_at(f, 5, 0x20000, "/bin/b");
	sample(f, 5, KCTX, KERNEL + 0x100, KERNEL + 0x200, USER, 0x10100,
	       0x10200, 0x20000);
	finish(f);
	assert_int_equal(value(f, "sh;a_ff00;a_100;a_100;k_100;k_100"), 1);
}

/* An interrupted function has called nothing, be it at its first instruction. */
static void test_interrupted_kernel(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "sh");
	sample(f, 5, KCTX, KERNEL + 0x100, ENTRIES + 0x310, KERNEL + 0x500,
	       KERNEL + 0x700);
	sample(f, 5, KCTX, KERNEL + 0x100, KERNEL + 0x500, KERNEL + 0x700);
	sample(f, 5, KCTX, KERNEL + 0x100, ENTRIES + 0x310, KERNEL + 0x200,
	       ENTRIES + 0x410, KERNEL + 0x500, KERNEL + 0x700);
	finish(f);
	assert_int_equal(value(f, "sh;k_600;k_500;asm_300;k_100"), 1);
	assert_int_equal(value(f, "sh;k_600;k_400;k_100"), 1);
	assert_int_equal(value(f, "sh;k_600;k_500;asm_400;k_200;asm_300;k_100"),
			 1);
}

static void test_trampoline_at_the_start_of_a_file(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	mmap_at(f, 5, 0x20000, "/lib/trampolines");
	sample(f, 5, USER, 0x10100, 0x20000, 0x10300);
	finish(f);
	/* 0x20000 - 1 is in /bin/a. */
	assert_int_equal(value(f, "sh;a_200;a_ff00;a_100"), 1);
}

/* What a signal handler returns to was not called. */
static void test_trampoline_within_a_file(void **state)
{
	struct fixture *f = *state;
	struct event ev = {
		.type = PERF_RECORD_MMAP2, .misc = PERF_RECORD_MISC_USER,
		.pid = 5, .tid = 5,
		.mmap = { .start = 0x20000, .len = 0x10000,
			  .pgoff = -(uint64_t)0x1000, .path = "/lib/trampolines" },
	};

	comm(f, 5, "sh");
	collect_event(f->c, &ev);
	sample(f, 5, USER, 0x20500, 0x21000, 0x22000);
	finish(f);
	assert_int_equal(value(f, "sh;trampolines_f00;__restore_rt;trampolines_fffffffffffff500"),
			 1);
}

static void test_same_addresses_after_a_remap(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "sh");
	sample(f, 5, USER, 0x10000);
	mmap_at(f, 5, 0x10000, "/bin/a");
	sample(f, 5, USER, 0x10000);
	mmap_at(f, 5, 0x10000, "/bin/b");
	sample(f, 5, USER, 0x10000);
	finish(f);
	assert_int_equal(value(f, "sh;[unknown]"), 1);
	assert_int_equal(value(f, "sh;a_0"), 1);
	assert_int_equal(value(f, "sh;b_0"), 1);
}

static void test_same_addresses_of_others(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "one");
	mmap_at(f, 5, 0x10000, "/bin/a");
	comm(f, 6, "two");
	mmap_at(f, 6, 0x10000, "/bin/b");
	sample(f, 5, USER, 0x10000);
	sample(f, 6, USER, 0x10000);
	comm(f, 5, "three");
	sample(f, 5, USER, 0x10000);
	finish(f);
	assert_int_equal(value(f, "one;a_0"), 1);
	assert_int_equal(value(f, "two;b_0"), 1);
	assert_int_equal(value(f, "three;a_0"), 1);
}

static void test_parts_without_markers(void **state)
{
	static const uint64_t user[] = { 0x10000 }, kernel[] = { KERNEL };
	struct fixture *f = *state;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	sample_misc(f, 5, PERIOD, PERF_RECORD_MISC_USER, 0x10000, user, 1);
	sample_misc(f, 5, PERIOD, PERF_RECORD_MISC_KERNEL, KERNEL, kernel, 1);
	sample_misc(f, 5, PERIOD, 0, KERNEL, kernel, 1);
	sample_misc(f, 5, PERIOD, 0, 0x10000, user, 1);
	/* A guest's frames are not ours to name. */
	sample_misc(f, 5, PERIOD, PERF_RECORD_MISC_GUEST_KERNEL, KERNEL,
		    kernel, 1);
	sample(f, 5, PERF_CONTEXT_GUEST_KERNEL, KERNEL, USER, 0x10100);
	finish(f);
	assert_int_equal(value(f, "sh;a_0"), 2);
	assert_int_equal(value(f, "sh;k_0"), 2);
	assert_int_equal(value(f, "sh"), 1);
	assert_int_equal(value(f, "sh;a_100"), 1);
}

/* What ran in no mapping must not make a difference. */
static void begin_sharing(struct fixture *f)
{
	collect_set(f->c, COLLECT_LACKS_MAPS);
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	mmap_at(f, 5, 0x50000, "/lib/uncalled");
}

/* The stack of a sample that is collected all by itself. */
static char *lone_stack(uint16_t misc, uint64_t ip, const uint64_t *ips,
			uint64_t nr)
{
	struct fixture *f;
	char *stack = NULL;
	void *state;
	uint32_t node;

	setup(&state);
	f = state;
	begin_sharing(f);
	sample_misc(f, 5, PERIOD, misc, ip, ips, nr);
	finish(f);
	for (node = 1; node < profile_nr_nodes(f->p); node++)
		if (profile_self(f->p, node, 0))
			stack = stack_of(f->p, node);
	teardown(&state);
	assert_non_null(stack);
	return stack;
}

/* A callchain of which the outer end is often that of the one before. */
static uint64_t vary(uint64_t ips[CHAIN_MAX], uint64_t nr)
{
	static const uint64_t words[] = {
		USER, KCTX, PERF_CONTEXT_GUEST, 0, 0x10100, 0x10101, 0x10200,
		0x99999, KERNEL + 0x100, KERNEL + 0x200, 0x50100,
	};
	uint64_t kept = nr ? (uint64_t)rand() % nr : 0;
	uint64_t i, new = (uint64_t)rand() % (CHAIN_MAX - kept);

	memmove(ips + new, ips + nr - kept, kept * sizeof(*ips));
	for (i = 0; i < new; i++)
		ips[i] = words[rand() % 11];
	return new + kept;
}

/* What is remembered of callchains and of their parts changes none of them. */
static void test_callchains_that_share_parts(void **state)
{
	enum { NR = 300 };
	struct fixture *f = *state;
	uint64_t ips[CHAIN_MAX], ip, nr = 0, expected;
	char *stacks[NR];
	unsigned int i, k;
	uint16_t misc;

	srand(1);
	begin_sharing(f);
	for (i = 0; i < NR; i++) {
		nr = vary(ips, nr);
		misc = rand() % 3;	/* unknown, kernel, user */
		ip = rand() % 2 ? KERNEL + 0x300 : 0x10300;
		sample_misc(f, 5, PERIOD, misc, ip, ips, nr);
		stacks[i] = lone_stack(misc, ip, ips, nr);
	}
	finish(f);
	for (i = 0; i < NR; i++) {
		for (k = 0, expected = 0; k < NR; k++)
			expected += !strcmp(stacks[i], stacks[k]);
		assert_int_equal(value(f, stacks[i]), expected);
	}
	for (i = 0; i < NR; i++)
		free(stacks[i]);
}

/* perf may record no callchain, or one without the part that was running. */
static void test_no_callchain(void **state)
{
	static const uint64_t only_marker[] = { USER };
	struct fixture *f = *state;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	sample_misc(f, 5, PERIOD, PERF_RECORD_MISC_USER, 0x10100, NULL, 0);
	sample_misc(f, 5, PERIOD, PERF_RECORD_MISC_USER, 0x10200, NULL, 0);
	sample_misc(f, 5, PERIOD, PERF_RECORD_MISC_USER, 0x10300, only_marker,
		    1);
	collect_set(f->c, COLLECT_FLAMEK);
	sample_misc(f, 5, PERIOD, PERF_RECORD_MISC_USER, 0x10400, NULL, 0);
	finish(f);
	assert_int_equal(value(f, "sh;a_100"), 1);
	assert_int_equal(value(f, "sh;a_200"), 1);
	assert_int_equal(value(f, "sh;a_300"), 1);
	/* flamek leaves out only what it was told to. */
	assert_int_equal(value(f, "sh"), 1);
}

static void test_values(void **state)
{
	static const struct {
		uint64_t period, value;
	} cases[] = {
		{ 0, 1 }, { 1, 1 }, { 999, 1 }, { 1000, 1 }, { 1499, 1 },
		{ 1500, 2 }, { 2000, 2 }, { 5499, 5 },
		{ UINT64_MAX, UINT64_MAX / 1000 + 1 },
	};
	static const uint64_t ips[] = { USER, 0x10000 };
	struct fixture *f = *state;
	uint64_t sum = 0;
	size_t i;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		sample_misc(f, 5, cases[i].period, PERF_RECORD_MISC_USER,
			    0x10000, ips, 2);
		sum += cases[i].value;
	}
	f->format.unit = 0;
	sample_misc(f, 5, 77777, PERF_RECORD_MISC_USER, 0x10000, ips, 2);
	sum++;
	finish(f);
	assert_int_equal(value(f, "sh;a_0"), sum);
	assert_int_equal(collect_stats(f->c)->values, sum);
}

static void test_values_do_not_wrap(void **state)
{
	static const uint64_t ips[] = { USER, 0x10000 };
	struct fixture *f = *state;
	const struct collect_stats *s;

	f->format.unit = 1;
	comm(f, 5, "sh");
	sample_misc(f, 5, UINT64_MAX, PERF_RECORD_MISC_USER, 0, ips, 2);
	sample_misc(f, 5, UINT64_MAX, PERF_RECORD_MISC_USER, 0, ips, 2);
	s = finish(f);
	assert_int_equal(s->values, UINT64_MAX);
	assert_int_equal(s->user_unnamed, UINT64_MAX);
	assert_int_equal(profile_total(f->p, 0), UINT64_MAX);
}

static void lost(struct fixture *f, uint32_t type, uint64_t id, uint64_t nr)
{
	struct event ev = { .type = type, .lost = { .id = id, .lost = nr } };

	collect_event(f->c, &ev);
}

static void test_losses_of_flamek(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s;

	collect_set(f->c, COLLECT_FLAMEK);
	lost(f, PERF_RECORD_LOST, FLAMEK_LOST_SAMPLES, 5);
	lost(f, PERF_RECORD_LOST, FLAMEK_LOST_EVENTS, 3);
	lost(f, PERF_RECORD_LOST, FLAMEK_LOST_SAMPLES, 2);
	s = finish(f);
	assert_int_equal(s->lost_samples, 7);
	assert_int_equal(s->lost_events, 3);
	assert_int_equal(profile_total(f->p, 0), 0);
}

/* perf tells of the same loss twice: at the time, and in sum at the end. */
static void test_losses_of_perf(void **state)
{
	struct fixture *f = *state;
	struct event throttle = { .type = PERF_RECORD_THROTTLE };
	const struct collect_stats *s;

	lost(f, PERF_RECORD_LOST, 1, 5);
	lost(f, PERF_RECORD_LOST, 1, 2);
	lost(f, PERF_RECORD_LOST_SAMPLES, 0, 8);
	collect_event(f->c, &throttle);
	s = finish(f);
	assert_int_equal(s->lost_samples, 8);
	assert_int_equal(s->lost_events, 0);
	assert_int_equal(s->throttled, 1);
}

static void test_how_user_stacks_ended(void **state)
{
	static const uint64_t user[] = { USER, 0x10000 };
	static const uint64_t kernel[] = { KCTX, KERNEL };
	static const uint16_t ends[] = {
		FLAMEK_MISC_USER_WHOLE, FLAMEK_MISC_USER_FAULT,
		FLAMEK_MISC_USER_FAULT, FLAMEK_MISC_USER_DEPTH,
		FLAMEK_MISC_USER_BROKEN, FLAMEK_MISC_USER_BROKEN,
		FLAMEK_MISC_USER_BROKEN,
	};
	struct fixture *f = *state;
	const struct collect_stats *s;
	size_t i;

	collect_set(f->c, COLLECT_FLAMEK);
	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		sample_misc(f, 5, PERIOD, PERF_RECORD_MISC_USER | ends[i],
			    0x10000, user, 2);
		sample_misc(f, 5, PERIOD, PERF_RECORD_MISC_KERNEL | ends[i],
			    KERNEL, kernel, 2);
	}
	s = finish(f);
	assert_int_equal(s->user_stacks, 7);
	assert_int_equal(s->cut_fault, 2);
	assert_int_equal(s->cut_depth, 1);
	assert_int_equal(s->cut_broken, 3);
}

/* The file that a stack ends in is the one to do something about. */
static void test_where_user_stacks_ended(void **state)
{
	static const struct {
		uint64_t leaf, outermost;
		uint16_t end;
	} samples[] = {
		{ 0x10010, 0x20100, FLAMEK_MISC_USER_BROKEN },
		{ 0x10020, 0x20100, FLAMEK_MISC_USER_BROKEN },
		{ 0x10030, 0x20200, FLAMEK_MISC_USER_FAULT },
		{ 0x20000, 0x10100, FLAMEK_MISC_USER_DEPTH },
		{ 0x10050, 0x20300, FLAMEK_MISC_USER_WHOLE },
	};
	struct fixture *f = *state;
	const struct collect_stats *s;
	uint64_t ips[3] = { USER };
	size_t i;

	collect_set(f->c, COLLECT_FLAMEK);
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	mmap_at(f, 5, 0x20000, "/bin/b");
	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		ips[1] = samples[i].leaf;
		ips[2] = samples[i].outermost;
		sample_misc(f, 5, PERIOD,
			    PERF_RECORD_MISC_USER | samples[i].end, ips[1],
			    ips, 3);
	}
	s = finish(f);
	assert_int_equal(s->nr_dsos, 2);
	assert_string_equal(s->dsos[0].name, "a");
	assert_string_equal(s->dsos[0].path, "/bin/a");
	assert_int_equal(s->dsos[0].frames, 5);
	assert_int_equal(s->dsos[0].cut_broken, 0);
	assert_int_equal(s->dsos[0].cut_depth, 1);
	assert_string_equal(s->dsos[1].name, "b");
	assert_int_equal(s->dsos[1].frames, 5);
	assert_int_equal(s->dsos[1].unnamed, 0);
	assert_int_equal(s->dsos[1].cut_broken, 2);
	assert_int_equal(s->dsos[1].cut_fault, 1);
	assert_int_equal(s->cut_broken, 2);
	assert_int_equal(s->cut_fault, 1);
	assert_int_equal(s->cut_depth, 1);
}

/* What a walk without frame pointers reads from data is no caller. */
static void test_stacks_that_lead_into_data(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s;

	collect_set(f->c, COLLECT_FLAMEK);
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	mmap_at(f, 5, 0x30000, "//anon");
	mmap_at(f, 5, 0x50000, "/lib/uncalled");
	mmap_at(f, 5, 0x70000, "/bin/uncalled-entry");
	sample(f, 5, USER, 0x10100, 0x10210, 0x7000, 0x8000);
	sample(f, 5, KCTX, KERNEL, USER, 0x10100, 0x10210, 0x9000);
	sample(f, 5, USER, 0x10100, 0x10210, 0x50300);
	sample(f, 5, USER, 0x10100, 0x50300, 0x8000);
	sample(f, 5, USER, 0x10100, 0x50310);
	/* Generated code may be called, and so may what lies within. */
	sample(f, 5, USER, 0x10100, 0x30010, 0x7000);
	sample(f, 5, USER, 0x10100, 0x7000, 0x10310, 0x8000);
	sample(f, 5, USER, 0x10100, 0x50300, 0x10310);
	sample(f, 5, USER, 0x10100, 0x70100, 0x8000);
	s = finish(f);
	assert_int_equal(value(f, "sh;a_200;a_100"), 2);
	assert_int_equal(value(f, "sh;a_200;a_100;k_0"), 1);
	assert_int_equal(value(f, "sh;a_100"), 1);
	assert_int_equal(value(f, "sh;uncalled_300;a_100"), 1);
	assert_int_equal(value(f, "sh;[anon];a_100"), 1);
	assert_int_equal(value(f, "sh;a_300;[unknown];a_100"), 1);
	assert_int_equal(value(f, "sh;a_300;uncalled_200;a_100"), 1);
	assert_int_equal(value(f, "sh;runtime.goexit;a_100"), 1);
	assert_int_equal(s->user_frames, 19);
	assert_int_equal(s->user_unnamed, 2);
	assert_int_equal(s->user_stacks, 9);
	assert_int_equal(s->cut_astray, 6);
	assert_int_equal(s->cut_broken, 6);
}

/* Of perf's recordings this much is known of how stacks ended. */
static void test_perf_stacks_that_lead_into_data(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	sample(f, 5, USER, 0x10100, 0x10210, 0);
	sample(f, 5, USER, 0x10100, 0x10210);
	s = finish(f);
	assert_int_equal(value(f, "sh;a_200;a_100"), 2);
	assert_int_equal(s->user_stacks, 2);
	assert_int_equal(s->cut_broken, 1);
}

/* Where code is that no mapping tells of, a caller may be. */
static void test_code_without_a_mapping(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "sh");
	comm(f, 6, "hidden");
	mmap_at(f, 5, 0x10000, "/bin/a");
	sample(f, 5, USER, 0x7ff000000100, 0x7ff000000200, 0x6ff000000000);
	sample(f, 5, USER, 0x10100, 0x7ff000000200);
	sample(f, 6, USER, 0x10100, 0x7000);
	finish(f);
	assert_int_equal(value(f, "sh;[unknown];[unknown]"), 1);
	assert_int_equal(value(f, "sh;[unknown];a_100"), 1);
	assert_int_equal(value(f, "hidden;[unknown];[unknown]"), 1);
}

static void check_kept(struct fixture *f)
{
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	sample(f, 5, USER, 0x10100, 0x7000);
	assert_int_equal(finish(f)->cut_astray, 0);
	assert_int_equal(value(f, "sh;[unknown];a_100"), 1);
}

/* Its mapping may be among what was lost. */
static void test_callers_when_mappings_were_lost(void **state)
{
	struct fixture *f = *state;

	collect_set(f->c, COLLECT_FLAMEK);
	lost(f, PERF_RECORD_LOST, FLAMEK_LOST_EVENTS, 1);
	check_kept(f);
}

static void test_callers_when_anything_was_lost(void **state)
{
	struct fixture *f = *state;

	lost(f, PERF_RECORD_LOST, 1, 1);
	check_kept(f);
}

static void test_callers_when_mappings_are_hidden(void **state)
{
	struct fixture *f = *state;

	collect_set(f->c, COLLECT_FLAMEK | COLLECT_LACKS_MAPS);
	lost(f, PERF_RECORD_LOST, FLAMEK_LOST_SAMPLES, 1);
	check_kept(f);
}

static void test_files_without_names(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s;
	int i;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/stripped-a");
	mmap_at(f, 5, 0x20000, "/bin/stripped-b");
	for (i = 0; i < 3; i++)
		sample(f, 5, USER, 0x50000, 0x10010, 0x10020, 0x20010);
	sample(f, 5, USER, 0x20000);
	s = finish(f);
	assert_int_equal(s->user_frames, 13);
	assert_int_equal(s->user_unnamed, 13);
	assert_int_equal(s->nr_dsos, 3);
	assert_string_equal(s->dsos[0].name, "stripped-a");
	assert_int_equal(s->dsos[0].unnamed, 6);
	assert_string_equal(s->dsos[0].reason, "no symbols");
	assert_string_equal(s->dsos[1].name, "stripped-b");
	assert_int_equal(s->dsos[1].unnamed, 4);
	assert_string_equal(s->dsos[2].name, "[unknown]");
	assert_int_equal(s->dsos[2].unnamed, 3);
	assert_int_equal(value(f, "sh;[stripped-b];[stripped-a];[stripped-a];[unknown]"),
			 3);
}

static void ksymbol(struct fixture *f, uint64_t start, uint16_t type,
		    const char *name)
{
	struct event ev = {
		.type = PERF_RECORD_KSYMBOL,
		.ksymbol = { .start = start, .len = 0x100, .type = type,
			     .name = name },
	};

	collect_event(f->c, &ev);
}

static void kernel_map(struct fixture *f, uint64_t start, uint64_t len,
		       uint64_t pgoff, const char *name)
{
	struct event ev = {
		.type = PERF_RECORD_MMAP, .misc = PERF_RECORD_MISC_KERNEL,
		.pid = UINT32_MAX,
		.mmap = { .start = start, .len = len, .pgoff = pgoff,
			  .path = name },
	};

	collect_event(f->c, &ev);
}

/* The recording knows what was generated then, whatever is there now. */
static void test_generated_kernel_code(void **state)
{
	const uint64_t at = fake_module + 0x10000;
	struct fixture *f = *state;
	const struct profile_frame *frame;
	uint32_t node;

	comm(f, 5, "sh");
	ksymbol(f, at, PERF_RECORD_KSYMBOL_TYPE_BPF, "bpf_prog_1_x");
	ksymbol(f, at + 0x200, PERF_RECORD_KSYMBOL_TYPE_OOL, "ftrace_trampoline");
	sample(f, 5, KCTX, at + 0x10, at + 0x210, KERNEL + 0x310);
	ksymbol(f, at + 0x400, PERF_RECORD_KSYMBOL_TYPE_BPF, "bpf_prog_2_y");
	ksymbol(f, at + 0x400, PERF_RECORD_KSYMBOL_TYPE_BPF, "bpf_prog_3_z");
	sample(f, 5, KCTX, at + 0x410);
	collect_hide_kernel(f->c, "it is another one");
	finish(f);
	assert_int_equal(value(f, "sh;[kernel];ftrace_trampoline;bpf_prog_1_x"),
			 1);
	assert_int_equal(value(f, "sh;[kernel]"), 1);
	for (node = 1; node < profile_nr_nodes(f->p); node++) {
		frame = profile_get_frame(f->p, profile_node_frame(f->p, node));
		if (!strcmp(frame->name, "bpf_prog_1_x")) {
			assert_int_equal(frame->kind, FRAME_MODULE);
			assert_string_equal(frame->module, "bpf");
		}
	}
}

/* A module may seem to reach over what lies behind its code. */
static void test_generated_behind_a_module(void **state)
{
	const uint64_t at = fake_module + 0x10000;
	struct fixture *f = *state;

	comm(f, 5, "sh");
	kernel_map(f, at - 0x1000, 0x2000, 0, "[before]");
	ksymbol(f, at, PERF_RECORD_KSYMBOL_TYPE_OOL, "ftrace_trampoline");
	sample(f, 5, KCTX, at + 0x10);
	ksymbol(f, at + 0x400, PERF_RECORD_KSYMBOL_TYPE_BPF, "bpf_prog_1_x");
	kernel_map(f, at + 0x400, 0x1000, 0, "[instead]");
	sample(f, 5, KCTX, at + 0x410);
	finish(f);
	assert_int_equal(value(f, "sh;ftrace_trampoline"), 1);
	assert_int_equal(value(f, "sh;[kernel]"), 1);
}

static void test_hidden_kernel(void **state)
{
	char reason[] = "it is another one";
	struct fixture *f = *state;
	const struct collect_stats *s;

	comm(f, 5, "sh");
	sample(f, 5, KCTX, KERNEL, KERNEL + 0x100);
	collect_hide_kernel(f->c, reason);
	reason[0] = '\0';
	collect_hide_kernel(f->c, "not the first");
	s = finish(f);
	assert_int_equal(value(f, "sh;[kernel];[kernel]"), 1);
	assert_int_equal(s->kernel_unnamed, 2);
	assert_string_equal(s->kernel_reason, "it is another one");
}

/* A recording of before a reboot: the kernel lies elsewhere now. */
static void test_kernel_elsewhere(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "sh");
	kernel_map(f, KERNEL, KERNEL_SIZE, KERNEL, "[kernel.kallsyms]_text");
	kernel_map(f, fake_module, 0x1000, 0, "[mod]");
	sample(f, 5, KCTX, KERNEL + 0x100);
	sample(f, 5, KCTX, fake_module);
	fake_kernel = KERNEL + 0x1000;
	finish(f);
	assert_int_equal(value(f, "sh;k_100"), 1);
	/* Where the module is now nobody knows. */
	assert_int_equal(value(f, "sh;[kernel]"), 1);
}

static void test_kernel_where_it_was(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "sh");
	kernel_map(f, KERNEL, KERNEL_SIZE, KERNEL, "[kernel.kallsyms]_text");
	sample(f, 5, KCTX, KERNEL + 0x100);
	sample(f, 5, KCTX, fake_module);
	finish(f);
	assert_int_equal(value(f, "sh;k_100"), 1);
	assert_int_equal(value(f, "sh;m_0"), 1);
}

/* The symbols of now at fake_module are those of "mod". */
static void assert_module(const char *then, uint64_t offset, bool is_same)
{
	struct fixture *f = NULL;

	setup((void **)&f);
	comm(f, 5, "sh");
	kernel_map(f, KERNEL, KERNEL_SIZE, KERNEL, "[kernel.kallsyms]_text");
	kernel_map(f, fake_module - 0x8000, 0x10000, 0, "[before]");
	kernel_map(f, fake_module + offset, 0x1000, 0, then);
	sample(f, 5, KCTX, fake_module + 0x100);
	sample(f, 5, KCTX, KERNEL + 0x100);
	finish(f);
	assert_int_equal(value(f, is_same ? "sh;m_100" : "sh;[kernel]"), 1);
	assert_int_equal(value(f, "sh;k_100"), 1);
	teardown((void **)&f);
}

/* A module that has come since is not what was there. */
static void test_other_module(void **state)
{
	(void)state;
	assert_module("[mod]", 0, true);
	assert_module("/lib/modules/6.1/kernel/fs/mod.ko.xz", 0, true);
	assert_module("[other]", 0, false);
	assert_module("[mod2]", 0, false);
	/* Not at that place, or not there at all. */
	assert_module("[mod]", 0x1000, false);
	assert_module("[kernel.kallsyms]", 0, false);
}

/* A trampoline of a probe is of no module, and may have been there then. */
static void test_trampolines_of_before(void **state)
{
	struct fixture *f = *state;

	fake_generated = fake_module;
	comm(f, 5, "sh");
	kernel_map(f, fake_module + 0x1000, 0x1000, 0, "[other]");
	sample(f, 5, KCTX, fake_module + 0x100);
	sample(f, 5, KCTX, fake_module + 0x1100);
	finish(f);
	fake_generated = UINT64_MAX;
	assert_int_equal(value(f, "sh;m_100"), 1);
	assert_int_equal(value(f, "sh;[kernel]"), 1);
}

/* The module that seems to reach over them is still there, and does not. */
static void test_trampolines_behind_a_module(void **state)
{
	struct fixture *f = *state;

	fake_generated = fake_module + 0x200;
	comm(f, 5, "sh");
	kernel_map(f, fake_module, 0x600, 0, "[mod]");
	kernel_map(f, fake_module + 0x500, 0x100, 0, "[other]");
	sample(f, 5, KCTX, fake_module + 0x210);
	sample(f, 5, KCTX, fake_module + 0x310);
	sample(f, 5, KCTX, fake_module + 0x510);
	finish(f);
	fake_generated = UINT64_MAX;
	assert_int_equal(value(f, "sh;m_200"), 1);
	assert_int_equal(value(f, "sh;m_300"), 1);
	assert_int_equal(value(f, "sh;[kernel]"), 1);
}

/* Two at the same place, one after the other: which it was cannot be told. */
static void test_two_modules(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "sh");
	kernel_map(f, fake_module, 0x1000, 0, "[other]");
	kernel_map(f, fake_module, 0x1000, 0, "[mod]");
	sample(f, 5, KCTX, fake_module);
	finish(f);
	assert_int_equal(value(f, "sh;[kernel]"), 1);
}

/* So many that the cache is emptied on the way. */
static void test_more_stacks_than_the_cache_holds(void **state)
{
	const uint64_t nr = (1u << 20) + 1000;
	struct fixture *f = *state;
	const struct collect_stats *s;
	uint64_t i, j;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/stripped");
	for (i = 0; i < nr; i++) {
		uint64_t ips[] = { USER, 0x10000 + i % 0x10000,
				   0x10001 + i / 0x10000 };

		for (j = 0; j <= (i < 1000); j++)
			sample_misc(f, 5, PERIOD, PERF_RECORD_MISC_USER, ips[1],
				    ips, 3);
	}
	s = finish(f);
	assert_int_equal(s->samples, nr + 1000);
	assert_int_equal(profile_total(f->p, 0), nr + 1000);
	assert_int_equal(value(f, "sh;[stripped];[stripped]"), nr + 1000);
	assert_int_equal(s->user_unnamed, 2 * (nr + 1000));
}

static void test_nothing(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s = finish(f);

	assert_int_equal(s->samples, 0);
	assert_int_equal(profile_nr_nodes(f->p), 1);
	assert_int_equal(s->nr_dsos, 0);
}

static enum frame_kind kind_of(const struct fixture *f, const char *name)
{
	uint32_t i;

	for (i = 0; i < profile_nr_frames(f->p); i++)
		if (!strcmp(profile_get_frame(f->p, i)->name, name))
			return profile_get_frame(f->p, i)->kind;
	fail_msg("no frame %s", name);
	return FRAME_UNKNOWN;
}

/* Calls hang below the function they were inlined in, wherever it stands. */
static void test_inlined(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s;

	symbols_want(f->syms, SYMBOLS_INLINES);
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/inlining");
	sample(f, 5, USER, 0x10010, 0x10190);
	sample(f, 5, USER, 0x100a0, 0x10190);
	sample(f, 5, USER, 0x100a0, 0x10120);
	s = finish(f);
	assert_int_equal(value(f, "sh;inlining_100;outer;inner;inlining_0"),
			 1);
	assert_int_equal(value(f, "sh;inlining_100;outer;inner;inlining_0;"
				  "outer;inner"), 1);
	assert_int_equal(value(f, "sh;inlining_100;inlining_0;outer;inner"),
			 1);
	assert_int_equal(kind_of(f, "inlining_0"), FRAME_USER);
	assert_int_equal(kind_of(f, "outer"), FRAME_INLINE);
	assert_int_equal(s->user_frames, 6);
	assert_int_equal(s->nr_notes, 0);
}

/* A return address is looked up one before: what lies after is not meant. */
static void test_inlined_return(void **state)
{
	struct fixture *f = *state;

	symbols_want(f->syms, SYMBOLS_INLINES);
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/inlining");
	sample(f, 5, USER, 0x10080, 0x10180);
	finish(f);
	assert_int_equal(value(f, "sh;inlining_100;inlining_0;outer;inner"),
			 1);
}

static void test_lines(void **state)
{
	struct fixture *f = *state;

	symbols_want(f->syms, SYMBOLS_INLINES | SYMBOLS_LINES);
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/inlining");
	sample(f, 5, USER, 0x100a0, 0x10112);
	sample(f, 5, USER, 0x100a0, 0x10113);
	finish(f);
	assert_int_equal(value(f, "sh;inlining_100 (a.c:273);"
				  "inlining_0 (a.c:160);outer;inner (a.c:160)"),
			 1);
	assert_int_equal(value(f, "sh;inlining_100 (a.c:274);"
				  "inlining_0 (a.c:160);outer;inner (a.c:160)"),
			 1);
}

static void test_inlines_amiss(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s;

	symbols_want(f->syms, SYMBOLS_INLINES);
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/inlining-damaged");
	mmap_at(f, 5, 0x30000, "/bin/a");
	sample(f, 5, USER, 0x10010, 0x10190, 0x30050);
	s = finish(f);
	assert_int_equal(s->user_frames, 3);
	assert_int_equal(s->user_unnamed, 0);
	assert_int_equal(s->nr_notes, 1);
	assert_string_equal(s->notes[0],
			    "inlined calls may be missing in inlining-damaged, 66.67% of user frames: damaged");
}

/* By thread, and of each in the order of time. */
static void test_order(void **state)
{
	struct fixture *f = *state;
	const struct timeline *t;

	collect_set(f->c, COLLECT_ORDER);
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	comm(f, 6, "sh");
	mmap_at(f, 6, 0x10000, "/bin/a");
	sample(f, 5, USER, 0x10100);
	sample(f, 6, USER, 0x10100);
	sample(f, 5, USER, 0x10200);
	sample(f, 5, USER, 0x10200);
	sample(f, 5, USER, 0x10100);
	finish(f);
	t = profile_timeline(f->p);
	assert_int_equal(t->nr, 4);
	assert_stack(f->p, t->steps[0].node, "sh;a_100");
	assert_stack(f->p, t->steps[1].node, "sh;a_200");
	assert_int_equal(t->steps[1].value, 2);
	assert_int_equal(t->steps[2].node, t->steps[0].node);
	assert_int_equal(t->steps[2].lane, t->steps[0].lane);
	assert_int_equal(t->steps[3].node, t->steps[0].node);
	assert_int_not_equal(t->steps[3].lane, t->steps[0].lane);
	assert_int_equal(t->steps[3].value, 1);
}

static void test_no_order_unless_asked_for(void **state)
{
	struct fixture *f = *state;

	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	sample(f, 5, USER, 0x10100);
	finish(f);
	assert_int_equal(profile_timeline(f->p)->nr, 0);
}

static void test_numbered_threads(void **state)
{
	struct fixture *f = *state;

	collect_set(f->c, COLLECT_PIDS);
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	comm(f, 6, "sh");
	mmap_at(f, 6, 0x10000, "/bin/a");
	sample(f, 5, USER, 0x10100);
	sample(f, 6, USER, 0x10100);
	collect_set(f->c, COLLECT_TIDS);
	/* As after any event that is no sample. */
	comm(f, 6, "sh");
	sample(f, 6, USER, 0x10100);
	finish(f);
	assert_int_equal(value(f, "sh-5;a_100"), 1);
	assert_int_equal(value(f, "sh-6;a_100"), 1);
	assert_int_equal(value(f, "sh-6/6;a_100"), 1);
}

/* A frame for the process, one for the thread. */
static void test_threads(void **state)
{
	struct fixture *f = *state;
	const uint64_t ips[] = { USER, 0x10100 };
	struct event thread = {
		.type = PERF_RECORD_COMM, .pid = 5, .tid = 7,
		.comm = { .comm = "worker" },
	};
	struct event ev = {
		.type = PERF_RECORD_SAMPLE, .misc = PERF_RECORD_MISC_USER,
		.pid = 5, .format = &f->format,
		.sample = { .ip = ips[1], .period = PERIOD, .ips = ips,
			    .nr = 2 },
	};

	collect_set(f->c, COLLECT_THREADS);
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/a");
	collect_event(f->c, &thread);
	/* The last of them nobody has told of. */
	for (ev.tid = 5; ev.tid <= 8; ev.tid += ev.tid == 5 ? 2 : 1)
		collect_event(f->c, &ev);
	collect_event(f->c, &ev);
	ev.pid = ev.tid = 20;
	collect_event(f->c, &ev);
	ev.tid = 21;
	collect_event(f->c, &ev);
	finish(f);
	assert_int_equal(value(f, "sh-5;sh-5;a_100"), 1);
	assert_int_equal(value(f, "sh-5;worker-7;a_100"), 1);
	assert_int_equal(value(f, "sh-5;sh-8;a_100"), 1);
	assert_int_equal(value(f, "sh-5;sh-9;a_100"), 1);
	assert_int_equal(value(f, ":20;:20;[unknown]"), 1);
	assert_int_equal(value(f, ":20;:21;[unknown]"), 1);
	assert_int_equal(profile_get_frame(f->p, profile_node_frame(f->p, 2))->kind,
			 FRAME_THREAD);
}

static void test_addresses(void **state)
{
	struct fixture *f = *state;

	collect_set(f->c, COLLECT_ADDRS);
	collect_hide_kernel(f->c, "not allowed");
	comm(f, 5, "sh");
	mmap_at(f, 5, 0x10000, "/bin/stripped");
	sample(f, 5, KCTX, KERNEL + 0x100, USER, 0x99990, 0x10111, 0x99999,
	       0x99999999);
	finish(f);
	assert_int_equal(value(f, "sh;[unknown <99998>];[stripped <110>];"
			       "[unknown <99990>];[kernel <ffffffff81000100>]"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_kernel_on_top_of_user),
		TEST(test_stacks_in_a_row),
		TEST(test_kinds_and_modules),
		TEST(test_return_addresses),
		TEST(test_interrupted_kernel),
		TEST(test_trampoline_at_the_start_of_a_file),
		TEST(test_trampoline_within_a_file),
		TEST(test_same_addresses_after_a_remap),
		TEST(test_same_addresses_of_others),
		TEST(test_inlined),
		TEST(test_inlined_return),
		TEST(test_lines),
		TEST(test_inlines_amiss),
		TEST(test_parts_without_markers),
		TEST(test_callchains_that_share_parts),
		TEST(test_no_callchain),
		TEST(test_values),
		TEST(test_values_do_not_wrap),
		TEST(test_losses_of_flamek),
		TEST(test_losses_of_perf),
		TEST(test_how_user_stacks_ended),
		TEST(test_where_user_stacks_ended),
		TEST(test_stacks_that_lead_into_data),
		TEST(test_perf_stacks_that_lead_into_data),
		TEST(test_code_without_a_mapping),
		TEST(test_callers_when_mappings_were_lost),
		TEST(test_callers_when_anything_was_lost),
		TEST(test_callers_when_mappings_are_hidden),
		TEST(test_files_without_names), TEST(test_generated_kernel_code),
		TEST(test_generated_behind_a_module),
		TEST(test_hidden_kernel),
		TEST(test_kernel_elsewhere),
		TEST(test_kernel_where_it_was), TEST(test_other_module),
		TEST(test_trampolines_of_before),
		TEST(test_trampolines_behind_a_module), TEST(test_two_modules),
		TEST(test_more_stacks_than_the_cache_holds),
		TEST(test_nothing),
		TEST(test_order),
		TEST(test_no_order_unless_asked_for),
		TEST(test_numbered_threads),
		TEST(test_threads),
		TEST(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
