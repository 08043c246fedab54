// SPDX-License-Identifier: GPL-2.0-only
/* perf.data with compressed records, as perf record -z makes them. */
#define _GNU_SOURCE
#include "packing.h"

/* Compressed in pieces of every size, so that they end within records. */
static void check_compressed(void **state, uint32_t type)
{
	struct packer *p = malloc(sizeof(*p));
	struct records r = { 0 };
	struct fixture *f;
	size_t piece, at, n, size;

	put_program(&r);
	size = records_size(&r);
	for (piece = 7; piece < size + 200; piece += 50) {
		renew(state);
		f = *state;
		start_packing(p);
		for (at = 0; at < size; at += n) {
			n = size - at < piece ? size - at : piece;
			pack(p, type, (char *)r.words + at, n);
		}
		set_contents(f, p->out, (size_t)(p->at - p->out));
		assert_int_equal(read_back(f), 0);
		assert_program(f);
		assert_false(f->report.is_cut);
		ZSTD_freeCStream(p->zstd);
	}
	records_free(&r);
	free(p);
}

static void test_compressed(void **state)
{
	check_compressed(state, PERFDATA_RECORD_COMPRESSED);
}

static void test_compressed_with_padding(void **state)
{
	check_compressed(state, PERFDATA_RECORD_COMPRESSED2);
}

static void test_compressed_large(void **state)
{
	static const size_t numbers[] = { 10922, 11000, 11500, 12000, 40000 };
	struct packer *p = malloc(sizeof(*p));
	struct records r = { 0 };
	struct fixture *f;
	size_t i, n;

	/* About as much as fits into a buffer and more, of very few bytes. */
	for (n = 0; n < sizeof(numbers) / sizeof(*numbers); n++) {
		renew(state);
		f = *state;
		r.nr = 0;
		for (i = 0; i < numbers[n]; i++)
			put_sample(&r, PERF_RECORD_MISC_USER, PID, PID, 50,
				   PERIOD, stack, NR_STACK);
		start_packing(p);
		pack(p, PERFDATA_RECORD_COMPRESSED, r.words, records_size(&r));
		set_contents(f, p->out, (size_t)(p->at - p->out));
		assert_int_equal(read_back(f), 0);
		assert_int_equal(profile_total(f->p, 0), numbers[n]);
		assert_false(f->report.is_cut);
		ZSTD_freeCStream(p->zstd);
	}
	records_free(&r);
	free(p);
}

static void test_compressed_damage(void **state)
{
	static const uint64_t stuffed[] = {
		(uint64_t)24 << 48 | PERFDATA_RECORD_COMPRESSED, 1, 2,
	};
	static const uint64_t empty =
		(uint64_t)8 << 48 | PERFDATA_RECORD_COMPRESSED;
	struct packer *p = malloc(sizeof(*p));
	struct fixture *f = *state;

	start_packing(p);
	memcpy(p->at, stuffed, sizeof(stuffed));
	set_contents(f, p->out, (size_t)(p->at - p->out) + sizeof(stuffed));
	assert_int_equal(read_back(f), -EBADMSG);
	ZSTD_freeCStream(p->zstd);

	/* A compressed record within another. */
	renew(state);
	f = *state;
	start_packing(p);
	pack(p, PERFDATA_RECORD_COMPRESSED, &empty, sizeof(empty));
	set_contents(f, p->out, (size_t)(p->at - p->out));
	assert_int_equal(read_back(f), -EBADMSG);
	ZSTD_freeCStream(p->zstd);

	/* One that says it is longer than it is. */
	renew(state);
	f = *state;
	start_packing(p);
	memcpy(p->at, stuffed, sizeof(stuffed));
	p->at[0] = (char)PERFDATA_RECORD_COMPRESSED2;
	p->at[8] = 9;
	set_contents(f, p->out, (size_t)(p->at - p->out) + sizeof(stuffed));
	assert_int_equal(read_back(f), -EBADMSG);
	ZSTD_freeCStream(p->zstd);
	free(p);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_compressed),
		TEST(test_compressed_with_padding),
		TEST(test_compressed_large),
		TEST(test_compressed_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
