/* SPDX-License-Identifier: GPL-2.0-only */
/* Colours from the command line, as 0xrrggbb. */
#ifndef FLAMEK_OPTIONS_COLOR_H
#define FLAMEK_OPTIONS_COLOR_H

#include <stdint.h>

#include "err.h"

/**
 * options_color() - "#f80a3c" or "rgb(248,10,60)"
 * @s: the text
 * @what: the thing coloured, for the message: "search color"
 * @color: filled
 * @err: the reason of a failure
 *
 * Return: 1, or -EINVAL, as options_background().
 */
int options_color(const char *s, const char *what, int32_t *color,
		  struct err *err);

/** options_background() - "#rrggbb" or a name that flamegraph.pl has */
int options_background(const char *s, int32_t *color, struct err *err);

#endif
