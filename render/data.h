/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The profile as text inside the SVG: what the viewer draws from, frames that
 * are too narrow for the first picture included.
 */
#ifndef FLAMEK_DATA_H
#define FLAMEK_DATA_H

#include <stdio.h>

#include "distinct.h"
#include "flamegraph.h"
#include "layout.h"

/**
 * data_write() - write the profile as XML character data
 * @out: where to
 * @layout: the tree, with samples
 * @distinct: its frames
 * @options: with what is counted, notes and facts
 *
 * Lines: "flamek-profile 2"; "unit NAME"; "columns NUMBER", 1 or 2; "nodes
 * NUMBER"; then of each note "note KEY<TAB>VALUE", and of each fact "fact
 * TEXT<TAB>DETAILS", or "warn" for "fact" if it is to be looked at; the distinct
 * frames; and the tree, on one line. All names and texts are as text_write()
 * writes them, so that none holds a newline or a tab.
 *
 * A distinct frame is a letter for its kind, "p", "t", "u", "k", "m", "j", "i" or
 * "x" (process, thread, user, kernel, kernel module, JIT, inline, unknown), which
 * no line above starts with; the two characters of the class that colours it; and
 * its name. Those of one module follow a line "@MODULE". Those without come
 * first.
 *
 * The tree lists the nodes depth first, children in order. A node is the number
 * of its frame in base 36, counted from 0; in a chart "+" and the samples of its
 * parent's own, in decimal, that lie right before it, if there are any; ":" and its self samples in decimal,
 * of two columns as BEFORE/AFTER, if there are any; and "," if its first child
 * follows, else a ")" for each node that ends here.
 */
void data_write(FILE *out, const struct layout *layout,
		const struct distinct *distinct,
		const struct flamegraph_options *options);

#endif
