// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf.data: what the writer writes, the reader and perf read; the forms that a
 * recording of perf can have; whose kernel it is of.
 */
#define _GNU_SOURCE
#include "recordings.h"

static void test_write_and_read(void **state)
{
	struct fixture *f = *state;
	const struct collect_stats *s;
	struct utsname uts;

	write_program(f);
	assert_int_equal(read_back(f), 0);
	assert_program(f);
	s = collect_stats(f->collect);
	assert_int_equal(s->samples, 3);
	assert_int_equal(s->lost_events, 0);
	assert_int_equal(s->user_stacks, 4);
	assert_int_equal(s->cut_depth, 2);

	uname(&uts);
	assert_true(f->report.is_flamek);
	assert_string_equal(f->report.version, "flamek " FLAMEK_VERSION);
	assert_string_equal(f->report.host, uts.nodename);
	assert_string_equal(f->report.os_release, uts.release);
	assert_string_equal(f->report.arch, uts.machine);
	assert_string_equal(f->report.command, "flamekctl record a b");
	assert_int_equal(f->report.nr_cpus, sysconf(_SC_NPROCESSORS_ONLN));
	assert_int_equal(f->report.period, PERIOD);
	assert_int_equal(f->report.freq, 0);
	assert_int_equal(f->report.first_ns, 30);
	assert_int_equal(f->report.last_ns, 50);
	assert_int_equal(f->report.nr_events, 1);
	assert_string_equal(f->report.events[0].name, "cpu-clock");
	assert_int_equal(f->report.events[0].samples, 3);
	assert_true(f->report.events[0].is_taken);
	assert_false(f->report.is_cut);
	assert_int_equal(f->report.bad, 0);
	assert_int_equal(f->report.late, 0);
}

/* What flamek lost, its own recordings know apart. */
static void test_losses(void **state)
{
	struct fixture *f = *state;
	struct records r = { 0 };

	put_program(&r);
	put_lost(&r, 45, FLAMEK_LOST_EVENTS, 7);
	put_lost(&r, 46, FLAMEK_LOST_SAMPLES, 8);
	write_records(f, &r);
	assert_int_equal(read_back(f), 0);
	assert_program(f);
	assert_int_equal(collect_stats(f->collect)->lost_events, 7);
	assert_int_equal(collect_stats(f->collect)->lost_samples, 8);
	records_free(&r);
}

static void note_dso(void *id, const char *path, const uint8_t *build_id,
		     size_t size)
{
	assert_string_equal(path, "/bin/sh");
	assert_int_equal(size, BUILD_ID_MAX);
	memcpy(id, build_id, size);
}

/* The build-ids that were noted are those of the mappings read back. */
static void test_build_ids(void **state)
{
	static const uint8_t noted[32] = { 1, 2, 3, [19] = 20, 21 };
	uint8_t seen[BUILD_ID_MAX] = { 0 };
	struct fixture *f = *state;
	FILE *out = fdopen(dup(f->fd), "w");
	struct perfdata_writer *w;
	struct records r = { 0 };
	char *longest = malloc(65536);

	memset(longest, 'x', 65535);
	longest[65535] = '\0';
	put_program(&r);
	w = perfdata_begin(out, &program_info, &f->err);
	perfdata_records(w, r.words, records_size(&r), &f->err);
	perfdata_build_id(w, "/bin/other", noted, 20);
	perfdata_build_id(w, longest, noted, 20);
	perfdata_build_id(w, "/bin/sh", noted, sizeof(noted));
	assert_int_equal(perfdata_end(w, &f->err), 0);
	fclose(out);
	assert_int_equal(read_back(f), 0);
	assert_program(f);
	collect_build_ids(f->collect, note_dso, seen);
	assert_memory_equal(seen, noted, BUILD_ID_MAX);
	records_free(&r);
	free(longest);
}

/*
 * What has been written can be read before the end. Much of it at once goes past
 * the stream, little goes through it.
 */
static void test_reread(void **state)
{
	struct fixture *f = *state;
	FILE *out = fdopen(dup(f->fd), "w+");
	struct perfdata_writer *w;
	struct perfdata_report report;
	struct collect *collect = collect_new(f->syms);
	struct records little = { 0 }, much = { 0 };
	int i;

	put_program(&little);
	for (i = 0; i < 500; i++)
		put_program(&much);
	w = perfdata_begin(out, &program_info, &f->err);
	perfdata_records(w, little.words, records_size(&little), &f->err);
	perfdata_records(w, much.words, records_size(&much), &f->err);
	perfdata_records(w, little.words, records_size(&little), &f->err);
	collect_set(collect, COLLECT_FLAMEK);
	assert_int_equal(perfdata_reread(w, collect, &report, &f->err), 0);
	assert_int_equal(collect_samples(collect), 502 * 3);
	assert_int_equal(report.first_ns, 30);
	assert_int_equal(report.last_ns, 50);
	perfdata_report_free(&report);
	collect_free(collect);

	perfdata_records(w, little.words, records_size(&little), &f->err);
	assert_int_equal(perfdata_end(w, &f->err), 0);
	fclose(out);
	assert_int_equal(read_back(f), 0);
	assert_int_equal(collect_samples(f->collect), 503 * 3);
	assert_int_equal(value(f, FOLDED_STACK), 503 * 3);
	assert_false(f->report.is_cut);
	records_free(&little);
	records_free(&much);
}

static void test_write_nothing(void **state)
{
	struct fixture *f = *state;
	FILE *out = fdopen(dup(f->fd), "w");
	struct perfdata_writer *w;

	w = perfdata_begin(out, &program_info, &f->err);
	assert_int_equal(perfdata_round(w, &f->err), 0);
	assert_int_equal(perfdata_end(w, &f->err), 0);
	fclose(out);
	assert_int_equal(read_back(f), 0);
	assert_int_equal(profile_total(f->p, 0), 0);
	assert_false(f->report.is_cut);
	assert_false(f->report.events[0].is_taken);
}

static void test_no_room_to_write(void **state)
{
	struct fixture *f = *state;
	FILE *out = fopen("/dev/full", "w");
	struct perfdata_writer *w;
	struct records r = { 0 };
	int ret = 0, i;

	if (!out)
		skip();
	put_program(&r);
	w = perfdata_begin(out, &program_info, &f->err);
	for (i = 0; w && !ret && i < 1000; i++)
		ret = perfdata_records(w, r.words, records_size(&r), &f->err);
	assert_int_equal(ret, -ENOSPC);
	assert_int_not_equal(perfdata_end(w, &f->err), 0);
	fclose(out);
	records_free(&r);
}

/* What a shell command prints; it knows the recording as $RECORDING. */
static char *run(const struct fixture *f, const char *command)
{
	char *path = mem_printf("/proc/%d/fd/%d", getpid(), f->fd);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size), *in;
	int c;

	setenv("RECORDING", path, 1);
	free(path);
	in = popen(command, "r");
	while ((c = getc(in)) != EOF)
		putc(c, out);
	assert_int_equal(pclose(in), 0);
	fclose(out);
	return text;
}

/* As perf prints it: user addresses relative to the mapping. */
#define KERNEL_PART	"\tffffffff81000100\n\tffffffff81000200\n"
#define USER_PART	"\t             100\n\t             210\n"

/* perf itself must take the file without a complaint. */
static void test_perf_reads_it(void **state)
{
	struct fixture *f = *state;
	char *text;

	if (system("perf --version >/dev/null 2>&1"))
		skip();
	write_program(f);
	text = run(f, "perf script -f -F comm,pid,time,period,ip -i $RECORDING 2>&1");
	/* In order of time, whatever that of the records. */
	assert_string_equal(text,
			    "sh   100     0.000000:    1000000 \n"
			    USER_PART "\n"
			    "sh   100     0.000000:    2000000 \n"
			    KERNEL_PART USER_PART "\n"
			    "sh   100     0.000000:    1000000 \n"
			    KERNEL_PART USER_PART "\n");
	free(text);
	text = run(f, "perf report -f --header-only -i $RECORDING 2>&1");
	assert_non_null(strstr(text, "# perf version : flamek "));
	assert_non_null(strstr(text, "# cmdline : flamekctl record a b"));
	assert_non_null(strstr(text, "# clockid: monotonic"));
	assert_non_null(strstr(text, "# event : name = cpu-clock, "));
	free(text);
	text = run(f, "perf report -f --stdio --no-children -g none -i $RECORDING 2>&1");
	assert_non_null(strstr(text, "# Samples: 3  of event 'cpu-clock'"));
	assert_null(strstr(text, "WARNING"));
	free(text);
}

static void test_pipe_form(void **state)
{
	struct fixture *f = *state;
	struct records r = { 0 };

	put_pipe_header(&r, &flamek_attr);
	put_program(&r);
	set_contents(f, r.words, records_size(&r));
	assert_int_equal(read_back(f), 0);
	assert_program(f);
	assert_false(f->report.is_cut);
	records_free(&r);
}

/* Bytes through a pipe, of which some have been read already. */
static int read_pipe(struct fixture *f, const void *bytes, size_t size,
		     size_t head)
{
	struct perfdata_input in = { .name = "it", .head = bytes,
				     .head_size = head };
	int fds[2], ret;

	assert_int_equal(pipe(fds), 0);
	fcntl(fds[1], F_SETPIPE_SZ, 1 << 20);
	assert_int_equal(write(fds[1], (const char *)bytes + head, size - head),
			 size - head);
	close(fds[1]);
	in.fd = fds[0];
	ret = perfdata_read(&in, f->collect, &f->report, &f->err);
	close(fds[0]);
	collect_finish(f->collect, f->p);
	return ret;
}

static void test_through_a_pipe(void **state)
{
	static const size_t heads[] = { 0, 8, 20, 200 };
	struct fixture *f;
	struct records r = { 0 };
	size_t i;

	put_pipe_header(&r, &flamek_attr);
	put_program(&r);
	for (i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		renew(state);
		f = *state;
		assert_int_equal(read_pipe(f, r.words, records_size(&r),
					   heads[i]), 0);
		assert_program(f);
	}
	records_free(&r);
}

/* The file form needs places to go back to. */
static void test_file_through_a_pipe(void **state)
{
	struct fixture *f = *state;
	char bytes[65536];
	ssize_t size;

	write_program(f);
	size = pread(f->fd, bytes, sizeof(bytes), 0);
	assert_int_equal(read_pipe(f, bytes, (size_t)size, 64), 0);
	assert_program(f);
	assert_true(f->report.is_flamek);
}

/* A recording like perf's, of two events; ids at the front and the end. */
static void put_two_events(struct records *r, bool has_identifier)
{
	struct perf_event_attr attrs[2] = { flamek_attr, flamek_attr };
	static const uint64_t ids[] = { 71, 72 };
	static const uint64_t order[] = { 71, 72, 72 };
	struct records data = { 0 };
	size_t i;

	for (i = 0; i < 2; i++)
		attrs[i].sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME |
			PERF_SAMPLE_CALLCHAIN | (has_identifier ?
			PERF_SAMPLE_IDENTIFIER : PERF_SAMPLE_ID);
	attrs[1].config = PERF_COUNT_SW_PAGE_FAULTS;
	attrs[1].freq = 1;
	attrs[1].sample_freq = 4000;
	for (i = 0; i < 3; i++) {
		begin_record(&data, PERF_RECORD_SAMPLE, PERF_RECORD_MISC_USER);
		if (has_identifier)
			put_u64(&data, order[i]);
		put_pair(&data, PID, PID);
		put_u64(&data, 10 + i);
		if (!has_identifier)
			put_u64(&data, order[i]);
		put_u64(&data, 2);
		put_u64(&data, PERF_CONTEXT_USER);
		put_u64(&data, 0x400000 + i * 0x100);
		end_record(&data);
	}
	put_file(r, attrs, ids, 2, &data);
	records_free(&data);
}

static void test_several_events(void **state)
{
	struct fixture *f = *state;
	struct records r = { 0 };

	put_two_events(&r, true);
	set_contents(f, r.words, records_size(&r));
	assert_int_equal(read_back(f), 0);
	assert_int_equal(profile_total(f->p, 0), 1);
	assert_int_equal(f->report.nr_events, 2);
	assert_true(f->report.events[0].is_taken);
	assert_int_equal(f->report.events[0].samples, 1);
	assert_int_equal(f->report.events[1].samples, 2);
	assert_string_equal(f->report.events[1].name, "page-faults");
	records_free(&r);
}

static void test_event_by_name(void **state)
{
	struct fixture *f = *state;
	struct records r = { 0 };

	put_two_events(&r, false);
	set_contents(f, r.words, records_size(&r));
	assert_int_equal(read_event(f, "page-faults"), 0);
	assert_int_equal(profile_total(f->p, 0), 2);
	assert_true(f->report.events[1].is_taken);
	assert_int_equal(f->report.freq, 4000);
	assert_int_equal(f->report.period, 0);
	assert_int_equal(f->report.first_ns, 11);
	records_free(&r);
}

static void test_no_such_event(void **state)
{
	struct fixture *f = *state;
	struct records r = { 0 };

	put_two_events(&r, true);
	set_contents(f, r.words, records_size(&r));
	assert_int_equal(read_event(f, "page"), -ENOENT);
	assert_string_equal(f->err.text,
		"'it' has no event 'page', only: cpu-clock, page-faults");
	records_free(&r);
}

static void test_indistinct_events(void **state)
{
	const struct perf_event_attr attrs[] = { flamek_attr, flamek_attr };
	static const uint64_t ids[] = { 71, 72 };
	struct fixture *f = *state;
	struct records r = { 0 }, none = { 0 };

	put_file(&r, attrs, ids, 2, &none);
	set_contents(f, r.words, records_size(&r));
	assert_int_equal(read_back(f), -EINVAL);
	records_free(&r);
}

/* Of a frequency the periods say nothing: each sample is one. */
static void test_frequency(void **state)
{
	struct perf_event_attr attr = flamek_attr;
	static const uint64_t id = 1;
	struct fixture *f = *state;
	struct records r = { 0 }, data = { 0 };

	attr.freq = 1;
	attr.sample_freq = 1000;
	put_program(&data);
	put_file(&r, &attr, &id, 1, &data);
	set_contents(f, r.words, records_size(&r));
	assert_int_equal(read_back(f), 0);
	assert_int_equal(profile_total(f->p, 0), 3);
	assert_int_equal(f->report.freq, 1000);
	records_free(&r);
	records_free(&data);
}

/* Settings of an older perf, and of a newer one. */
static void test_sizes_of_settings(void **state)
{
	static const size_t sizes[] = { PERF_ATTR_SIZE_VER0, 72, 96, 136, 256 };
	struct records data = { 0 };
	struct fixture *f;
	size_t i;

	put_program(&data);
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct perfdata_header header = {
			.magic = PERFDATA_MAGIC, .size = sizeof(header),
			.attr_size = sizes[i] + 16,
			.attrs = { sizeof(header), sizes[i] + 16 },
			.data = { sizeof(header) + sizes[i] + 16,
				  records_size(&data) },
		};
		struct records r = { 0 };
		char attr[256] = { 0 };

		renew(state);
		f = *state;
		memcpy(attr, &flamek_attr, sizes[i] < sizeof(flamek_attr) ?
		       sizes[i] : sizeof(flamek_attr));
		put_bytes(&r, &header, sizeof(header));
		put_bytes(&r, attr, sizes[i]);
		put_u64(&r, 0);
		put_u64(&r, 0);
		put_bytes(&r, data.words, records_size(&data));
		set_contents(f, r.words, records_size(&r));
		assert_int_equal(read_back(f), 0);
		assert_int_equal(profile_total(f->p, 0), 4);
		records_free(&r);
	}
	records_free(&data);
}

/* perf writes attributes that are no multiple of a word before the records. */
static void test_records_at_odd_places(void **state)
{
	struct fixture *f = *state;
	struct records r = { 0 };
	char bytes[8192], *at = bytes;
	const uint16_t sizes[] = { 13, 9 };
	size_t i;

	put_pipe_header(&r, &flamek_attr);
	memcpy(at, r.words, records_size(&r));
	at += records_size(&r);
	for (i = 0; i < 2; i++) {
		/* One of perf's own, of a kind that is passed over. */
		const struct perf_event_header odd = { .type = 79,
						       .size = sizes[i] };

		memset(at, 0, sizes[i]);
		memcpy(at, &odd, sizeof(odd));
		at += sizes[i];
	}
	r.nr = 0;
	put_program(&r);
	memcpy(at, r.words, records_size(&r));
	at += records_size(&r);
	set_contents(f, bytes, (size_t)(at - bytes));
	assert_int_equal(read_back(f), 0);
	assert_program(f);
	records_free(&r);
}

/* Bytes behind a record that its size does not count, looking like records. */
static void test_trailers_are_skipped(void **state)
{
	struct fixture *f = *state;
	struct records r = { 0 }, junk = { 0 };
	size_t i;

	put_program(&junk);
	put_pipe_header(&r, &flamek_attr);
	begin_record(&r, PERFDATA_RECORD_AUXTRACE, 0);
	put_u64(&r, records_size(&junk));
	for (i = 0; i < 4; i++)
		put_u64(&r, 0);
	end_record(&r);
	put_bytes(&r, junk.words, records_size(&junk));
	begin_record(&r, PERFDATA_RECORD_TRACING_DATA, 0);
	put_pair(&r, (uint32_t)records_size(&junk) - 3, 0);
	end_record(&r);
	put_bytes(&r, junk.words, records_size(&junk));
	put_program(&r);
	set_contents(f, r.words, records_size(&r));
	assert_int_equal(read_back(f), 0);
	assert_program(f);
	assert_false(f->report.is_cut);
	records_free(&r);
	records_free(&junk);
}

static void test_kernel_of_another_machine(void **state)
{
	struct fixture *f = *state;
	char bytes[65536], *found;
	struct utsname uts;
	ssize_t size;

	write_program(f);
	uname(&uts);
	size = pread(f->fd, bytes, sizeof(bytes), 0);
	found = memmem(bytes, (size_t)size, uts.release, strlen(uts.release));
	assert_non_null(found);
	*found ^= 1;
	set_contents(f, bytes, (size_t)size);
	assert_int_equal(read_back(f), 0);
	assert_int_equal(value(f, "sh;sh_200;sh_100;[kernel];[kernel]"), 3);
	assert_non_null(strstr(collect_stats(f->collect)->kernel_reason,
			       uts.release));
}

static void test_kernel_of_another_build(void **state)
{
	struct fixture *f = *state;
	char bytes[65536], *found;
	ssize_t size;

	write_program(f);
	size = pread(f->fd, bytes, sizeof(bytes), 0);
	found = memmem(bytes, (size_t)size, PERFDATA_KERNEL_NAME "\0",
		       sizeof(PERFDATA_KERNEL_NAME));
	if (!found)
		skip();			/* this kernel shows none */
	found[-20] ^= 1;
	set_contents(f, bytes, (size_t)size);
	assert_int_equal(read_back(f), 0);
	assert_int_equal(value(f, "sh;sh_200;sh_100;[kernel];[kernel]"), 3);
	assert_non_null(strstr(collect_stats(f->collect)->kernel_reason,
			       "another build"));
}

static void test_unknown_kernel(void **state)
{
	static const uint64_t id = 1;
	struct fixture *f = *state;
	struct records r = { 0 }, data = { 0 };

	put_program(&data);
	put_file(&r, &flamek_attr, &id, 1, &data);
	set_contents(f, r.words, records_size(&r));
	assert_int_equal(read_back(f), 0);
	assert_int_equal(value(f, "sh;sh_200;sh_100;[kernel];[kernel]"), 3);
	records_free(&r);
	records_free(&data);
}

static void test_raw_stacks_are_told(void **state)
{
	struct perf_event_attr attr = flamek_attr;
	static const uint64_t id = 1;
	struct fixture *f = *state;
	struct records r = { 0 }, data = { 0 };

	attr.sample_type |= PERF_SAMPLE_STACK_USER | PERF_SAMPLE_REGS_USER;
	put_program(&data);
	put_file(&r, &attr, &id, 1, &data);
	set_contents(f, r.words, records_size(&r));
	assert_int_equal(read_back(f), 0);
	assert_true(f->report.has_raw_stacks);
	assert_int_equal(profile_total(f->p, 0), 4);
	records_free(&r);
	records_free(&data);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_write_and_read),
		TEST(test_losses),
		TEST(test_build_ids),
		TEST(test_reread),
		TEST(test_write_nothing),
		TEST(test_no_room_to_write),
		TEST(test_perf_reads_it),
		TEST(test_pipe_form),
		TEST(test_through_a_pipe),
		TEST(test_file_through_a_pipe),
		TEST(test_several_events),
		TEST(test_event_by_name),
		TEST(test_no_such_event),
		TEST(test_indistinct_events),
		TEST(test_frequency),
		TEST(test_sizes_of_settings),
		TEST(test_records_at_odd_places),
		TEST(test_trailers_are_skipped),
		TEST(test_kernel_of_another_machine),
		TEST(test_kernel_of_another_build),
		TEST(test_unknown_kernel),
		TEST(test_raw_stacks_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
