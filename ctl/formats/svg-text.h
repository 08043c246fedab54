/* SPDX-License-Identifier: GPL-2.0-only */
/* As much of XML as it takes to find the text of an element. */
#ifndef FLAMEK_FORMATS_SVG_TEXT_H
#define FLAMEK_FORMATS_SVG_TEXT_H

#include <stddef.h>

/**
 * svg_text() - the text of the first <metadata> that begins with @start
 * @xml: the document, not trusted; written over
 * @size: its bytes
 * @start: what the text begins with
 * @len: filled with the length of the text
 * @bad: filled with a clause on what is wrong with the text, else NULL
 *
 * References and CDATA sections are resolved, elements and comments inside it
 * left out.
 *
 * Return: the text within @xml, with room for a byte behind it; NULL if there is
 * none, or if it is bad.
 */
char *svg_text(char *xml, size_t size, const char *start, size_t *len,
	       const char **bad);

#endif
