// SPDX-License-Identifier: GPL-2.0-only
/* summary: what is said, what is left out, and never too much of it. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "collect.h"
#include "summary.h"

#define SEC 1000000000ull
#define LOSS(cpu_, samples, events) \
	{ .cpu = cpu_, .lost_samples = samples, .lost_events = events }
#define UNNAMED(name_, reason_, nr) \
	{ .name = name_, .reason = reason_, .unnamed = nr, .frames = nr }

static char *print(const struct summary *s)
{
	static char text[4096];
	FILE *out = fmemopen(text, sizeof(text), "w");

	assert_non_null(out);
	summary_print(out, s);
	fclose(out);
	return text;
}

static void assert_note(const struct profile *p, const char *key,
			const char *expected)
{
	const char *name, *value;
	unsigned int i;

	for (i = 0; (name = profile_get_note(p, i, &value)); i++) {
		if (!strcmp(name, key)) {
			assert_non_null(expected);
			assert_string_equal(value, expected);
			return;
		}
	}
	if (expected)
		fail_msg("no note \"%s\"", key);
}

static void assert_fact(const struct profile *p, unsigned int i,
			const char *text, bool is_bad, const char *details)
{
	const struct profile_fact *fact = profile_get_fact(p, i);

	assert_non_null(fact);
	assert_string_equal(fact->text, text);
	assert_string_equal(fact->details, details);
	assert_int_equal(fact->is_bad, is_bad);
}

static void test_all_is_well(void **state)
{
	const struct summary s = {
		.samples = 4983, .duration_ns = 5 * SEC + 40000000,
		.freq = 999, .handler_ns = 21, .cpu_ns = 10000,
		.user_frames = 100, .kernel_frames = 50, .user_stacks = 70,
		.output = "out.svg",
	};

	(void)state;
	assert_string_equal(print(&s),
			    "4,983 samples in 5.0 s at 999 Hz, overhead 0.21%, none lost\n"
			    "written: out.svg\n");
}

static void test_nothing_known(void **state)
{
	const struct summary s = { 0 };

	(void)state;
	assert_string_equal(print(&s), "0 samples, none lost\n");
}

static void test_losses(void **state)
{
	const struct summary_cpu cpus[] = {
		LOSS(0, 100, 0), LOSS(1, 0, 0), LOSS(3, 20, 2), LOSS(4, 1, 0),
		LOSS(5, 1, 0), LOSS(6, 3, 0), LOSS(7, 0, 4),
	};
	struct summary s = {
		.samples = 875, .lost_samples = 125, .lost_events = 6,
		.cpus = cpus, .nr_cpus = 2,
	};

	(void)state;
	assert_string_equal(print(&s),
			    "875 samples\n"
			    "lost: 125 samples, 12.50%, and 6 other records (by CPU 0: 100)\n"
			    "  hint: raise --ring-pages or lower the rate\n");
	s.nr_cpus = 7;
	assert_non_null(strstr(print(&s),
			       "(by CPU 0: 100, 3: 22, 4: 1, 5: 1, 2 others: 7)\n"));
	s.lost_samples = 0;
	s.lost_events = 1;
	s.nr_cpus = 0;
	assert_non_null(strstr(print(&s), "\nlost: 1 other record\n"));
	s.samples = 0;
	s.lost_samples = 1;
	assert_non_null(strstr(print(&s), "lost: 1 sample, 100%, and 1 "));
}

static void test_verified(void **state)
{
	struct summary s = { .verified = true, .compared = 1234 };

	(void)state;
	assert_non_null(strstr(print(&s),
			       "\n1,234 kernel stacks compared, none differed\n"));
	s.compared = 1;
	s.differed = 1;
	assert_non_null(strstr(print(&s),
			       "\n1 kernel stack compared, 1 differed\n"));
}

static void test_names(void **state)
{
	const struct summary_dso dsos[] = {
		UNNAMED("libc.so.6", "stripped", 50), UNNAMED("[anon]", NULL, 30),
		UNNAMED("evil\x1b[31m\n", "odd\x7f", 15), UNNAMED("d", "x", 3),
		UNNAMED("e", "x", 2), UNNAMED("named", NULL, 0),
	};
	struct summary s = {
		.samples = 1, .user_frames = 1000, .user_unnamed = 100,
		.dsos = dsos, .nr_dsos = 6, .kernel_frames = 10,
		.kernel_unnamed = 10, .kernel_reason = "they are hidden",
	};
	const char *text = print(&s);

	(void)state;
	assert_string_equal(text,
			    "1 sample, none lost\n"
			    "without a name: 10.00% of user frames\n"
			    "  5.00% in libc.so.6: stripped\n"
			    "  3.00% in [anon]\n"
			    "  1.50% in evil?[31m?: odd?\n"
			    "  0.50% in 2 more\n"
			    "without a name: 100% of kernel frames: they are hidden\n");
	s.nr_dsos = 3;
	assert_null(strstr(print(&s), "more"));
}

static void test_notes_on_names(void **state)
{
	static const char *const notes[] = { "a: bad\x1b", "b", "c", "d", "e" };
	struct summary s = { .samples = 1, .notes = notes, .nr_notes = 3 };

	(void)state;
	assert_string_equal(print(&s),
			    "1 sample, none lost\n"
			    "names: a: bad?\n"
			    "names: b\n"
			    "names: c\n");
	s.nr_notes = 5;
	assert_non_null(strstr(print(&s), "names: c\nnames: 2 more notes\n"));
}

static void test_cut_stacks(void **state)
{
	struct summary s = {
		.samples = 1, .user_stacks = 1000, .cut_broken = 300,
		.cut_fault = 41, .cut_depth = 1,
	};

	(void)state;
	assert_string_equal(print(&s),
			    "1 sample, none lost\n"
			    "cut short: 34.20% of user stacks, which show their innermost functions only\n"
			    "  30.00% no frame pointer: build with -fno-omit-frame-pointer\n"
			    "  4.10% stack page not in memory\n"
			    "  0.10% deeper than the limit: raise --stack-depth\n");
	s.cut_astray = 20;
	assert_non_null(strstr(print(&s),
			       "omit-frame-pointer\n"
			       "    2.00% led to addresses that nothing returns to, which are left out\n"
			       "  4.10% stack page"));
	s.cut_broken = 0;
	assert_null(strstr(print(&s), "frame pointer"));
}

/* By file, in the order of what they cut short, which is not that of names. */
static void test_cut_stacks_by_file(void **state)
{
	static char package[] = "gzip";
	const struct summary_dso dsos[] = {
		{ .name = "zero", .unnamed = 9, .reason = "r" },
		{ .name = "few", .cut_broken = 10,
		  .prologues = PROLOGUE_MIXED },
		{ .name = "gzip", .cut_broken = 200, .package = package,
		  .prologues = PROLOGUE_LACKS },
		{ .name = "same", .cut_broken = 10,
		  .prologues = PROLOGUE_KEEPS },
		{ .name = "fourth", .cut_broken = 1 },
		{ .name = "unjudged", .cut_broken = 50, .package = package },
	};
	struct summary s = {
		.samples = 1, .user_stacks = 1000, .cut_broken = 271,
		.dsos = dsos, .nr_dsos = 6,
	};

	(void)state;
	assert_non_null(strstr(print(&s),
			       "  27.10% no frame pointer: build with -fno-omit-frame-pointer\n"
			       "    20.00% in gzip: Debian's package gzip is built without\n"
			       "    5.00% in unjudged\n"
			       "    1.00% in few: it is built partly without\n"));
	assert_null(strstr(print(&s), "same"));
	s.nr_dsos = 5;
	assert_non_null(strstr(print(&s),
			       "in few: it is built partly without\n"
			       "    1.00% in same: it is built with, but not all"));
}

static void test_what_would_name_frames(void **state)
{
	static char package[] = "libc6-dbg";
	const struct summary_dso dsos[] = {
		{ .name = "libc.so.6", .reason = "only exported symbols",
		  .unnamed = 50, .debug_package = package, .build_id_size = 20,
		  .lacks_symbols = true },
	};
	struct summary s = {
		.samples = 1, .user_frames = 1000, .user_unnamed = 50,
		.dsos = dsos, .nr_dsos = 1,
	};

	(void)state;
	assert_non_null(strstr(print(&s),
			       "  5.00% in libc.so.6: only exported symbols; Debian's package libc6-dbg has them\n"));
	assert_null(strstr(print(&s), "debuginfod"));
	s.lacks_debuginfod = true;
	assert_non_null(strstr(print(&s),
			       "  hint: debuginfod may have them: export DEBUGINFOD_URLS="));
}

static void test_take_profile(void **state)
{
	struct profile *p = profile_new(1);
	struct summary s = { 0 };
	struct summary_dso *dsos;
	uint32_t node;

	(void)state;
	node = profile_child(p, PROFILE_ROOT,
			     profile_frame(p, "sh", NULL, FRAME_PROCESS));
	node = profile_child(p, node, profile_frame(p, "f", NULL, FRAME_USER));
	profile_add(p, node, 0, 1);
	profile_add(p, profile_child(p, node, profile_frame(p, "[lib.so]", NULL,
							    FRAME_UNKNOWN)),
		    0, 2);
	node = profile_child(p, node, profile_frame(p, "k", NULL,
						    FRAME_KERNEL));
	profile_add(p, node, 0, 4);
	profile_add(p, profile_child(p, node, profile_frame(p, "[kernel]", NULL,
							    FRAME_UNKNOWN)),
		    0, 8);
	dsos = summary_take_profile(&s, p);
	assert_int_equal(s.samples, 15);
	assert_int_equal(s.user_frames, 17);
	assert_int_equal(s.user_unnamed, 2);
	assert_int_equal(s.kernel_frames, 20);
	assert_int_equal(s.kernel_unnamed, 8);
	assert_int_equal(s.nr_dsos, 1);
	assert_string_equal(s.dsos[0].name, "[lib.so]");
	assert_int_equal(s.dsos[0].unnamed, 2);
	summary_free_dsos(dsos, s.nr_dsos);
	profile_free(p);
}

static void test_durations(void **state)
{
	static const struct {
		uint64_t ns;
		const char *text;
	} durations[] = {
		{ 999999999, " in 999 ms" }, { SEC, " in 1.0 s" },
		{ 59 * SEC + 990000000, " in 59.9 s" },
		{ 60 * SEC, " in 1 min 0 s" }, { 3599 * SEC, " in 59 min 59 s" },
		{ 7300 * SEC, " in 2 h 1 min" },
	};
	struct summary s = { .samples = 2 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
		s.duration_ns = durations[i].ns;
		assert_non_null(strstr(print(&s), durations[i].text));
	}
}

/* Numbers that contradict each other must not make nonsense or crash. */
static void test_contradictions(void **state)
{
	const struct summary s = {
		.samples = UINT64_MAX, .lost_samples = 1, .handler_ns = 500,
		.cpu_ns = 100, .user_frames = 1, .user_unnamed = 7,
		.user_stacks = 1, .cut_broken = 9, .kernel_unnamed = 3,
	};

	(void)state;
	assert_non_null(strstr(print(&s), "overhead 100%"));
	assert_non_null(strstr(print(&s), "100% of user frames"));
	assert_null(strstr(print(&s), "kernel"));
}

static void test_oddities(void **state)
{
	const struct summary s = {
		.samples = 1, .no_mmap_events = true, .untracked = 2,
		.late_events = 1, .throttled = 3, .hidden = 1,
	};
	const char *text = print(&s);

	(void)state;
	assert_non_null(strstr(text, "this kernel cannot tell of it"));
	assert_non_null(strstr(text, "memory: 2 processes\n"));
	assert_non_null(strstr(text, "may): 1 process\n"));
	assert_non_null(strstr(text, "1 record came too late"));
	assert_non_null(strstr(text, "throttled by the kernel: 3 times\n"));
}

static void test_lowered_rate(void **state)
{
	struct summary s = {
		.samples = 1, .taken = 9, .slowed = 10, .period_ns = 4000000,
		.max_overhead = 25,
	};

	(void)state;
	assert_non_null(strstr(print(&s),
		"rate lowered: 10 times (250 Hz at the end), since sampling took more than 25 % of a CPU's time; a lower -F avoids it, a higher --max-overhead allows it\n"));
	/* Only where ticks were missed can these have been the reason. */
	s.slowed = 1;
	s.missed = 1;
	assert_non_null(strstr(print(&s),
		"rate lowered: 1 time (250 Hz at the end), since sampling took more than 25 % of a CPU's time or so long that the next ones were due; a"));
}

#define BAD(name_) { .name = name_, .reason = "r", .unnamed = 1, \
		     .cut_broken = 1, .lacks_symbols = true, .build_id_size = 1 }

static void test_everything_is_short(void **state)
{
	const struct summary_dso dsos[9] = {
		BAD("a"), BAD("b"), BAD("c"), BAD("d"), BAD("e"), BAD("f"),
		BAD("g"), BAD("h"), BAD("i"),
	};
	const struct summary s = {
		.samples = 1, .lost_samples = 1, .lost_events = 1,
		.user_frames = 9, .user_unnamed = 9, .dsos = dsos, .nr_dsos = 9,
		.kernel_frames = 1, .kernel_unnamed = 1, .user_stacks = 3,
		.cut_broken = 1, .cut_fault = 1, .cut_depth = 1, .output = "x",
		.lacks_debuginfod = true,
	};
	unsigned int nr = 0;
	const char *p;

	(void)state;
	for (p = print(&s); (p = strchr(p, '\n')); p++)
		nr++;
	assert_true(nr <= 18);
}

static void test_notes(void **state)
{
	const struct summary_dso dsos[] = {
		UNNAMED("libc.so.6", "stripped", 50)
	};
	struct summary s = {
		.samples = 4983, .lost_samples = 17, .duration_ns = 2 * SEC,
		.freq = 99, .handler_ns = 1, .cpu_ns = 1000,
		.user_frames = 100, .user_unnamed = 50, .dsos = dsos,
		.nr_dsos = 1, .user_stacks = 10, .cut_fault = 1,
	};
	struct profile *p = profile_new(1);

	(void)state;
	summary_note(p, &s);
	assert_note(p, "duration", "2.0 s");
	assert_note(p, "rate", "99 Hz");
	assert_fact(p, 0, "4,983 samples", false, "4,983 samples");
	assert_fact(p, 1, "0.34% lost", false,
		    "lost: 17 samples, 0.34%\n"
		    "  a larger --ring-pages or a lower rate helps");
	assert_fact(p, 2, "0.10% overhead", false,
		    "overhead: 0.10% of the target's CPU time, as measured");
	assert_fact(p, 3, "50.00% of frames without a name", true,
		    "without a name: 50.00% of user frames\n"
		    "  50.00% in libc.so.6: stripped");
	assert_fact(p, 4, "10.00% of user stacks cut short", false,
		    "cut short: 10.00% of user stacks, which show their innermost functions only\n"
		    "  10.00% stack page not in memory");
	assert_null(profile_get_fact(p, 5));
	profile_free(p);
}

static void test_facts_when_all_is_well(void **state)
{
	const struct summary s = {
		.samples = 1, .user_frames = 2, .user_stacks = 1,
		.taken = 2, .late_ns = 3000, .late_max_ns = 2000,
	};
	struct profile *p = profile_new(1);

	(void)state;
	summary_note(p, &s);
	assert_fact(p, 0, "1 sample", false,
		    "1 sample\nticks: late by 1.5 us on average, 2.0 us at most");
	assert_fact(p, 1, "none lost", false, "lost: none");
	assert_fact(p, 2, "all frames named", false, "without a name: no frame");
	assert_fact(p, 3, "no user stack cut short", false,
		    "cut short: 0% of user stacks");
	assert_null(profile_get_fact(p, 4));
	profile_free(p);
}

/* From where on the picture must not be looked at without a warning. */
static void test_bad_facts(void **state)
{
	static const struct {
		uint64_t lost, unnamed, cut;
		bool is_lost, is_unnamed, is_cut;
	} cases[] = {
		{ 100, 500, 1000, false, false, false },
		{ 101, 500, 1000, true, false, false },
		{ 100, 501, 1000, false, true, false },
		{ 100, 500, 1001, false, false, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct summary s = {
			.samples = 10000 - cases[i].lost,
			.lost_samples = cases[i].lost,
			.user_frames = 4000, .kernel_frames = 6000,
			.kernel_unnamed = cases[i].unnamed,
			.user_stacks = 10000, .cut_broken = cases[i].cut,
		};
		struct profile *p = profile_new(1);

		summary_note(p, &s);
		assert_int_equal(profile_get_fact(p, 1)->is_bad,
				 cases[i].is_lost);
		assert_int_equal(profile_get_fact(p, 2)->is_bad,
				 cases[i].is_unnamed);
		assert_int_equal(profile_get_fact(p, 3)->is_bad,
				 cases[i].is_cut);
		profile_free(p);
	}
}

static void test_take_stats(void **state)
{
	static const uint8_t id[] = { 1, 2 };
	const struct collect_dso from[] = {
		{ .name = "a", .path = "/a", .reason = "r", .unnamed = 2,
		  .frames = 4, .cut_broken = 5, .cut_fault = 6, .cut_depth = 7,
		  .build_id = id, .build_id_size = 2, .lacks_symbols = true },
		{ .name = "b", .unnamed = 1 },
	};
	const struct collect_stats stats = {
		.samples = 1, .lost_samples = 2, .lost_events = 3,
		.throttled = 4, .user_frames = 5, .user_unnamed = 6,
		.kernel_frames = 7, .kernel_unnamed = 8, .kernel_reason = "k",
		.user_stacks = 9, .cut_fault = 10, .cut_depth = 11,
		.cut_broken = 12, .dsos = from, .nr_dsos = 2,
	};
	struct summary s = { .freq = 99 };
	struct summary_dso *dsos = summary_take_stats(&s, &stats);

	(void)state;
	assert_ptr_equal(s.dsos, dsos);
	assert_int_equal(s.nr_dsos, 2);
	assert_string_equal(dsos[0].name, "a");
	assert_string_equal(dsos[0].reason, "r");
	assert_int_equal(dsos[0].unnamed, 2);
	assert_string_equal(dsos[0].path, "/a");
	assert_ptr_equal(dsos[0].build_id, id);
	assert_int_equal(dsos[0].build_id_size, 2);
	assert_true(dsos[0].lacks_symbols);
	assert_int_equal(dsos[0].frames, 4);
	assert_int_equal(dsos[0].cut_broken, 5);
	assert_int_equal(dsos[0].cut_fault, 6);
	assert_int_equal(dsos[0].cut_depth, 7);
	assert_string_equal(dsos[1].name, "b");
	assert_int_equal(s.samples, 1);
	assert_int_equal(s.lost_samples, 2);
	assert_int_equal(s.lost_events, 3);
	assert_int_equal(s.throttled, 4);
	assert_int_equal(s.user_frames, 5);
	assert_int_equal(s.user_unnamed, 6);
	assert_int_equal(s.kernel_frames, 7);
	assert_int_equal(s.kernel_unnamed, 8);
	assert_string_equal(s.kernel_reason, "k");
	assert_int_equal(s.user_stacks, 9);
	assert_int_equal(s.cut_fault, 10);
	assert_int_equal(s.cut_depth, 11);
	assert_int_equal(s.cut_broken, 12);
	assert_int_equal(s.freq, 99);
	summary_free_dsos(dsos, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_is_well),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_verified),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_notes_on_names),
		cmocka_unit_test(test_cut_stacks),
		cmocka_unit_test(test_cut_stacks_by_file),
		cmocka_unit_test(test_what_would_name_frames),
		cmocka_unit_test(test_take_profile),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_oddities),
		cmocka_unit_test(test_lowered_rate),
		cmocka_unit_test(test_everything_is_short),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_facts_when_all_is_well),
		cmocka_unit_test(test_bad_facts),
		cmocka_unit_test(test_take_stats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
