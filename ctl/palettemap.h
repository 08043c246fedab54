/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * palette.map in the current directory, by which functions have the same colours in
 * several pictures: a line "NAME->rgb(R,G,B)" each, sorted, as flamegraph.pl and
 * inferno-flamegraph read and write it.
 */
#ifndef FLAMEK_PALETTEMAP_H
#define FLAMEK_PALETTEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "render/flamegraph.h"
#include "strtable.h"

#define PALETTEMAP_FILE "palette.map"

struct palettemap {
	struct strtable names;
	uint32_t *colors;	/* by the numbers of names */
	size_t room;
	bool is_changed;
};

/**
 * palettemap_read() - read the file, if there is one
 * @map: filled; palettemap_free() it
 * @err: the reason of a failure
 *
 * Return: 0 or -errno.
 */
int palettemap_read(struct palettemap *map, struct err *err);

/** palettemap_fill() - a frame's colour; @fill becomes it if it has none yet */
uint32_t palettemap_fill(void *map, const struct flamegraph_frame *frame,
			 uint32_t fill);

/** palettemap_write() - write the file anew if there is news. Return: 0 or -errno */
int palettemap_write(const struct palettemap *map, struct err *err);

/** palettemap_free() - free what it holds */
void palettemap_free(struct palettemap *map);

#endif
