// SPDX-License-Identifier: GPL-2.0-only
/* summary-json: what scripts get, of all that is known and of nothing. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "summary.h"

static char text[8192];

static void write_json(const struct summary *s, const struct profile *p)
{
	FILE *out = fmemopen(text, sizeof(text), "w");

	assert_non_null(out);
	summary_write_json(out, s, p);
	fclose(out);
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
}

static void assert_has(const char *part)
{
	if (!strstr(text, part))
		fail_msg("no %s in %s", part, text);
}

/* By a reader that is not ours. */
static void assert_valid(void)
{
	FILE *python = popen("python3 -c 'import json, sys; json.load(sys.stdin)'",
			     "w");

	assert_non_null(python);
	fputs(text, python);
	assert_int_equal(pclose(python), 0);
}

static void test_everything(void **state)
{
	static const uint8_t id[] = { 0xab, 0x01 };
	static char package[] = "gzip", debug[] = "gzip-dbgsym";
	const struct summary_cpu cpus[] = {
		{ .cpu = 3, .taken = 7, .delivered = 6, .lost_samples = 1,
		  .lost_events = 2, .missed = 4, .late_ns = 80,
		  .late_max_ns = 50 },
		{ .cpu = 4 },
	};
	const struct summary_dso dsos[] = {
		{ .name = "gzip", .path = "/bin/gzip", .reason = "no symbols",
		  .build_id = id, .build_id_size = 2, .frames = 8,
		  .unnamed = 4, .cut_broken = 3, .cut_fault = 2,
		  .cut_depth = 1, .package = package, .debug_package = debug,
		  .prologues = PROLOGUE_LACKS },
		{ .name = "\x1b\xff\"", .frames = 1, .reason = "unsaid" },
	};
	const struct summary s = {
		.samples = 6, .lost_samples = 2, .lost_events = 2, .taken = 8,
		.cpus = cpus, .nr_cpus = 2, .duration_ns = 12, .freq = 999,
		.handler_ns = 1, .cpu_ns = 400, .user_frames = 9,
		.user_unnamed = 4, .kernel_frames = 1, .kernel_unnamed = 1,
		.kernel_reason = "hidden", .dsos = dsos, .nr_dsos = 2,
		.user_stacks = 12, .cut_broken = 3, .cut_astray = 1, .cut_fault = 2,
		.cut_depth = 1, .missed = 4, .late_ns = 80,
		.late_max_ns = 50, .late_events = 5, .untracked = 6, .left = 7,
		.hidden = 8, .slowed = 9, .throttled = 10,
		.is_restricted = true, .no_mmap_events = true,
	};
	struct profile *p = profile_new(1);

	(void)state;
	profile_note(p, "command", "gzip -9");
	profile_note(p, "host", "box");
	write_json(&s, p);
	assert_valid();
	assert_has("{\"version\": 1, \"program\": \"flamekctl ");
	assert_has("\"command\": \"gzip -9\", \"target\": null, \"host\": \"box\", ");
	assert_has("\"duration_ns\": 12, \"rate_hz\": 999, ");
	assert_has("\"samples\": {\"expected\": 12, \"taken\": 8, "
		   "\"delivered\": 6, \"lost\": 2, \"lost_percent\": 25.0000, "
		   "\"lost_records\": 2, \"late_records\": 5}");
	assert_has("\"ticks\": {\"taken\": 8, \"missed\": 4, "
		   "\"late_mean_ns\": 10, \"late_max_ns\": 50}, \"cpus\": [");
	assert_has("{\"cpu\": 3, \"taken\": 7, \"delivered\": 6, \"lost\": 1, "
		   "\"lost_records\": 2, \"ticks\": {\"taken\": 7, ");
	assert_has("{\"cpu\": 4, \"taken\": 0, \"delivered\": 0, \"lost\": 0, "
		   "\"lost_records\": 0, \"ticks\": {\"taken\": 0, \"missed\": 0, "
		   "\"late_mean_ns\": null, \"late_max_ns\": null}}");
	assert_has("\"overhead\": {\"handler_ns\": 1, \"cpu_ns\": 400, "
		   "\"percent\": 0.2500, \"slowed\": 9, \"throttled\": 10}");
	assert_has("\"names\": {\"frames\": 10, \"unnamed\": 5, "
		   "\"unnamed_percent\": 50.0000, \"user\": {\"frames\": 9, ");
	assert_has("\"kernel\": {\"frames\": 1, \"unnamed\": 1, "
		   "\"unnamed_percent\": 100.0000, \"reason\": \"hidden\"}}");
	assert_has("\"user_stacks\": {\"known\": 12, \"cut_short\": 6, "
		   "\"cut_short_percent\": 50.0000, \"causes\": "
		   "{\"no_frame_pointer\": 3, \"page_not_resident\": 2, "
		   "\"depth_limit\": 1}, \"led_astray\": 1}");
	assert_has("{\"name\": \"gzip\", \"path\": \"/bin/gzip\", "
		   "\"build_id\": \"ab01\", \"frames\": 8, \"unnamed\": 4, "
		   "\"unnamed_percent\": 50.0000, \"reason\": \"no symbols\", "
		   "\"stacks_cut_short\": 6, \"causes\": {");
	assert_has("\"frame_pointers\": \"no\", \"package\": \"gzip\", "
		   "\"debug_package\": \"gzip-dbgsym\"}");
	assert_has("{\"name\": \"\\u001b\\ufffd\\\"\", \"path\": null, "
		   "\"build_id\": null, \"frames\": 1, \"unnamed\": 0, "
		   "\"unnamed_percent\": 0.0000, \"reason\": null, ");
	assert_has("\"processes\": {\"hidden\": 8, \"left\": 7, "
		   "\"untracked\": 6}, \"has_kernel_stacks\": false, "
		   "\"has_mmap_events\": false}\n");
	profile_free(p);
}

/* What is not known is not said to be nothing. */
static void test_nothing(void **state)
{
	const struct summary s = { 0 };
	struct profile *p = profile_new(1);

	(void)state;
	write_json(&s, p);
	assert_valid();
	assert_has("\"duration_ns\": null, \"rate_hz\": null");
	assert_has("\"expected\": null, \"taken\": null, \"delivered\": 0");
	assert_has("\"lost_percent\": null");
	assert_has("\"late_mean_ns\": null");
	assert_has("\"cpus\": []");
	assert_has("\"overhead\": {\"handler_ns\": null");
	assert_has("\"unnamed_percent\": null");
	assert_has("\"user_stacks\": {\"known\": null, \"cut_short\": null");
	assert_has("\"files\": []");
	assert_has("\"has_kernel_stacks\": true, \"has_mmap_events\": true");
	profile_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
