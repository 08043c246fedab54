/* SPDX-License-Identifier: GPL-2.0-only */
/* The colours themselves, one set for light and one for dark surroundings. */
#ifndef FLAMEK_PALETTE_H
#define FLAMEK_PALETTE_H

#include <stdint.h>

#include "color.h"

#define PALETTE_VARIANTS 6	/* a digit each */

struct palette {
	char letter;		/* its class in the SVG, with the variant */
	const char *legend;
	uint32_t light[PALETTE_VARIANTS];	/* 0xrrggbb */
	uint32_t dark[PALETTE_VARIANTS];
};

extern const struct palette palettes[COLOR_NR];

#endif
