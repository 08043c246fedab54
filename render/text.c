// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes to XML text, character by character: a strict UTF-8 decoder, the
 * choice of what may be shown as it is, and the escapes.
 */
#define _GNU_SOURCE
#include "text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WIDE_FROM 0x1100
#define ESCAPE_COLUMNS 4	/* \xNN */

/* One step through a string: a character, or a byte to escape. */
struct step {
	unsigned int bytes;
	unsigned int columns;
	bool is_escaped;
};

static bool is_continuation(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

unsigned int text_decode(const char *str, uint32_t *cp)
{
	const unsigned char *s = (const unsigned char *)str;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned int nr;

	if (s[0] < 0x80) {
		*cp = s[0];
		return 1;
	}
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		nr = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		nr = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		nr = 4;
	else
		return 0;
	*cp = s[0] & (0x7f >> nr);
	/* The terminating NUL is no continuation byte: no reading past it. */
	for (unsigned int i = 1; i < nr; i++) {
		if (!is_continuation(s[i]))
			return 0;
		*cp = *cp << 6 | (s[i] & 0x3f);
	}
	return *cp >= least[nr] && *cp <= 0x10ffff ? nr : 0;
}

/*
 * Controls, surrogates and non-characters, which XML forbids or discourages;
 * line separators; and what reorders the text around it, which would make a
 * name look like another one.
 */
static bool is_printable(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		return false;
	if ((cp >= 0xd800 && cp <= 0xdfff) || (cp & 0xfffe) == 0xfffe ||
	    (cp >= 0xfdd0 && cp <= 0xfdef))
		return false;
	if (cp == 0x61c || cp == 0x200e || cp == 0x200f || cp == 0xfeff)
		return false;
	return !((cp >= 0x2028 && cp <= 0x202e) ||
		 (cp >= 0x2066 && cp <= 0x2069));
}

static bool looks_like_escape(const unsigned char *s)
{
	return s[0] == '\\' && s[1] == 'x' && isxdigit(s[2]) && isxdigit(s[3]);
}

static struct step next_step(const char *str)
{
	const unsigned char *s = (const unsigned char *)str;
	struct step step = { 1, ESCAPE_COLUMNS, true };
	unsigned int bytes;
	uint32_t cp;

	bytes = text_decode(str, &cp);
	if (!bytes || !is_printable(cp) || looks_like_escape(s))
		return step;
	step.bytes = bytes;
	step.columns = cp < WIDE_FROM ? 1 : 2;
	step.is_escaped = false;
	return step;
}

static void write_step(FILE *out, const char *s, const struct step *step)
{
	if (step->is_escaped) {
		fprintf(out, "\\x%02x", (unsigned char)*s);
		return;
	}
	switch (*s) {
	case '&':
		fputs("&amp;", out);
		break;
	case '<':
		fputs("&lt;", out);
		break;
	case '>':
		fputs("&gt;", out);
		break;
	case '"':
		fputs("&quot;", out);
		break;
	default:
		fwrite(s, 1, step->bytes, out);
	}
}

/* Length of the run at @s that needs neither escape nor a closer look. */
static size_t plain_run(const char *s, const char *end)
{
	const char *p = s;

	while (p < end && *p >= 0x20 && *p < 0x7f && *p != '&' && *p != '<' &&
	       *p != '>' && *p != '"' && *p != '\\')
		p++;
	return (size_t)(p - s);
}

static void write_range(FILE *out, const char *s, const char *end)
{
	while (s < end) {
		size_t plain = plain_run(s, end);

		if (plain) {
			fwrite(s, 1, plain, out);
			s += plain;
		} else {
			struct step step = next_step(s);

			write_step(out, s, &step);
			s += step.bytes;
		}
	}
}

void text_write(FILE *out, const char *s)
{
	write_range(out, s, s + strlen(s));
}

unsigned int text_columns(const char *s, size_t len, unsigned int limit)
{
	const char *end = s + len;
	unsigned int columns = 0;

	while (s < end) {
		struct step step = next_step(s);

		if (step.columns > limit - columns)
			return limit + 1;
		columns += step.columns;
		s += step.bytes;
	}
	return columns;
}

void text_write_fit(FILE *out, const char *s, size_t len, unsigned int columns)
{
	const char *end = s;

	if (text_columns(s, len, columns) <= columns) {
		write_range(out, s, s + len);
		return;
	}
	if (!columns)
		return;
	for (columns--;;) {
		struct step step = next_step(end);

		if (step.columns > columns)
			break;
		columns -= step.columns;
		end += step.bytes;
	}
	write_range(out, s, end);
	fputs("…", out);
}
