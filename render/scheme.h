/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The palettes that can be chosen: which fill the class of a frame gets. What a
 * frame is, color.h says; a palette may give several of these the same hue.
 */
#ifndef FLAMEK_SCHEME_H
#define FLAMEK_SCHEME_H

#include <stdbool.h>
#include <stdint.h>

#include "color.h"

#define SCHEME_NR 19
#define SCHEME_VARIANTS_MAX 10
#define SCHEME_WIDTHS 10

/** scheme_name() - a word */
const char *scheme_name(uint32_t scheme);

/** scheme_variants() - how many shades a colour has */
unsigned int scheme_variants(uint32_t scheme, enum color color);

/** scheme_is_uniform() - do its colours tell nothing of the kind? */
bool scheme_is_uniform(uint32_t scheme);

/**
 * scheme_fill() - a colour
 * @scheme: from flamegraph_find_colors()
 * @color: of a frame
 * @variant: below scheme_variants(); of changes the last is the greatest
 * @is_dark: for dark surroundings
 *
 * Return: 0xrrggbb.
 */
uint32_t scheme_fill(uint32_t scheme, enum color color, unsigned int variant,
		     bool is_dark);

/** scheme_width_fill() - of a frame by its width, the last of SCHEME_WIDTHS all */
uint32_t scheme_width_fill(unsigned int level, bool is_dark);

#endif
