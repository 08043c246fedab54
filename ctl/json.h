/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON (RFC 8259) on one line, member by member. Strings may hold any bytes:
 * what is not UTF-8 becomes U+FFFD, so that every reader takes the result.
 */
#ifndef FLAMEK_JSON_H
#define FLAMEK_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/**
 * struct json - where it goes, and whether a comma is due
 *
 * In all calls @key is NULL for an element of an array and for the outermost
 * value.
 */
struct json {
	FILE *out;
	bool needs_comma;
};

/** json_init() - begin a document; errors are the stream's */
void json_init(struct json *j, FILE *out);

/** json_end() - end the document's line */
void json_end(struct json *j);

void json_object(struct json *j, const char *key);
void json_end_object(struct json *j);
void json_array(struct json *j, const char *key);
void json_end_array(struct json *j);

/** json_string() - NULL is written as null */
void json_string(struct json *j, const char *key, const char *value);

void json_number(struct json *j, const char *key, uint64_t value);
void json_bool(struct json *j, const char *key, bool value);
void json_null(struct json *j, const char *key);

/** json_percent() - @part of @whole in percent, to four decimals; null of 0 */
void json_percent(struct json *j, const char *key, uint64_t part,
		  uint64_t whole);

#endif
