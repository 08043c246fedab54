/* SPDX-License-Identifier: GPL-2.0-only */
/* A profile seen from its leaves. */
#ifndef FLAMEK_REVERSE_H
#define FLAMEK_REVERSE_H

#include "profile.h"

/**
 * profile_reverse() - a profile with every stack turned round
 *
 * Equal leaves become one, with their callers above them. Columns, notes and
 * facts are those of @p. What has no stack stays so; done twice, each stack is
 * as it was.
 */
struct profile *profile_reverse(const struct profile *p);

#endif
