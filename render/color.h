/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a frame's colour says: the language or the side of the kernel boundary
 * it is on, or, in a comparison, what became of it. Which colours those are is palette.h's business.
 */
#ifndef FLAMEK_COLOR_H
#define FLAMEK_COLOR_H

#include <stdbool.h>

#include "flamegraph.h"

/* In the order of the legend. */
enum color {
	COLOR_USER,
	COLOR_CPP,
	COLOR_RUST,
	COLOR_JIT,
	COLOR_INLINE,
	COLOR_KERNEL,
	COLOR_MODULE,
	COLOR_UNKNOWN,
	COLOR_PROCESS,
	COLOR_SAME,
	COLOR_MORE,
	COLOR_LESS,
	COLOR_NEW,
	COLOR_NR,
};

/** color_is_rust() - whether a name can only come from Rust */
bool color_is_rust(const char *name);

/**
 * color_of() - the meaning of a frame
 * @frame: the frame
 * @is_rust_module: whether code of its module was recognized as Rust; a plain
 *	"a::b" alone could be either language
 */
enum color color_of(const struct flamegraph_frame *frame, bool is_rust_module);

#endif
