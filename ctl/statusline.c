// SPDX-License-Identifier: GPL-2.0-only
/* The line on the terminal: rewritten in place, gone at the end. */
#include "statusline.h"

#include <inttypes.h>
#include <stdio.h>

#include "render/number.h"

#define ERASE "\r\033[K"
#define MEGABYTES(n) ((double)(n) / 1e6)

void statusline_print(const struct statusline *line)
{
	char samples[NUMBER_SIZE], lost[NUMBER_SIZE], share[NUMBER_SIZE];

	fprintf(stderr, ERASE "recording  %" PRIu64 ".%" PRIu64 " s  %s samples  "
		"%s lost  %u Hz  overhead %s",
		line->elapsed_ns / 1000000000,
		line->elapsed_ns % 1000000000 / 100000000,
		number_group(samples, line->samples),
		number_group(lost, line->lost), line->freq,
		number_share(share, line->handler_ns,
			     line->cpu_ns ? line->cpu_ns : 1));
	fflush(stderr);
}

void statusline_fetch(const char *path, uint64_t bytes, uint64_t total)
{
	if (!path) {
		statusline_clear();
		return;
	}
	fprintf(stderr, ERASE "debuginfod  %s  %.1f", path, MEGABYTES(bytes));
	if (total)
		fprintf(stderr, " of %.1f", MEGABYTES(total));
	fputs(" MB", stderr);
	fflush(stderr);
}

void statusline_clear(void)
{
	fputs(ERASE, stderr);
	fflush(stderr);
}
