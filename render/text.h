/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Any bytes as XML character data that loses nothing: what is not a printable
 * UTF-8 character is shown as \xNN, byte by byte, and so is a backslash that
 * could be taken for the start of such an escape. The result is one line, fit
 * for element content and for attribute values.
 */
#ifndef FLAMEK_TEXT_H
#define FLAMEK_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** text_write() - write @s whole */
void text_write(FILE *out, const char *s);

/**
 * text_write_fit() - write as much of @s as fits
 * @out: where to
 * @s: any bytes
 * @len: how many of them, up to the NUL at most
 * @columns: room, in character cells; if @s is wider, the last one is "…"
 *
 * A character counts as one column, from U+1100 on as two, which is an upper
 * bound that needs no table.
 */
void text_write_fit(FILE *out, const char *s, size_t len, unsigned int columns);

/**
 * text_columns() - columns that the first @len bytes of @s take as shown
 *
 * Return: the number, or @limit + 1 when it is more than @limit.
 */
unsigned int text_columns(const char *s, size_t len, unsigned int limit);

/**
 * text_decode() - the UTF-8 character that a string begins with
 * @s: ends in NUL, which is never read past
 * @cp: its code point, which may be that of a surrogate
 *
 * Return: its bytes, 0 if there is no valid one.
 */
unsigned int text_decode(const char *s, uint32_t *cp);

#endif
