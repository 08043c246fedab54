// SPDX-License-Identifier: GPL-2.0-only
/* Files wait to be opened by the records of their mappings, and are, one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "early.h"
#include "records.h"

#include "fake-symbols.h"

static size_t nr_dsos(const struct symbols *syms)
{
	const struct dso *dso;
	size_t nr = 0;

	for (dso = syms->dsos; dso; dso = dso->next)
		nr++;
	return nr;
}

struct world {
	struct symbols *syms;
	struct record_format format;
	struct early early;
	struct records r;
};

static int set_up(void **state)
{
	static struct world w;

	memset(&w, 0, sizeof(w));
	w.syms = symbols_new();
	decode_flamek(&w.format, 1000000);
	w.early = (struct early){ .syms = w.syms, .format = &w.format };
	*state = &w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	early_free(&w->early);
	records_free(&w->r);
	symbols_free(w->syms);
	return 0;
}

static void take(struct world *w)
{
	early_take(&w->early, w->r.words, records_size(&w->r));
	records_free(&w->r);
}

static void test_mappings_are_opened(void **state)
{
	struct world *w = *state;

	put_comm(&w->r, 7, 7, 10, "sh", PERF_RECORD_MISC_COMM_EXEC);
	put_mmap2(&w->r, 7, 20, 0x1000, 0x1000, 0, "/bin/sh");
	put_comm(&w->r, 8, 8, 30, "other", 0);
	put_mmap2(&w->r, 8, 40, 0x1000, 0x1000, 0, "/bin/other");
	take(w);
	assert_int_equal(nr_dsos(w->syms), 0);
	assert_true(early_open(&w->early));
	assert_int_equal(nr_dsos(w->syms), 1);
	assert_string_equal(w->syms->dsos->path, "/bin/sh");
	assert_true(early_open(&w->early));
	assert_int_equal(nr_dsos(w->syms), 2);
	assert_string_equal(w->syms->dsos->path, "/bin/other");
	assert_int_equal(w->syms->dsos->pid, 8);
	assert_int_equal(w->syms->dsos->id.ino, 4711);
	assert_false(early_open(&w->early));
}

static void test_half_a_record_is_none(void **state)
{
	struct world *w = *state;

	put_mmap2(&w->r, 9, 50, 0x1000, 0x1000, 0, "/bin/half");
	early_take(&w->early, w->r.words, records_size(&w->r) - 8);
	assert_false(early_open(&w->early));
	assert_int_equal(nr_dsos(w->syms), 0);
}

/* Whether it is asked for before it was opened or after. */
static void test_a_file_is_opened_once(void **state)
{
	struct world *w = *state;
	uint32_t pid;

	for (pid = 1; pid < 100; pid++)
		put_mmap2(&w->r, pid, pid, 0x1000, 0x1000, 0, "/bin/sh");
	take(w);
	assert_true(early_open(&w->early));
	assert_false(early_open(&w->early));
	put_mmap2(&w->r, 100, 100, 0x1000, 0x1000, 0, "/bin/sh");
	take(w);
	assert_int_equal(early_oldest(&w->early), UINT64_MAX);
	assert_false(early_open(&w->early));
	assert_int_equal(w->syms->dsos->pid, 1);
}

/* Rings are looked at one after the other, so times go back and forth. */
static void test_what_waits_has_its_time(void **state)
{
	struct world *w = *state;

	assert_int_equal(early_oldest(&w->early), UINT64_MAX);
	put_mmap2(&w->r, 7, 50, 0x1000, 0x1000, 0, "/bin/a");
	put_mmap2(&w->r, 7, 60, 0x2000, 0x1000, 0, "/bin/b");
	put_mmap2(&w->r, 8, 20, 0x3000, 0x1000, 0, "/bin/c");
	take(w);
	assert_int_equal(early_oldest(&w->early), 20);
	assert_true(early_open(&w->early));
	assert_true(early_open(&w->early));
	assert_true(early_oldest(&w->early) <= 20);
	assert_true(early_open(&w->early));
	assert_int_equal(early_oldest(&w->early), UINT64_MAX);
	put_mmap2(&w->r, 7, 70, 0x4000, 0x1000, 0, "/bin/d");
	take(w);
	assert_int_equal(early_oldest(&w->early), 70);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_mappings_are_opened,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_half_a_record_is_none,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_file_is_opened_once,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_waits_has_its_time,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
