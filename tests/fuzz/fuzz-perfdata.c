// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of recordings, down to the profile: file form and pipe form,
 * each from a file and through a pipe, compressed records, and every record in
 * them. Names are made up, so that the files that a recording speaks of are not
 * looked for.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collect.h"
#include "formats/perfdata.h"
#include "profile.h"
#include "require.h"

#include "fake-symbols.h"

/* What a pipe holds without a reader. */
#define PIPE_MAX 65536

/* A file, or a pipe if the size is odd. */
static int open_bytes(const uint8_t *data, size_t size)
{
	int fds[2];

	if (size % 2 && size < PIPE_MAX) {
		require(!pipe2(fds, O_CLOEXEC));
	} else {
		fds[0] = memfd_create("fuzz", MFD_CLOEXEC);
		fds[1] = dup(fds[0]);
	}
	require(fds[0] >= 0 && write(fds[1], data, size) == (ssize_t)size);
	close(fds[1]);
	return fds[0];
}

static void check_profile(const struct collect *c, const struct profile *p)
{
	const struct collect_stats *s = collect_stats(c);
	uint64_t sum = 0;
	uint32_t node;

	for (node = 0; node < profile_nr_nodes(p); node++)
		if (__builtin_add_overflow(sum, profile_self(p, node, 0), &sum))
			sum = UINT64_MAX;
	require(sum == s->values && sum == profile_total(p, 0));
	require(s->values >= s->samples);
	require(s->user_unnamed <= s->user_frames);
	require(s->kernel_unnamed <= s->kernel_frames);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct perfdata_input in = {
		.fd = open_bytes(data, size), .name = "fuzz",
	};
	struct symbols *syms = symbols_new();
	struct collect *collect = collect_new(syms);
	struct profile *p = profile_new(1);
	struct perfdata_report report;
	struct err err = { "" };

	if (perfdata_read(&in, collect, &report, &err))
		require(err.text[0]);
	collect_finish(collect, p);
	check_profile(collect, p);
	perfdata_report_free(&report);
	profile_free(p);
	collect_free(collect);
	symbols_free(syms);
	close(in.fd);
	return 0;
}
