/* SPDX-License-Identifier: GPL-2.0-only */
/* The nodes of a profile depth first, so that a subtree is a run of them. */
#ifndef FLAMEK_PREORDER_H
#define FLAMEK_PREORDER_H

#include <stdint.h>

#include "profile.h"

/** preorder() - the place of each node in that order. Return: to be freed */
uint32_t *preorder(const struct profile *p);

#endif
