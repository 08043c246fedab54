/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fills that are given by name and not by a palette: each gets a class of two
 * characters, as those of palettes have, but with a capital first.
 */
#ifndef FLAMEK_FILLS_H
#define FLAMEK_FILLS_H

#include <stdbool.h>
#include <stdint.h>

#define FILLS_MAX (26u * 62)

struct fills {
	uint32_t colors[FILLS_MAX];	/* 0xrrggbb */
	uint32_t nr;
};

/** fills_add() - the number of a fill; of the nearest one when there are too many */
uint32_t fills_add(struct fills *fills, uint32_t color);

/** fills_class() - the class of a fill by its number, as two characters and NUL */
void fills_class(uint32_t fill, char class[3]);

/** fills_hash() - of them all, to tell apart those of two documents */
uint32_t fills_hash(const struct fills *fills);

/** fills_color() - of a fill, for light or for dark surroundings */
uint32_t fills_color(const struct fills *fills, uint32_t fill, bool is_dark);

#endif
