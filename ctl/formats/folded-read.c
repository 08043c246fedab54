// SPDX-License-Identifier: GPL-2.0-only
/*
 * Folded stacks into a profile, line by line as they come. A stack that was
 * seen before is found as a whole. Of a new one, the most of its outer frames
 * that were seen together are found as a whole; the frames after them are added.
 */
#define _GNU_SOURCE
#include "formats/folded.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "mem.h"
#include "textmap.h"

#define COMM_LEN_MAX	15	/* of a process name, by the kernel's limit */
#define COLUMNS_MAX	2
#define STEPS_AHEAD	4

/* A frame of a new stack, and what all up to it are known by. */
struct step {
	size_t start, end;
	struct textmap_key key;
};

struct reader {
	struct lines lines;
	struct folded_report *report;
	struct profile *p;
	unsigned int nr_columns;
	bool wants_order;

	struct textmap stacks;		/* to nodes */
	struct textmap callers;		/* so are stacks without inner frames */
	struct step *steps;
	size_t nr_steps, room_steps;
};

struct text {
	char *at;
	size_t len;
};

struct count {
	uint64_t value;
	bool is_rounded;
	bool is_too_large;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void trim(struct text *t)
{
	while (t->len && is_blank(t->at[t->len - 1]))
		t->len--;
}

/* A blank line or a comment. */
static bool is_idle(const struct text *t)
{
	return !t->len || t->at[0] == '#';
}

/* A decimal number, "12" or "12.5", rounded to the nearest whole one. */
static bool parse_count(const char *p, const char *end, struct count *c)
{
	memset(c, 0, sizeof(*c));
	if (p == end || !is_digit(*p))
		return false;
	for (; p < end && is_digit(*p); p++)
		c->is_too_large |=
			__builtin_mul_overflow(c->value, 10, &c->value) ||
			__builtin_add_overflow(c->value, *p - '0', &c->value);
	if (p == end)
		return true;
	if (*p++ != '.')
		return false;
	if (p < end && *p >= '5' && *p <= '9')
		c->is_too_large |= __builtin_add_overflow(c->value, 1,
							  &c->value);
	for (; p < end && is_digit(*p); p++)
		c->is_rounded |= *p != '0';
	return p == end;
}

/* Take the number after the last blank off a line, and the blanks before it. */
static bool take_count(struct text *t, struct count *c)
{
	size_t i = t->len;

	while (i && !is_blank(t->at[i - 1]))
		i--;
	if (!i || !parse_count(t->at + i, t->at + t->len, c))
		return false;
	t->len = i;
	trim(t);
	return true;
}

/*
 * One column of counts or two? A name may end in a number, so all of the lines
 * that are at hand must have two.
 */
static unsigned int guess_columns(const char *text, size_t size, bool is_all)
{
	const char *newline, *end = text + size;
	bool is_double = false;
	struct count c;

	for (; text < end; text = newline + 1) {
		newline = memchr(text, '\n', end - text);
		if (!newline && !is_all)
			break;
		newline = newline ? newline : end;

		struct text t = { (char *)text, newline - text };

		trim(&t);
		if (is_idle(&t) || !take_count(&t, &c))
			continue;
		if (!take_count(&t, &c) || c.is_too_large || !t.len)
			return 1;
		is_double = true;
	}
	return is_double ? 2 : 1;
}

static bool has_suffix(const struct text *t, char letter)
{
	const char *end = t->at + t->len;

	return t->len > 4 && end[-4] == '_' && end[-3] == '[' &&
	       end[-2] == letter && end[-1] == ']';
}

static bool contains(const struct text *t, const char *part)
{
	return memmem(t->at, t->len, part, strlen(part));
}

/*
 * Tools that fold stacks put the name of the process first. Such a name is
 * short, which the names of functions that begin a stack seldom are.
 */
static bool is_process(const struct text *t)
{
	return t->len <= COMM_LEN_MAX && !contains(t, "::");
}

/* What a frame's text says of its kind; a suffix is taken off. */
static enum frame_kind take_kind(struct text *t, bool is_first)
{
	static const struct {
		char letter;
		enum frame_kind kind;
	} suffixes[] = {
		{ 'k', FRAME_KERNEL },
		{ 'j', FRAME_JIT },
		{ 'i', FRAME_INLINE },
	};
	enum frame_kind kind = FRAME_USER;
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (has_suffix(t, suffixes[i].letter)) {
			t->len -= 4;
			trim(t);
			kind = suffixes[i].kind;
			break;
		}
	}
	if (t->len > 2 && t->at[0] == '[' && t->at[t->len - 1] == ']')
		return FRAME_UNKNOWN;
	if (is_first && kind == FRAME_USER && is_process(t))
		return FRAME_PROCESS;
	return kind;
}

static uint32_t find_frame(struct reader *r, struct text t, bool is_first)
{
	enum frame_kind kind = take_kind(&t, is_first);
	uint32_t frame;
	char saved;

	if (!t.len)
		return profile_frame(r->p, "[unknown]", NULL, FRAME_UNKNOWN);
	saved = t.at[t.len];
	t.at[t.len] = '\0';
	frame = profile_frame(r->p, t.at, NULL, kind);
	t.at[t.len] = saved;
	return frame;
}

static void split_stack(struct reader *r, const struct text *t)
{
	struct textmap_key key = textmap_key(&r->callers, NULL, 0);
	size_t start = 0;

	r->nr_steps = 0;
	while (start < t->len) {
		const char *semi = memchr(t->at + start, ';', t->len - start);
		size_t end = semi ? (size_t)(semi - t->at) : t->len;

		key = textmap_key_after(&r->callers, key, t->at + start,
					end - start);
		r->steps = mem_grow(r->steps, r->nr_steps, &r->room_steps,
				    sizeof(*r->steps));
		r->steps[r->nr_steps++] = (struct step){ start, end, key };
		start = end + 1;
	}
}

/* How many frames from the root are known together, and their node. */
static size_t find_callers(const struct reader *r, uint32_t *node)
{
	size_t i = r->nr_steps;
	size_t last = i > STEPS_AHEAD ? i - STEPS_AHEAD : 0;

	/* Memory is slow, unless asked for several things at once. */
	while (i > last)
		textmap_prefetch(&r->callers, r->steps[--i].key);
	i = r->nr_steps;
	*node = PROFILE_ROOT;
	while (i) {
		uint32_t known = textmap_get(&r->callers, r->steps[i - 1].key);

		if (known != TEXTMAP_NONE) {
			*node = known;
			break;
		}
		i--;
	}
	return i;
}

static uint32_t add_stack(struct reader *r, const struct text *t)
{
	uint32_t node;
	size_t i;

	split_stack(r, t);
	for (i = find_callers(r, &node); i < r->nr_steps; i++) {
		const struct step *step = &r->steps[i];
		struct text frame = { t->at + step->start,
				      step->end - step->start };

		node = profile_child(r->p, node, find_frame(r, frame, !i));
		textmap_put(&r->callers, step->key, node);
	}
	return node;
}

static uint32_t find_node(struct reader *r, const struct text *t)
{
	struct textmap_key key = textmap_key(&r->stacks, t->at, t->len);
	uint32_t node = textmap_get(&r->stacks, key);

	if (node == TEXTMAP_NONE) {
		node = add_stack(r, t);
		textmap_put(&r->stacks, key, node);
	}
	return node;
}

/* Take a line. Return: NULL, or why it cannot be. */
static const char *add_line(struct reader *r, struct text *t)
{
	struct count counts[COLUMNS_MAX];
	unsigned int i = r->nr_columns;
	uint32_t node;

	while (i--) {
		if (!take_count(t, &counts[i]))
			return i + 1 == r->nr_columns ?
				       "no count after the stack" :
				       "one count where other lines have two";
		if (counts[i].is_too_large)
			return "count beyond 64 bits";
	}
	while (t->len && t->at[t->len - 1] == ';') {
		t->len--;
		trim(t);
	}
	if (!t->len)
		return "no stack before the count";

	node = find_node(r, t);
	for (i = 0; i < r->nr_columns; i++) {
		profile_add(r->p, node, i, counts[i].value);
		if (counts[i].is_rounded && !r->report->fractional++)
			r->report->fractional_line = r->lines.number;
	}
	if (r->wants_order)
		timeline_add(profile_timeline(r->p), node, 0,
			     counts[r->nr_columns - 1].value);
	r->report->stacks++;
	return NULL;
}

static void take_line(struct reader *r, struct text *t)
{
	const char *bad = "line longer than 16 MB";

	if (t->at) {
		trim(t);
		if (is_idle(t))
			return;
		bad = add_line(r, t);
	}
	if (bad && !r->report->bad++) {
		r->report->bad_line = r->lines.number;
		r->report->bad_reason = bad;
	}
}

static int read_all(struct reader *r, struct err *err)
{
	static const char bom[3] = "\xef\xbb\xbf";
	const char *ahead;
	size_t size;
	struct text t;
	int ret;

	ret = lines_ahead(&r->lines, &ahead, &size, err);
	if (ret)
		return ret;
	if (size >= sizeof(bom) && !memcmp(ahead, bom, sizeof(bom))) {
		lines_skip(&r->lines, sizeof(bom));
		ahead += sizeof(bom);
		size -= sizeof(bom);
	}
	r->nr_columns = guess_columns(ahead, size, r->lines.is_at_end);
	r->p = profile_new(r->nr_columns);
	while ((ret = lines_next(&r->lines, &t.at, &t.len, err)) > 0)
		take_line(r, &t);
	r->report->lines = r->lines.number;
	if (!ret && r->report->bad && !r->report->stacks)
		ret = err_set(err, EINVAL,
			      "'%s' holds no folded stacks (line %llu: %s)",
			      r->lines.name,
			      (unsigned long long)r->report->bad_line,
			      r->report->bad_reason);
	return ret;
}

struct profile *folded_read(const struct folded_input *in,
			    struct folded_report *report, struct err *err)
{
	struct reader r = {
		.report = report, .wants_order = in->wants_order,
	};

	memset(report, 0, sizeof(*report));
	textmap_init(&r.stacks);
	textmap_init(&r.callers);
	lines_init(&r.lines, in->fd, in->name, in->head, in->head_size);
	if (read_all(&r, err)) {
		profile_free(r.p);
		r.p = NULL;
	}
	lines_free(&r.lines);
	textmap_free(&r.stacks);
	textmap_free(&r.callers);
	free(r.steps);
	return r.p;
}
