// SPDX-License-Identifier: GPL-2.0-only
/*
 * svg-read: what was drawn comes back, whatever is in it; what is damaged is
 * refused with the reason.
 */
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

#include "formats/svg-read.h"
#include "formats/svg.h"
#include "test-folded.h"

#define NR(array) (sizeof(array) / sizeof(*(array)))

/* To be freed. */
static char *draw_with(const struct profile *p,
		       const struct graph_options *graph)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	if (svg_write_profile(out, p, graph, &err))
		fail_msg("%s", err.text);
	assert_int_equal(fclose(out), 0);
	return text;
}

static char *draw(const struct profile *p)
{
	struct graph_options graph;

	options_graph_init(&graph);
	return draw_with(p, &graph);
}

static struct profile *read_svg(const char *text, size_t size, size_t head)
{
	int fd = memfd_create("input", 0);
	const struct svg_input in = {
		.fd = fd, .name = "x.svg", .head = text, .head_size = head,
	};
	struct profile *p;

	assert_int_equal(write(fd, text + head, size - head), size - head);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	err.text[0] = '\0';
	p = svg_read(&in, &err);
	close(fd);
	return p;
}

static struct profile *read_again(const struct profile *p)
{
	char *svg = draw(p);
	struct profile *again = read_svg(svg, strlen(svg), 64);

	if (!again)
		fail_msg("%s", err.text);
	free(svg);
	return again;
}

/* Both the picture and the stacks are the same, byte for byte. */
static void assert_survives(const struct profile *p)
{
	struct profile *again = read_again(p);
	char *want = draw(p), *got = draw(again);
	int annotate;

	assert_string_equal(got, want);
	free(want);
	free(got);
	for (annotate = 0; annotate < 2; annotate++) {
		want = write_text(p, annotate);
		got = write_text(again, annotate);
		assert_string_equal(got, want);
		free(want);
		free(got);
	}
	profile_free(again);
}

static struct profile *make_profile(unsigned int nr_columns)
{
	static const char * const names[] = {
		"main", "f<a>(\"b\") & c", "]]></metadata><metadata>", "\x01\n\t",
		"\xff\xfe\xed\xa0\x80", "\\x41 \\ \\x", "@m", "note a\tb", "",
		"\xe2\x80\xae", "漢字", "&#65;",
	};
	struct profile *p = profile_new(nr_columns);
	unsigned int i, kind;

	for (i = 0; i < NR(names); i++) {
		uint32_t node = PROFILE_ROOT;

		for (kind = 0; kind <= FRAME_UNKNOWN; kind++) {
			node = profile_child(p, node, profile_frame(
				p, names[(i + kind) % NR(names)],
				kind % 3 ? names[i] : NULL, kind));
			profile_add(p, node, (i + kind) % nr_columns,
				    kind * i * 1000003);
		}
	}
	profile_add(p, PROFILE_ROOT, 0, 5);
	return p;
}

static void test_round_trip(void **state)
{
	unsigned int nr_columns;

	(void)state;
	for (nr_columns = 1; nr_columns <= 2; nr_columns++) {
		struct profile *p = make_profile(nr_columns);

		profile_note(p, "command", "make\t<all>\n");
		profile_note(p, "host", "");
		profile_fact(p, "7 samples", "all of\n  7", false);
		profile_fact(p, "9% cut", "]]>", true);
		profile_note(p, "unit", "bytes");
		assert_survives(p);
		profile_free(p);
	}
}

/* However it was drawn. */
static void test_reversed(void **state)
{
	struct profile *again, *p = make_profile(2);
	struct graph_options graph;
	char *svg, *want, *got;

	(void)state;
	options_graph_init(&graph);
	graph.is_reversed = true;
	svg = draw_with(p, &graph);
	again = read_svg(svg, strlen(svg), 0);
	assert_non_null(again);
	want = write_text(p, true);
	got = write_text(again, true);
	assert_string_equal(got, want);
	free(got);
	got = draw_with(again, &graph);
	assert_string_equal(got, svg);
	free(got);
	free(want);
	free(svg);
	profile_free(again);
	profile_free(p);
}

/* Long enough to be cut into several runs of text. */
static void test_large(void **state)
{
	struct profile *p = profile_new(1);
	uint32_t i, node = PROFILE_ROOT;
	char name[200];

	(void)state;
	for (i = 0; i < 20000; i++) {
		snprintf(name, sizeof(name), "%0150u", i * 7919 % 20000);
		node = profile_child(p, i % 50 ? node : PROFILE_ROOT,
				     profile_frame(p, name, NULL, FRAME_USER));
		profile_add(p, node, 0, i);
	}
	assert_survives(p);
	profile_free(p);
}

static void test_kinds_and_notes(void **state)
{
	struct profile *p = read_text("proc;u;k_[k];j_[j];i_[i];[x] 3\n");
	struct profile *again;
	const struct profile_frame *f;
	const struct profile_fact *fact;
	const char *value;
	uint32_t i;

	(void)state;
	profile_add(p, profile_child(p, PROFILE_ROOT,
				     profile_frame(p, "t", NULL, FRAME_THREAD)),
		    0, 1);
	profile_note(p, "rate", "999 Hz");
	profile_fact(p, "1 lost", "of 4", true);
	again = read_again(p);
	assert_int_equal(profile_nr_nodes(again), profile_nr_nodes(p));
	for (i = 1; i < profile_nr_nodes(p); i++) {
		f = profile_get_frame(again, profile_node_frame(again, i));
		assert_int_equal(f->kind, profile_get_frame(p,
				 profile_node_frame(p, i))->kind);
	}
	assert_string_equal(profile_get_note(again, 0, &value), "rate");
	assert_string_equal(value, "999 Hz");
	assert_null(profile_get_note(again, 1, &value));
	fact = profile_get_fact(again, 0);
	assert_string_equal(fact->text, "1 lost");
	assert_string_equal(fact->details, "of 4");
	assert_true(fact->is_bad);
	profile_free(again);
	profile_free(p);
}

#define PROFILE(nodes, rest) \
	"flamek-profile 2\nunit samples\ncolumns 1\nnodes " nodes "\n" rest
#define XML(text) "<svg class=\"flamek\"><metadata>" text "</metadata></svg>"
#define SOUND PROFILE("3", "pp0all\nuu1a\nuu2b\n0,1:2)2:3))\n")

static void assert_reads(const char *xml, const char *folded)
{
	struct profile *p = read_svg(xml, strlen(xml), 0);

	if (!p)
		fail_msg("%s", err.text);
	assert_written(p, false, folded);
}

/* What other programs make of the file. */
static void test_forms_of_xml(void **state)
{
	(void)state;
	assert_reads(XML(SOUND), "a 2\nb 3\n");
	assert_reads("<svg><style><![CDATA[<metadata>]]></style>"
		     "<!-- <metadata> --><metadata/><metadata a='>'>x &nbsp;"
		     "</metadata><g title=\"<metadata>\"/>"
		     "<metadata\nid=\"m\">" SOUND "</metadata\n></svg>",
		     "a 2\nb 3\n");
	assert_reads(XML("<![CDATA[" SOUND "]]>"), "a 2\nb 3\n");
	assert_reads(XML("flamek-profile 2\r\nunit samples\r\ncolumns 1\r\n"
			 "nodes 1\r\npp0all\r\n0:7)\r\n"), "[unknown] 7\n");
	assert_reads(XML(PROFILE("2", "pp0all\nuu1&#97;&#x62;&amp;&#x20AC;"
				 "&apos;<g xmlns='x'></g><!--x-->c\n0,1:1))\n")),
		     "ab&€'c 1\n");
}

static void assert_bad(const char *xml, const char *says)
{
	struct profile *p = read_svg(xml, strlen(xml), 0);

	assert_null(p);
	if (!strstr(err.text, says))
		fail_msg("'%s' does not say \"%s\"", err.text, says);
}

static void test_not_ours(void **state)
{
	(void)state;
	assert_bad("<svg><title>Flame Graph</title></svg>",
		   "'x.svg' is not a flame graph of flamekctl's");
	assert_bad("<svg class=\"flamek\"></svg>", "is a picture alone");
	assert_bad(XML("flamek-profile 1\nunit samples\n"),
		   "is of another version of flamekctl");
	assert_bad("<", "is not a flame graph");
	assert_bad("<svg a='", "is not a flame graph");
	assert_bad("<svg><metadata", "is not a flame graph");
}

static void test_damaged(void **state)
{
	static const struct {
		const char *xml, *says;
	} bad[] = {
		{ "<svg><metadata>flamek-profile 2\n", "ends before its end" },
		{ "<svg><metadata>flamek-profile 2\n<![CDATA[ ]]",
		  "ends before its end" },
		{ "<svg><metadata>flamek-profile 2\n<g '", "ends before its end" },
		{ XML("flamek-profile 2\n&x;"), "a reference to nothing" },
		{ XML("flamek-profile 2\n&#0;"), "a reference to nothing" },
		{ XML("flamek-profile 2\n&#xd800;"), "a reference to nothing" },
		{ XML("flamek-profile 2\n&#x110000;"), "a reference to nothing" },
		{ XML("flamek-profile 2\n&#99999999999999999999;"),
		  "a reference to nothing" },
		{ XML("flamek-profile 2\n"), "line 1: no unit" },
		{ XML("flamek-profile 2\nunit x\ncolumns 3\n"),
		  "line 3: columns other than 1 or 2" },
		{ XML("flamek-profile 2\nunit x\ncolumns 0\n"), "columns other" },
		{ XML(PROFILE("x", "")), "line 4: no number of nodes" },
		{ XML(PROFILE("99999999999999999999", "")), "no number" },
		{ XML(PROFILE("1", "")), "no tree" },
		{ XML(PROFILE("1", "0:1)\n")), "a node of no frame" },
		{ XML(PROFILE("1", "pp0all\n1:1)\n")), "a node of no frame" },
		{ XML(PROFILE("1", "pp0all\n:1)\n")), "a node of no frame" },
		{ XML(PROFILE("1", "pp0all\nzzzzzzzzzzzzzz:1)\n")),
		  "a node of no frame" },
		{ XML(PROFILE("1", "Zp0all\n0:1)\n")), "no frame" },
		{ XML(PROFILE("1", "pp\n0:1)\n")), "line 5: no frame" },
		{ XML(PROFILE("1", "note x\n0:1)\n")), "line 5: no frame" },
		{ XML(PROFILE("1", "pp0all\n0:x)\n")), "a count that is no" },
		{ XML(PROFILE("1", "pp0all\n0:99999999999999999999)\n")),
		  "a count that is no number of 64 bits" },
		{ XML(PROFILE("1", "pp0all\n0:1\n")), "a node without end" },
		{ XML(PROFILE("1", "pp0all\n0:1/2)\n")), "a node without end" },
		{ XML(PROFILE("1", "pp0all\n0,\n")), "a node of no frame" },
		{ XML(PROFILE("1", "pp0all\n0:1))\n")), "more or fewer nodes" },
		{ XML(PROFILE("2", "pp0all\n0:1)\n")), "more or fewer nodes" },
		{ XML(PROFILE("1", "pp0all\n0,0:1))\n")), "more or fewer" },
		{ XML("flamek-profile 2\nunit x\ncolumns 2\nnodes 1\npp0all\n"
		      "0:1)\n"), "one count where there are two columns" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < NR(bad); i++)
		assert_bad(bad[i].xml, bad[i].says);
}

static void test_nul(void **state)
{
	static const char xml[] = XML("flamek-profile 2\n\0");

	(void)state;
	assert_null(read_svg(xml, sizeof(xml) - 1, 0));
	assert_non_null(strstr(err.text, "a NUL byte"));
}

/* A stack as text may be as long as a line of folded stacks. */
static void test_long_stack(void **state)
{
	const size_t name_size = 1 << 20;
	char *name = calloc(name_size + 1, 1);
	char *xml = NULL;

	(void)state;
	assert_non_null(name);
	memset(name, 'x', name_size);
	assert_true(asprintf(&xml, XML(PROFILE("18", "pp0all\nuu0%s\n0,1,1,1,1,"
		"1,1,1,1,1,1,1,1,1,1,1,1,1:1))))))))))))))))))\n")), name) > 0);
	assert_bad(xml, "a stack longer than 16 MB");
	free(xml);
	free(name);
}

/* What was said of the looks holds until it is said otherwise. */
static void test_looks_are_taken_up(void **state)
{
	struct profile *p = read_text("a;b 3\nc 1\n"), *again;
	struct graph_options graph, now;
	char *first, *second;

	(void)state;
	options_graph_init(&graph);
	options_graph_init(&now);
	assert_int_equal(options_graph(&graph, OPTIONS_TITLE, "A\n\tB", &err),
			 1);
	assert_int_equal(options_graph(&graph, OPTIONS_WIDTH, "500", &err), 1);
	assert_int_equal(options_graph(&graph, OPTIONS_COLORDIFFUSION, NULL,
				       &err), 1);
	/* Of the profile, and there already. */
	assert_int_equal(options_graph(&graph, OPTIONS_TOTAL, "9", &err), 1);
	first = draw_with(p, &graph);
	again = read_svg(first, strlen(first), 0);
	assert_non_null(again);
	second = draw_with(again, &now);
	assert_string_equal(second, first);
	free(second);
	assert_int_equal(options_graph(&now, OPTIONS_WIDTH, "600", &err), 1);
	second = draw_with(again, &now);
	assert_non_null(strstr(second, "A\\x0a\\x09B</title>"));
	assert_non_null(strstr(second, "note --width\t600\n"));
	assert_non_null(strstr(second, " width=\"600\""));
	free(second);
	assert_int_equal(options_graph(&now, OPTIONS_RESTYLE, NULL, &err), 1);
	second = draw_with(again, &now);
	assert_non_null(strstr(second, ">Flame Graph</title>"));
	assert_null(strstr(second, "data-diffused"));
	free(second);
	profile_free(again);
	free(first);
	profile_free(p);
}

static struct profile *read_ordered(const char *text)
{
	int fd = memfd_create("empty", 0);
	const struct folded_input in = {
		.fd = fd, .name = "x", .wants_order = true,
		.head = text, .head_size = strlen(text),
	};
	struct profile *p = folded_read(&in, &report, &err);

	assert_non_null(p);
	close(fd);
	return p;
}

static void test_chart(void **state)
{
	static const char *const parts[] = {
		"note view\tflamechart\n", "+1:", "+2:",
	};
	struct profile *p = read_ordered("a;b 1\na 2\na;b 4\nc;d 8\na 16\n");
	struct profile *again;
	struct graph_options graph, now;
	const struct timeline *t;
	char *first, *second, *text;
	size_t i;

	(void)state;
	options_graph_init(&graph);
	options_graph_init(&now);
	assert_int_equal(options_graph(&graph, OPTIONS_FLAMECHART, NULL, &err),
			 1);
	first = draw_with(p, &graph);
	for (i = 0; i < NR(parts); i++)
		assert_int_equal(!strstr(first, parts[i]), i == 1);
	again = read_svg(first, strlen(first), 0);
	assert_non_null(again);
	t = profile_timeline(again);
	assert_int_equal(t->nr, 5);
	for (i = 0; i < t->nr; i++)
		assert_int_equal(t->steps[i].value, 1u << i);
	assert_int_equal(t->steps[1].node, t->steps[4].node);
	text = write_text(again, false);
	assert_string_equal(text, "a 18\na;b 5\nc;d 8\n");
	free(text);
	second = draw_with(again, &now);
	assert_string_equal(second, first);
	free(second);
	/* Reversed it is merged, unless both are asked for. */
	now.is_reversed = true;
	second = draw_with(again, &now);
	assert_null(strstr(second, "view\tflamechart"));
	free(second);
	now.is_chart = true;
	assert_int_equal(svg_write_profile(stdout, again, &now, &err), -EINVAL);
	assert_non_null(strstr(err.text, "--reverse merges"));
	now.is_reversed = false;
	profile_free(p);
	p = read_text("a 1\n");
	assert_int_equal(svg_write_profile(stdout, p, &now, &err), -EINVAL);
	assert_non_null(strstr(err.text, "order of time"));
	profile_free(p);
	p = read_text("a 1 2\n");
	assert_int_equal(svg_write_profile(stdout, p, &now, &err), -EINVAL);
	assert_non_null(strstr(err.text, "of one count"));
	profile_free(again);
	profile_free(p);
	free(first);
}

/* More steps than slices: within one, equal stacks are drawn as one. */
static void test_long_chart(void **state)
{
	char *text = NULL, *svg, *got;
	struct profile *p, *again;
	struct graph_options graph;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int i;

	(void)state;
	options_graph_init(&graph);
	graph.is_chart = true;
	for (i = 0; i < 200000; i++)
		fprintf(out, "a;%c 1\n", 'b' + i % 3);
	fclose(out);
	p = read_ordered(text);
	assert_int_equal(profile_timeline(p)->nr, 200000);
	svg = draw_with(p, &graph);
	again = read_svg(svg, strlen(svg), 0);
	assert_true(profile_timeline(again)->nr <= 3 * 16384);
	assert_true(profile_timeline(again)->nr > 2 * 16384 / 2);
	got = write_text(again, false);
	assert_string_equal(got, "a;b 66667\na;c 66667\na;d 66666\n");
	free(got);
	free(svg);
	free(text);
	profile_free(again);
	profile_free(p);
}

static void test_bad_leads(void **state)
{
	(void)state;
	assert_bad(XML("flamek-profile 2\nunit samples\ncolumns 1\nnodes 2\n"
		       "note view\tflamechart\npp0all\nuu0a\n0:2,1+3:1))\n"),
		   "a lead that is more than there is");
	assert_bad(XML("flamek-profile 2\nunit samples\ncolumns 1\nnodes 2\n"
		       "note view\tflamechart\npp0all\nuu0a\n0:2,1+:1))\n"),
		   "a lead that is more than there is");
	assert_bad(XML("flamek-profile 2\nunit samples\ncolumns 1\nnodes 2\n"
		       "pp0all\nuu0a\n0:2,1+1:1))\n"),
		   "a node without end");
}

/* Files say anything. */
static void test_bad_looks(void **state)
{
	struct profile *p = read_text("a;b 3\nc 1\n");
	char *plain = draw(p), *svg;

	(void)state;
	profile_note(p, "--width", "7");
	profile_note(p, "--no-javascript", "");
	profile_note(p, "--nonsense", "x");
	profile_note(p, "--", "");
	svg = draw(p);
	assert_string_equal(svg, plain);
	free(svg);
	free(plain);
	profile_free(p);
}

static void test_every_cut(void **state)
{
	struct profile *p = read_text("a;b;c_[k] 3\na;d 1\n");
	char *svg = draw(p);
	const char *end = strstr(svg, "</metadata>");
	size_t i, size = end - svg;

	(void)state;
	for (i = strstr(svg, "<metadata>") - svg; i <= size; i++)
		assert_null(read_svg(svg, i, i < 64 ? i : 64));
	free(svg);
	profile_free(p);
}

static void test_detect(void **state)
{
	static const char * const yes[] = {
		"<svg ", "<?xml", "\xef\xbb\xbf<svg>", " \n<!DOCTYPE svg",
		"<!-- x",
	};
	static const char * const no[] = {
		"", "<", "<svg::X as Y>::f 3", "a;<svg> 1", "PERFILE2",
	};
	size_t i;

	(void)state;
	for (i = 0; i < NR(yes); i++)
		assert_true(svg_detect(yes[i], strlen(yes[i])));
	for (i = 0; i < NR(no); i++)
		assert_false(svg_detect(no[i], strlen(no[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_reversed),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_kinds_and_notes),
		cmocka_unit_test(test_forms_of_xml),
		cmocka_unit_test(test_not_ours),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_long_stack),
		cmocka_unit_test(test_looks_are_taken_up),
		cmocka_unit_test(test_chart),
		cmocka_unit_test(test_long_chart),
		cmocka_unit_test(test_bad_leads),
		cmocka_unit_test(test_bad_looks),
		cmocka_unit_test(test_every_cut),
		cmocka_unit_test(test_detect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
