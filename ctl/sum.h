/* SPDX-License-Identifier: GPL-2.0-only */
/* Sums of what a file may set to anything: they stop at the largest number. */
#ifndef FLAMEK_SUM_H
#define FLAMEK_SUM_H

#include <stdint.h>

/** sum_add() - add @value to @sum; saturates */
static inline void sum_add(uint64_t *sum, uint64_t value)
{
	if (__builtin_add_overflow(*sum, value, sum))
		*sum = UINT64_MAX;
}

#endif
