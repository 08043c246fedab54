// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of DWARF: a file that is its own program and debug file,
 * asked for what was inlined at many of its offsets. What it says must be the
 * same when it is asked again, in another order. Also the index of packages.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "require.h"
#include "symbols/debuginfo.h"
#include "symbols/dwp.h"
#include "symbols/inlines.h"

#define NR_OFFSETS 64
#define STEP 61			/* bytes from one to the next */

static int open_file(struct elffile *f, const uint8_t *data, size_t size)
{
	int fd = memfd_create("input", MFD_CLOEXEC), ret;
	struct err err;

	require(fd >= 0);
	require(pwrite(fd, data, size, 0) == (ssize_t)size);
	ret = elffile_open(f, fd, &err);
	if (ret)
		close(fd);
	return ret;
}

/* Reads all of it, so that the sanitizers see that it is there. */
static size_t look(struct inlines *in, uint64_t offset, int wants_lines)
{
	struct symbol_calls calls;
	size_t i, sum;

	inlines_find(in, offset, wants_lines, &calls);
	require(calls.nr <= SYMBOL_CALLS_MAX);
	require(!calls.is_amiss || inlines_reason(in));
	sum = calls.line.file ? strlen(calls.line.file) + calls.line.line : 0;
	for (i = 0; i < calls.nr; i++) {
		require(calls.calls[i].name && calls.calls[i].name[0]);
		sum = sum * 31 + strlen(calls.calls[i].name);
		if (calls.calls[i].line.file)
			sum += strlen(calls.calls[i].line.file) +
			       calls.calls[i].line.line;
	}
	return sum;
}

static void check(const struct elffile *f)
{
	struct names names = { 0 };
	struct inlines *in = inlines_new(f, f, "/nonexistent/program", 0,
					 &names);
	size_t sums[NR_OFFSETS], i;

	for (i = 0; i < NR_OFFSETS; i++)
		look(in, 0x1000 + i * STEP, 0);
	for (i = 0; i < NR_OFFSETS; i++)
		sums[i] = look(in, 0x1000 + i * STEP, 1);
	while (i--)
		require(look(in, 0x1000 + i * STEP, 1) == sums[i]);
	inlines_free(in);
	names_free(&names);
}

/* Taken as the index of a package, and asked for the unit in its first slot. */
static void check_index(const uint8_t *data, size_t size)
{
	const Elf_Data index = { .d_buf = (void *)data, .d_size = size };
	struct dwp_part parts[DWP_NR_SECTIONS];
	uint64_t id;

	if (size < 24)
		return;
	memcpy(&id, data + 16, sizeof(id));
	dwp_find(&index, id, parts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elffile f;

	check_index(data, size);
	if (open_file(&f, data, size))
		return 0;
	if (debuginfo_has(&f))
		check(&f);
	elffile_close(&f);
	return 0;
}
