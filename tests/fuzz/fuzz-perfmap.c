// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of perf maps, in two pieces and at once: both must give the
 * same.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "symbols/perfmap.h"

#include "codes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
	struct codes codes = { 0 }, again = { 0 };
	struct perfmap pieces = { 0 }, whole = { 0 };
	struct names names = { 0 };
	size_t half = size ? data[size / 2] * size / 256 : 0;

	require(fd >= 0);
	require(pwrite(fd, data, half, 0) == (ssize_t)half);
	perfmap_read(&pieces, fd, 0, &codes, &names);
	require(pwrite(fd, data, size, 0) == (ssize_t)size);
	perfmap_read(&pieces, fd, 0, &codes, &names);
	perfmap_read(&whole, fd, 0, &again, &names);
	require(!whole.is_cut && whole.bad <= whole.lines);
	require(!whole.bad == !whole.bad_reason);
	require(whole.bad_line <= whole.lines && whole.offset <= size);
	require(again.nr + whole.bad <= whole.lines);
	require(pieces.lines == whole.lines && pieces.bad == whole.bad);
	require(pieces.offset == whole.offset && codes.nr == again.nr);
	check_codes(&codes);
	codes_free(&codes);
	codes_free(&again);
	names_free(&names);
	close(fd);
	return 0;
}
