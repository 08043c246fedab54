// SPDX-License-Identifier: GPL-2.0-only
/*
 * Knows the XML that svg.c and html.c write: no comments, and text only in elements
 * whose content is not to be touched, each of which ends at the next tag that
 * closes its name.
 */
#define _GNU_SOURCE
#include "pretty.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define INDENT 2

/* From "<" up to and with ">". */
struct tag {
	const char *at, *end;
};

static const char *end_of_tag(const char *at, const char *end)
{
	char quote = 0;

	for (; at < end && (quote || *at != '>'); at++) {
		if (quote == *at)
			quote = 0;
		else if (!quote && *at == '"')
			quote = *at;
	}
	return at < end ? at + 1 : end;
}

static bool has_text(const struct tag *tag)
{
	static const char *const names[] = {
		"text", "title", "style", "script", "metadata",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const size_t len = strlen(names[i]);

		if ((size_t)(tag->end - tag->at) > len + 1 &&
		    !memcmp(tag->at + 1, names[i], len) &&
		    !isalpha((unsigned char)tag->at[len + 1]))
			return true;
	}
	return false;
}

/* Past what closes the element that @tag opens. */
static const char *end_of_element(const struct tag *tag, const char *end)
{
	const size_t len = strcspn(tag->at + 1, " >");
	const char *at = tag->end;

	while ((at = memmem(at, (size_t)(end - at), "</", 2))) {
		at += 2;
		if ((size_t)(end - at) > len &&
		    !memcmp(at, tag->at + 1, len) && at[len] == '>')
			return at + len + 1;
	}
	return end;
}

void pretty_write(FILE *out, const char *doc, size_t size)
{
	const char *end = doc + size;
	struct tag tag = { .end = doc };
	int depth = 0;

	while ((tag.at = memchr(tag.end, '<', (size_t)(end - tag.end)))) {
		tag.end = end_of_tag(tag.at, end);
		const bool is_end = tag.at[1] == '/';
		const bool is_alone = tag.at[1] == '?' || tag.at[1] == '!' ||
				      tag.end[-2] == '/' || has_text(&tag);

		if (tag.end[-2] != '/' && has_text(&tag))
			tag.end = end_of_element(&tag, end);
		depth -= is_end;
		fprintf(out, "%*s", depth * INDENT, "");
		fwrite(tag.at, 1, (size_t)(tag.end - tag.at), out);
		putc('\n', out);
		depth += !is_end && !is_alone;
	}
}
