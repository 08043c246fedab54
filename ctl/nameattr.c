// SPDX-License-Identifier: GPL-2.0-only
/* Names to attributes. Legal is what is known to be harmless. */
#define _GNU_SOURCE
#include "nameattr.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mem.h"

#define SIZE_MAX_FILE	(16u << 20)
#define ALNUM		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

char *nameattr_load(const char *path, struct err *err)
{
	FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;
	ssize_t len;

	if (!in) {
		err_set_errno(err, errno, "cannot open '%s'", path);
		return NULL;
	}
	errno = 0;
	/* Up to a NUL, which text has none of: the file whole. */
	len = getdelim(&text, &size, '\0', in);
	if (len < 0 && errno) {
		err_set_errno(err, errno, "cannot read '%s'", path);
		free(text);
		text = NULL;
	} else if (len > (ssize_t)SIZE_MAX_FILE ||
		   (len > 0 && !text[len - 1])) {
		err_set(err, EINVAL, "'%s' is no text, or larger than 16 MB",
			path);
		free(text);
		text = NULL;
	} else if (len < 0) {
		free(text);
		text = mem_strdup("");
	}
	fclose(in);
	return text;
}

/* Browsers pass over blanks and control characters where they look for a scheme. */
static const char *check_href(const char *value)
{
	static const char *const schemes[] = {
		"http", "https", "ftp", "file", "mailto",
	};
	const size_t len = strcspn(value, ":/?#");
	const char *p;
	size_t i;

	for (p = value; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == '\\')
			return "links are of printable ASCII without blanks and backslashes";
	if (value[len] != ':')
		return NULL;
	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strlen(schemes[i]) == len &&
		    !strncasecmp(schemes[i], value, len))
			return NULL;
	return "links are relative or of http, https, ftp, file or mailto";
}

static const char *check_target(const char *value)
{
	return *value && !value[strspn(value, ALNUM "_-")] ? NULL :
	       "a target is of letters, digits, - and _";
}

static const char *check_class(const char *value)
{
	return !value[strspn(value, ALNUM "_- ")] ? NULL :
	       "classes are of letters, digits, - and _";
}

/* Take one. Return: NULL, or why it is refused. */
static const char *take_attribute(struct flamegraph_attributes *a, char *pair)
{
	char *value = strchr(pair, '=');
	size_t len;

	if (!value)
		return "it is not ATTRIBUTE=VALUE";
	*value++ = '\0';
	len = strlen(value);
	if (len > 1 && value[0] == '"' && value[len - 1] == '"') {
		value[len - 1] = '\0';
		value++;
	}
	if (!strcmp(pair, "title")) {
		a->title = value;
		return NULL;
	}
	if (!strcmp(pair, "href")) {
		a->href = value;
		return check_href(value);
	}
	if (!strcmp(pair, "target")) {
		a->target = value;
		return check_target(value);
	}
	if (!strcmp(pair, "class")) {
		a->class = value;
		return check_class(value);
	}
	if (!strncasecmp(pair, "on", 2))
		return "scripts are not taken";
	return "only href, target, title and class are taken";
}

static struct flamegraph_attributes *add(struct nameattr *n, const char *name)
{
	const size_t nr = n->names.nr;
	const uint32_t i = strtable_add(&n->names, name);

	n->attributes = mem_grow(n->attributes, i, &n->room,
				 sizeof(*n->attributes));
	if (i == nr)
		memset(&n->attributes[i], 0, sizeof(*n->attributes));
	return &n->attributes[i];
}

/* What folded stacks mark is known by its name alone. */
static void strip_mark(char *name)
{
	size_t len = strlen(name);

	if (len > 4 && !strncmp(name + len - 4, "_[", 2) &&
	    strchr("kji", name[len - 2]) && name[len - 1] == ']')
		name[len - 4] = '\0';
}

static int take_line(struct nameattr *n, char *line, const char *file,
		     unsigned int number, struct err *err)
{
	char *name = strsep(&line, "\t"), *pair;
	struct flamegraph_attributes *a;
	const char *bad;

	if (!line)
		return err_set(err, EINVAL,
			       "%s:%u: no tab and attributes after the name '%s'",
			       file, number, name);
	strip_mark(name);
	a = add(n, name);
	while ((pair = strsep(&line, "\t"))) {
		if (!*pair)
			continue;
		bad = take_attribute(a, pair);
		if (bad)
			return err_set(err, EINVAL,
				       "%s:%u: '%s' of '%s' is refused: %s", file,
				       number, pair, name, bad);
	}
	/* Else links would open within what holds the picture. */
	if (a->href && !a->target)
		a->target = "_top";
	return 0;
}

int nameattr_parse(struct nameattr *n, const char *text, const char *name,
		   struct err *err)
{
	unsigned int number = 0;
	char *rest, *line;
	int ret = 0;

	memset(n, 0, sizeof(*n));
	n->text = mem_strdup(text);
	for (rest = n->text; !ret && (line = strsep(&rest, "\n"));) {
		number++;
		line[strcspn(line, "\r")] = '\0';
		if (*line)
			ret = take_line(n, line, name, number, err);
	}
	return ret;
}

const struct flamegraph_attributes *
nameattr_of(void *nameattr, const struct flamegraph_frame *frame)
{
	struct nameattr *n = nameattr;
	uint32_t i = strtable_find(&n->names, frame->name);

	return i == TABLE_NONE ? NULL : &n->attributes[i];
}

/* Of all attributes, in the order of names. To be freed. */
char *nameattr_text(const struct nameattr *n)
{
	char *text = NULL;
	size_t i, size;
	FILE *out = open_memstream(&text, &size);

	for (i = 0; out && i < n->names.nr; i++) {
		const struct flamegraph_attributes *a = &n->attributes[i];

		fputs(n->names.strings[i], out);
		if (a->href)
			fprintf(out, "\thref=%s\ttarget=%s", a->href, a->target);
		if (a->title)
			fprintf(out, "\ttitle=%s", a->title);
		if (a->class)
			fprintf(out, "\tclass=%s", a->class);
		putc('\n', out);
	}
	if (!out || fclose(out))
		abort();
	return text;
}

void nameattr_free(struct nameattr *n)
{
	strtable_free(&n->names);
	free(n->attributes);
	free(n->text);
	memset(n, 0, sizeof(*n));
}
