/* SPDX-License-Identifier: GPL-2.0-only */
/* The symbol tables of several files, gone through at a time. */
#ifndef FLAMEK_DSOBATCH_H
#define FLAMEK_DSOBATCH_H

#include "symbols/dso.h"

/**
 * dsobatch_read() - take the first steps of dso_read() for many files
 * @dsos: the files; those that nothing is expected of are left out
 * @nr: how many
 * @names: for what is read with them
 *
 * Of the tables only large ones are read. The rest is dso_read()'s, to which it
 * makes no difference but in time.
 */
void dsobatch_read(struct dso **dsos, size_t nr, struct names *names);

#endif
