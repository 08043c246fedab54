/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames that have but a name, where others of that name tell more. */
#ifndef FLAMEK_DRESS_H
#define FLAMEK_DRESS_H

#include "profile.h"

/**
 * dress_profile() - make one of frames that differ in what is not known of one
 * @p: a profile that was joined of folded stacks and of others
 *
 * Folded stacks tell no modules, and the kinds of few frames. A frame of theirs is
 * taken for one of the same name that was called from the same names.
 *
 * Return: another profile, to be freed.
 */
struct profile *dress_profile(const struct profile *p);

#endif
