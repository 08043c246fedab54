// SPDX-License-Identifier: GPL-2.0-only
/* svg: what of a profile and of the options reaches the picture. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "formats/svg.h"

static struct graph_options graph;

static int set_up(void **state)
{
	(void)state;
	options_graph_init(&graph);
	return 0;
}

/* To be freed. */
static char *draw(const struct profile *p)
{
	struct err err = { "" };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	if (svg_write_profile(out, p, &graph, &err))
		fail_msg("%s", err.text);
	fclose(out);
	return text;
}

static void assert_shows(const struct profile *p, const char *part,
			 bool is_shown)
{
	char *text = draw(p);

	if (!strstr(text, part) == is_shown)
		fail_msg("\"%s\" is %sshown", part, is_shown ? "not " : "");
	free(text);
}

static struct profile *make_profile(unsigned int nr_columns)
{
	struct profile *p = profile_new(nr_columns);
	uint32_t node = PROFILE_ROOT;

	node = profile_child(p, node, profile_frame(p, "proc", NULL,
						    FRAME_PROCESS));
	node = profile_child(p, node, profile_frame(p, "user_fn", "a.out",
						    FRAME_USER));
	profile_add(p, node, 0, 3);
	node = profile_child(p, node, profile_frame(p, "kernel_fn", NULL,
						    FRAME_KERNEL));
	profile_add(p, node, 0, 4);
	return p;
}

static void test_frames(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	assert_shows(p, "proc", true);
	assert_shows(p, "user_fn", true);
	assert_shows(p, "kernel_fn", true);
	assert_shows(p, "a.out", true);
	assert_shows(p, "7 samples", true);
	profile_free(p);
}

static void test_titles(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	assert_shows(p, ">Flame Graph<", true);
	profile_note(p, "command", "make -j8");
	assert_shows(p, ">make -j8<", true);
	assert_shows(p, "command:", false);
	/* But it goes with the profile. */
	assert_shows(p, "\nnote command\tmake -j8\n", true);
	graph.title = "My title";
	graph.subtitle = "My subtitle";
	assert_shows(p, ">My title<", true);
	assert_shows(p, ">My subtitle<", true);
	assert_shows(p, ">Flame Graph<", false);
	/* What is not the subtitle is a note like the others. */
	assert_shows(p, "make -j8", true);
	profile_free(p);
}

static void test_notes(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	profile_note(p, "host", "myhost");
	profile_note(p, "overhead", "0.21%");
	assert_shows(p, "myhost", true);
	assert_shows(p, "0.21%", true);
	profile_free(p);
}

/* Those to look at come first, after what they are shares of. */
static void test_facts(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	assert_shows(p, "class=\"facts\"", false);
	profile_fact(p, "7 samples taken", "all of 7", false);
	profile_fact(p, "none lost", "lost: none", false);
	profile_fact(p, "9% cut", "cut: 9%\n  in a.out", true);
	assert_shows(p, "<title>all of 7\ncut: 9%\n  in a.out\nlost: none\n</title>",
		     true);
	assert_shows(p, "<tspan class=\"bad\">▲ 9% cut</tspan></tspan>"
		     "<tspan class=\"fact\">  ·  none lost</tspan>", true);
	profile_free(p);
}

static void test_last_column_counts(void **state)
{
	struct profile *p = make_profile(2);
	uint32_t node = profile_nr_nodes(p) - 1;

	(void)state;
	profile_add(p, node, 1, 12345);
	assert_shows(p, "12,345 samples", true);
	assert_shows(p, "columns 2\n", true);
	assert_shows(p, ":4/12345", true);
	assert_shows(p, ">Differential Flame Graph</text>", true);
	assert_shows(p, "\nka7kernel_fn\n", true);
	graph.negate = true;
	assert_shows(p, "\nks7kernel_fn\n", true);
	profile_free(p);
}

static void test_sizes(void **state)
{
	struct profile *p = make_profile(1);
	struct err err = { "" };

	(void)state;
	/* One of the two alone is always fine. */
	graph.fontsize = 100;
	free(draw(p));
	graph.fontsize = 0;
	graph.height = 4;
	free(draw(p));
	graph.fontsize = 5;
	assert_int_equal(svg_write_profile(stdout, p, &graph, &err), -EINVAL);
	assert_string_equal(err.text,
			    "frame height 4 is less than font size 5");
	profile_free(p);
}

static void test_script(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	assert_shows(p, "<script", true);
	graph.no_javascript = true;
	assert_shows(p, "<script", false);
	profile_free(p);
}

static void test_minwidth_and_countname(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	graph.no_javascript = true;
	graph.minwidth = 2000;
	graph.countname = "widgets";
	assert_shows(p, "7 widgets", true);
	assert_shows(p, ">kernel_fn<", false);
	profile_free(p);
}

static void test_looks(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	profile_note(p, "notes", "of old");
	assert_shows(p, "notes: of old\n", true);
	graph.notes = "of \"now\"";
	graph.fonttype = "Verdana\"";
	graph.background = 0x0000f0;
	graph.search_color = 0x00ff01;
	assert_shows(p, "notes: of &quot;now&quot;\n", true);
	assert_shows(p, "of old", false);
	assert_shows(p, " font-family=\"Verdana&quot;\" font-size=", true);
	assert_shows(p, ".flamek.match-00ff01 .frames .match{fill:#00ff01}\n]]></style>", true);
	/* Dark: as it is where it is dark, and a shade of it where it is light. */
	assert_shows(p, "(prefers-color-scheme:dark){\n"
		     ".flamek.bg-0000f0{background:#0000f0}\n"
		     ".flamek.bg-0000f0 .bg{fill:#0000f0}\n",
		     true);
	assert_shows(p, "\n.flamek.bg-0000f0 .bg{fill:#e0e0fe}\n", true);
	profile_free(p);
}

/* What the viewer has to know, and what the picture at rest shows. */
static void test_more_looks(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	assert_shows(p, "data-nametype", false);
	assert_shows(p, "data-factor", false);
	assert_shows(p, "data-diffused", false);
	assert_shows(p, "data-cut-right", false);
	graph.nametype = "\"Method\":";
	graph.factor = 2.5;
	graph.countname = "ms";
	graph.is_cut_right = true;
	graph.stroke_color = 0x0a0b0c;
	graph.ui_color = 0x0000f0;
	assert_shows(p, " data-nametype=\"&quot;Method&quot;:\"", true);
	assert_shows(p, " data-factor=\"2.5\"", true);
	assert_shows(p, " data-cut-right=\"\"", true);
	assert_shows(p, "<title>user_fn [a.out]\n18 ms, 100%", true);
	assert_shows(p, "<title>kernel_fn\n10 ms, 57.14%", true);
	assert_shows(p, ".flamek.outline-0a0b0c .frames rect:not(:hover,:focus,.pruned){stroke:#0a0b0c}\n", true);
	assert_shows(p, ".flamek.ui-0000f0 .header text,.flamek.ui-0000f0 .footer text{fill:#0000f0}\n", true);
	/* The profile itself is not scaled. */
	assert_shows(p, ":4)", true);
	profile_free(p);
}

static void test_colordiffusion(void **state)
{
	struct profile *p = make_profile(1), *pair = make_profile(2);

	(void)state;
	graph.is_diffused = true;
	assert_shows(p, "<rect class=\"w9\"", true);
	/* Four of seven; 57 is more than 49 and less than 64. */
	assert_shows(p, "<rect class=\"w7\"", true);
	assert_shows(p, "<rect class=\"k", false);
	assert_shows(p, ".flamek .w0{fill:#", true);
	assert_shows(p, "the wider, the redder</text>", true);
	assert_shows(pair, "<rect class=\"w", false);
	profile_free(pair);
	profile_free(p);
}

static void test_long_names(void **state)
{
	struct profile *p = profile_new(1);

	(void)state;
	profile_add(p, profile_child(p, PROFILE_ROOT,
		profile_frame(p, "name::of::a_long_function", NULL, FRAME_USER)),
		0, 1);
	graph.width = 200;
	assert_shows(p, ">of::a_long_function</text>", true);
	graph.is_cut_right = true;
	assert_shows(p, ">name::of::a_long_funct…</text>", true);
	/* 174 px of 12 px a character, and of half a pixel. */
	assert_shows(p, "data-advance", false);
	graph.fontwidth = 1;
	assert_shows(p, ">name::of::a_l…</text>", true);
	assert_shows(p, " data-advance=\"1\"", true);
	graph.fontwidth = 0.04;
	assert_shows(p, ">name::of::a_long_function</text>", true);
	assert_shows(p, " data-advance=\"0.04\"", true);
	profile_free(p);
}

static void test_order(void **state)
{
	struct profile *p = profile_new(1);

	(void)state;
	profile_add(p, profile_child(p, PROFILE_ROOT,
		profile_frame(p, "z", NULL, FRAME_USER)), 0, 1);
	profile_add(p, profile_child(p, PROFILE_ROOT,
		profile_frame(p, "a", NULL, FRAME_USER)), 0, 3);
	graph.width = 420;
	assert_shows(p, "x=\"0\" width=\"299\" height=\"17\"><title>a", true);
	graph.keeps_order = true;
	assert_shows(p, "x=\"0\" width=\"99\" height=\"17\"><title>z", true);
	assert_shows(p, "x=\"100\" width=\"299\" height=\"17\"><title>a", true);
	profile_free(p);
}

static void test_minwidth_percent(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	graph.width = 1020;
	graph.minwidth = 57;
	graph.is_minwidth_percent = true;
	assert_shows(p, ">kernel_fn</text>", true);
	assert_shows(p, " data-minwidth=\"570\"", true);
	graph.minwidth = 58;
	assert_shows(p, ">kernel_fn</text>", false);
	profile_free(p);
}

/* The fill of a class in the light theme. */
static unsigned long fill_of(const char *svg, const char *colors,
			     const char *class)
{
	char rule[32];
	const char *at;

	snprintf(rule, sizeof(rule), "\n.fill-%s .%s{fill:#", colors, class);
	at = strstr(svg, rule);
	assert_non_null(at);
	return strtoul(at + strlen(rule), NULL, 16);
}

static bool is_reddish(unsigned long rgb)
{
	return rgb >> 16 > (rgb >> 8 & 0xff) + 30 && rgb >> 16 > (rgb & 0xff) + 30;
}

static void test_colors(void **state)
{
	struct profile *p = make_profile(1);
	struct err err = { "" };
	char *svg;

	(void)state;
	assert_int_equal(options_graph(&graph, OPTIONS_COLORS, "java", &err), 1);
	svg = draw(p);
	assert_true(is_reddish(fill_of(svg, "java", "u0")));
	assert_true(is_reddish(fill_of(svg, "java", "u9")));
	assert_false(is_reddish(fill_of(svg, "java", "p0")));
	assert_non_null(strstr(svg, ">kernel</tspan>"));
	free(svg);
	assert_int_equal(options_graph(&graph, OPTIONS_COLORS, "blue", &err), 1);
	svg = draw(p);
	assert_int_equal(fill_of(svg, "blue", "u3"),
			 fill_of(svg, "blue", "k3"));
	assert_int_not_equal(fill_of(svg, "blue", "u3"),
			     fill_of(svg, "blue", "u4"));
	assert_false(is_reddish(fill_of(svg, "blue", "u0")));
	assert_null(strstr(svg, ">kernel</tspan>"));
	assert_non_null(strstr(svg, ">shades by name<"));
	/* What a frame is outlives its colour. */
	assert_non_null(strstr(svg, "\nkk"));
	free(svg);
	profile_free(p);
}

static void test_inverted(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	graph.height = 20;
	/* The rows of the root, and of the deepest frame. */
	assert_shows(p, "<g transform=\"translate(0,60)\">\n<rect class=\"p0\"",
		     true);
	assert_shows(p, " data-inverted=\"\"", false);
	graph.is_inverted = true;
	assert_shows(p, "<g transform=\"translate(0,0)\">\n<rect class=\"p0\"",
		     true);
	assert_shows(p, " data-inverted=\"\"", true);
	assert_shows(p, ">Icicle Graph</text>", true);
	profile_free(p);
}

/* The leaves come first, and what called each of them follows. */
static void test_reverse(void **state)
{
	struct profile *p = make_profile(1);

	(void)state;
	graph.is_reversed = true;
	assert_shows(p, "\nnote view\treversed\n", true);
	assert_shows(p, "<title>kernel_fn\n4 samples", true);
	assert_shows(p, "<title>user_fn [a.out]\n3 samples", true);
	assert_shows(p, "<title>user_fn [a.out]\n4 samples", true);
	assert_shows(p, "<title>user_fn [a.out]\n7 samples", false);
	assert_shows(p, "view:", false);
	profile_free(p);
}

static void test_total(void **state)
{
	struct profile *p = make_profile(1);
	struct err err = { "" };

	(void)state;
	graph.total = 14;
	assert_shows(p, "<title>proc\n7 samples, 50.00%", true);
	assert_shows(p, "<title>all\n14 samples, 100%", true);
	graph.total = 7;
	assert_shows(p, "<title>proc\n7 samples, 100%", true);
	graph.total = 6;
	assert_int_equal(svg_write_profile(stdout, p, &graph, &err), -EINVAL);
	assert_string_equal(err.text,
			    "total 6 is less than the 7 samples there are");
	profile_free(p);
}

static void test_random_shades(void **state)
{
	struct profile *p = profile_new(1);
	char name[16], *first, *again;
	int i;

	(void)state;
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		profile_add(p, profile_child(p, PROFILE_ROOT, profile_frame(
			p, name, NULL, FRAME_USER)), 0, 10);
	}
	first = draw(p);
	again = draw(p);
	assert_string_equal(again, first);
	free(again);
	graph.is_random = true;
	again = draw(p);
	assert_string_not_equal(again, first);
	assert_int_equal(strlen(again), strlen(first));
	free(again);
	free(first);
	profile_free(p);
}

static void test_full_disk(void **state)
{
	struct profile *p = make_profile(1);
	FILE *full = fopen("/dev/full", "w");
	struct err err = { "" };

	(void)state;
	assert_int_equal(svg_write_profile(full, p, &graph, &err), -ENOSPC);
	assert_string_equal(err.text,
			    "cannot draw the flame graph: No space left on device");
	fclose(full);
	profile_free(p);
}

#define TEST(fn) cmocka_unit_test_setup(fn, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_frames),
		TEST(test_titles),
		TEST(test_notes),
		TEST(test_facts),
		TEST(test_last_column_counts),
		TEST(test_sizes),
		TEST(test_script),
		TEST(test_minwidth_and_countname),
		TEST(test_looks),
		TEST(test_more_looks),
		TEST(test_colordiffusion),
		TEST(test_long_names),
		TEST(test_order),
		TEST(test_minwidth_percent),
		TEST(test_colors),
		TEST(test_inverted),
		TEST(test_reverse),
		TEST(test_total),
		TEST(test_random_shades),
		TEST(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
