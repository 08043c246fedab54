/* SPDX-License-Identifier: GPL-2.0-only */
/* The profile as a flame graph holds it (render/data.h), back into a profile. */
#ifndef FLAMEK_FORMATS_SVG_PROFILE_H
#define FLAMEK_FORMATS_SVG_PROFILE_H

#include <stddef.h>

#include "err.h"
#include "profile.h"

/* What the text begins with, whatever its version. */
#define SVG_PROFILE_START "flamek-profile "

/**
 * svg_profile() - read the profile
 * @text: its text, not trusted; written over
 * @len: its bytes; one more may be written to
 * @name: of the file, for messages
 * @err: the reason of a failure
 *
 * One that was drawn reversed is turned round again.
 *
 * Return: the profile, or NULL.
 */
struct profile *svg_profile(char *text, size_t len, const char *name,
			    struct err *err);

#endif
