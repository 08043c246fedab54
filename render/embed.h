/* SPDX-License-Identifier: GPL-2.0-only */
/* The viewer's files, without their comments and indentation, in the program. */
#ifndef FLAMEK_EMBED_H
#define FLAMEK_EMBED_H

#include <stdint.h>

extern const char embed_viewer_css[];
extern const uint32_t embed_viewer_css_size;	/* bytes, without a NUL */

extern const char embed_viewer_js[];
extern const uint32_t embed_viewer_js_size;

#endif
