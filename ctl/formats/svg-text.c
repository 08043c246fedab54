// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps over markup without a look at it, but for <metadata>, whose text is
 * decoded in place: no reference is shorter than what it stands for.
 */
#define _GNU_SOURCE
#include "formats/svg-text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define CDATA "<![CDATA["
#define ELEMENT "metadata"

struct scan {
	char *at;
	const char *end;
};

static bool begins(const struct scan *s, const char *what)
{
	size_t len = strlen(what);

	return (size_t)(s->end - s->at) >= len && !memcmp(s->at, what, len);
}

/* Move behind the next @what. Return: false if there is none. */
static bool skip_past(struct scan *s, const char *what)
{
	char *found = memmem(s->at, s->end - s->at, what, strlen(what));

	s->at = found ? found + strlen(what) : (char *)s->end;
	return found;
}

/* Behind the ">" of a tag; one in an attribute's value is none. */
static bool skip_tag(struct scan *s)
{
	char quote = 0;

	for (; s->at < s->end; s->at++) {
		char c = *s->at;

		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			break;
	}
	if (s->at == s->end)
		return false;
	s->at++;
	return true;
}

static bool skip_markup(struct scan *s)
{
	if (begins(s, CDATA))
		return skip_past(s, "]]>");
	if (begins(s, "<!--"))
		return skip_past(s, "-->");
	if (begins(s, "<?"))
		return skip_past(s, "?>");
	return skip_tag(s);
}

/* At "<metadata" or "</metadata", and not at a longer name? */
static bool is_element(const struct scan *s, const char *open)
{
	struct scan name = *s;

	if (!begins(s, open))
		return false;
	name.at += strlen(open);
	return name.at < name.end && strchr(" \t\r\n/>", *name.at) && *name.at;
}

static size_t put_utf8(char *out, uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = 0xc0 | cp >> 6;
		out[1] = 0x80 | (cp & 0x3f);
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = 0xe0 | cp >> 12;
		out[1] = 0x80 | (cp >> 6 & 0x3f);
		out[2] = 0x80 | (cp & 0x3f);
		return 3;
	}
	out[0] = 0xf0 | cp >> 18;
	out[1] = 0x80 | (cp >> 12 & 0x3f);
	out[2] = 0x80 | (cp >> 6 & 0x3f);
	out[3] = 0x80 | (cp & 0x3f);
	return 4;
}

/* The value of a digit, @base if it is none. */
static unsigned int digit(char c, unsigned int base)
{
	unsigned int n = base;

	if (c >= '0' && c <= '9')
		n = c - '0';
	else if (c >= 'a' && c <= 'f')
		n = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		n = c - 'A' + 10;
	return n < base ? n : base;
}

/* "&#65;" and "&#x41;". Return: the code point, 0 for none that XML has. */
static uint32_t take_number(struct scan *s)
{
	unsigned int base = 10;
	uint32_t cp = 0;

	s->at += strlen("&#");
	if (s->at < s->end && *s->at == 'x') {
		base = 16;
		s->at++;
	}
	for (; s->at < s->end && *s->at != ';'; s->at++) {
		unsigned int n = digit(*s->at, base);

		if (n == base)
			return 0;
		cp = cp * base + n;
		if (cp > 0x10ffff)
			return 0;
	}
	if (s->at == s->end || (cp >= 0xd800 && cp <= 0xdfff))
		return 0;
	s->at++;
	return cp;
}

static bool take_reference(struct scan *s, char **out)
{
	static const struct {
		const char *text;
		char c;
	} names[] = {
		{ "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&apos;", '\'' },
	};
	uint32_t cp;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (begins(s, names[i].text)) {
			s->at += strlen(names[i].text);
			*(*out)++ = names[i].c;
			return true;
		}
	}
	cp = begins(s, "&#") ? take_number(s) : 0;
	if (cp)
		*out += put_utf8(*out, cp);
	return cp;
}

static bool take_cdata(struct scan *s, char **out)
{
	char *from = s->at + strlen(CDATA);
	size_t len;

	if (!skip_past(s, "]]>"))
		return false;
	len = s->at - strlen("]]>") - from;
	memmove(*out, from, len);
	*out += len;
	return true;
}

/* Take a piece of the text. Return: NULL, or what is wrong with it. */
static const char *take_piece(struct scan *s, char **out)
{
	switch (*s->at) {
	case '<':
		if (!(begins(s, CDATA) ? take_cdata(s, out) : skip_markup(s)))
			return "it ends before its end";
		return NULL;
	case '&':
		return take_reference(s, out) ? NULL : "a reference to nothing";
	case '\r':	/* which XML takes for a newline, alone and before one */
		s->at++;
		if (s->at == s->end || *s->at != '\n')
			*(*out)++ = '\n';
		return NULL;
	default:
		*(*out)++ = *s->at++;
		return NULL;
	}
}

/* The content of an element, up to its end tag. */
static const char *take_text(struct scan *s, size_t *len)
{
	char *text = s->at, *out = text;
	const char *bad = NULL;

	while (!bad && s->at < s->end && !is_element(s, "</" ELEMENT))
		bad = take_piece(s, &out);
	if (!bad && s->at == s->end)
		bad = "it ends before its end";
	*len = out - text;
	if (!bad && memchr(text, '\0', *len))
		bad = "a NUL byte";
	return bad;
}

char *svg_text(char *xml, size_t size, const char *start, size_t *len,
	       const char **bad)
{
	struct scan s = { xml, xml + size };
	bool is_open;
	char *text;

	*bad = NULL;
	while ((s.at = memchr(s.at, '<', s.end - s.at))) {
		is_open = is_element(&s, "<" ELEMENT);
		if (!skip_markup(&s))
			break;
		if (!is_open || s.at[-2] == '/')
			continue;
		text = s.at;
		*bad = take_text(&s, len);
		if (*len >= strlen(start) &&
		    !memcmp(text, start, strlen(start)))
			return *bad ? NULL : text;
		*bad = NULL;
	}
	return NULL;
}
