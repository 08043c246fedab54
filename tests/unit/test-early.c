// SPDX-License-Identifier: GPL-2.0-only
/* Files are opened by the records of their mappings, before all else is taken. */
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

static void test_mappings_are_opened(void **state)
{
	struct symbols *syms = symbols_new();
	struct record_format format;
	struct early early = { .syms = syms, .format = &format };
	struct records r = { 0 };

	(void)state;
	decode_flamek(&format, 1000000);
	put_comm(&r, 7, 7, 10, "sh", PERF_RECORD_MISC_COMM_EXEC);
	put_mmap2(&r, 7, 20, 0x1000, 0x1000, 0, "/bin/sh");
	put_comm(&r, 8, 8, 30, "other", 0);
	put_mmap2(&r, 8, 40, 0x1000, 0x1000, 0, "/bin/other");
	early_open(&early, r.words, records_size(&r));
	assert_int_equal(nr_dsos(syms), 2);
	assert_string_equal(syms->dsos->path, "/bin/other");
	assert_int_equal(syms->dsos->pid, 8);
	assert_int_equal(syms->dsos->id.ino, 4711);
	/* Half a record is none. */
	put_mmap2(&r, 9, 50, 0x1000, 0x1000, 0, "/bin/half");
	early_open(&early, r.words, records_size(&r) - 8);
	assert_int_equal(nr_dsos(syms), 2);
	records_free(&r);
	symbols_free(syms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mappings_are_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
