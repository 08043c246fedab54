// SPDX-License-Identifier: GPL-2.0-only
/* perf.data: what is no recording, or was one once. */
#define _GNU_SOURCE
#include "recordings.h"

static void test_detect(void **state)
{
	(void)state;
	assert_true(perfdata_detect("PERFILE2", 8));
	assert_true(perfdata_detect("2ELIFREPxx", 10));
	assert_true(perfdata_detect("PERFFILE", 8));
	assert_false(perfdata_detect("PERFILE2", 7));
	assert_false(perfdata_detect("main;a 1\n", 9));
	assert_false(perfdata_detect("", 0));
}

static void test_no_recordings(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *message;
	} cases[] = {
		{ "", 0, "'it' is not a recording" },
		{ "PERFILE2", 8, "'it' is not a recording" },
		{ "main;a 1\nmain;b 2\n", 18, "'it' is not a recording" },
		{ "2ELIFREP\0\0\0\0\0\0\0h", 16,
		  "'it' was recorded on a machine of the other byte order" },
		{ "PERFFILE\150\0\0\0\0\0\0\0", 16,
		  "'it' is a recording of before Linux 3.2" },
		{ "PERFILE2\150\0\0\0\0\0\0\0", 16, "'it' is cut short" },
	};
	struct fixture *f;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		renew(state);
		f = *state;
		set_contents(f, cases[i].bytes, cases[i].size);
		assert_int_not_equal(read_back(f), 0);
		assert_string_equal(f->err.text, cases[i].message);
	}
}

static void test_directory(void **state)
{
	struct fixture *f = *state;

	close(f->fd);
	f->fd = open("/", O_RDONLY | O_DIRECTORY);
	assert_int_equal(read_back(f), -EISDIR);
}

/* perf that was killed leaves zero for the size of the data. */
static void test_never_finished(void **state)
{
	struct fixture *f = *state;
	struct perfdata_header header;

	write_program(f);
	assert_int_equal(pread(f->fd, &header, sizeof(header), 0),
			 sizeof(header));
	assert_int_equal(ftruncate(f->fd, (off_t)(header.data.offset +
						  header.data.size)), 0);
	header.data.size = 0;
	assert_int_equal(pwrite(f->fd, &header, sizeof(header), 0),
			 sizeof(header));
	assert_int_equal(read_back(f), 0);
	assert_true(f->report.is_cut);
	assert_int_equal(profile_total(f->p, 0), 4);
}

static void test_records_before_settings(void **state)
{
	struct fixture *f = *state;
	struct records r = { 0 };

	put_bytes(&r, PERFDATA_MAGIC, PERFDATA_MAGIC_SIZE);
	put_u64(&r, sizeof(struct perfdata_pipe_header));
	put_program(&r);
	set_contents(f, r.words, records_size(&r));
	assert_int_equal(read_back(f), -EBADMSG);
	records_free(&r);
}

static void test_bad_sizes(void **state)
{
	static const uint16_t sizes[] = { 1, 7, 0, 9, 20 };
	struct fixture *f;
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct records r = { 0 };

		renew(state);
		f = *state;
		put_pipe_header(&r, &flamek_attr);
		put_program(&r);
		put_u64(&r, (uint64_t)sizes[i] << 48 | PERF_RECORD_EXIT);
		put_u64(&r, 0);
		put_u64(&r, 0);
		put_u64(&r, 0);
		set_contents(f, r.words, records_size(&r));
		assert_int_equal(read_back(f), -EBADMSG);
		assert_non_null(strstr(f->err.text, "'it' is damaged"));
		records_free(&r);
	}
}

/* Numbers of the header that cannot be. */
static void test_bad_headers(void **state)
{
	static const struct {
		size_t word;		/* of the header */
		uint64_t value;
	} cases[] = {
		{ 1, 8 }, { 1, 71 }, { 1, UINT64_MAX },
		{ 2, 0 }, { 2, 79 }, { 2, 4097 }, { 2, UINT64_MAX },
		{ 3, UINT64_MAX }, { 3, 1 << 20 },
		{ 4, UINT64_MAX }, { 4, 1 << 20 },
		{ 5, UINT64_MAX }, { 5, 1 << 20 },
	};
	static const uint64_t id = 1;
	struct records r = { 0 }, data = { 0 };
	struct fixture *f;
	uint64_t word;
	size_t i;

	put_program(&data);
	put_file(&r, &flamek_attr, &id, 1, &data);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		renew(state);
		f = *state;
		word = r.words[cases[i].word];
		r.words[cases[i].word] = cases[i].value;
		set_contents(f, r.words, records_size(&r));
		r.words[cases[i].word] = word;
		assert_int_not_equal(read_back(f), 0);
		assert_non_null(strstr(f->err.text, "'it'"));
	}
	records_free(&r);
	records_free(&data);
}

/* Sizes of a hole, not of what there is: no memory is taken for them. */
static void test_huge_section(void **state)
{
	static const uint64_t id = 1;
	struct fixture *f = *state;
	struct records r = { 0 }, data = { 0 };

	put_program(&data);
	put_file(&r, &flamek_attr, &id, 1, &data);
	r.words[4] = 1ULL << 40;
	set_contents(f, r.words, records_size(&r));
	if (ftruncate(f->fd, 1LL << 41))
		skip();
	assert_int_equal(read_back(f), -EINVAL);
	records_free(&r);
	records_free(&data);
}

/* In pipe form nothing but the records themselves tells of the end. */
static void test_cut_pipe(void **state)
{
	struct records r = { 0 };
	size_t start, cut, next;
	struct fixture *f;

	put_pipe_header(&r, &flamek_attr);
	start = records_size(&r);
	put_program(&r);
	next = start;
	for (cut = start; cut <= records_size(&r); cut++) {
		renew(state);
		f = *state;
		set_contents(f, r.words, cut);
		assert_int_equal(read_back(f), 0);
		assert_int_equal(f->report.is_cut, cut != next);
		if (cut == next && cut < records_size(&r))
			next += r.words[cut / 8] >> 48;
	}
	records_free(&r);
}

/* Cut anywhere: an error, or what is there and a word about it. */
static void test_cut_anywhere(void **state)
{
	char bytes[65536];
	struct fixture *f = *state;
	size_t size, cut;

	write_program(f);
	size = (size_t)pread(f->fd, bytes, sizeof(bytes), 0);
	for (cut = 0; cut < size; cut++) {
		renew(state);
		f = *state;
		set_contents(f, bytes, cut);
		if (!read_back(f) && profile_total(f->p, 0) < 4)
			assert_true(f->report.is_cut);
	}
}

/* The bytes changed at random: anything but a crash or a hang. */
static void test_damage(void **state)
{
	char bytes[65536], damaged[65536];
	struct fixture *f = *state;
	unsigned int round, i;
	size_t size;

	write_program(f);
	size = (size_t)pread(f->fd, bytes, sizeof(bytes), 0);
	srandom(4);
	for (round = 0; round < 3000; round++) {
		renew(state);
		f = *state;
		memcpy(damaged, bytes, size);
		for (i = 0; i <= round % 8; i++)
			damaged[(size_t)random() % size] = (char)random();
		set_contents(f, damaged, size);
		read_back(f);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_detect),
		TEST(test_no_recordings),
		TEST(test_directory),
		TEST(test_never_finished),
		TEST(test_records_before_settings),
		TEST(test_bad_sizes),
		TEST(test_bad_headers),
		TEST(test_huge_section),
		TEST(test_cut_pipe),
		TEST(test_cut_anywhere),
		TEST(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
