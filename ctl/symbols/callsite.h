/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether code can have been called from: what a call pushes is the address
 * behind it, so before a return address lies a call instruction. For x86.
 */
#ifndef FLAMEK_CALLSITE_H
#define FLAMEK_CALLSITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CALLSITE_BEFORE	7u	/* bytes of the longest call instruction */
#define CALLSITE_AFTER	9u	/* of what a signal handler returns to */

/**
 * callsite_is_return() - may a function return to here?
 * @code: what lies around the address
 * @before: bytes of it that lie before the address
 * @size: of all of it
 *
 * A signal handler returns to where nothing called it.
 */
bool callsite_is_return(const uint8_t *code, size_t before, size_t size);

#endif
