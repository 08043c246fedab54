// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes demangled names apart at the "::" and "(" that stand outside of all
 * brackets. The viewer does the same, so that a label stays what it was.
 */
#define _GNU_SOURCE
#include "label.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "text.h"

#define OPERATOR "operator"

static bool is_open(char c)
{
	return c == '(' || c == '<' || c == '{' || c == '[';
}

static bool is_close(char c)
{
	return c == ')' || c == '>' || c == '}' || c == ']';
}

/* Past "operator()", "operator<<", ...: brackets that enclose nothing. */
static const char *skip_operator(const char *s)
{
	if (strncmp(s, OPERATOR, strlen(OPERATOR)) != 0)
		return s;
	s += strlen(OPERATOR);
	if (strncmp(s, "()", 2) == 0)
		return s + 2;
	return s + strspn(s, "<>=-[]");
}

/*
 * The length of the first component of a path; the separator or the end
 * follows. *@bare is the length without parameters.
 */
static size_t component(const char *s, size_t *bare)
{
	const char *p = skip_operator(s);
	unsigned int depth = 0;

	*bare = 0;
	for (; *p; p++) {
		if (!depth && p[0] == ':' && p[1] == ':')
			break;
		if (!depth && *p == '(' && p > s && !*bare)
			*bare = (size_t)(p - s);
		if (is_open(*p))
			depth++;
		else if (is_close(*p) && depth)
			depth--;
	}
	if (!*bare)
		*bare = (size_t)(p - s);
	return (size_t)(p - s);
}

/* The end of a path, its last parameters left out. */
static const char *bare_end(const char *name)
{
	size_t bare, len;

	for (;;) {
		len = component(name, &bare);
		if (!name[len])
			return name + bare;
		name += len + 2;
	}
}

struct label label_choose(const char *name, unsigned int columns)
{
	struct label label = { name, strlen(name) };
	const char *end;
	size_t bare;

	if (!strstr(name, "::") ||
	    text_columns(name, label.len, columns) <= columns)
		return label;
	end = bare_end(name);
	for (;;) {
		size_t len = component(label.s, &bare);

		label.len = (size_t)(end - label.s);
		if (label.s + len + 2 >= end ||
		    text_columns(label.s, label.len, columns) <= columns)
			return label;
		label.s += len + 2;
	}
}

struct label label_source(const char *name)
{
	const struct label none = { name, 0 };
	const char *end = name + strlen(name);
	const char *open, *digits;

	if (end == name || *--end != ')')
		return none;
	digits = end;
	while (digits > name && isdigit((unsigned char)digits[-1]))
		digits--;
	if (digits == end || digits == name || digits[-1] != ':')
		return none;
	open = digits - 1;
	while (open > name && open[-1] != '(' && open[-1] != ')')
		open--;
	if (open < name + 3 || open[-1] != '(' || open[-2] != ' ' ||
	    open == digits - 1)
		return none;
	return (struct label){ open, (size_t)(end - open) };
}
