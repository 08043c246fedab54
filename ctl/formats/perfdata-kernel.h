/* SPDX-License-Identifier: GPL-2.0-only */
/* Which kernel runs here. */
#ifndef FLAMEK_PERFDATA_KERNEL_H
#define FLAMEK_PERFDATA_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "symbols/symbols.h"

/**
 * perfdata_kernel_build_id() - the running kernel's build-id
 * @id: filled
 *
 * Return: its size, 0 if it is not known.
 */
size_t perfdata_kernel_build_id(uint8_t id[BUILD_ID_MAX]);

#endif
