/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The profile as text inside the SVG: what the viewer draws from, frames that
 * are too narrow for the first picture included.
 */
#ifndef FLAMEK_DATA_H
#define FLAMEK_DATA_H

#include <stdio.h>

#include "distinct.h"
#include "layout.h"

/**
 * data_write() - write the profile as XML character data
 * @out: where to
 * @layout: the tree, with samples
 * @distinct: its frames
 * @unit: what is counted
 *
 * Lines: "flamek-profile 1"; "unit NAME"; "nodes NUMBER"; the distinct frames,
 * one a line, as colour letter, variant digit and name, those of one module
 * after a line "@MODULE"; and the tree, on one line. No other line starts with
 * "@".
 *
 * The tree lists the nodes depth first, children in order. A node is the number
 * of its frame in base 36, counted from 0; ":" and its self samples in decimal
 * if there are any; and "," if its first child follows, else a ")" for each
 * node that ends here.
 */
void data_write(FILE *out, const struct layout *layout,
		const struct distinct *distinct, const char *unit);

#endif
