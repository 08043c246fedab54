// SPDX-License-Identifier: GPL-2.0-only
/*
 * Perf maps, read in pieces: they are written to meanwhile, by programs that
 * may be hostile, and a line of them can be of any length.
 */
#include "symbols/perfmap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

#define BUFFER_SIZE	((size_t)256 * 1024)
#define LINE_MAX_SIZE	(BUFFER_SIZE / 4)

struct reader {
	struct perfmap *map;
	int fd;
	uint64_t time;
	struct codes *codes;
	struct names *names;
	char *buf;		/* [start, end) is unread */
	size_t start, end;
};

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Take a number and the blank after it. Return: whether there was one. */
static bool take_number(const char **p, const char *end, uint64_t *value)
{
	const char *s = *p, *first;

	if (end - s > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	*value = 0;
	for (first = s; s < end && digit_of(*s) >= 0; s++) {
		if (*value >> 60)
			return false;
		*value = *value << 4 | (uint64_t)digit_of(*s);
	}
	if (s == first || s == end || (*s != ' ' && *s != '\t'))
		return false;
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	*p = s;
	return true;
}

/* Take a line. Return: NULL, or why it cannot be. */
static const char *add_line(struct reader *r, const char *line, size_t len)
{
	const char *p = line, *end = line + len;
	struct code code = { .time = r->time };
	uint64_t size;

	if (memchr(line, '\0', len))
		return "not text";
	if (!take_number(&p, end, &code.start))
		return "no address";
	if (!take_number(&p, end, &size))
		return "no size";
	if (p == end)
		return "no name";
	if (__builtin_add_overflow(code.start, size, &code.end))
		return "code beyond the end of memory";
	if (!size)
		return NULL;
	if (r->codes->nr == CODES_MAX)
		return "too many lines";
	code.name = names_add(r->names, p, (size_t)(end - p));
	codes_add(r->codes, &code);
	return NULL;
}

static void take_line(struct reader *r, const char *line, size_t len)
{
	struct perfmap *m = r->map;
	const bool is_long = len > LINE_MAX_SIZE;
	const char *bad;

	m->lines++;
	while (len && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	if (!len && !is_long)
		return;
	bad = is_long ? "too long" : add_line(r, line, len);
	if (!bad || m->bad++)
		return;
	m->bad_line = m->lines;
	m->bad_reason = bad;
}

/* Read on behind what is unread. Return: whether there was more. */
static bool fill(struct reader *r)
{
	struct perfmap *m = r->map;
	ssize_t n;

	memmove(r->buf, r->buf + r->start, r->end - r->start);
	r->end -= r->start;
	r->start = 0;
	do {
		n = pread(r->fd, r->buf + r->end, BUFFER_SIZE - r->end,
			  (off_t)(m->offset + r->end));
	} while (n < 0 && errno == EINTR);
	if (n < 0 || (n > 0 && m->offset >= PERFMAP_SIZE_MAX))
		m->is_cut = true;
	if (n <= 0 || m->is_cut)
		return false;
	r->end += (size_t)n;
	return true;
}

static void advance(struct reader *r, size_t to)
{
	r->map->offset += to - r->start;
	r->start = to;
}

/* The whole lines in the buffer; of one too long only its end is waited for. */
static void take_lines(struct reader *r)
{
	struct perfmap *m = r->map;
	const char *line, *newline;

	while ((newline = memchr(r->buf + r->start, '\n', r->end - r->start))) {
		line = r->buf + r->start;
		advance(r, (size_t)(newline - r->buf) + 1);
		if (!m->is_within_line)
			take_line(r, line, (size_t)(newline - line));
		m->is_within_line = false;
	}
	if (!m->is_within_line && r->end - r->start > LINE_MAX_SIZE) {
		take_line(r, r->buf + r->start, r->end - r->start);
		m->is_within_line = true;
	}
	if (m->is_within_line)
		advance(r, r->end);
}

/* The last line may be half written: then its name would be wrong. */
void perfmap_read(struct perfmap *m, int fd, uint64_t time,
		  struct codes *codes, struct names *names)
{
	struct reader r = {
		.map = m, .fd = fd, .time = time, .codes = codes,
		.names = names,
	};
	off_t size = lseek(fd, 0, SEEK_END);

	if (size >= 0 && (uint64_t)size < m->offset) {
		m->offset = 0;
		m->is_within_line = false;
	}
	if ((uint64_t)size == m->offset)
		return;
	r.buf = mem_resize(NULL, BUFFER_SIZE, 1);
	while (fill(&r))
		take_lines(&r);
	free(r.buf);
}
