// SPDX-License-Identifier: GPL-2.0-only
/* prologue: frames in the first bytes of functions, and in whole programs. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "symbols/prologue.h"
#include "test-symbols.h"

#define FRAMED(bytes) prologue_is_framed((const uint8_t *)(bytes), \
					 sizeof(bytes) - 1)

static void test_bytes(void **state)
{
	(void)state;
	assert_true(FRAMED("\x55\x48\x89\xe5"));
	assert_true(FRAMED("\x55\x48\x8b\xec"));
	/* endbr64 */
	assert_true(FRAMED("\xf3\x0f\x1e\xfa\x55\x48\x89\xe5"));
	/* sub $8, %rsp; test %edi, %edi; je ... */
	assert_true(FRAMED("\x48\x83\xec\x08\x85\xff\x74\x10\x55\x48\x89\xe5"));
	/* xor %eax, %eax between the two */
	assert_true(FRAMED("\x55\x31\xc0\x48\x89\xe5"));
	/* push %rbp as any other register; mov %rdi, %rbp */
	assert_false(FRAMED("\x41\x54\x55\x53\x48\x89\xfd"));
	assert_false(FRAMED("\x48\x89\xe5\x55"));
	assert_false(FRAMED("\x55\x48\x89"));
	assert_false(FRAMED("\x55"));
	assert_false(FRAMED("\xc3"));
	assert_false(FRAMED(""));
	/* Too far from each other to belong together. */
	assert_false(FRAMED("\x55""0123456789abcdefg\x48\x89\xe5"));
}

static int write_source(void **state)
{
	(void)state;
	if (make_dir())
		return -1;
	put_file("a.c",
		 "int g(int *); int a(int x) { return g(&x) + 1; }\n"
		 "int b(int x) { return g(&x) * 3; }\n"
		 "int c(int x) { return a(x) - b(x); }\n"
		 "int d(int x) { return x ? c(x) + d(x - 1) : b(x); }\n"
		 "int e(int x) { int y[64]; y[3] = x; return g(y); }\n"
		 "int f(int x) { return e(x) + d(x) * c(x); }\n");
	return 0;
}

static enum prologue_verdict judge(const char *name, struct prologues *p)
{
	int fd = open(path_of(name), O_RDONLY | O_CLOEXEC);
	struct elffile f;
	struct err err;

	assert_true(fd >= 0);
	if (elffile_open(&f, fd, &err))
		fail_msg("%s", err.text);
	prologues_judge(&f, p);
	elffile_close(&f);
	return prologues_verdict(p);
}

#define BUILD "${CC:-cc} -O2 -shared -fPIC -fno-optimize-sibling-calls a.c "

static void test_programs(void **state)
{
	struct prologues p;

	(void)state;
	run(BUILD "-fno-omit-frame-pointer -o with");
	assert_int_equal(judge("with", &p), PROLOGUE_KEEPS);
	run(BUILD "-fomit-frame-pointer -o without");
	assert_int_equal(judge("without", &p), PROLOGUE_LACKS);
	assert_int_equal(p.framed, 0);
	run("strip -o stripped with");
	assert_int_equal(judge("stripped", &p), PROLOGUE_KEEPS);
}

/* Static programs have no table to search, and stripped ones still a list. */
static void test_no_table(void **state)
{
	struct prologues p;

	(void)state;
	run(BUILD "-fno-omit-frame-pointer -Wl,--no-eh-frame-hdr -o bare");
	run("strip bare");
	assert_int_equal(judge("bare", &p), PROLOGUE_KEEPS);
	assert_true(p.judged >= 6);
	run(BUILD "-fomit-frame-pointer -Wl,--no-eh-frame-hdr -s -o bare");
	assert_int_equal(judge("bare", &p), PROLOGUE_LACKS);
}

/* What has neither has symbols, or cannot be judged. */
static void test_no_frames(void **state)
{
	struct prologues p;

	(void)state;
	run(BUILD "-fno-omit-frame-pointer -fno-asynchronous-unwind-tables "
	    "-nostdlib -o bare");
	assert_int_equal(judge("bare", &p), PROLOGUE_KEEPS);
	assert_true(p.judged >= 6);
	run("strip bare");
	assert_int_equal(judge("bare", &p), PROLOGUE_UNKNOWN);
	run("objcopy --add-section .gopclntab=a.c bare go");
	assert_int_equal(judge("go", &p), PROLOGUE_KEEPS);
}

/* Wherever it is damaged, nothing is read that is not there. */
static void test_damaged(void **state)
{
	struct prologues p;
	struct elffile f;
	int fd, i;

	(void)state;
	run(BUILD "-o odd && " BUILD "-Wl,--no-eh-frame-hdr -s -o odder");
	for (i = 0; i < 200; i++) {
		run("cp %s bad", i % 2 ? "odd" : "odder");
		fd = open(path_of("bad"), O_WRONLY | O_CLOEXEC);
		assert_int_equal(pwrite(fd, "\xff\x7f\xff\xff", 4,
					64 + 37 * i), 4);
		close(fd);
		fd = open(path_of("bad"), O_RDONLY | O_CLOEXEC);
		if (elffile_open(&f, fd, NULL)) {
			close(fd);
			continue;
		}
		prologues_judge(&f, &p);
		assert_true(p.framed <= p.judged);
		elffile_close(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_programs),
		cmocka_unit_test(test_no_table),
		cmocka_unit_test(test_no_frames),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, write_source, remove_dir);
}
