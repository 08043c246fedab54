/* SPDX-License-Identifier: GPL-2.0-only */
/* A flame graph that flamekctl drew, back into the profile that is inside. */
#ifndef FLAMEK_FORMATS_SVG_READ_H
#define FLAMEK_FORMATS_SVG_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "profile.h"

/* What to read; @head holds bytes that were already taken from @fd. */
struct svg_input {
	int fd;
	const char *name;	/* for messages */
	const void *head;
	size_t head_size;
};

/** svg_detect() - do these first bytes of a file (16 suffice) begin XML? */
bool svg_detect(const void *head, size_t size);

/**
 * svg_read() - read the profile inside a flame graph
 * @in: the input, which is read to its end; it need not be sound
 * @err: the reason of a failure
 *
 * Kinds, modules, notes, facts and all columns are as they were; what is counted
 * becomes the note "unit", unless it is samples.
 *
 * Return: the profile, or NULL.
 */
struct profile *svg_read(const struct svg_input *in, struct err *err);

#endif
