// SPDX-License-Identifier: GPL-2.0-only
/* Colours from the command line. */
#include "options-color.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "#f80a3c" */
static bool take_hex(const char *s, int32_t *color)
{
	int i, n;

	if (*s++ != '#' || strlen(s) != 6)
		return false;
	for (*color = 0, i = 0; i < 6; i++) {
		n = hex_digit(s[i]);
		if (n < 0)
			return false;
		*color = *color << 4 | n;
	}
	return true;
}

/* "rgb(230,0,230)" */
static bool take_rgb(const char *s, int32_t *color)
{
	unsigned int n;
	int i;

	if (strncmp(s, "rgb(", 4) != 0)
		return false;
	s += 4;
	for (*color = 0, i = 0; i < 3; i++) {
		if (*s < '0' || *s > '9')
			return false;
		for (n = 0; *s >= '0' && *s <= '9' && n <= 255; s++)
			n = n * 10 + *s - '0';
		if (n > 255 || *s++ != (i < 2 ? ',' : ')'))
			return false;
		*color = *color << 8 | n;
	}
	return !*s;
}

int options_color(const char *s, const char *what, int32_t *color,
		  struct err *err)
{
	int32_t taken;

	if (!take_hex(s, &taken) && !take_rgb(s, &taken))
		return err_set(err, EINVAL,
			       "%s must be #rrggbb or rgb(R,G,B), not '%s'",
			       what, s);
	*color = taken;
	return 1;
}

int options_background(const char *s, int32_t *color, struct err *err)
{
	static const struct {
		const char *name;
		int32_t color;
	} names[] = {
		{ "yellow", 0xfaf6dc },
		{ "blue", 0xe4ecf8 },
		{ "green", 0xe3f4e6 },
		{ "grey", 0xededf0 },
		{ "gray", 0xededf0 },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(names[i].name, s)) {
			*color = names[i].color;
			return 1;
		}
	}
	if (take_hex(s, color))
		return 1;
	return err_set(err, EINVAL,
		       "background must be yellow, blue, green, grey or #rrggbb, not '%s'",
		       s);
}
