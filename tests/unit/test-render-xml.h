/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A strict judge of what the renderer writes: UTF-8, the characters that XML
 * allows, and well-formedness, by rules of its own and not by the renderer's
 * code. Knows the XML that the renderer uses (no comments, no DTD).
 */
#ifndef FLAMEK_TEST_RENDER_XML_H
#define FLAMEK_TEST_RENDER_XML_H

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define XML_DEPTH_MAX 64

/* One character by RFC 3629's table. Return: its bytes, 0 if there is none. */
static inline size_t xml_utf8(const unsigned char *s, size_t left, uint32_t *cp)
{
	static const struct {
		unsigned char from, to;		/* first byte */
		unsigned char low, high;	/* second byte */
		unsigned char bytes;
	} rows[] = {
		{ 0x00, 0x7f, 0, 0, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	static const unsigned char masks[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };

	for (size_t r = 0; left && r < sizeof(rows) / sizeof(*rows); r++) {
		if (s[0] < rows[r].from || s[0] > rows[r].to)
			continue;
		if (left < rows[r].bytes)
			return 0;
		*cp = s[0] & masks[rows[r].bytes];
		for (size_t i = 1; i < rows[r].bytes; i++) {
			unsigned char low = i == 1 ? rows[r].low : 0x80;
			unsigned char high = i == 1 ? rows[r].high : 0xbf;

			if (s[i] < low || s[i] > high)
				return 0;
			*cp = *cp << 6 | (s[i] & 0x3f);
		}
		return rows[r].bytes;
	}
	return 0;
}

static inline bool xml_is_char(uint32_t c)
{
	return c == 0x9 || c == 0xa || c == 0xd || (c >= 0x20 && c <= 0xd7ff) ||
	       (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

static inline const char *xml_bad_char(const char *s, size_t len)
{
	size_t bytes;
	uint32_t cp;

	for (size_t i = 0; i < len; i += bytes) {
		bytes = xml_utf8((const unsigned char *)s + i, len - i, &cp);
		if (!bytes)
			return "invalid UTF-8";
		if (!xml_is_char(cp))
			return "a character that XML forbids";
	}
	return NULL;
}

static inline bool xml_starts(const char *s, const char *end, const char *with)
{
	return (size_t)(end - s) >= strlen(with) &&
	       memcmp(s, with, strlen(with)) == 0;
}

static inline const char *xml_entity(const char **s, const char *end)
{
	static const char * const known[] = { "&amp;", "&lt;", "&gt;", "&quot;" };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (xml_starts(*s, end, known[i])) {
			*s += strlen(known[i]);
			return NULL;
		}
	}
	return "a bare ampersand";
}

static inline const char *xml_name(const char **s, const char *end)
{
	if (*s == end || !isalpha((unsigned char)**s))
		return "no name";
	while (*s < end && (isalnum((unsigned char)**s) || **s == '-'))
		(*s)++;
	return NULL;
}

static inline const char *xml_attribute(const char **s, const char *end)
{
	const char *problem = xml_name(s, end);

	if (problem || !xml_starts(*s, end, "=\""))
		return problem ? problem : "an attribute without value";
	for (*s += 2; *s < end && **s != '"';) {
		if (**s == '<')
			return "< in an attribute";
		if (**s == '&')
			problem = xml_entity(s, end);
		else
			(*s)++;
		if (problem)
			return problem;
	}
	if (*s == end)
		return "an unfinished attribute";
	(*s)++;
	return NULL;
}

/* A start tag. *@is_empty: it ended in "/>". */
static inline const char *xml_tag(const char **s, const char *end, bool *is_empty)
{
	const char *problem = xml_name(s, end);

	while (!problem && *s < end) {
		if (**s == '>' || xml_starts(*s, end, "/>")) {
			*is_empty = **s == '/';
			*s += *is_empty ? 2 : 1;
			return NULL;
		}
		if (**s != ' ')
			return "no blank before an attribute";
		(*s)++;
		problem = xml_attribute(s, end);
	}
	return problem ? problem : "an unfinished tag";
}

struct xml_state {
	const char *open[XML_DEPTH_MAX];
	size_t len[XML_DEPTH_MAX];
	unsigned int depth;
	bool is_done;
};

static inline const char *xml_markup(struct xml_state *state, const char **s,
				     const char *end)
{
	const char *name, *problem;
	bool is_empty;

	if (xml_starts(*s, end, "<![CDATA[")) {
		*s = memmem(*s, (size_t)(end - *s), "]]>", 3);
		if (!*s)
			return "an unfinished CDATA section";
		*s += 3;
		return state->depth ? NULL : "CDATA outside of the root";
	}
	if (xml_starts(*s, end, "</")) {
		name = *s += 2;
		problem = xml_name(s, end);
		if (problem || *s == end || *(*s)++ != '>' || !state->depth)
			return "a bad end tag";
		state->depth--;
		if (state->len[state->depth] != (size_t)(*s - 1 - name) ||
		    memcmp(state->open[state->depth], name,
			   state->len[state->depth]) != 0)
			return "an end tag of another element";
		state->is_done = !state->depth;
		return NULL;
	}
	name = ++*s;
	if (state->is_done)
		return "a second root";
	problem = xml_tag(s, end, &is_empty);
	if (problem || is_empty)
		return problem;
	if (state->depth == XML_DEPTH_MAX)
		return "too deep";
	state->open[state->depth] = name;
	state->len[state->depth++] = strcspn(name, " >");
	return NULL;
}

/** xml_problem() - what is wrong with a document, NULL if nothing is */
static inline const char *xml_problem(const char *doc, size_t len)
{
	const char *problem = xml_bad_char(doc, len);
	const char *end = doc + len;
	const char *s = doc;
	struct xml_state state = { 0 };

	while (!problem && s < end) {
		if (*s == '<')
			problem = xml_markup(&state, &s, end);
		else if (*s == '&')
			problem = xml_entity(&s, end);
		else if (xml_starts(s, end, "]]>"))
			problem = "]]> in text";
		else if (!state.depth && *s != '\n')
			problem = "text outside of the root";
		else
			s++;
	}
	if (!problem && !state.is_done)
		problem = "no end of the root";
	return problem;
}

#endif
