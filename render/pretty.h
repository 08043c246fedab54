/* SPDX-License-Identifier: GPL-2.0-only */
/* A document by its elements: one a line, indented by how deep they are. */
#ifndef FLAMEK_PRETTY_H
#define FLAMEK_PRETTY_H

#include <stddef.h>
#include <stdio.h>

/**
 * pretty_write() - write a document that svg_write() made with indentation
 * @out: where to
 * @doc: it
 * @size: its bytes
 *
 * What holds text, a script, a style or the profile stays as it is.
 */
void pretty_write(FILE *out, const char *doc, size_t size);

#endif
