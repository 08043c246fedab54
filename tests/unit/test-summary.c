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
		{ 0, 100, 0 }, { 1, 0, 0 }, { 3, 20, 2 }, { 4, 1, 0 },
		{ 5, 1, 0 }, { 6, 3, 0 }, { 7, 0, 4 },
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
		{ "libc.so.6", "stripped", 50 }, { "[anon]", NULL, 30 },
		{ "evil\x1b[31m\n", "odd\x7f", 15 }, { "d", "x", 3 },
		{ "e", "x", 2 },
	};
	struct summary s = {
		.samples = 1, .user_frames = 1000, .user_unnamed = 100,
		.dsos = dsos, .nr_dsos = 5, .kernel_frames = 10,
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
			    "cut short: 34.20% of user stacks\n"
			    "  30.00% no frame pointer: build with -fno-omit-frame-pointer\n"
			    "  4.10% stack page not in memory\n"
			    "  0.10% deeper than the limit: raise --stack-depth\n");
	s.cut_broken = 0;
	assert_null(strstr(print(&s), "frame pointer"));
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
	assert_non_null(strstr(text, "no kprobes"));
	assert_non_null(strstr(text, "memory: 2 processes\n"));
	assert_non_null(strstr(text, "may): 1 process\n"));
	assert_non_null(strstr(text, "1 record came too late"));
	assert_non_null(strstr(text, "throttled by the kernel: 3 times\n"));
}

static void test_everything_is_short(void **state)
{
	const struct summary_dso dsos[9] = {
		{ "a", "r", 1 }, { "b", "r", 1 }, { "c", "r", 1 },
		{ "d", "r", 1 }, { "e", "r", 1 }, { "f", "r", 1 },
		{ "g", "r", 1 }, { "h", "r", 1 }, { "i", "r", 1 },
	};
	const struct summary s = {
		.samples = 1, .lost_samples = 1, .lost_events = 1,
		.user_frames = 9, .user_unnamed = 9, .dsos = dsos, .nr_dsos = 9,
		.kernel_frames = 1, .kernel_unnamed = 1, .user_stacks = 3,
		.cut_broken = 1, .cut_fault = 1, .cut_depth = 1, .output = "x",
	};
	unsigned int nr = 0;
	const char *p;

	(void)state;
	for (p = print(&s); (p = strchr(p, '\n')); p++)
		nr++;
	assert_true(nr <= 14);
}

static void test_notes(void **state)
{
	const struct summary_dso dsos[] = { { "libc.so.6", "stripped", 50 } };
	struct summary s = {
		.samples = 4983, .lost_samples = 17, .duration_ns = 2 * SEC,
		.freq = 99, .handler_ns = 1, .cpu_ns = 1000,
		.user_frames = 100, .user_unnamed = 50, .dsos = dsos,
		.nr_dsos = 1, .user_stacks = 10, .cut_fault = 1,
	};
	struct profile *p = profile_new(1);

	(void)state;
	summary_note(p, &s);
	assert_note(p, "samples", "4,983");
	assert_note(p, "lost", "17 samples, 0.34%");
	assert_note(p, "duration", "2.0 s");
	assert_note(p, "rate", "99 Hz");
	assert_note(p, "overhead", "0.10%");
	assert_note(p, "without a name",
		    "50.00% of user frames; 50.00% in libc.so.6: stripped");
	assert_note(p, "kernel without a name", NULL);
	assert_note(p, "cut short",
		    "10.00% of user stacks; 10.00% stack page not in memory");
	s.lost_samples = 0;
	summary_note(p, &s);
	assert_note(p, "lost", "none");
	profile_free(p);
}

static void test_take_stats(void **state)
{
	const struct collect_dso from[] = { { "a", "r", 2 }, { "b", NULL, 1 } };
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
	free(dsos);
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
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_oddities),
		cmocka_unit_test(test_everything_is_short),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_take_stats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
