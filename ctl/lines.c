// SPDX-License-Identifier: GPL-2.0-only
/* Lines out of one buffer that is refilled behind what is unread. */
#include "lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

#define BUFFER_SIZE (256 * 1024)

void lines_init(struct lines *l, int fd, const char *name, const void *head,
		size_t head_size)
{
	memset(l, 0, sizeof(*l));
	l->fd = fd;
	l->name = name;
	l->head = head;
	l->head_size = head_size;
	l->room = BUFFER_SIZE;
	l->buf = mem_alloc(l->room, 1);
}

void lines_free(struct lines *l)
{
	free(l->buf);
	l->buf = NULL;
}

static int refuse_nul(const struct lines *l, const char *nul, struct err *err)
{
	unsigned long long number = l->number + 1;
	const char *p = l->buf + l->start;

	for (; (p = memchr(p, '\n', nul - p)); p++)
		number++;
	return err_set(err, EINVAL, "'%s' is not text: NUL byte in line %llu",
		       l->name, number);
}

static void make_room(struct lines *l)
{
	if (l->start) {
		memmove(l->buf, l->buf + l->start, l->end - l->start);
		l->end -= l->start;
		l->start = 0;
	}
	if (l->end == l->room) {
		l->room *= 2;
		l->buf = mem_resize(l->buf, l->room, 1);
	}
}

static ssize_t read_some(struct lines *l, char *to, size_t room)
{
	ssize_t n = l->head_size < room ? l->head_size : room;

	if (n) {
		memcpy(to, l->head, n);
		l->head += n;
		l->head_size -= n;
		return n;
	}
	do {
		n = read(l->fd, to, room);
	} while (n < 0 && errno == EINTR);
	return n;
}

/* Read on behind what is unread. */
static int fill(struct lines *l, struct err *err)
{
	const char *nul;
	ssize_t n;

	make_room(l);
	n = read_some(l, l->buf + l->end, l->room - l->end);
	if (n < 0)
		return err_set_errno(err, errno, "cannot read '%s'", l->name);
	nul = memchr(l->buf + l->end, '\0', n);
	if (nul)
		return refuse_nul(l, nul, err);
	l->is_at_end = !n;
	l->end += n;
	return 0;
}

int lines_ahead(struct lines *l, const char **text, size_t *size,
		struct err *err)
{
	int ret = 0;

	while (!ret && !l->is_at_end && l->end - l->start < BUFFER_SIZE)
		ret = fill(l, err);
	*text = l->buf + l->start;
	*size = l->end - l->start;
	return ret;
}

void lines_skip(struct lines *l, size_t size)
{
	l->start += size;
}

/* Take a line that is whole in the buffer, or the last one. */
static bool take(struct lines *l, size_t searched, char **text, size_t *len)
{
	size_t unread = l->end - l->start;
	char *newline;

	*text = l->buf + l->start;
	newline = memchr(*text + searched, '\n', unread - searched);
	if (!newline && !(l->is_at_end && unread))
		return false;
	*len = newline ? (size_t)(newline - *text) : unread;
	l->start += *len + !!newline;
	return true;
}

/* Pass over the rest of a line that was too long. */
static int skip(struct lines *l, struct err *err)
{
	size_t len;
	char *text;
	int ret;

	while (!take(l, 0, &text, &len)) {
		l->start = l->end;
		if (l->is_at_end)
			break;
		ret = fill(l, err);
		if (ret)
			return ret;
	}
	l->is_skipping = false;
	return 0;
}

int lines_next(struct lines *l, char **text, size_t *len, struct err *err)
{
	size_t searched = 0;
	int ret = 0;

	if (l->is_skipping)
		ret = skip(l, err);
	while (!ret && !take(l, searched, text, len)) {
		if (l->is_at_end)
			return 0;
		searched = l->end - l->start;
		if (searched > LINES_SIZE_MAX) {
			l->is_skipping = true;
			*len = searched;
			break;
		}
		ret = fill(l, err);
	}
	if (ret)
		return ret;
	l->number++;
	if (*len > LINES_SIZE_MAX) {
		*text = NULL;
		*len = 0;
	}
	return 1;
}
