// SPDX-License-Identifier: GPL-2.0-only
/* Names to colours, from a file and back. */
#define _GNU_SOURCE
#include "palettemap.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lines.h"
#include "mem.h"
#include "outfile.h"

#define ARROW "->"
#define SHOWN 60	/* bytes of a bad line */

/* What folded stacks call a frame that is marked. */
static const char *suffix_of(const struct flamegraph_frame *frame)
{
	switch (frame->kind) {
	case FLAMEGRAPH_KERNEL:
	case FLAMEGRAPH_MODULE:
		return "_[k]";
	case FLAMEGRAPH_JIT:
		return "_[j]";
	case FLAMEGRAPH_INLINE:
		return "_[i]";
	default:
		return "";
	}
}

static void add(struct palettemap *map, const char *name, uint32_t color)
{
	uint32_t i = strtable_add(&map->names, name);

	map->colors = mem_grow(map->colors, i, &map->room,
			       sizeof(*map->colors));
	map->colors[i] = color;
}

/* "rgb(230, 0,230)", blanks or not */
static bool parse_color(const char *s, uint32_t *color)
{
	unsigned int r, g, b;
	int end = -1;

	if (sscanf(s, "rgb(%3u,%3u,%3u)%n", &r, &g, &b, &end) != 3 || end < 0 ||
	    s[end] || strpbrk(s, "+-") || r > 255 || g > 255 || b > 255)
		return false;
	*color = r << 16 | g << 8 | b;
	return true;
}

/* Names may hold arrows. */
static bool take_line(struct palettemap *map, char *line)
{
	char *arrow = NULL, *next;
	uint32_t color;

	for (next = strstr(line, ARROW); next; next = strstr(next + 1, ARROW))
		arrow = next;
	if (!arrow || !parse_color(arrow + strlen(ARROW), &color))
		return false;
	*arrow = '\0';
	add(map, line, color);
	return true;
}

static int read_lines(struct palettemap *map, struct lines *l, struct err *err)
{
	char *line;
	size_t len;
	int ret;

	while ((ret = lines_next(l, &line, &len, err)) > 0) {
		if (line && !len)
			continue;
		if (line) {
			line = strndup(line, len);
			if (!line)
				return err_set_errno(err, ENOMEM, "cannot read '%s'",
						     l->name);
		}
		if (!line || !take_line(map, line))
			ret = err_set(err, EINVAL,
				      "%s:%" PRIu64 ": not NAME->rgb(R,G,B) but '%.*s': mend the file, or move it away",
				      l->name, l->number, SHOWN,
				      line ? line : "a line longer than 16 MB");
		free(line);
		if (ret < 0)
			return ret;
	}
	return ret;
}

int palettemap_read(struct palettemap *map, struct err *err)
{
	struct lines l;
	int fd, ret;

	memset(map, 0, sizeof(*map));
	fd = open(PALETTEMAP_FILE, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 :
		       err_set_errno(err, errno, "cannot open '%s'",
				     PALETTEMAP_FILE);
	lines_init(&l, fd, PALETTEMAP_FILE, NULL, 0);
	ret = read_lines(map, &l, err);
	lines_free(&l);
	close(fd);
	return ret;
}

/* Of what could not be read back there is no line. */
static bool has_control(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name < 0x20)
			return true;
	return false;
}

uint32_t palettemap_fill(void *arg, const struct flamegraph_frame *frame,
			 uint32_t fill)
{
	struct palettemap *map = arg;
	char *marked = mem_printf("%s%s", frame->name, suffix_of(frame));
	uint32_t i = strtable_find(&map->names, marked);

	free(marked);
	if (i == TABLE_NONE)
		i = strtable_find(&map->names, frame->name);
	if (i != TABLE_NONE)
		return map->colors[i];
	if (!has_control(frame->name)) {
		add(map, frame->name, fill);
		map->is_changed = true;
	}
	return fill;
}

static int compare_names(const void *a, const void *b, void *arg)
{
	const struct palettemap *map = arg;

	return strcmp(map->names.strings[*(const uint32_t *)a],
		      map->names.strings[*(const uint32_t *)b]);
}

static void write_lines(FILE *out, const struct palettemap *map)
{
	uint32_t *sorted = mem_alloc(map->names.nr, sizeof(*sorted));
	size_t i;

	for (i = 0; i < map->names.nr; i++)
		sorted[i] = (uint32_t)i;
	qsort_r(sorted, map->names.nr, sizeof(*sorted), compare_names,
		(void *)map);
	for (i = 0; i < map->names.nr; i++) {
		uint32_t color = map->colors[sorted[i]];

		fprintf(out, "%s" ARROW "rgb(%u,%u,%u)\n",
			map->names.strings[sorted[i]], color >> 16,
			color >> 8 & 0xff, color & 0xff);
	}
	free(sorted);
}

int palettemap_write(const struct palettemap *map, struct err *err)
{
	struct outfile of;

	if (!map->is_changed)
		return 0;
	if (outfile_open(&of, PALETTEMAP_FILE, err))
		return -EIO;
	write_lines(outfile_stream(&of), map);
	return outfile_commit(&of, err);
}

void palettemap_free(struct palettemap *map)
{
	strtable_free(&map->names);
	free(map->colors);
	memset(map, 0, sizeof(*map));
}
