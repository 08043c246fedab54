// SPDX-License-Identifier: GPL-2.0-only
/* snapshot: this very process, through the decoder. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "decode.h"
#include "snapshot.h"

#define TIME 123456789u
#define NR_MAX 4096

struct seen {
	struct event events[NR_MAX];
	uint64_t *records[NR_MAX];
	size_t nr;
	int answer;
};

static int take(void *arg, const void *record, size_t size, struct err *err)
{
	struct seen *seen = arg;
	struct record_format format;

	if (seen->answer)
		return err_set(err, -seen->answer, "enough");
	assert_true(seen->nr < NR_MAX);
	seen->records[seen->nr] = malloc(size);
	memcpy(seen->records[seen->nr], record, size);
	decode_flamek(&format, 1);
	assert_int_equal(decode_record(&format, seen->records[seen->nr], size,
				       &seen->events[seen->nr], err), 0);
	assert_int_equal(seen->events[seen->nr].time, TIME);
	seen->nr++;
	return 0;
}

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct seen));
	return 0;
}

static int teardown(void **state)
{
	struct seen *seen = *state;

	while (seen->nr)
		free(seen->records[--seen->nr]);
	free(seen);
	return 0;
}

/* The mapping of this address that was seen. */
static const struct event *find_map(const struct seen *seen, const void *addr)
{
	const struct event *ev;
	size_t i;

	for (i = 0; i < seen->nr; i++) {
		ev = &seen->events[i];
		if (ev->type == PERF_RECORD_MMAP2 &&
		    (uintptr_t)addr - ev->mmap.start < ev->mmap.len)
			return ev;
	}
	return NULL;
}

static void test_mappings(void **state)
{
	struct seen *seen = *state;
	char exe[4096];
	const struct event *ev;
	struct stat st;
	struct err err;
	ssize_t len;
	size_t i;

	assert_int_equal(snapshot_process(getpid(), TIME, take, seen, &err), 0);
	len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	assert_true(len > 0);
	exe[len] = '\0';
	ev = find_map(seen, (void *)(uintptr_t)test_mappings);
	assert_non_null(ev);
	assert_string_equal(ev->mmap.path, exe);
	assert_int_equal(stat(exe, &st), 0);
	assert_int_equal(ev->mmap.id.ino, st.st_ino);
	assert_int_equal(ev->mmap.prot, PROT_READ | PROT_EXEC);
	assert_int_equal(ev->mmap.flags, MAP_PRIVATE);
	assert_int_equal(ev->pid, getpid());
	assert_non_null(find_map(seen, (void *)(uintptr_t)printf));
	/* Data is not of interest. */
	assert_null(find_map(seen, &err));
	for (i = 0; i < seen->nr; i++)
		if (seen->events[i].type == PERF_RECORD_MMAP2)
			assert_true(seen->events[i].mmap.prot & PROT_EXEC);
}

static void *wait_for_end(void *mutex)
{
	pthread_mutex_lock(mutex);
	pthread_mutex_unlock(mutex);
	return NULL;
}

static void test_threads(void **state)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	struct seen *seen = *state;
	pthread_t thread;
	struct err err;
	size_t i, nr = 0;

	pthread_mutex_lock(&mutex);
	assert_int_equal(pthread_create(&thread, NULL, wait_for_end, &mutex),
			 0);
	pthread_setname_np(thread, "a ) worker");
	assert_int_equal(snapshot_process(getpid(), TIME, take, seen, &err), 0);
	pthread_mutex_unlock(&mutex);
	pthread_join(thread, NULL);
	for (i = 0; i < seen->nr; i++) {
		const struct event *ev = &seen->events[i];

		if (ev->type != PERF_RECORD_COMM)
			continue;
		assert_int_equal(ev->pid, getpid());
		assert_false(ev->comm.exec);
		if (ev->tid != (uint32_t)getpid()) {
			assert_string_equal(ev->comm.comm, "a ) worker");
			nr++;
		}
	}
	assert_int_equal(nr, 1);
}

/* Any thread's id stands for its process. */
static void *snapshot_of_self(void *seen)
{
	struct err err;

	assert_int_equal(snapshot_process(gettid(), TIME, take, seen, &err), 0);
	return NULL;
}

static void test_by_a_thread_s_id(void **state)
{
	struct seen *seen = *state;
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, snapshot_of_self, seen),
			 0);
	pthread_join(thread, NULL);
	assert_int_equal(seen->events[0].pid, getpid());
	assert_non_null(find_map(seen, (void *)(uintptr_t)printf));
}

static void *map_file(const char *name)
{
	const size_t size = (size_t)sysconf(_SC_PAGESIZE);
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0700);
	void *map;

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	map = mmap(NULL, size, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	close(fd);
	return map;
}

static void test_odd_names(void **state)
{
	const size_t size = (size_t)sysconf(_SC_PAGESIZE);
	char dir[] = "/tmp/flamek-snapshot-XXXXXX", path[128], gone[160];
	struct seen *seen = *state;
	void *file, *deleted, *anon;
	struct err err;

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/a  b\\040\nc", dir);
	file = map_file(path);
	snprintf(gone, sizeof(gone), "%s.gone", path);
	deleted = map_file(gone);
	unlink(gone);
	strcat(gone, " (deleted)");
	anon = mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(file, MAP_FAILED);
	assert_ptr_not_equal(anon, MAP_FAILED);

	assert_int_equal(snapshot_process(getpid(), TIME, take, seen, &err), 0);
	assert_string_equal(find_map(seen, file)->mmap.path, path);
	assert_string_equal(find_map(seen, deleted)->mmap.path, gone);
	assert_int_equal(find_map(seen, anon)->mmap.flags, MAP_SHARED);
	munmap(anon, size);
	munmap(file, size);
	munmap(deleted, size);
	unlink(path);
	rmdir(dir);
}

static void test_anonymous_memory(void **state)
{
	const size_t size = (size_t)sysconf(_SC_PAGESIZE);
	struct seen *seen = *state;
	const struct event *ev;
	struct err err;
	void *anon;

	anon = mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(anon, MAP_FAILED);
	assert_int_equal(snapshot_process(getpid(), TIME, take, seen, &err), 0);
	ev = find_map(seen, anon);
	assert_non_null(ev);
	assert_string_equal(ev->mmap.path, "//anon");
	assert_int_equal(ev->mmap.id.ino, 0);
	munmap(anon, size);
}

/* maps gives it a name of its own, the kernel's event does not. */
static void test_named_anonymous_memory(void **state)
{
	const size_t size = (size_t)sysconf(_SC_PAGESIZE);
	struct seen *seen = *state;
	struct err err;
	void *anon;

	anon = mmap(NULL, size, PROT_READ | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, anon, size, "jit"))
		skip();
	assert_int_equal(snapshot_process(getpid(), TIME, take, seen, &err), 0);
	assert_string_equal(find_map(seen, anon)->mmap.path, "//anon");
	munmap(anon, size);
}

static void test_no_process(void **state)
{
	pid_t pid = fork();
	struct err err = { "" };

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
	assert_int_equal(snapshot_process(pid, TIME, take, *state, &err),
			 -ESRCH);
	assert_non_null(strstr(err.text, "no process"));
	assert_int_equal(snapshot_process(-1, TIME, take, *state, &err),
			 -ESRCH);
}

static void test_sink_s_error_ends_it(void **state)
{
	struct seen *seen = *state;
	struct err err;

	seen->answer = -ENOSPC;
	assert_int_equal(snapshot_process(getpid(), TIME, take, seen, &err),
			 -ENOSPC);
	assert_string_equal(err.text, "enough");
}

/* As far as this machine shows: a text mapping, and modules outside of it. */
static void test_kernel(void **state)
{
	struct seen *seen = *state;
	const struct event *ev;
	struct err err;
	size_t i;

	assert_int_equal(snapshot_kernel(TIME, take, seen, &err), 0);
	if (!seen->nr)
		skip();
	ev = &seen->events[0];
	assert_int_equal(ev->type, PERF_RECORD_MMAP);
	assert_int_equal(ev->misc, PERF_RECORD_MISC_KERNEL);
	assert_int_equal(ev->pid, UINT32_MAX);
	assert_string_equal(ev->mmap.path, "[kernel.kallsyms]_text");
	assert_int_equal(ev->mmap.pgoff, ev->mmap.start);
	assert_true(ev->mmap.start >> 63);
	for (i = 1; i < seen->nr; i++) {
		const struct event *module = &seen->events[i];

		assert_int_equal(module->mmap.path[0], '[');
		assert_true(module->mmap.len);
		assert_true(module->mmap.start >=
			    ev->mmap.start + ev->mmap.len ||
			    module->mmap.start + module->mmap.len <=
			    ev->mmap.start);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_mappings),
		TEST(test_threads),
		TEST(test_by_a_thread_s_id),
		TEST(test_odd_names),
		TEST(test_anonymous_memory),
		TEST(test_named_anonymous_memory),
		TEST(test_no_process),
		TEST(test_sink_s_error_ends_it),
		TEST(test_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
