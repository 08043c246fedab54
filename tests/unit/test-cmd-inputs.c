// SPDX-License-Identifier: GPL-2.0-only
/* render and fold with several inputs. */
#define _GNU_SOURCE
#include "test-cmd.h"

static void put_inputs(void)
{
	put_text("a", "app;main;x 10\napp;main;y_[k] 5\n");
	put_text("b", "app;main;x 1\napp;main;z 5\nb;q 3\n");
}

static void test_folded(void **state)
{
	(void)state;
	put_inputs();
	assert_int_equal(run(cmd_fold_main, "--annotate", "a", "b", NULL), 0);
	assert_string_equal(printed, "app;main;x 11\napp;main;y_[k] 5\n"
				     "app;main;z 5\nb;q 3\n");
	assert_string_equal(said, "");
	assert_int_equal(run(cmd_fold_main, "a", "a", "--base", "x", NULL), 0);
	assert_string_equal(printed, "x 20\n");
	assert_int_equal(run(cmd_fold_main, "a", "b", "--base", "w", NULL), 1);
	assert_said("the inputs have no samples in 'w'");
}

/* Of any kind, and the picture of all reads back as they. */
static void test_pictures(void **state)
{
	(void)state;
	put_inputs();
	assert_int_equal(run(cmd_render_main, "a", "-o", "a.svg", "--title",
			     "A", NULL), 0);
	assert_int_equal(run(cmd_render_main, "b", "-o", "b.html", NULL), 0);
	assert_int_equal(run(cmd_render_main, "a.svg", "b.html", "a", "-o",
			     "x.svg", NULL), 0);
	assert_string_equal(said, "");
	assert_int_equal(run(cmd_fold_main, "--annotate", "x.svg", NULL), 0);
	assert_string_equal(printed, "app;main;x 21\napp;main;y_[k] 10\n"
				     "app;main;z 5\nb;q 3\n");
	/* A title that one alone had is not that of all. */
	assert_int_equal(system("grep -q '<title>Flame Graph</title>' x.svg && "
				"grep -qaP '^note inputs\\ta.svg, b.html, a$' x.svg"),
			 0);
	assert_int_equal(run(cmd_render_main, "a.svg", "a.svg", "-o", "y.svg",
			     NULL), 0);
	assert_int_equal(system("grep -q '<title>A</title>' y.svg"), 0);
}

static void test_units(void **state)
{
	(void)state;
	put_inputs();
	run(cmd_render_main, "a", "-o", "a.svg", "--countname", "ms", NULL);
	run(cmd_render_main, "b", "-o", "b.svg", NULL);
	assert_int_equal(run(cmd_render_main, "a.svg", "b.svg", "-o", "x.svg",
			     NULL), 1);
	assert_said("'a.svg' counts ms and 'b.svg' samples, which do not add up");
	assert_said("hint: --countname says what they all count");
	assert_int_equal(access("x.svg", F_OK), -1);
	assert_int_equal(run(cmd_render_main, "a.svg", "b.svg", "-o", "x.svg",
			     "--countname", "things", NULL), 0);
	/* Folded stacks do not say what they count. */
	assert_int_equal(run(cmd_render_main, "b", "a.svg", "-o", "x.svg",
			     NULL), 0);
	assert_int_equal(system("grep -qax 'unit ms' x.svg"), 0);
}

static void test_columns(void **state)
{
	(void)state;
	put_inputs();
	put_text("pair", "app;main;x 1 2\n");
	put_text("more", "app;main;x 4 0\nc 0 7\n");
	assert_int_equal(run(cmd_fold_main, "a", "pair", NULL), 1);
	assert_said("'a' has one count a stack and 'pair' two counts (a difference), which do not add up");
	assert_string_equal(printed, "");
	assert_int_equal(run(cmd_fold_main, "pair", "more", NULL), 0);
	assert_string_equal(printed, "app;main;x 5 2\nc 0 7\n");
}

static void test_order(void **state)
{
	(void)state;
	put_inputs();
	assert_int_equal(run(cmd_render_main, "a", "b", "-o", "x.svg",
			     "--flamechart", NULL), 0);
	/* One x after another, since another input is another lane. */
	assert_int_equal(system("test $(grep -c '^<rect.*<title>x$' x.svg) = 2"),
			 0);
	run(cmd_render_main, "b", "-o", "b.svg", NULL);
	assert_int_equal(run(cmd_render_main, "a", "b.svg", "-o", "y.svg",
			     "--flamechart", NULL), 1);
	assert_said("'b.svg' is a flame graph, which does not tell the order of time");
}

static void test_inputs_without_samples(void **state)
{
	(void)state;
	put_inputs();
	put_text("none", "# nothing\na 0\n");
	assert_int_equal(run(cmd_fold_main, "none", "a", NULL), 0);
	assert_said("warning: 'none' holds no samples");
	assert_string_equal(printed, "app;main;x 10\napp;main;y 5\n");
	assert_int_equal(run(cmd_fold_main, "none", "none", NULL), 1);
	assert_said("the inputs hold no samples");
	assert_int_equal(run(cmd_fold_main, "a", "missing", NULL), 1);
	assert_said("cannot open 'missing'");
	assert_string_equal(printed, "");
}

/* It is all of them that --strict judges. */
static void test_strict(void **state)
{
	(void)state;
	put_text("a", "app;[lib.so] 1\n");
	put_text("b", "app;f 9\n");
	assert_int_equal(run(cmd_fold_main, "a", "b", "--strict", "10", NULL),
			 0);
	assert_int_equal(run(cmd_fold_main, "a", "b", "--strict", "9", NULL),
			 3);
	assert_said("10.00% of frames without a name are more than --strict 9 allows");
}

static void test_differences(void **state)
{
	(void)state;
	put_inputs();
	assert_int_equal(run(cmd_fold_main, "--before", "a", "b", NULL), 0);
	assert_string_equal(printed, "app;main;x 10 1\napp;main;y 5 0\n"
				     "app;main;z 0 5\nb;q 0 3\n");
	assert_int_equal(run(cmd_fold_main, "--before", "a", "--before", "a",
			     "b", "b", "--normalize", "--annotate", NULL), 0);
	assert_string_equal(printed, "app;main;x 12 2\napp;main;y_[k] 6 0\n"
				     "app;main;z 0 10\nb;q 0 6\n");
	assert_string_equal(said, "");
	/* As if the difference had been made before. */
	put_text("pair", "app;main;x 10 1\napp;main;y_[k] 5 0\n"
			 "app;main;z 0 5\nb;q 0 3\n");
	assert_int_equal(run(cmd_fold_main, "-n", "pair", NULL), 0);
	assert_string_equal(printed, "app;main;x 6 1\napp;main;y 3 0\n"
				     "app;main;z 0 5\nb;q 0 3\n");
	assert_int_equal(run(cmd_fold_main, "--before", "a", "pair", NULL), 1);
	assert_said("'pair' is a difference already");
	assert_int_equal(run(cmd_fold_main, "-n", "a", NULL), 1);
	assert_said("--normalize is of differences: name what there was with --before");
	put_text("none", "# nothing\na 0\n");
	assert_int_equal(run(cmd_fold_main, "--before", "none", "a", NULL), 1);
	assert_said("there is nothing to compare: no samples before");
	assert_int_equal(run(cmd_fold_main, "--before", "a", "none", NULL), 1);
	assert_said("there is nothing to compare: no samples but before");
	assert_int_equal(run(cmd_fold_main, "--before", "-", "-", NULL), 2);
	assert_said("standard input ('-') is named more than once");
	assert_int_equal(run(cmd_fold_main, "--before", "a", "b", "--stats",
			     "json", NULL), 2);
	assert_said("--stats tells of one input");
}

static void test_drawn_differences(void **state)
{
	(void)state;
	put_inputs();
	assert_int_equal(run(cmd_render_main, "a", "-o", "a.svg", NULL), 0);
	assert_int_equal(run(cmd_render_main, "--before", "a.svg", "b", "-n",
			     "-o", "x.svg", NULL), 0);
	assert_int_equal(run(cmd_fold_main, "x.svg", NULL), 0);
	assert_string_equal(printed, "app;main;x 6 1\napp;main;y 3 0\n"
				     "app;main;z 0 5\nb;q 0 3\n");
	assert_int_equal(system("grep -q '<title>Differential Flame Graph</title>' x.svg && "
				"grep -qaP '^note before\ta.svg, times 0.6$' x.svg && "
				"grep -qaP '^note after\tb$' x.svg"), 0);
	/* The widths are those of what there was. */
	assert_int_equal(run(cmd_render_main, "--before", "b", "a", "--negate",
			     "-o", "y.svg", NULL), 0);
	assert_int_equal(system("grep -qaP '^note before\ta$' y.svg && "
				"grep -qaP '^note after\tb$' y.svg"), 0);
	put_text("pair", "app;main;x 10 5\n");
	assert_int_equal(run(cmd_render_main, "pair", "-n", "--negate", "-o",
			     "z.svg", NULL), 0);
	assert_int_equal(system("grep -qaP '^note after\ttimes 0.5$' z.svg"),
			 0);
}

static void test_hex(void **state)
{
	(void)state;
	put_text("in", "a;f0x12AF_0xg 3\na;0x 1\na;f0x1 2\na;f0xg0x0 4\n");
	assert_int_equal(run(cmd_fold_main, "--strip-hex", "in", NULL), 0);
	assert_string_equal(printed, "a;0x 1\na;f0x... 2\na;f0x..._0xg 3\n"
				     "a;f0xg0x... 4\n");
	put_text("old", "a;f0x1 2\n");
	put_text("new", "a;f0x2 3\n");
	assert_int_equal(run(cmd_fold_main, "-s", "--before", "old", "new",
			     NULL), 0);
	assert_string_equal(printed, "a;f0x... 2 3\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_folded),
		TEST(test_pictures),
		TEST(test_units),
		TEST(test_columns),
		TEST(test_order),
		TEST(test_inputs_without_samples),
		TEST(test_strict),
		TEST(test_differences),
		TEST(test_drawn_differences),
		TEST(test_hex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
