/* SPDX-License-Identifier: GPL-2.0-only */
/* What makes two profiles comparable, once they are the columns of one. */
#ifndef FLAMEK_DIFFERENCE_H
#define FLAMEK_DIFFERENCE_H

#include <stdbool.h>

#include "profile.h"

/**
 * difference_normalize() - the first column at the total of the second
 * @p: a profile of two columns
 * @is_negated: the first is what came after
 *
 * What a function and all it called have is right to one sample. By what it was
 * multiplied is noted.
 *
 * Return: another profile, to be freed.
 */
struct profile *difference_normalize(const struct profile *p, bool is_negated);

/**
 * difference_strip_hex() - numbers like 0x7f32 in names as 0x...
 *
 * Return: another profile, to be freed.
 */
struct profile *difference_strip_hex(const struct profile *p);

#endif
