// SPDX-License-Identifier: GPL-2.0-only
/*
 * render and fold as a user meets them: exit status, messages, and files that
 * are there only when all went well.
 */
#define _GNU_SOURCE
#include "test-cmd.h"

static void test_render(void **state)
{
	char svg[64];

	(void)state;
	put_text("in", "a;b 1\na;c 2\n");
	assert_int_equal(run(cmd_render_main, "in", "-o", "x.svg", NULL), 0);
	assert_string_equal(said, "");
	assert_string_equal(printed, "");
	get("x.svg", svg, sizeof(svg));
	assert_non_null(strstr(svg, "<svg"));
	assert_int_equal(run(cmd_render_main, "-o", "-", "in", NULL), 0);
	assert_int_equal(strncmp(printed, "<svg", 4), 0);
}

static void test_letters(void **state)
{
	(void)state;
	put_text("in", "a;b 1\n");
	assert_int_equal(run(cmd_render_main, "--inverted", "--colors", "red",
			     "in", "-o", "x.svg", NULL), 0);
	assert_int_equal(run(cmd_render_main, "-ic", "red", "in", "-o", "y.svg",
			     NULL), 0);
	assert_int_equal(system("cmp x.svg y.svg && grep -q fill-red y.svg"),
			 0);
	assert_int_equal(run(cmd_render_main, "-c", "bogus", "in", "-o",
			     "z.svg", NULL), 2);
	assert_said("not 'bogus'");
}

/* Whatever the output is called. */
static void test_format(void **state)
{
	char text[64];

	(void)state;
	put_text("in", "a;b 1\n");
	assert_int_equal(run(cmd_render_main, "-o", "-", "--format", "html",
			     "in", NULL), 0);
	assert_int_equal(strncmp(printed, "<!DOCTYPE html>", 15), 0);
	assert_int_equal(run(cmd_render_main, "-o", "x.html", "--format", "svg",
			     "in", NULL), 0);
	get("x.html", text, sizeof(text));
	assert_int_equal(strncmp(text, "<svg", 4), 0);
	assert_int_equal(run(cmd_render_main, "-o", "-", "--format", "folded",
			     "in", NULL), 2);
	assert_said("format must be svg or html, not 'folded'");
	assert_int_equal(run(cmd_render_main, "-o", "-", "--format", "png",
			     "in", NULL), 2);
	assert_said("format must be svg or html, not 'png'");
}

static void test_fold(void **state)
{
	char text[64];

	(void)state;
	put_text("in", "b 1\na;c_[k] 2\nb 1\n");
	assert_int_equal(run(cmd_fold_main, "in", NULL), 0);
	assert_string_equal(printed, "a;c 2\nb 2\n");
	assert_int_equal(run(cmd_fold_main, "--annotate", "in", NULL), 0);
	assert_string_equal(printed, "a;c_[k] 2\nb 2\n");
	assert_int_equal(run(cmd_fold_main, "in", "-o", "out", NULL), 0);
	assert_string_equal(printed, "");
	get("out", text, sizeof(text));
	assert_string_equal(text, "a;c 2\nb 2\n");
}

static void test_marks(void **state)
{
	(void)state;
	put_text("in", "a;c_[k];d_[j];e_[i] 2\n");
	assert_int_equal(run(cmd_fold_main, "--kernel", "in", NULL), 0);
	assert_string_equal(printed, "a;c_[k];d;e 2\n");
	assert_int_equal(run(cmd_fold_main, "--jit", "in", NULL), 0);
	assert_string_equal(printed, "a;c;d_[j];e 2\n");
	assert_int_equal(run(cmd_fold_main, "--all", "in", NULL), 0);
	assert_string_equal(printed, "a;c_[k];d_[j];e 2\n");
}

/* The innermost of what is named is where stacks begin. */
static void test_part_of_stacks(void **state)
{
	(void)state;
	put_text("in", "a 1\na;b 2\na;b;c 3\na;b;c;b;d 4\ne;f 5\n");
	assert_int_equal(run(cmd_fold_main, "--base", "b", "in", NULL), 0);
	assert_string_equal(printed, "b 2\nb;c 3\nb;d 4\n");
	assert_int_equal(run(cmd_fold_main, "--base", "f", "--base", "c", "in",
			     NULL), 0);
	assert_string_equal(printed, "c 3\nc;b;d 4\nf 5\n");
	assert_int_equal(run(cmd_fold_main, "--skip-after", "b", "in", NULL),
			 0);
	assert_string_equal(printed, "a 1\nb 2\nb;c 3\nb;d 4\ne;f 5\n");
	assert_int_equal(run(cmd_fold_main, "--base", "c", "--skip-after", "b",
			     "in", NULL), 0);
	assert_string_equal(printed, "b;d 4\nc 3\n");
	assert_int_equal(run(cmd_render_main, "--base", "zz", "in", "-o",
			     "x.svg", NULL), 1);
	assert_said("'in' has no samples in 'zz'");
	assert_int_equal(access("x.svg", F_OK), -1);
}

/* The file is flamegraph.pl's, and gets what it lacks. */
static void test_palette_map(void **state)
{
	char text[256], svg[65536];

	(void)state;
	put_text("in", "a;b->c_[k] 1\na;d_[k] 2\n");
	put_text("palette.map", "->rgb(1,2,3)\nb->c->rgb(0, 0,255)\n"
		 "d->rgb(9,9,9)\nd_[k]->rgb(0,255,0)\n");
	assert_int_equal(run(cmd_render_main, "--cp", "--colors", "red", "in",
			     "-o", "x.svg", NULL), 0);
	get("palette.map", text, sizeof(text));
	assert_memory_equal(text, "->rgb(1,2,3)\na->rgb(", 20);
	assert_non_null(strstr(text, "\nall->rgb("));
	assert_non_null(strstr(text, "\nb->c->rgb(0,0,255)\nd->rgb(9,9,9)\n"
				     "d_[k]->rgb(0,255,0)\n"));
	get("x.svg", svg, sizeof(svg));
	assert_non_null(strstr(svg, "{fill:#0000ff}\n"));
	assert_non_null(strstr(svg, "{fill:#00ff00}\n"));
	/* Dark surroundings. */
	assert_non_null(strstr(svg, "{fill:#000066}\n"));
	assert_null(strstr(svg, "#090909"));
	/* Other colours, and the map stays what it is. */
	assert_int_equal(run(cmd_render_main, "--cp", "--colors", "blue", "in",
			     "-o", "y.svg", NULL), 0);
	assert_int_equal(run(cmd_render_main, "--cp", "in", "-o",
			     "palette.map/x.svg", NULL), 1);
	get("palette.map", svg, sizeof(svg));
	assert_string_equal(svg, text);
}

static void test_bad_palette_map(void **state)
{
	static const char *const bad[] = {
		"x\n", "a->rgb(1,2)\n", "a->rgb(1,2,256)\n", "a->rgb(1,2,-3)\n",
		"a->rgb(1,2,3) \n", "a->#010203\n", "rgb(1,2,3)\n",
	};
	char text[64];
	size_t i;

	(void)state;
	put_text("in", "a;b 1\n");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put_text("palette.map", bad[i]);
		assert_int_equal(run(cmd_render_main, "--cp", "in", "-o",
				     "x.svg", NULL), 1);
		assert_said("palette.map:1: not NAME->rgb(R,G,B) but '");
		assert_int_equal(access("x.svg", F_OK), -1);
		get("palette.map", text, sizeof(text));
		assert_string_equal(text, bad[i]);
	}
}

static void test_name_attributes(void **state)
{
	static char first[1 << 18], second[1 << 18];

	(void)state;
	put_text("in", "a;b_[k] 1\na;c 2\n");
	put_text("attrs", "b_[k]\thref=http://x/?a&b=\"1\"\tclass=hot\r\n\n"
		 "c\ttitle=\"<c>\"\thref=#c\ttarget=_blank\nd\thref=/d\n");
	assert_int_equal(run(cmd_render_main, "--nameattr", "attrs", "in", "-o",
			     "x.svg", NULL), 0);
	get("x.svg", first, sizeof(first));
	assert_non_null(strstr(first, "<a href=\"http://x/?a&amp;b=&quot;1&quot;\" target=\"_top\" rel=\"noopener\"><rect class=\"k"));
	assert_non_null(strstr(first, " hot\""));
	assert_non_null(strstr(first, "<title>&lt;c&gt;</title>"));
	assert_non_null(strstr(first, "<a href=\"#c\" target=\"_blank\""));
	/* They go along, also to where the file is not. */
	assert_int_equal(unlink("attrs"), 0);
	assert_int_equal(run(cmd_render_main, "x.svg", "-o", "y.svg", NULL), 0);
	get("y.svg", second, sizeof(second));
	assert_string_equal(second, first);
	assert_int_equal(run(cmd_render_main, "--nameattr", "attrs", "in", "-o",
			     "z.svg", NULL), 1);
	assert_said("cannot open 'attrs'");
}

/* What could run a script, whoever the picture is shown to. */
static void test_bad_name_attributes(void **state)
{
	static const char *const bad[][2] = {
		{ "a\thref=javascript:x\n", "'href' of 'a' is refused: links are relative or of http" },
		{ "a\thref=JAVASCRIPT:x\n", "links are relative" },
		{ "a\thref=data:text/html,x\n", "links are relative" },
		{ "a\thref=vbscript:x\n", "links are relative" },
		{ "a\thref= javascript:x\n", "printable ASCII" },
		{ "a\thref=java\x01script:x\n", "printable ASCII" },
		{ "a\thref=\"javascript:x\"\n", "links are relative" },
		{ "a\tclass=x\tonclick=x\n", "'onclick' of 'a' is refused: scripts are not taken" },
		{ "a\tONLOAD=x\n", "scripts are not taken" },
		{ "a\tstyle=x\n", "only href, target, title and class" },
		{ "a\tg_extra=onclick=\"x\"\n", "only href, target" },
		{ "a\tclass=\"><script>\n", "classes are of letters" },
		{ "a\ttarget=\n", "a target is of letters" },
		{ "a\tclass\n", "it is not ATTRIBUTE=VALUE" },
		{ "b\tclass=x\na\n", "bad:2: no tab and attributes" },
	};
	size_t i;

	(void)state;
	put_text("in", "a;b 1\n");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put_text("bad", bad[i][0]);
		assert_int_equal(run(cmd_render_main, "--nameattr", "bad", "in",
				     "-o", "x.svg", NULL), 1);
		assert_said(bad[i][1]);
		assert_int_equal(access("x.svg", F_OK), -1);
	}
}

/* It differs in blanks and ends of lines, and not where these are data. */
static void test_pretty(void **state)
{
	char text[256];

	(void)state;
	put_text("in", "a;b_[k];c d 1\na;c  d>\" 2\n");
	put_text("attrs", "b_[k]\thref=/a>b\ttitle=<a> </text>\n");
	assert_int_equal(run(cmd_render_main, "in", "-o", "x.svg",
			     "--nameattr", "attrs", NULL), 0);
	assert_int_equal(run(cmd_render_main, "in", "-o", "y.svg",
			     "--nameattr", "attrs", "--pretty-xml",
			     "--encoding", "UTF-8", NULL), 0);
	get("y.svg", text, sizeof(text));
	assert_int_equal(strncmp(text, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<svg ",
				 44), 0);
	assert_int_equal(system("grep -q '^      <a href=\"/a&gt;b\"' y.svg && "
				"grep -q '^        <rect ' y.svg && "
				"grep -q '^          <title>&lt;a' y.svg"), 0);
	assert_int_equal(system("tail -n +2 y.svg | tr -d ' \n' >y && "
				"tr -d ' \n' <x.svg | cmp y -"), 0);
	assert_int_equal(run(cmd_fold_main, "--annotate", "y.svg", NULL), 0);
	assert_string_equal(printed, "a;b_[k];c d 1\na;c  d>\" 2\n");
	assert_int_equal(run(cmd_render_main, "y.svg", "-o", "z.svg", NULL), 0);
	assert_int_equal(system("cmp x.svg z.svg"), 0);
	assert_int_equal(run(cmd_render_main, "in", "-o", "/dev/full",
			     "--pretty-xml", NULL), 1);
}

/* The picture stands for what it was drawn from. */
static void test_svg_as_input(void **state)
{
	(void)state;
	put_text("in", "b 1\na;c_[k] 2\nb 1\n");
	assert_int_equal(run(cmd_render_main, "in", "-o", "x.svg", NULL), 0);
	assert_int_equal(run(cmd_fold_main, "--annotate", "x.svg", NULL), 0);
	assert_string_equal(printed, "a;c_[k] 2\nb 2\n");
	assert_string_equal(said, "");
	assert_int_equal(run(cmd_render_main, "x.svg", "-o", "y.svg", NULL), 0);
	assert_int_equal(system("cmp x.svg y.svg"), 0);
	/* Onto itself. */
	assert_int_equal(run(cmd_render_main, "x.svg", "-o", "x.svg", NULL), 0);
	assert_int_equal(system("cmp x.svg y.svg"), 0);
	put_text("in", "a;[lib.so] 3\n");
	assert_int_equal(run(cmd_render_main, "in", "-o", "z.svg", NULL), 0);
	assert_int_equal(run(cmd_fold_main, "z.svg", "--strict", "5", NULL), 3);
}

static void test_standard_input(void **state)
{
	int old;

	(void)state;
	put_text("in", "b 1\na 2\n");
	old = dup(STDIN_FILENO);
	dup2(open("in", O_RDONLY), STDIN_FILENO);
	assert_int_equal(run(cmd_fold_main, "-", NULL), 0);
	restore(STDIN_FILENO, old);
	assert_string_equal(printed, "a 2\nb 1\n");
}

static void test_bad_lines_are_reported(void **state)
{
	(void)state;
	put_text("in", "a 1.5\nbad\na 1\nworse\n");
	assert_int_equal(run(cmd_fold_main, "in", NULL), 0);
	assert_string_equal(printed, "a 3\n");
	assert_said("warning: in:2: no count after the stack (2 such lines left out)\n");
	assert_said("warning: in:1: count rounded to a whole number, as 1 in all\n");
}

/* Nothing may be left behind of what failed. */
static void assert_fails(const char *input, const char *message)
{
	assert_int_equal(run(cmd_render_main, input, "-o", "x.svg", NULL), 1);
	assert_said(message);
	assert_int_equal(access("x.svg", F_OK), -1);
	assert_int_equal(run(cmd_fold_main, input, NULL), 1);
	assert_said(message);
	assert_string_equal(printed, "");
}

static void test_bad_inputs(void **state)
{
	static const char cut_magic[] = "PERFILE2";
	static const char binary[] = "\177ELF\0\0\0\0";

	(void)state;
	assert_fails("missing", "cannot open 'missing': No such file");
	assert_fails("/tmp", "'/tmp' is a directory");
	assert_fails("/dev/null", "'/dev/null' is empty");
	put_text("in", "# nothing\n\na 0\n");
	assert_fails("in", "'in' holds no samples");
	put("in", binary, sizeof(binary));
	assert_fails("in", "'in' is not text: NUL byte in line 1");
	assert_said("hint: a recording (perf.data), folded stacks or a flame graph of flamekctl's");
	put_text("in", "<?xml version=\"1.0\"?>\n<svg><title>Flame Graph</title></svg>");
	assert_fails("in", "'in' is not a flame graph of flamekctl's: there is no profile inside");
	put_text("in", "<html>\n");
	assert_fails("in", "'in' holds no folded stacks (line 1: ");
	put("in", cut_magic, sizeof(cut_magic) - 1);
	assert_fails("in", "'in'");
}

static void test_old_output_survives_failure(void **state)
{
	char text[16];

	(void)state;
	put_text("x.svg", "old");
	assert_int_equal(run(cmd_render_main, "missing", "-o", "x.svg", NULL),
			 1);
	get("x.svg", text, sizeof(text));
	assert_string_equal(text, "old");
}

static void test_bad_outputs(void **state)
{
	(void)state;
	put_text("in", "a 1\n");
	assert_int_equal(run(cmd_render_main, "in", "-o", "no/x.svg", NULL), 1);
	assert_said("cannot write 'no/x.svg': directory 'no': No such file");
	assert_int_equal(run(cmd_fold_main, "in", "-o", "/dev/full", NULL), 1);
	assert_said("cannot write '/dev/full': No space left");
}

static void test_strict(void **state)
{
	char text[64];

	(void)state;
	put_text("in", "a;b 6\na;[lib.so] 3\na;[x] 1\na;k_[k] 10\n");
	assert_int_equal(run(cmd_fold_main, "in", "--strict", "20", NULL), 0);
	assert_string_equal(said, "");
	assert_int_equal(run(cmd_fold_main, "in", "-o", "out", "--strict",
			     "19.9", NULL), 3);
	assert_string_equal(said,
			    "flamekctl: 20.00% of frames without a name are more than --strict 19.9 allows: "
			    "15.00% in [lib.so], 5.00% in [x]\n");
	/* What was made is there to be looked at. */
	get("out", text, sizeof(text));
	assert_string_equal(text, "a;[lib.so] 3\na;[x] 1\na;b 6\na;k 10\n");
	assert_int_equal(run(cmd_render_main, "in", "-o", "x.svg", "--strict",
			     "0", NULL), 3);
	assert_int_equal(access("x.svg", F_OK), 0);
	put_text("in", "a;[kernel] 1\n");
	assert_int_equal(run(cmd_fold_main, "in", "--strict", "5", NULL), 3);
	assert_said("allows: 100% in the kernel\n");
	/* A failure of its own goes before. */
	assert_int_equal(run(cmd_fold_main, "missing", "--strict", "5", NULL),
			 1);
}

static void test_stats(void **state)
{
	char text[4096];

	(void)state;
	put_text("in", "a;b 1\na;[lib.so] 3\n");
	assert_int_equal(run(cmd_fold_main, "in", "--stats", "json:s.json",
			     NULL), 0);
	assert_string_equal(said, "");
	assert_string_equal(printed, "a;[lib.so] 3\na;b 1\n");
	get("s.json", text, sizeof(text));
	assert_non_null(strstr(text, "{\"version\": 1, "));
	assert_non_null(strstr(text, "\"unnamed_percent\": 75.0000"));
	assert_non_null(strstr(text, "{\"name\": \"[lib.so]\", "));
	assert_int_equal(run(cmd_render_main, "in", "-o", "x.svg", "--stats",
			     "json", "--strict", "1", NULL), 3);
	assert_int_equal(strncmp(said, "{\"version\": 1, ", 15), 0);
	assert_said("}\nflamekctl: 75.00% of frames");
	assert_int_equal(run(cmd_fold_main, "in", "-o", "x", "--stats",
			     "json:-", NULL), 0);
	assert_int_equal(strncmp(printed, "{\"version\": 1, ", 15), 0);
}

/* Statistics of what failed would be taken for those of what was made. */
static void test_stats_whole_or_not_at_all(void **state)
{
	char text[16];

	(void)state;
	put_text("in", "a 1\n");
	put_text("s.json", "old");
	assert_int_equal(run(cmd_fold_main, "missing", "--stats",
			     "json:s.json", NULL), 1);
	get("s.json", text, sizeof(text));
	assert_string_equal(text, "old");
	assert_int_equal(run(cmd_fold_main, "in", "-o", "/dev/full", "--stats",
			     "json:s.json", NULL), 1);
	get("s.json", text, sizeof(text));
	assert_string_equal(text, "old");
	assert_int_equal(run(cmd_render_main, "in", "-o", "x.svg", "--stats",
			     "json:no/s.json", NULL), 1);
	assert_said("cannot write 'no/s.json': directory 'no': No such file");
	assert_int_equal(access("x.svg", F_OK), -1);
	assert_int_equal(run(cmd_fold_main, "in", "-o", "out", "--stats",
			     "json:/dev/full", NULL), 1);
	assert_said("cannot write '/dev/full': No space left");
}

static void test_usage(void **state)
{
	(void)state;
	put_text("in", "a 1\n");
	assert_int_equal(run(cmd_render_main, NULL), 2);
	assert_said("no input");
	assert_int_equal(run(cmd_render_main, "in", NULL), 2);
	assert_said("no output: give -o FILE");
	assert_int_equal(run(cmd_render_main, "-", "in", "-", "-o", "x.svg",
			     NULL), 2);
	assert_said("standard input ('-') is named more than once");
	assert_int_equal(run(cmd_fold_main, "in", "in", "--stats", "json",
			     NULL), 2);
	assert_said("--stats tells of one input");
	assert_int_equal(run(cmd_render_main, "in", "-o", "x.folded", NULL), 2);
	assert_said("'x.folded'");
	assert_int_equal(run(cmd_render_main, "in", "-o", "x.svg", "--width",
			     "9", NULL), 2);
	assert_said("from 200 to 100000, not '9'");
	assert_int_equal(run(cmd_fold_main, "in", "--strict", "101", NULL), 2);
	assert_said("from 0 to 100, not '101'");
	assert_int_equal(run(cmd_fold_main, "in", "--stats", "xml", NULL), 2);
	assert_said("json or json:FILE, not 'xml'");
	assert_int_equal(run(cmd_fold_main, "in", "--stats", "json:", NULL), 2);
	assert_int_equal(run(cmd_fold_main, "in", "--stats", "json:-", NULL),
			 2);
	assert_said("--stats and --output are both '-'");
	assert_int_equal(run(cmd_render_main, "--nonsense", NULL), 2);
	assert_said("flamekctl test: unrecognized option '--nonsense'");
	assert_int_equal(run(cmd_fold_main, "in", "-o", "x.svg", NULL), 2);
	assert_said("'x.svg'");
	assert_int_equal(run(cmd_fold_main, "-o", NULL), 2);
	assert_int_equal(run(cmd_record_main, "--annotate", "-o", "x.svg",
			     "true", NULL), 2);
	assert_said("--annotate goes with folded stacks only");
	assert_int_equal(access("x.svg", F_OK), -1);
	assert_int_equal(access("x.folded", F_OK), -1);
}

static void test_help(void **state)
{
	(void)state;
	assert_int_equal(run(cmd_render_main, "--help", NULL), 0);
	assert_non_null(strstr(printed, "usage: flamekctl render"));
	assert_string_equal(said, "");
	assert_int_equal(run(cmd_fold_main, "-h", NULL), 0);
	assert_non_null(strstr(printed, "usage: flamekctl fold"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_render),
		TEST(test_format),
		TEST(test_letters),
		TEST(test_fold),
		TEST(test_marks),
		TEST(test_name_attributes),
		TEST(test_bad_name_attributes),
		TEST(test_palette_map),
		TEST(test_bad_palette_map),
		TEST(test_part_of_stacks),
		TEST(test_pretty),
		TEST(test_svg_as_input),
		TEST(test_standard_input),
		TEST(test_bad_lines_are_reported),
		TEST(test_bad_inputs),
		TEST(test_old_output_survives_failure),
		TEST(test_bad_outputs),
		TEST(test_strict),
		TEST(test_stats),
		TEST(test_stats_whole_or_not_at_all),
		TEST(test_usage),
		TEST(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
