/* SPDX-License-Identifier: GPL-2.0-only */
/* The line on the terminal while a recording runs, or a debug file is fetched. */
#ifndef FLAMEK_STATUSLINE_H
#define FLAMEK_STATUSLINE_H

#include <stdint.h>

struct statusline {
	uint64_t elapsed_ns;
	uint64_t samples;	/* taken */
	uint64_t lost;
	uint32_t freq;		/* Hz */
	uint64_t handler_ns;	/* time in handlers, of */
	uint64_t cpu_ns;	/* time of the target on CPUs */
};

/** statusline_print() - draw it over the one before, on standard error */
void statusline_print(const struct statusline *line);

/** statusline_fetch() - the same for a file that comes; @path NULL: take it away */
void statusline_fetch(const char *path, uint64_t bytes, uint64_t total);

/** statusline_clear() - take it away */
void statusline_clear(void);

#endif
