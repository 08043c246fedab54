// SPDX-License-Identifier: GPL-2.0-only
/* join: samples add up, and what was noted is told with whose it is. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "join.h"

#define RECORDING(label) \
	(&(const struct join_source){ .name = label, .unit = JOIN_UNIT })
#define TEXT(label) \
	(&(const struct join_source){ .name = label, .is_text = true })

static struct err err;

static int set_up(void **state)
{
	*state = join_new();
	return 0;
}

static int tear_down(void **state)
{
	join_free(*state);
	return 0;
}

/* "proc;fn" with the function in a module, or as folded stacks have it. */
static struct profile *make_profile(const char *fn, const char *module,
				    enum frame_kind kind, uint64_t value)
{
	struct profile *p = profile_new(1);
	uint32_t node = profile_child(p, PROFILE_ROOT,
		profile_frame(p, "proc", NULL, FRAME_PROCESS));

	node = profile_child(p, node, profile_frame(p, fn, module, kind));
	profile_add(p, node, 0, value);
	timeline_add(profile_timeline(p), node, 0, value);
	return p;
}

static int add(struct join *j, struct profile *p,
	       const struct join_source *source)
{
	int ret = join_add(j, p, source, &err);

	profile_free(p);
	return ret;
}

static const char *note_of(const struct profile *p, const char *wanted)
{
	const char *note = profile_find_note(p, wanted);

	return note ? note : "";
}

static void assert_node(const struct profile *p, uint32_t node,
			const char *name, const char *module, uint64_t value)
{
	const struct profile_frame *f =
		profile_get_frame(p, profile_node_frame(p, node));

	assert_string_equal(f->name, name);
	assert_int_equal(!f->module, !module);
	if (module)
		assert_string_equal(f->module, module);
	assert_int_equal(profile_self(p, node, 0), value);
}

static void test_stacks_add_up(void **state)
{
	struct profile *p;

	add(*state, make_profile("f", "m", FRAME_USER, 2), RECORDING("a"));
	add(*state, make_profile("g", "m", FRAME_USER, 1), RECORDING("b"));
	add(*state, make_profile("f", "m", FRAME_USER, 3), RECORDING("c"));
	p = join_finish(*state);
	assert_int_equal(profile_nr_nodes(p), 4);
	assert_int_equal(profile_total(p, 0), 6);
	assert_node(p, 2, "f", "m", 5);
	assert_node(p, 3, "g", "m", 1);
	assert_string_equal(note_of(p, "inputs"), "a, b, c");
	profile_free(p);
}

/* Nothing that follows in another input goes on in the call before. */
static void test_timelines_follow(void **state)
{
	const struct timeline *t;
	struct profile *p;

	add(*state, make_profile("f", "m", FRAME_USER, 2), RECORDING("a"));
	add(*state, make_profile("f", "m", FRAME_USER, 3), RECORDING("b"));
	p = join_finish(*state);
	t = profile_timeline(p);
	assert_int_equal(t->nr, 2);
	assert_int_equal(t->steps[0].value, 2);
	assert_int_equal(t->steps[1].value, 3);
	assert_int_equal(t->steps[1].node, t->steps[0].node);
	assert_int_not_equal(t->steps[1].lane, t->steps[0].lane);
	profile_free(p);
}

/* Whichever comes first. */
static void test_text_gets_dressed(void **state)
{
	struct join *again = join_new();
	struct profile *p;

	add(*state, make_profile("f", NULL, FRAME_USER, 2), TEXT("a"));
	add(*state, make_profile("f", "m", FRAME_JIT, 3), RECORDING("b"));
	add(*state, make_profile("g", NULL, FRAME_USER, 4), TEXT("c"));
	p = join_finish(*state);
	assert_int_equal(profile_nr_nodes(p), 4);
	assert_node(p, 2, "f", "m", 5);
	assert_node(p, 3, "g", NULL, 4);
	assert_int_equal(profile_timeline(p)->nr, 3);
	profile_free(p);

	add(again, make_profile("f", "m", FRAME_JIT, 3), RECORDING("b"));
	add(again, make_profile("f", "n", FRAME_USER, 1), RECORDING("b"));
	add(again, make_profile("f", NULL, FRAME_USER, 2), TEXT("a"));
	p = join_finish(again);
	assert_int_equal(profile_nr_nodes(p), 4);
	assert_node(p, 2, "f", "m", 5);
	assert_node(p, 3, "f", "n", 1);
	profile_free(p);
	join_free(again);
}

/* A process is not taken for a function that is called the same. */
static void test_tasks_stay_apart(void **state)
{
	struct profile *p = profile_new(1);

	profile_add(p, profile_child(p, PROFILE_ROOT, profile_frame(p, "proc",
				     NULL, FRAME_USER)), 0, 1);
	add(*state, p, TEXT("a"));
	add(*state, make_profile("f", "m", FRAME_USER, 2), RECORDING("b"));
	p = join_finish(*state);
	assert_int_equal(profile_nr_nodes(p), 4);
	profile_free(p);
}

/* Without a recording there is nothing to learn from. */
static void test_text_alone_stays(void **state)
{
	struct profile *p;

	add(*state, make_profile("f", NULL, FRAME_USER, 2), TEXT("a"));
	add(*state, make_profile("f", NULL, FRAME_KERNEL, 3), TEXT("b"));
	p = join_finish(*state);
	assert_int_equal(profile_nr_nodes(p), 4);
	profile_free(p);
}

static void test_notes(void **state)
{
	struct profile *p = make_profile("f", "m", FRAME_USER, 1);

	profile_note(p, "host", "here");
	profile_note(p, "command", "make");
	profile_note(p, "--width", "800");
	profile_note(p, "--colors", "red");
	add(*state, p, RECORDING("a"));
	p = make_profile("f", "m", FRAME_USER, 1);
	profile_note(p, "host", "here");
	profile_note(p, "command", "cc");
	profile_note(p, "rate", "99 Hz");
	profile_note(p, "--width", "800");
	profile_note(p, "--colors", "blue");
	add(*state, p, RECORDING("b"));
	p = make_profile("f", "m", FRAME_USER, 1);
	profile_note(p, "host", "here");
	profile_note(p, "command", "make");
	profile_note(p, "inputs", "d, e");
	profile_note(p, "--width", "800");
	add(*state, p, RECORDING("c"));
	p = join_finish(*state);
	assert_string_equal(note_of(p, "host"), "here");
	assert_string_equal(note_of(p, "command"), "make (a, c); cc (b)");
	assert_string_equal(note_of(p, "rate"), "99 Hz (b)");
	assert_string_equal(note_of(p, "inputs"), "a, b, c (d, e)");
	assert_string_equal(note_of(p, "--width"), "800");
	assert_string_equal(note_of(p, "--colors"), "");
	profile_free(p);
}

static void test_facts(void **state)
{
	struct profile *p = make_profile("f", "m", FRAME_USER, 1);
	const struct profile_fact *f;

	profile_fact(p, "1 sample", "one", false);
	profile_fact(p, "none lost", "lost: none", false);
	add(*state, p, RECORDING("a"));
	p = make_profile("f", "m", FRAME_USER, 1);
	profile_fact(p, "1 sample", "one", false);
	profile_fact(p, "9% lost", "lost: 9%", true);
	profile_fact(p, "8% cut", "cut: 8%", true);
	add(*state, p, RECORDING("b"));
	add(*state, make_profile("f", NULL, FRAME_USER, 1), TEXT("c"));
	p = join_finish(*state);
	f = profile_get_fact(p, 0);
	assert_string_equal(f->text, "a: 1 sample");
	assert_string_equal(f->details, "a\none\nlost: none");
	assert_false(f->is_bad);
	f = profile_get_fact(p, 1);
	assert_string_equal(f->text, "b: 9% lost, 8% cut");
	assert_string_equal(f->details, "b\none\nlost: 9%\ncut: 8%");
	assert_true(f->is_bad);
	assert_null(profile_get_fact(p, 2));
	profile_free(p);
}

static void test_units(void **state)
{
	const struct join_source ms = { .name = "b", .unit = "ms" };
	struct join *any = join_new();
	struct profile *p;

	assert_int_equal(add(*state, make_profile("f", NULL, FRAME_USER, 1),
			     TEXT("a")), 0);
	assert_int_equal(add(*state, make_profile("f", "m", FRAME_USER, 1),
			     &ms), 0);
	assert_int_equal(add(*state, make_profile("f", "m", FRAME_USER, 1),
			     RECORDING("c")), -EDOM);
	assert_string_equal(err.text,
			    "'b' counts ms and 'c' samples, which do not add up");
	p = join_finish(*state);
	assert_string_equal(note_of(p, "unit"), "ms");
	profile_free(p);

	join_any_unit(any);
	assert_int_equal(add(any, make_profile("f", "m", FRAME_USER, 1), &ms),
			 0);
	assert_int_equal(add(any, make_profile("f", "m", FRAME_USER, 1),
			     RECORDING("c")), 0);
	join_free(any);
}

/* What was noted is of either side. */
static void test_comparison(void **state)
{
	struct join_source before = { .name = "a", .is_before = true };
	struct profile *p = make_profile("f", NULL, FRAME_USER, 2);

	join_compare(*state, false);
	profile_note(p, "command", "make");
	before.is_text = true;
	assert_int_equal(add(*state, p, &before), 0);
	p = make_profile("f", "m", FRAME_USER, 3);
	profile_note(p, "command", "make -j");
	assert_int_equal(add(*state, p, RECORDING("b")), 0);
	assert_int_equal(add(*state, profile_new(2), RECORDING("c")), -EINVAL);
	assert_string_equal(err.text,
			    "'c' is a difference already, of two counts a stack: it cannot be compared with another");
	p = join_finish(*state);
	assert_int_equal(profile_nr_columns(p), 2);
	assert_int_equal(profile_nr_nodes(p), 3);
	assert_node(p, 2, "f", "m", 2);
	assert_int_equal(profile_self(p, 2, 1), 3);
	assert_string_equal(note_of(p, "before"), "a");
	assert_string_equal(note_of(p, "after"), "b");
	assert_string_equal(note_of(p, "command"), "make (a); make -j (b)");
	profile_free(p);
}

static void test_columns(void **state)
{
	add(*state, make_profile("f", "m", FRAME_USER, 1), RECORDING("a"));
	assert_int_equal(add(*state, profile_new(2), TEXT("b")), -EINVAL);
	assert_string_equal(err.text,
			    "'a' has one count a stack and 'b' two counts (a difference), which do not add up");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_stacks_add_up),
		TEST(test_timelines_follow),
		TEST(test_text_gets_dressed),
		TEST(test_tasks_stay_apart),
		TEST(test_text_alone_stays),
		TEST(test_notes),
		TEST(test_facts),
		TEST(test_units),
		TEST(test_columns),
		TEST(test_comparison),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
