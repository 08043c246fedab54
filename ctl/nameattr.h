/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes of frames by name: a line "NAME<TAB>ATTRIBUTE=VALUE<TAB>..." each, as
 * flamegraph.pl's --nameattr reads it. What could run a script, or undo what the
 * picture is made of, is refused.
 */
#ifndef FLAMEK_NAMEATTR_H
#define FLAMEK_NAMEATTR_H

#include <stddef.h>

#include "err.h"
#include "render/flamegraph.h"
#include "strtable.h"

struct nameattr {
	char *text;		/* the attributes' values lie in it */
	struct strtable names;
	struct flamegraph_attributes *attributes;	/* by the numbers of names */
	size_t room;
};

/**
 * nameattr_load() - the text of a file
 * @path: its name
 * @err: the reason of a failure
 *
 * Return: the text, to be freed, or NULL.
 */
char *nameattr_load(const char *path, struct err *err);

/**
 * nameattr_parse() - understand it
 * @n: filled; nameattr_free() it in any case
 * @text: of the file; copied
 * @name: of the file, for messages
 * @err: the reason of a failure
 *
 * Return: 0, or -EINVAL for what is refused.
 */
int nameattr_parse(struct nameattr *n, const char *text, const char *name,
		   struct err *err);

/** nameattr_of() - what a frame is given, or NULL; @nameattr is one */
const struct flamegraph_attributes *
nameattr_of(void *nameattr, const struct flamegraph_frame *frame);

/** nameattr_text() - all of it as nameattr_parse() takes it. To be freed */
char *nameattr_text(const struct nameattr *n);

/** nameattr_free() - free what it holds */
void nameattr_free(struct nameattr *n);

#endif
