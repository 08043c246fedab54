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
	int fd;
	struct codes *codes;
	struct names *names;
	struct perfmap_report *report;
	char *buf;		/* [start, end) is unread */
	size_t start, end;
	uint64_t offset;	/* in the file, of the buffer's end */
	bool is_skipping;	/* what follows belongs to a line too long */
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
	struct code code = { 0 };
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
	const char *bad;

	r->report->lines++;
	while (len && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	if (!len)
		return;
	bad = len > LINE_MAX_SIZE ? "too long" : add_line(r, line, len);
	if (!bad || r->report->bad++)
		return;
	r->report->bad_line = r->report->lines;
	r->report->bad_reason = bad;
}

/* Read on behind what is unread. Return: whether there was more. */
static bool fill(struct reader *r)
{
	ssize_t n;

	memmove(r->buf, r->buf + r->start, r->end - r->start);
	r->end -= r->start;
	r->start = 0;
	do {
		n = pread(r->fd, r->buf + r->end, BUFFER_SIZE - r->end,
			  (off_t)r->offset);
	} while (n < 0 && errno == EINTR);
	if (n < 0 || (n > 0 && r->offset >= PERFMAP_SIZE_MAX))
		r->report->is_cut = true;
	if (n <= 0 || r->report->is_cut)
		return false;
	r->offset += (uint64_t)n;
	r->end += (size_t)n;
	return true;
}

/* The whole lines in the buffer; of one too long only its end is waited for. */
static void take_lines(struct reader *r)
{
	const char *line, *newline;

	while ((newline = memchr(r->buf + r->start, '\n', r->end - r->start))) {
		line = r->buf + r->start;
		r->start = (size_t)(newline - r->buf) + 1;
		if (!r->is_skipping)
			take_line(r, line, (size_t)(newline - line));
		r->is_skipping = false;
	}
	if (r->is_skipping) {
		r->start = r->end;
	} else if (r->end - r->start > LINE_MAX_SIZE) {
		take_line(r, r->buf + r->start, r->end - r->start);
		r->is_skipping = true;
		r->start = r->end;
	}
}

void perfmap_read(int fd, struct codes *codes, struct names *names,
		  struct perfmap_report *report)
{
	struct reader r = {
		.fd = fd, .codes = codes, .names = names, .report = report,
		.buf = mem_resize(NULL, BUFFER_SIZE, 1),
	};

	*report = (struct perfmap_report){ 0 };
	while (fill(&r))
		take_lines(&r);
	/* The last line may be half written: then its name would be wrong. */
	free(r.buf);
}
