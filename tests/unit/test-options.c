// SPDX-License-Identifier: GPL-2.0-only
/* options: what each parser takes, what it refuses, and what it says then. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "options-graph.h"
#include "options.h"
#include "render/scheme.h"

#define MSEC 1000000ull
#define SEC (1000 * MSEC)
#define NR(a) (sizeof(a) / sizeof((a)[0]))

static void assert_says(const struct err *err, const char *part)
{
	if (!strstr(err->text, part))
		fail_msg("'%s' does not say \"%s\"", err->text, part);
}

static void test_count(void **state)
{
	static const char *const bad[] = {
		"", " ", "-1", "+5", "5 ", " 5", "0x10", "5.0", "four", "4",
		"11", "18446744073709551616", "99999999999999999999999999",
	};
	struct err err;
	uint64_t n;
	size_t i;

	(void)state;
	assert_int_equal(options_count("5", "depth", 5, 10, &n, &err), 0);
	assert_int_equal(n, 5);
	assert_int_equal(options_count("010", "depth", 5, 10, &n, &err), 0);
	assert_int_equal(n, 10);
	assert_int_equal(options_count("18446744073709551615", "x", 0,
				       UINT64_MAX, &n, &err), 0);
	assert_true(n == UINT64_MAX);
	for (i = 0; i < NR(bad); i++) {
		assert_int_equal(options_count(bad[i], "depth", 5, 10, &n,
					       &err), -EINVAL);
		assert_says(&err, bad[i]);
		assert_says(&err, "depth must be a number from 5 to 10");
	}
}

static void test_rate(void **state)
{
	static const char *const bad[] = { "0", "50001", "max", "1e3", "99.9",
					   "4294967297" };
	struct err err;
	uint32_t hz;
	size_t i;

	(void)state;
	assert_int_equal(options_rate("1", &hz, &err), 0);
	assert_int_equal(hz, 1);
	assert_int_equal(options_rate("50000", &hz, &err), 0);
	assert_int_equal(hz, 50000);
	for (i = 0; i < NR(bad); i++) {
		assert_int_equal(options_rate(bad[i], &hz, &err), -EINVAL);
		assert_says(&err, bad[i]);
		assert_says(&err, "from 1 to 50000");
	}
}

static void test_duration(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} good[] = {
		{ "10", 10 * SEC }, { "1.5", 1500 * MSEC }, { "0.001", MSEC },
		{ "500ms", 500 * MSEC }, { "2m", 120 * SEC }, { "3s", 3 * SEC },
		{ "1h", 3600 * SEC }, { "0.5m", 30 * SEC }, { "7us", 7000 },
		{ "0.000000001", 1 }, { "1.0000000009", SEC },
		{ "365h", 365 * 3600 * SEC }, { "31536000", 31536000 * SEC },
	};
	static const char *const bad[] = {
		"", "0", "0.0", "-1", "1.", ".5", "1,5", "1d", "ms", "5 s",
		"1e3", "31536001", "0.0000000001", "99999999999999999999",
		"18446744073709551615h", "nan", "inf", "1.5.5", "10S",
	};
	struct err err;
	uint64_t ns;
	size_t i;

	(void)state;
	for (i = 0; i < NR(good); i++) {
		assert_int_equal(options_duration(good[i].text, &ns, &err), 0);
		assert_true(ns == good[i].ns);
	}
	for (i = 0; i < NR(bad); i++) {
		assert_int_equal(options_duration(bad[i], &ns, &err), -EINVAL);
		assert_says(&err, bad[i]);
		assert_says(&err, "365 days");
	}
}

static void test_percent(void **state)
{
	static const struct {
		const char *text;
		uint64_t nano;
	} good[] = {
		{ "0", 0 }, { "5", 5000000000 }, { "0.25", 250000000 },
		{ "100", 100000000000 }, { "100.0", 100000000000 },
	};
	static const char *const bad[] = {
		"", "-1", "100.1", "101", "5%", "a", "1e1", ".5", "1.", " 1",
	};
	struct err err;
	uint64_t nano;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(options_percent(good[i].text, &nano, &err), 0);
		assert_int_equal(nano, good[i].nano);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(options_percent(bad[i], &nano, &err), -EINVAL);
}

static void test_size(void **state)
{
	static const char *const bad[] = { "", "0", "0K", "K", "4KB", "4 K",
					   "-4K", "1.5M", "4E", "4\x0b",
					   "16777216T", "18446744073709551616",
					   "17179869184G" };
	struct err err;
	uint64_t bytes;
	size_t i;

	(void)state;
	assert_int_equal(options_size("4096", &bytes, &err), 0);
	assert_int_equal(bytes, 4096);
	assert_int_equal(options_size("4K", &bytes, &err), 0);
	assert_int_equal(bytes, 4096);
	assert_int_equal(options_size("1m", &bytes, &err), 0);
	assert_int_equal(bytes, 1 << 20);
	assert_int_equal(options_size("2G", &bytes, &err), 0);
	assert_true(bytes == 2ull << 30);
	assert_int_equal(options_size("16777215T", &bytes, &err), 0);
	assert_true(bytes == 16777215ull << 40);
	for (i = 0; i < NR(bad); i++) {
		assert_int_equal(options_size(bad[i], &bytes, &err), -EINVAL);
		assert_says(&err, bad[i]);
	}
}

static void test_pids(void **state)
{
	static const char *const bad[] = { "", ",", "1,", ",1", "1,,2", "0",
					   "-5", "1 2", "1, 2", "4194305",
					   "self", "4294967297" };
	struct err err;
	pid_t pids[3];
	size_t i, nr;

	(void)state;
	assert_int_equal(options_pids("12,34,12,56", pids, 3, &nr, &err), 0);
	assert_int_equal(nr, 3);
	assert_int_equal(pids[0], 12);
	assert_int_equal(pids[1], 34);
	assert_int_equal(pids[2], 56);
	assert_int_equal(options_pids("4194304", pids, 3, &nr, &err), 0);
	assert_int_equal(nr, 1);
	assert_int_equal(options_pids("1,2,3,4", pids, 3, &nr, &err), -E2BIG);
	assert_says(&err, "'1,2,3,4' names more than 3 processes");
	assert_int_equal(options_pids("1,2", pids, 1, &nr, &err), -E2BIG);
	assert_says(&err, "more than 1 process");
	for (i = 0; i < NR(bad); i++) {
		assert_int_equal(options_pids(bad[i], pids, 3, &nr, &err),
				 -EINVAL);
		assert_says(&err, bad[i]);
	}
}

static void test_form_by_suffix(void **state)
{
	static const struct {
		const char *path;
		enum output_form form;
	} good[] = {
		{ "a.svg", OUTPUT_SVG }, { "dir.data/a.folded", OUTPUT_FOLDED },
		{ "perf.data", OUTPUT_DATA }, { "-", OUTPUT_SVG },
		{ "b.html", OUTPUT_HTML },
		{ "a.data.svg", OUTPUT_SVG }, { ".svg", OUTPUT_SVG },
	};
	static const char *const bad[] = { "a", "a.txt", "a.svg/b", "a.svg.",
					   "svg", "a.SVG", "", "/dev/null" };
	enum output_form form;
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < NR(good); i++) {
		assert_int_equal(options_form(good[i].path, NULL, &form, &err),
				 0);
		assert_int_equal(form, good[i].form);
	}
	for (i = 0; i < NR(bad); i++) {
		assert_int_equal(options_form(bad[i], NULL, &form, &err),
				 -EINVAL);
		assert_says(&err, bad[i]);
		assert_says(&err, ".svg, .html, .folded or .data");
	}
}

static void test_form_by_name(void **state)
{
	enum output_form form;
	struct err err;
	int i;

	(void)state;
	assert_int_equal(options_form("a.svg", "data", &form, &err), 0);
	assert_int_equal(form, OUTPUT_DATA);
	assert_int_equal(options_form("-", "folded", &form, &err), 0);
	assert_int_equal(form, OUTPUT_FOLDED);
	assert_int_equal(options_form("a.svg", "png", &form, &err), -EINVAL);
	assert_says(&err, "'png'");
	for (i = 0; i < OUTPUT_NR_FORMS; i++) {
		assert_int_equal(options_form("-", options_form_name(i), &form,
					      &err), 0);
		assert_int_equal(form, i);
	}
}

static void test_graph(void **state)
{
	struct graph_options g;
	struct err err;

	(void)state;
	options_graph_init(&g);
	assert_null(g.title);
	assert_true(g.minwidth < 0);
	assert_int_equal(options_graph(&g, OPTIONS_TITLE, "T", &err), 1);
	assert_int_equal(options_graph(&g, OPTIONS_SUBTITLE, "S", &err), 1);
	assert_int_equal(options_graph(&g, OPTIONS_COUNTNAME, "C", &err), 1);
	assert_int_equal(options_graph(&g, OPTIONS_WIDTH, "800", &err), 1);
	assert_int_equal(options_graph(&g, OPTIONS_HEIGHT, "20", &err), 1);
	assert_int_equal(options_graph(&g, OPTIONS_FONTSIZE, "11", &err), 1);
	assert_int_equal(options_graph(&g, OPTIONS_MINWIDTH, "0.25", &err), 1);
	assert_int_equal(options_graph(&g, OPTIONS_NO_JAVASCRIPT, NULL, &err),
			 1);
	assert_string_equal(g.title, "T");
	assert_string_equal(g.subtitle, "S");
	assert_string_equal(g.countname, "C");
	assert_int_equal(g.width, 800);
	assert_int_equal(g.height, 20);
	assert_int_equal(g.fontsize, 11);
	assert_true(g.minwidth == 0.25);
	assert_true(g.no_javascript);
	assert_int_equal(options_graph(&g, 'o', "x", &err), 0);
	assert_int_equal(options_graph(&g, OPTIONS_OWN, "x", &err), 0);
}

static void test_graph_looks(void **state)
{
	struct graph_options g;
	struct err err;

	(void)state;
	options_graph_init(&g);
	assert_int_equal(g.background, GRAPH_NO_COLOR);
	assert_int_equal(g.search_color, GRAPH_NO_COLOR);
	assert_int_equal(options_graph(&g, OPTIONS_NOTES, "N", &err), 1);
	assert_int_equal(options_graph(&g, OPTIONS_FONTTYPE, "F", &err), 1);
	assert_string_equal(g.notes, "N");
	assert_string_equal(g.fonttype, "F");
	assert_int_equal(options_graph(&g, OPTIONS_MINWIDTH, "0.5%", &err), 1);
	assert_true(g.minwidth == 0.5 && g.is_minwidth_percent);
	assert_int_equal(options_graph(&g, OPTIONS_MINWIDTH, "2", &err), 1);
	assert_true(g.minwidth == 2 && !g.is_minwidth_percent);
	assert_int_equal(options_graph(&g, OPTIONS_COLORS, "flamek", &err), 1);
	assert_int_equal(g.colors, 0);
	assert_int_equal(options_graph(&g, OPTIONS_COLORS, "safe", &err), 1);
	assert_int_equal(g.colors, SCHEME_NR - 1);
	assert_int_equal(options_graph(&g, OPTIONS_BGCOLORS, "#0Af8ff", &err),
			 1);
	assert_int_equal(g.background, 0x0af8ff);
	assert_int_equal(options_graph(&g, OPTIONS_BGCOLORS, "grey", &err), 1);
	assert_int_not_equal(g.background, 0x0af8ff);
	assert_int_equal(options_graph(&g, OPTIONS_SEARCH_COLOR,
				       "rgb(230,0,255)", &err), 1);
	assert_int_equal(g.search_color, 0xe600ff);
	assert_int_equal(options_graph(&g, OPTIONS_SEARCH_COLOR, "#000001",
				       &err), 1);
	assert_int_equal(g.search_color, 1);
	assert_int_equal(options_graph(&g, OPTIONS_STROKE_COLOR, "none", &err),
			 1);
	assert_int_equal(g.stroke_color, GRAPH_NO_COLOR);
	assert_int_equal(options_graph(&g, OPTIONS_FACTOR, "0.001", &err), 1);
	assert_true(g.factor == 0.001);
	assert_int_equal(options_graph(&g, OPTIONS_FONTWIDTH, "0.59", &err), 1);
	assert_true(g.fontwidth == 0.59);
	assert_int_equal(options_graph(&g, OPTIONS_ENCODING, "UTF-8", &err), 1);
	assert_int_equal(options_graph(&g, OPTIONS_ENCODING, "utf8", &err), 1);
	assert_true(g.has_declaration);
	assert_int_equal(options_graph(&g, OPTIONS_PRETTY_XML, NULL, &err), 1);
	assert_true(g.is_pretty);
	assert_int_equal(options_graph(&g, OPTIONS_NEGATE, NULL, &err), 1);
	assert_true(g.negate);
	assert_int_equal(options_graph(&g, OPTIONS_REVERSE, NULL, &err), 1);
	assert_true(g.is_reversed);
	assert_int_equal(options_graph(&g, OPTIONS_INVERTED, NULL, &err), 1);
	assert_true(g.is_inverted);
	assert_int_equal(options_graph(&g, OPTIONS_TOTAL, "123", &err), 1);
	assert_int_equal(g.total, 123);
	assert_int_equal(options_graph(&g, OPTIONS_RANDOM, NULL, &err), 1);
	assert_true(g.is_random);
	assert_int_equal(options_graph(&g, OPTIONS_HASH, NULL, &err), 1);
	assert_false(g.is_random);
}

static void test_graph_refuses(void **state)
{
	static const struct {
		int opt;
		const char *arg;
		const char *range;
	} bad[] = {
		{ OPTIONS_WIDTH, "199", "200 to 100000" },
		{ OPTIONS_WIDTH, "wide", "200 to 100000" },
		{ OPTIONS_HEIGHT, "3", "4 to 200" },
		{ OPTIONS_FONTSIZE, "101", "4 to 100" },
		{ OPTIONS_MINWIDTH, "-1", "0 to 100000" },
		{ OPTIONS_MINWIDTH, "nan", "0 to 100000" },
		{ OPTIONS_MINWIDTH, "1px", "0 to 100000" },
		{ OPTIONS_MINWIDTH, "100000.1", "0 to 100000" },
		{ OPTIONS_MINWIDTH, "", "0 to 100000" },
		{ OPTIONS_MINWIDTH, "100.1%", "0% to 100%" },
		{ OPTIONS_MINWIDTH, "%", "0% to 100%" },
		{ OPTIONS_MINWIDTH, "1%%", "0% to 100%" },
		{ OPTIONS_TOTAL, "0", "from 1 to" },
		{ OPTIONS_COLORS, "warm", "flamek, hot, mem" },
		{ OPTIONS_COLORS, "", "orange or safe" },
		{ OPTIONS_BGCOLORS, "#fffff", "#rrggbb" },
		{ OPTIONS_BGCOLORS, "#fffffg", "#rrggbb" },
		{ OPTIONS_BGCOLORS, "pink", "yellow, blue, green, grey" },
		{ OPTIONS_FACTOR, "0", "above 0" },
		{ OPTIONS_FACTOR, "2x", "above 0" },
		{ OPTIONS_FACTOR, "1000000001", "up to 1000000000" },
		{ OPTIONS_FONTWIDTH, "0", "above 0, up to 10" },
		{ OPTIONS_FONTWIDTH, "10.1", "above 0, up to 10" },
		{ OPTIONS_ENCODING, "latin1", "iconv -f latin1 -t utf-8" },
		{ OPTIONS_ENCODING, "", "must be utf-8" },
		{ OPTIONS_STROKE_COLOR, "red", "stroke color must be #rrggbb" },
		{ OPTIONS_UICOLOR, "#12", "UI color must be #rrggbb" },
		{ OPTIONS_SEARCH_COLOR, "#1234567", "#rrggbb" },
		{ OPTIONS_SEARCH_COLOR, "rgb(1,2,256)", "rgb(R,G,B)" },
		{ OPTIONS_SEARCH_COLOR, "rgb(1,2)", "rgb(R,G,B)" },
		{ OPTIONS_SEARCH_COLOR, "rgb(1,2,3)x", "rgb(R,G,B)" },
		{ OPTIONS_SEARCH_COLOR, "rgb(99999999999,2,3)", "rgb(R,G,B)" },
	};
	struct graph_options g;
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < NR(bad); i++) {
		options_graph_init(&g);
		assert_int_equal(options_graph(&g, bad[i].opt, bad[i].arg,
					       &err), -EINVAL);
		assert_says(&err, bad[i].arg);
		assert_says(&err, bad[i].range);
	}
}

static void test_names(void **state)
{
	unsigned int names = NAMES_DEFAULT;

	(void)state;
	assert_int_equal(names, SYMBOLS_INLINES);
	assert_int_equal(options_names(&names, OPTIONS_LINES), 1);
	assert_int_equal(names, SYMBOLS_INLINES | SYMBOLS_LINES);
	assert_int_equal(options_names(&names, OPTIONS_NO_INLINE), 1);
	assert_int_equal(names, SYMBOLS_LINES);
	assert_int_equal(options_names(&names, OPTIONS_TITLE), 0);
	assert_int_equal(names, SYMBOLS_LINES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_percent),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_pids),
		cmocka_unit_test(test_form_by_suffix),
		cmocka_unit_test(test_form_by_name),
		cmocka_unit_test(test_graph),
		cmocka_unit_test(test_graph_looks),
		cmocka_unit_test(test_graph_refuses),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
