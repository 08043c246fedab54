/* SPDX-License-Identifier: GPL-2.0-only */
/* When two frames are the same, which comes first, and a hash to go with it. */
#ifndef FLAMEK_FRAME_H
#define FLAMEK_FRAME_H

#include <stdint.h>

#include "flamegraph.h"

/** frame_compare() - by name, module and kind; bytewise, no module first */
int frame_compare(const struct flamegraph_frame *a,
		  const struct flamegraph_frame *b);

/** frame_compare_modules() - by module alone; no module first */
int frame_compare_modules(const struct flamegraph_frame *a,
			  const struct flamegraph_frame *b);

/** frame_hash() - of the name, the same everywhere and for ever */
uint32_t frame_hash(const struct flamegraph_frame *frame);

#endif
