// SPDX-License-Identifier: GPL-2.0-only
/*
 * html: the page around a graph. Its policy names what is in it and nothing else,
 * it is sound whatever the names are, and it gives its profile back.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sys/mman.h>

#include "formats/svg-read.h"
#include "formats/svg.h"
#include "render/sha256.h"
#include "test-folded.h"
#include "test-render-xml.h"

#define DOCTYPE "<!DOCTYPE html>\n"

static struct graph_options graph;

static int set_up(void **state)
{
	(void)state;
	options_graph_init(&graph);
	graph.is_html = true;
	return 0;
}

/* To be freed. */
static char *draw(const struct profile *p)
{
	char *text = NULL;
	const char *problem;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	if (svg_write_profile(out, p, &graph, &err))
		fail_msg("%s", err.text);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(strlen(text), size);
	assert_memory_equal(text, DOCTYPE, strlen(DOCTYPE));
	problem = xml_problem(text + strlen(DOCTYPE), size - strlen(DOCTYPE));
	if (problem)
		fail_msg("%s", problem);
	return text;
}

static struct profile *make_profile(const char *name)
{
	struct profile *p = profile_new(1);
	uint32_t node = profile_child(p, PROFILE_ROOT,
				      profile_frame(p, name, NULL, FRAME_USER));

	profile_add(p, node, 0, 3);
	return p;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no %s", part);
}

static unsigned int occurrences(const char *text, const char *part)
{
	unsigned int nr = 0;

	for (; (text = strstr(text, part)); text++)
		nr++;
	return nr;
}

/* By another way than html.c's: bit by bit. */
static void print_source(char *out, const char *text, size_t size)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t digest[SHA256_SIZE];
	unsigned int n, bit;

	sha256(text, size, digest);
	out += sprintf(out, "'sha256-");
	for (bit = 0; bit < 8 * SHA256_SIZE; bit += 6) {
		unsigned int i, value = 0;

		for (i = bit; i < bit + 6; i++) {
			n = i / 8 < SHA256_SIZE ?
			    digest[i / 8] >> (7 - i % 8) & 1 : 0;
			value = value << 1 | n;
		}
		*out++ = digits[value];
	}
	strcpy(out, "='");
}

/* The content of an element that is one CDATA section. */
static void print_source_of(char *out, const char *html, const char *name)
{
	char open[32], close[32];
	const char *from, *to;

	snprintf(open, sizeof(open), "<%s><![CDATA[", name);
	snprintf(close, sizeof(close), "]]></%s>", name);
	assert_int_equal(occurrences(html, open), 1);
	from = strstr(html, open) + strlen(open);
	to = strstr(from, close);
	assert_non_null(to);
	print_source(out, from, to - from);
}

static void test_policy(void **state)
{
	struct profile *p = make_profile("a");
	char *html = draw(p);
	char script[80], style[80], want[400];

	(void)state;
	print_source_of(script, html, "script");
	print_source_of(style, html, "style");
	snprintf(want, sizeof(want),
		 "<meta http-equiv=\"Content-Security-Policy\" content=\""
		 "default-src 'none'; base-uri 'none'; form-action 'none'; "
		 "script-src %s; style-src %s\"/>\n", script, style);
	assert_has(html, want);
	/* Nothing before it that it would come too late for. */
	assert_true(strstr(html, want) < strstr(html, "<svg"));
	assert_null(strstr(html, " style=\""));
	/* Without the style too it has its colours. */
	assert_has(html, "<rect class=\"bg\" fill=\"#fff\"");
	assert_int_equal(occurrences(html, "<rect class="),
			 occurrences(html, " fill=\"#") - 2);
	assert_null(strstr(html, "unsafe-inline"));
	free(html);
	profile_free(p);
}

static void test_no_script(void **state)
{
	struct profile *p = make_profile("a");
	char *html;

	(void)state;
	graph.no_javascript = true;
	html = draw(p);
	assert_has(html, "style-src 'sha256-");
	assert_null(strstr(html, "script-src"));
	assert_null(strstr(html, "<script"));
	free(html);
	profile_free(p);
	p = profile_new(1);
	html = draw(p);
	assert_has(html, ">no samples</text>");
	free(html);
	profile_free(p);
}

/* Who allows one page by its digests has allowed all of these looks. */
static void test_digests_are_not_of_the_profile(void **state)
{
	struct profile *one = make_profile("a"), *two = make_profile("b::c()");
	char *first, *second, source[80];

	(void)state;
	profile_add(two, profile_child(two, PROFILE_ROOT,
				       profile_frame(two, "k", NULL,
						     FRAME_KERNEL)), 0, 1);
	graph.title = "Another";
	first = draw(one);
	second = draw(two);
	print_source_of(source, first, "style");
	assert_has(second, source);
	free(second);
	graph.background = 0x123456;
	second = draw(two);
	assert_null(strstr(second, source));
	assert_has(second, "<html lang=\"en\" class=\"flamek fill-flamek bg-123456\">");
	free(second);
	free(first);
	profile_free(one);
	profile_free(two);
}

static struct profile *read_back(const char *html)
{
	int fd = memfd_create("input", 0);
	const struct svg_input in = {
		.fd = fd, .name = "x.html", .head = html, .head_size = 64,
	};
	size_t size = strlen(html) - in.head_size;
	struct profile *p;

	assert_true(svg_detect(html, in.head_size));
	assert_int_equal(write(fd, html + in.head_size, size), size);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	p = svg_read(&in, &err);
	if (!p)
		fail_msg("%s", err.text);
	close(fd);
	return p;
}

static void test_hostile_names(void **state)
{
	static const char *const names[] = {
		"</script><script>x()</script>", "]]></style><b>", "<!--", "-->",
		"</title></svg></body></html>", "&<>\"'&amp;", "\x1b[0m\x01\x7f",
		"\xff\xfe\xc0\xaf", "\xe2\x80\xaegnp", "<metadata>flamek-profile 2",
		"'unsafe-inline'", "",
	};
	char *html, *again;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct profile *p = make_profile(names[i]), *same;

		graph.title = names[i];
		html = draw(p);
		assert_int_equal(occurrences(html, "<script"), 1);
		assert_int_equal(occurrences(html, "</script"), 1);
		assert_int_equal(occurrences(html, "<meta "), 3);
		same = read_back(html);
		again = draw(same);
		assert_string_equal(again, html);
		free(again);
		free(html);
		profile_free(same);
		profile_free(p);
	}
}

static struct profile *make_wide(unsigned int nr)
{
	struct profile *p = make_profile("first");
	char name[16];

	for (unsigned int i = 0; i < nr; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		profile_add(p, profile_child(p, PROFILE_ROOT,
					     profile_frame(p, name, NULL,
							   FRAME_USER)), 0, 1);
	}
	return p;
}

/* Coarser at first, with all that there is for the viewer. */
static void test_large(void **state)
{
	struct profile *p = make_wide(20000), *again;
	char *html;

	(void)state;
	graph.minwidth = 0;
	html = draw(p);
	assert_true(occurrences(html, "<rect ") < 4000);
	assert_has(html, " narrow frames\n");
	assert_has(html, "data-minwidth=\"0\"");
	again = read_back(html);
	assert_int_equal(profile_nr_nodes(again), profile_nr_nodes(p));
	profile_free(again);
	free(html);
	graph.no_javascript = true;
	html = draw(p);
	assert_true(occurrences(html, "<rect ") > 20000);
	free(html);
	profile_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_policy, set_up),
		cmocka_unit_test_setup(test_no_script, set_up),
		cmocka_unit_test_setup(test_digests_are_not_of_the_profile,
				       set_up),
		cmocka_unit_test_setup(test_hostile_names, set_up),
		cmocka_unit_test_setup(test_large, set_up),
	};

	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
