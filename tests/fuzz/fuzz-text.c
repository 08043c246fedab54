// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes what makes names fit for the picture: labels, and their escapes. Text
 * must be sound XML, in an attribute as well, and not be wider than its room.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "render/label.h"
#include "render/text.h"
#include "require.h"
#include "tests/unit/test-render-xml.h"

static FILE *begin(char **text, size_t *size)
{
	FILE *out = open_memstream(text, size);

	require(!!out);
	return out;
}

static void check_xml(char *text, size_t size)
{
	const char *problem = xml_problem(text, size);

	if (problem) {
		fprintf(stderr, "%s\n%s\n", problem, text);
		abort();
	}
	require(!memchr(text, '\n', size));
	free(text);
}

static void check_whole(const char *s)
{
	char *text;
	size_t size;
	FILE *out = begin(&text, &size);

	fputs("<t a=\"", out);
	text_write(out, s);
	fputs("\">", out);
	text_write(out, s);
	fputs("</t>", out);
	require(!fclose(out));
	check_xml(text, size);
}

/* Characters, an entity being one; at most two columns each. */
static size_t count_characters(const char *s)
{
	size_t nr = 0;

	for (; *s; s++) {
		if (*s == '&')
			s = strchr(s, ';');
		nr += ((unsigned char)*s & 0xc0) != 0x80;
	}
	return nr;
}

static void check_fit(const char *s, unsigned int columns)
{
	struct label label = label_choose(s, columns);
	char *text;
	size_t size;
	FILE *out = begin(&text, &size);

	require(label.s >= s && label.s + label.len <= s + strlen(s));
	text_write_fit(out, label.s, label.len, columns);
	require(!fclose(out));
	require(count_characters(text) <= columns);
	free(text);

	out = begin(&text, &size);
	fputs("<t>", out);
	text_write_fit(out, s, strlen(s), columns);
	fputs("</t>", out);
	require(!fclose(out));
	check_xml(text, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned int columns[] = { 0, 1, 2, 7, 40, 400 };
	char *s = strndup((const char *)data, size);
	size_t i;

	require(!!s);
	check_whole(s);
	for (i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		check_fit(s, columns[i]);
	free(s);
	return 0;
}
