// SPDX-License-Identifier: GPL-2.0-only
/* JSON, written as it comes. */
#include "json.h"

#include <inttypes.h>

#include "render/text.h"

#define REPLACEMENT "\\ufffd"

static bool is_surrogate(uint32_t cp)
{
	return cp >= 0xd800 && cp <= 0xdfff;
}

/* C1 controls too: a terminal may obey them. */
static bool is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

static void put_string(FILE *out, const char *s)
{
	unsigned int bytes;
	uint32_t cp;

	putc('"', out);
	for (; *s; s += bytes) {
		bytes = text_decode(s, &cp);
		if (!bytes || is_surrogate(cp)) {
			fputs(REPLACEMENT, out);
			bytes = 1;
		} else if (cp == '"' || cp == '\\') {
			fprintf(out, "\\%c", *s);
		} else if (is_control(cp)) {
			fprintf(out, "\\u%04" PRIx32, cp);
		} else {
			fwrite(s, 1, bytes, out);
		}
	}
	putc('"', out);
}

static void begin_value(struct json *j, const char *key)
{
	if (j->needs_comma)
		fputs(", ", j->out);
	j->needs_comma = true;
	if (!key)
		return;
	put_string(j->out, key);
	fputs(": ", j->out);
}

static void open_bracket(struct json *j, const char *key, char bracket)
{
	begin_value(j, key);
	putc(bracket, j->out);
	j->needs_comma = false;
}

static void close_bracket(struct json *j, char bracket)
{
	putc(bracket, j->out);
	j->needs_comma = true;
}

void json_init(struct json *j, FILE *out)
{
	*j = (struct json){ .out = out };
}

void json_end(struct json *j)
{
	putc('\n', j->out);
}

void json_object(struct json *j, const char *key)
{
	open_bracket(j, key, '{');
}

void json_end_object(struct json *j)
{
	close_bracket(j, '}');
}

void json_array(struct json *j, const char *key)
{
	open_bracket(j, key, '[');
}

void json_end_array(struct json *j)
{
	close_bracket(j, ']');
}

void json_null(struct json *j, const char *key)
{
	begin_value(j, key);
	fputs("null", j->out);
}

void json_string(struct json *j, const char *key, const char *value)
{
	if (!value) {
		json_null(j, key);
		return;
	}
	begin_value(j, key);
	put_string(j->out, value);
}

void json_number(struct json *j, const char *key, uint64_t value)
{
	begin_value(j, key);
	fprintf(j->out, "%" PRIu64, value);
}

void json_bool(struct json *j, const char *key, bool value)
{
	begin_value(j, key);
	fputs(value ? "true" : "false", j->out);
}

void json_percent(struct json *j, const char *key, uint64_t part,
		  uint64_t whole)
{
	uint64_t n;

	if (!whole) {
		json_null(j, key);
		return;
	}
	n = (uint64_t)(((unsigned __int128)part * 1000000 + whole / 2) / whole);
	begin_value(j, key);
	/* Of integers alone, since a locale has its own decimal point. */
	fprintf(j->out, "%" PRIu64 ".%04" PRIu64, n / 10000, n % 10000);
}
