// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whole documents: sound XML for any names, the same bytes for the same tree,
 * what a reader without scripts sees, size, refusals, and the golden
 * pictures under tests/golden/render (FLAMEK_BLESS=1 rewrites them).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "render/fills.h"
#include "render/embed.h"
#include "render/flamegraph.h"
#include "render/palette.h"
#include "render/scheme.h"
#include "test-render-xml.h"

#define NR(array) (sizeof(array) / sizeof(*(array)))
#define GOLDEN "tests/golden/render/"

static const struct flamegraph_frame server[] = {
	{ "all", NULL, 0, FLAMEGRAPH_PROCESS, 0, 0 },
	{ "server", NULL, 0, FLAMEGRAPH_PROCESS, 0, 0 },
	{ "main", "server", 1, FLAMEGRAPH_USER, 1, 0 },
	{ "srv::Loop::run(srv::Poll&)", "server", 2, FLAMEGRAPH_USER, 40, 0 },
	{ "srv::hash<char>(char const*)", "server", 3, FLAMEGRAPH_INLINE, 125, 0 },
	{ "read", "libc.so.6", 3, FLAMEGRAPH_USER, 8, 0 },
	{ "entry_SYSCALL_64_after_hwframe", NULL, 5, FLAMEGRAPH_KERNEL, 3, 0 },
	{ "do_syscall_64", NULL, 6, FLAMEGRAPH_KERNEL, 20, 0 },
	{ "ext4_file_read_iter", "ext4", 7, FLAMEGRAPH_MODULE, 90, 0 },
	{ "0x7f001000", "[anon]", 2, FLAMEGRAPH_UNKNOWN, 11, 0 },
	{ "render /srv/view.js:12", NULL, 2, FLAMEGRAPH_JIT, 33, 0 },
	{ "tiny_a", "server", 2, FLAMEGRAPH_USER, 1, 0 },
	{ "tiny_b", "server", 2, FLAMEGRAPH_USER, 1, 0 },
	{ "<srv::Iter as core::iter::Iterator>::next", "server", 2,
	  FLAMEGRAPH_USER, 67, 0 },
};

static char *drawn_with(const struct flamegraph *graph,
			const struct flamegraph_options *options)
{
	char *buf = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&buf, &len);

	assert_non_null(f);
	assert_int_equal(flamegraph_write(f, graph, options), 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(strlen(buf), len);
	if (xml_problem(buf, len))
		fail_msg("%s in: %.2000s", xml_problem(buf, len),
			 strstr(buf, "class=\"frames\""));
	return buf;
}

static char *drawn(const struct flamegraph_frame *frames, uint32_t nr,
		   const struct flamegraph_options *options)
{
	const struct flamegraph graph = { .frames = frames, .nr_frames = nr };

	return drawn_with(&graph, options);
}

static char *drawn_graph(const struct flamegraph *graph)
{
	struct flamegraph_options options;

	flamegraph_options_init(&options);
	return drawn_with(graph, &options);
}

static char *drawn_by_default(const struct flamegraph_frame *frames, uint32_t nr)
{
	const struct flamegraph graph = { .frames = frames, .nr_frames = nr };

	return drawn_graph(&graph);
}

static unsigned int occurrences(const char *haystack, const char *needle)
{
	unsigned int nr = 0;

	for (; (haystack = strstr(haystack, needle)); haystack++)
		nr++;
	return nr;
}

static void assert_has(const char *svg, const char *what)
{
	if (!strstr(svg, what))
		fail_msg("no %s", what);
}

static void test_tells_the_source(void **state)
{
	static const struct flamegraph_frame frames[] = {
		{ "all", NULL, 0, FLAMEGRAPH_PROCESS, 0, 0 },
		{ "a::f(int) (a<.c:12)", "bin", 0, FLAMEGRAPH_USER, 1, 0 },
		{ "g (b.c:7)", NULL, 1, FLAMEGRAPH_INLINE, 3, 0 },
	};
	char *svg = drawn_by_default(frames, NR(frames));

	(void)state;
	assert_has(svg, "<title>a::f(int) [bin]\na&lt;.c:12\n4 samples, 100%</title>");
	assert_has(svg, "<title>g\nb.c:7\n3 samples, 75.00%</title>");
	assert_has(svg, ">g (b.c:7)</text>");
	free(svg);
}

static void test_reads_without_scripts(void **state)
{
	char *svg = drawn_by_default(server, NR(server));

	(void)state;
	assert_has(svg, "<title>Flame graph</title>");
	assert_has(svg, "role=\"img\" aria-label=\"Flame graph: flame graph of"
		   " 400 samples\"");
	assert_has(svg, ">400 samples</text>");
	assert_has(svg, "<title>all\n400 samples, 100%</title>");
	assert_has(svg, "<title>read [libc.so.6]\n121 samples, 30.25%</title>");
	assert_has(svg, "<title>srv::Loop::run(srv::Poll&amp;) [server]\n"
		   "286 samples, 71.50%</title>");
	assert_has(svg, "<title>tiny_b [server]\n1 sample, 0.25%</title>");
	assert_has(svg, ">do_syscall_64</text>");
	/* Every frame, the background and nothing else. */
	assert_int_equal(occurrences(svg, "<rect "), NR(server) + 1);
	free(svg);
}

static void test_says_what_was_pruned(void **state)
{
	struct flamegraph_options options;
	char *svg;

	(void)state;
	flamegraph_options_init(&options);
	options.minwidth = 4;
	svg = drawn(server, NR(server), &options);
	assert_null(strstr(svg, "<title>tiny_"));
	assert_has(svg, "class=\"pruned\"");
	assert_has(svg, "<title>2 narrow frames\n2 samples, 0.50%</title>");
	/* The viewer has them nevertheless. */
	assert_has(svg, "tiny_b\n");
	free(svg);
}

static void test_no_samples(void **state)
{
	const struct flamegraph_frame idle[] = {
		{ .name = "all" }, { .name = "f", .kind = FLAMEGRAPH_USER },
	};
	char *svg = drawn_by_default(NULL, 0);

	(void)state;
	assert_has(svg, ">no samples</text>");
	assert_has(svg, ">0 samples</text>");
	assert_null(strstr(svg, "<script>"));
	free(svg);
	svg = drawn_by_default(idle, NR(idle));
	assert_has(svg, ">no samples</text>");
	free(svg);
}

static void test_no_script(void **state)
{
	struct flamegraph_options options;
	char *svg;

	(void)state;
	flamegraph_options_init(&options);
	svg = drawn(server, NR(server), &options);
	assert_has(svg, "<script>");
	assert_has(svg, "<metadata>flamek-profile 2\nunit samples\n"
		   "columns 1\nnodes 14\n");
	free(svg);
	options.no_script = true;
	svg = drawn(server, NR(server), &options);
	assert_null(strstr(svg, "<script"));
	assert_null(strstr(svg, "<metadata"));
	free(svg);
}

/* The viewer tells of all frames; without it only tooltips do. */
static void test_tooltips_of_narrow_frames(void **state)
{
	const struct flamegraph_frame frames[] = {
		{ .name = "all" },
		{ .name = "wide", .kind = FLAMEGRAPH_USER, .self = 9995 },
		{ .name = "thin", .kind = FLAMEGRAPH_USER, .self = 5 },
	};
	struct flamegraph_options options;
	char *svg;

	(void)state;
	flamegraph_options_init(&options);
	svg = drawn(frames, NR(frames), &options);
	assert_has(svg, "<title>wide\n9,995 samples");
	assert_has(svg, " width=\"0.59\" height=\"17\"/>");
	assert_null(strstr(svg, "<title>thin"));
	free(svg);
	options.no_script = true;
	svg = drawn(frames, NR(frames), &options);
	assert_has(svg, "<title>thin\n5 samples");
	free(svg);
	options.minwidth = 1;
	svg = drawn(frames, NR(frames), &options);
	assert_has(svg, "<title>1 narrow frame\n5 samples");
	free(svg);
	options.no_script = false;
	svg = drawn(frames, NR(frames), &options);
	assert_has(svg, "<path class=\"pruned\" d=\"M0 13h0.59v4H0z\"/>");
	assert_null(strstr(svg, "narrow frame\n"));
	free(svg);
}

/* The embedded tree, written out by hand. */
static void test_embedded_profile(void **state)
{
	const struct flamegraph_frame frames[] = {
		{ .name = "all" },
		{ .name = "a", .kind = FLAMEGRAPH_USER, .self = 1 },
		{ .name = "b", .module = "m", .parent = 1, .kind = FLAMEGRAPH_USER },
		{ .name = "c", .module = "m", .parent = 2,
		  .kind = FLAMEGRAPH_USER, .self = 2 },
		{ .name = "a", .parent = 2, .kind = FLAMEGRAPH_USER, .self = 3 },
		{ .name = "z", .kind = FLAMEGRAPH_KERNEL, .self = 4 },
	};
	char *svg = drawn_by_default(frames, NR(frames));

	(void)state;
	assert_has(svg, "<metadata>flamek-profile 2\nunit samples\n"
		   "columns 1\nnodes 6\n"
		   "uu4a\npp0all\nkk1z\n@m\nuu1b\nuu2c\n"
		   "1,0:1,3,0:3)4:2)))2:4))\n</metadata>");
	free(svg);
}

/* What has samples in either column is there, though it has no width. */
static void test_embedded_columns(void **state)
{
	const struct flamegraph_frame frames[] = {
		{ .name = "all" },
		{ .name = "a", .kind = FLAMEGRAPH_USER, .self = 1, .before = 9 },
		{ .name = "b", .parent = 1, .kind = FLAMEGRAPH_JIT },
		{ .name = "gone", .parent = 2, .kind = FLAMEGRAPH_MODULE,
		  .before = 7 },
		{ .name = "new", .kind = FLAMEGRAPH_INLINE, .self = 4 },
		{ .name = "never", .kind = FLAMEGRAPH_UNKNOWN },
	};
	const struct flamegraph graph = {
		.frames = frames, .nr_frames = NR(frames), .has_before = true,
	};
	char *svg = drawn_graph(&graph);

	(void)state;
	assert_has(svg, "columns 2\nnodes 5\n");
	assert_has(svg, "1,0:9/1,2,3:7/0)))4:0/4))\n</metadata>");
	assert_has(svg, ">5 samples</text>");
	assert_null(strstr(svg, "<title>gone"));
	free(svg);
}

/* Everything that is known of the recording, each on one line. */
static void test_embedded_notes(void **state)
{
	const struct flamegraph_note notes[] = {
		{ "command", "make\t-j\n]]>", true }, { "a\tb", "", false },
	};
	const struct flamegraph_fact facts[] = {
		{ "400 samples", "x\ny", false }, { "9 lost", "z", true },
	};
	struct flamegraph_options options;
	char *svg;

	(void)state;
	flamegraph_options_init(&options);
	options.notes = notes;
	options.nr_notes = NR(notes);
	options.facts = facts;
	options.nr_facts = NR(facts);
	svg = drawn(server, NR(server), &options);
	assert_has(svg, "nodes 14\nnote command\tmake\\x09-j\\x0a]]&gt;\n"
		   "note a\\x09b\t\nfact 400 samples\tx\\x0ay\n"
		   "warn 9 lost\tz\npp");
	/* Hidden from the picture. */
	assert_has(svg, "</title>a\\x09b </text>");
	free(svg);
}

static const struct flamegraph_frame change[] = {
	{ .name = "all" },
	{ .name = "grown", .kind = FLAMEGRAPH_USER, .self = 90, .before = 20 },
	{ .name = "less", .kind = FLAMEGRAPH_USER, .self = 30, .before = 50 },
	{ .name = "same", .kind = FLAMEGRAPH_USER, .self = 7, .before = 7 },
	{ .name = "caller", .kind = FLAMEGRAPH_USER },
	{ .name = "fresh", .parent = 4, .kind = FLAMEGRAPH_USER, .self = 9 },
	{ .name = "lost", .parent = 4, .kind = FLAMEGRAPH_USER, .before = 3 },
};

static void assert_frame(const char *svg, const char *class, const char *title)
{
	char want[200];
	const char *at = strstr(svg, title);

	assert_non_null(at);
	while (at > svg && strncmp(at, "<rect ", 6) != 0)
		at--;
	snprintf(want, sizeof(want), "<rect class=\"%s\"", class);
	if (strncmp(at, want, strlen(want)) != 0)
		fail_msg("%s is not %s but %.20s", title, class, at);
}

static void test_change(void **state)
{
	const struct flamegraph graph = {
		.frames = change, .nr_frames = NR(change), .has_before = true,
	};
	struct flamegraph_options options;
	char *svg;

	(void)state;
	flamegraph_options_init(&options);
	svg = drawn_with(&graph, &options);
	assert_frame(svg, "a7", "<title>grown\n90 samples, 66.18%\n"
		     "before: 20 samples, 25.00%</title>");
	assert_frame(svg, "s2", "<title>less\n");
	assert_frame(svg, "e0", "<title>same\n");
	/* Its own samples did not change, though those of its callees did. */
	assert_frame(svg, "e0", "<title>caller\n9 samples, 6.62%\n"
		     "before: 3 samples, 3.75%</title>");
	assert_frame(svg, "n0", "<title>fresh\n9 samples, 6.62%\nnew</title>");
	assert_has(svg, ">more</tspan>");
	assert_has(svg, ">1 frame gone, 3 samples before</tspan>");
	/* The viewer needs no account of its own. */
	assert_has(svg, "\nua7grown\n");
	assert_has(svg, "\nus0lost\n");
	free(svg);
	options.is_negated = true;
	svg = drawn_with(&graph, &options);
	assert_frame(svg, "s7", "<title>grown\n90 samples, 66.18%\nafter: ");
	assert_frame(svg, "a2", "<title>less\n");
	assert_frame(svg, "n0", "<title>fresh\n9 samples, 6.62%\ngone</title>");
	assert_has(svg, ">1 frame new, 3 samples after</tspan>");
	free(svg);
}

/* Two nodes of one frame, of which each has a colour of its own. */
static void test_change_is_of_the_node(void **state)
{
	const struct flamegraph_frame frames[] = {
		{ .name = "all" },
		{ .name = "f", .kind = FLAMEGRAPH_USER, .self = 5, .before = 1 },
		{ .name = "f", .parent = 1, .kind = FLAMEGRAPH_USER, .self = 1,
		  .before = 5 },
	};
	const struct flamegraph graph = {
		.frames = frames, .nr_frames = NR(frames), .has_before = true,
	};
	char *svg = drawn_graph(&graph);

	(void)state;
	assert_has(svg, "\nua7f\nus7f\n0,1:1/5,2:5/1)))\n");
	free(svg);
}

static void test_hostile_names(void **state)
{
	char names[255][8];
	struct flamegraph_frame frames[256] = { { .name = "]]>\x1b\xff" } };
	struct flamegraph_note notes[] = { { "a]]>\x01", "<b>\xed\xa0\x80\"", false },
					   { "", "", false } };
	struct flamegraph_fact facts[] = {
		{ "<\x01]]>", "\xff<script>\n\n&\"", true }, { "", "", false },
	};
	struct flamegraph_options options;
	char *svg;

	(void)state;
	for (int i = 0; i < 255; i++) {
		snprintf(names[i], sizeof(names[i]), "%c]]>\"%c<", i + 1, i + 1);
		frames[i + 1].name = names[i];
		frames[i + 1].module = names[254 - i];
		frames[i + 1].kind = (uint32_t)i % FLAMEGRAPH_NR_KINDS;
		frames[i + 1].parent = (uint32_t)i / 4;
		frames[i + 1].self = 1;
	}
	flamegraph_options_init(&options);
	options.title = "A & B \xfe \"</title><script>alert(1)</script>";
	options.subtitle = "]]>\x02'<!--";
	options.countname = "<&\x03";
	options.notes = notes;
	options.nr_notes = NR(notes);
	options.facts = facts;
	options.nr_facts = NR(facts);
	svg = drawn(frames, NR(frames), &options);
	assert_int_equal(occurrences(svg, "<script>"), 1);
	assert_has(svg, "A &amp; B \\xfe &quot;&lt;/title&gt;");
	free(svg);
}

static void test_random_names(void **state)
{
	(void)state;
	srandom(5);
	for (int round = 0; round < 300; round++) {
		struct flamegraph_frame frames[40] = { { .name = "all" } };
		char names[40][24];
		uint32_t nr = 1 + (uint32_t)random() % 39;

		for (uint32_t i = 1; i < nr; i++) {
			size_t len = (size_t)random() % (sizeof(names[i]) - 1);

			for (size_t c = 0; c < len; c++)
				names[i][c] = (char)(1 + random() % 255);
			names[i][len] = '\0';
			frames[i].name = names[i];
			frames[i].parent = (uint32_t)random() % i;
			frames[i].kind = FLAMEGRAPH_USER;
			frames[i].self = (uint64_t)random() % 9;
		}
		free(drawn_by_default(frames, nr));
	}
}

/* The same tree with its frames in another order, parents first. */
static void shuffle(const struct flamegraph_frame *from,
		    struct flamegraph_frame *to, uint32_t nr)
{
	uint32_t *place = calloc(nr, sizeof(*place));
	bool *is_placed = calloc(nr, sizeof(*is_placed));

	assert_non_null(place);
	assert_non_null(is_placed);
	is_placed[0] = true;
	to[0] = from[0];
	for (uint32_t n = 1; n < nr;) {
		uint32_t i = (uint32_t)random() % nr;

		if (is_placed[i] || !is_placed[from[i].parent])
			continue;
		is_placed[i] = true;
		place[i] = n;
		to[n] = from[i];
		to[n++].parent = place[from[i].parent];
	}
	free(is_placed);
	free(place);
}

static void test_order_does_not_matter(void **state)
{
	struct flamegraph_frame twice[NR(server) * 2 - 1];
	struct flamegraph_frame shuffled[NR(twice)];
	char *want, *got;

	(void)state;
	memcpy(twice, server, sizeof(server));
	for (uint32_t i = 1; i < NR(server); i++) {
		twice[NR(server) + i - 1] = server[i];
		if (server[i].parent)
			twice[NR(server) + i - 1].parent += NR(server) - 1;
	}
	want = drawn_by_default(twice, NR(twice));
	srandom(6);
	for (int round = 0; round < 50; round++) {
		shuffle(twice, shuffled, NR(twice));
		got = drawn_by_default(shuffled, NR(twice));
		assert_string_equal(got, want);
		free(got);
	}
	assert_has(want, "<title>all\n800 samples, 100%</title>");
	assert_int_equal(occurrences(want, "<rect "), NR(server) + 1);
	free(want);
}

/* On every row the rectangles follow one another inside those below. */
static void test_rectangles_do_not_overlap(void **state)
{
	char *svg = drawn_by_default(server, NR(server));
	double end = 0;

	(void)state;
	for (char *s = strstr(svg, "class=\"frames\""); (s = strpbrk(s, "<"));
	     s++) {
		double x, width;

		if (strncmp(s, "<g transform", 12) == 0)
			end = 0;
		if (strncmp(s, "<g class=\"footer\"", 17) == 0)
			break;
		if (sscanf(s, "<rect class=%*s x=\"%lf\" width=\"%lf\"", &x,
			   &width) != 2)
			continue;
		assert_true(x >= end - 0.001);
		end = x + width;
		assert_true(end <= 1180.001);
	}
	free(svg);
}

/* As deep and as long-named as real profiles are. */
static void test_size(void **state)
{
	enum { NR_FRAMES = 10000, FIXED = 40000 };
	struct flamegraph_frame *frames = calloc(NR_FRAMES, sizeof(*frames));
	char (*names)[32] = calloc(NR_FRAMES, sizeof(*names));
	struct flamegraph_options options;
	char *svg;

	(void)state;
	assert_non_null(frames);
	assert_non_null(names);
	for (uint32_t i = 0; i < NR_FRAMES; i++) {
		snprintf(names[i], sizeof(names[i]), "subsystem_do_something_%u",
			 i % 2000);
		frames[i].name = names[i];
		frames[i].module = "libsomething.so.1";
		frames[i].kind = i ? FLAMEGRAPH_USER : FLAMEGRAPH_PROCESS;
		frames[i].parent = i < 40 ? 0 : i - 40;
		frames[i].self = 1 + i % 3;
	}
	flamegraph_options_init(&options);
	options.minwidth = 0;
	svg = drawn(frames, NR_FRAMES, &options);
	assert_int_equal(occurrences(svg, "<rect "), NR_FRAMES + 1);
	assert_true(strlen(svg) < FIXED + 250 * NR_FRAMES);
	free(svg);
	free(names);
	free(frames);
}

static void test_deep(void **state)
{
	const uint32_t nr = 10000;
	struct flamegraph_frame *frames = calloc(nr, sizeof(*frames));
	char *svg;

	(void)state;
	assert_non_null(frames);
	for (uint32_t i = 0; i < nr; i++) {
		frames[i].name = "recurse";
		frames[i].parent = i ? i - 1 : 0;
		frames[i].kind = FLAMEGRAPH_USER;
	}
	frames[nr - 1].self = 1;
	svg = drawn_by_default(frames, nr);
	assert_int_equal(occurrences(svg, "<rect "), nr + 1);
	assert_has(svg, " height=\"180096\"");
	free(svg);
	free(frames);
}

static void test_notes(void **state)
{
	struct flamegraph_note notes[] = { { "host", "box", false },
					   { "rate", "999 Hz", false },
					   { "command", NULL, false } };
	char command[600];
	struct flamegraph_options options;
	char *svg;

	(void)state;
	memset(command, 'c', sizeof(command) - 1);
	command[sizeof(command) - 1] = '\0';
	notes[2].value = command;
	flamegraph_options_init(&options);
	options.notes = notes;
	options.nr_notes = NR(notes);
	svg = drawn(server, NR(server), &options);
	assert_has(svg, "<title>host: box\nrate: 999 Hz\ncommand: cccc");
	assert_has(svg, "</title>host box  ·  rate 999 Hz  ·  command cccc");
	assert_has(svg, "cccc…</text>");
	free(svg);
}

static void test_facts(void **state)
{
	struct flamegraph_fact facts[] = {
		{ "400 samples", "400 samples\n  late <1 us", false },
		{ "12.00% of user stacks cut short", "cut short: 12.00%", true },
		{ "none lost", "lost: none", false },
	};
	struct flamegraph_options options;
	char *svg;

	(void)state;
	flamegraph_options_init(&options);
	options.facts = facts;
	options.nr_facts = NR(facts);
	svg = drawn(server, NR(server), &options);
	assert_has(svg, "<title>400 samples\n  late &lt;1 us\n"
			"cut short: 12.00%\nlost: none\n</title>"
			"<tspan class=\"fact\">400 samples</tspan>"
			"<tspan class=\"fact\">  ·  <tspan class=\"bad\">"
			"▲ 12.00% of user stacks cut short</tspan></tspan>"
			"<tspan class=\"fact\">  ·  none lost</tspan></text>");
	free(svg);
	/* Whole or not at all, and none after one that has no room. */
	options.width = 250;
	svg = drawn(server, NR(server), &options);
	assert_has(svg, "<tspan class=\"fact\">400 samples</tspan>"
			"<tspan class=\"fact hidden\">  ·  <tspan class=\"bad\">"
			"▲ 12.00% of user stacks cut short</tspan></tspan>"
			"<tspan class=\"fact hidden\">  ·  none lost</tspan>");
	free(svg);
}

static void assert_option_refused(const struct flamegraph_options *options)
{
	struct flamegraph graph = { .frames = server,
				    .nr_frames = NR(server) };
	char *buf = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&buf, &len);

	assert_non_null(f);
	assert_int_equal(flamegraph_write(f, &graph, options), -EINVAL);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(len, 0);
	free(buf);
}

static void test_bad_options(void **state)
{
	struct flamegraph_options good, bad;

	(void)state;
	flamegraph_options_init(&good);
	bad = good;
	bad.minwidth = -1;
	assert_option_refused(&bad);
	bad.minwidth = NAN;
	assert_option_refused(&bad);
	bad.minwidth = INFINITY;
	assert_option_refused(&bad);
	bad = good;
	bad.width = 10;
	assert_option_refused(&bad);
	bad.width = UINT32_MAX;
	assert_option_refused(&bad);
	bad = good;
	bad.font_size = 0;
	assert_option_refused(&bad);
	bad = good;
	bad.frame_height = good.font_size - 1;
	assert_option_refused(&bad);
	bad = good;
	bad.title = NULL;
	assert_option_refused(&bad);
	bad = good;
	bad.colors = SCHEME_NR;
	assert_option_refused(&bad);
	bad = good;
	bad.background = 0x1000000;
	assert_option_refused(&bad);
	bad = good;
	bad.match = 0x1000000;
	assert_option_refused(&bad);
	bad = good;
	bad.minwidth = 100.1;
	bad.is_minwidth_percent = true;
	assert_option_refused(&bad);
	bad = good;
	bad.font_width = 10.1;
	assert_option_refused(&bad);
	bad = good;
	bad.nr_notes = 1;
	assert_option_refused(&bad);
	bad = good;
	bad.nr_facts = 1;
	assert_option_refused(&bad);
}

static void test_extreme_options(void **state)
{
	struct flamegraph_options options;

	(void)state;
	flamegraph_options_init(&options);
	options.width = 200;
	options.font_size = 100;
	options.frame_height = 200;
	options.minwidth = 100000;
	free(drawn(server, NR(server), &options));
	options.width = 100000;
	options.font_size = 4;
	options.frame_height = 4;
	options.minwidth = 0;
	free(drawn(server, NR(server), &options));
}

static void test_full_disk(void **state)
{
	struct flamegraph graph = { .frames = server,
				    .nr_frames = NR(server) };
	struct flamegraph_options options;
	FILE *f = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(f);
	flamegraph_options_init(&options);
	assert_int_equal(flamegraph_write(f, &graph, &options), -ENOSPC);
	fclose(f);
}

/* Each has its own class, none of them a palette's, until there are no more. */
static void test_fills(void **state)
{
	struct fills *fills = calloc(1, sizeof(*fills));
	char class[3], last[3] = "";
	uint32_t i;

	(void)state;
	for (i = 0; i < FILLS_MAX; i++) {
		assert_int_equal(fills_add(fills, i * 7), i);
		fills_class(i, class);
		assert_true(class[0] >= 'A' && class[0] <= 'Z');
		assert_string_not_equal(class, last);
		strcpy(last, class);
	}
	assert_string_equal(class, "ZZ");
	assert_int_equal(fills_add(fills, 70), 10);
	assert_int_equal(fills_add(fills, 71), 10);
	assert_int_equal(fills->nr, FILLS_MAX);
	assert_int_equal(fills_color(fills, 10, false), 70);
	assert_int_equal(fills_color(fills, 10, true), 28);
	free(fills);
}

static void test_letters_differ(void **state)
{
	(void)state;
	for (int a = 0; a < COLOR_NR; a++)
		for (int b = 0; b < a; b++)
			assert_int_not_equal(palettes[a].letter, palettes[b].letter);
}

/* Of a color, from 0 to 1, as WCAG has it. */
static double luminance(uint32_t rgb)
{
	static const double weights[] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		double c = (rgb >> (16 - 8 * i) & 0xff) / 255.0;

		/* Without a pow(), right to 0.002. */
		sum += weights[i] * c * (c * (c * 0.305306 + 0.682171) +
					 0.012523);
	}
	return sum;
}

static double contrast(uint32_t a, uint32_t b)
{
	double x = luminance(a), y = luminance(b);

	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static void assert_legible(uint32_t scheme, int c, unsigned int v)
{
	double light = contrast(scheme_fill(scheme, c, v, false), 0x1b1f24);
	double dark = contrast(scheme_fill(scheme, c, v, true), 0xf0f3f6);

	if (light < 4.5 || dark < 4.5)
		fail_msg("%s, colour %d, shade %u: %.1f:1 and %.1f:1",
			 scheme_name(scheme), c, v, light, dark);
}

/* The text of the viewer's style sheet, at 4.5:1 or more (WCAG AA). */
static void test_text_is_legible(void **state)
{
	(void)state;
	for (uint32_t s = 0; s < SCHEME_NR; s++) {
		for (int c = 0; c < COLOR_NR; c++) {
			for (unsigned int v = 0; v < scheme_variants(s, c); v++) {
				assert_legible(s, c, v);
			}
		}
	}
}

/* The writer can cut a "]]>" in two, but the viewer should not need it. */
static void test_viewer_is_embedded(void **state)
{
	(void)state;
	assert_true(embed_viewer_js_size > 1000);
	assert_true(embed_viewer_css_size > 500);
	assert_null(memmem(embed_viewer_js, embed_viewer_js_size, "]]>", 3));
}

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *buf = NULL;
	size_t size = 0;

	if (!f)
		fail_msg("%s: %s", path, strerror(errno));
	if (getdelim(&buf, &size, '\0', f) < 0)
		fail_msg("%s is empty", path);
	fclose(f);
	return buf;
}

static void assert_golden(const char *path, const char *got)
{
	char *want;

	if (getenv("FLAMEK_BLESS")) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(got, f);
		assert_int_equal(fclose(f), 0);
	}
	want = read_file(path);
	assert_string_equal(got, want);
	free(want);
}

static void test_golden(void **state)
{
	struct flamegraph_note notes[] = { { "host", "box", false },
					   { "rate", "9 Hz", false } };
	struct flamegraph_fact facts[] = {
		{ "400 samples", "400 samples", false },
		{ "12.00% lost", "lost: 55 samples, 12.00%", true },
		{ "all frames named", "without a name: no frame", false },
	};
	struct flamegraph_options options;
	char *svg;

	(void)state;
	flamegraph_options_init(&options);
	options.no_script = true;
	options.title = "A server & its kernel";
	options.notes = notes;
	options.nr_notes = NR(notes);
	options.facts = facts;
	options.nr_facts = NR(facts);
	svg = drawn(server, NR(server), &options);
	assert_golden(GOLDEN "server.svg", svg);
	free(svg);
	options.minwidth = 8;
	options.width = 800;
	options.subtitle = "two pruned, fixed width";
	svg = drawn(server, NR(server), &options);
	assert_golden(GOLDEN "pruned.svg", svg);
	free(svg);
	svg = drawn(NULL, 0, &options);
	assert_golden(GOLDEN "empty.svg", svg);
	free(svg);
}

static void test_golden_change(void **state)
{
	const struct flamegraph graph = {
		.frames = change, .nr_frames = NR(change), .has_before = true,
	};
	struct flamegraph_options options;
	char *svg;

	(void)state;
	flamegraph_options_init(&options);
	options.no_script = true;
	svg = drawn_with(&graph, &options);
	assert_golden(GOLDEN "change.svg", svg);
	free(svg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_without_scripts),
		cmocka_unit_test(test_tells_the_source),
		cmocka_unit_test(test_says_what_was_pruned),
		cmocka_unit_test(test_no_samples),
		cmocka_unit_test(test_no_script),
		cmocka_unit_test(test_tooltips_of_narrow_frames),
		cmocka_unit_test(test_embedded_profile),
		cmocka_unit_test(test_embedded_columns),
		cmocka_unit_test(test_embedded_notes),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_change_is_of_the_node),
		cmocka_unit_test(test_hostile_names),
		cmocka_unit_test(test_random_names),
		cmocka_unit_test(test_order_does_not_matter),
		cmocka_unit_test(test_rectangles_do_not_overlap),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_bad_options),
		cmocka_unit_test(test_extreme_options),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_fills),
		cmocka_unit_test(test_letters_differ),
		cmocka_unit_test(test_text_is_legible),
		cmocka_unit_test(test_viewer_is_embedded),
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_golden_change),
	};

	return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
