/* SPDX-License-Identifier: GPL-2.0-only */
/* The page around the SVG: one graph, under a content policy of its own. */
#ifndef FLAMEK_HTML_H
#define FLAMEK_HTML_H

#include "svg-internal.h"

/**
 * html_begin() - write what comes before the SVG
 * @svg: with its style made
 *
 * Between it and html_end() an SVG is well-formed XML and HTML alike. The policy
 * allows the viewer's script and the style by their digests and nothing else, so
 * whatever a name may hold, no other script runs.
 */
void html_begin(const struct svg *svg);

/** html_end() - write what comes after it */
void html_end(const struct svg *svg);

#endif
