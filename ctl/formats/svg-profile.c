// SPDX-License-Identifier: GPL-2.0-only
/*
 * The profile that render/data.h describes, line by line. Nothing in it is
 * trusted: numbers are checked against what was read, and what is made of it is
 * bounded by the size of the file, or of a line of folded stacks.
 */
#define _GNU_SOURCE
#include "formats/svg-profile.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/svg.h"
#include "lines.h"
#include "mem.h"
#include "reverse.h"

#define VERSION		SVG_PROFILE_START "2\n"

/* A node that is not at its end, and the length of its stack as text. */
struct step {
	uint32_t node;
	size_t len;
	uint64_t left;		/* in a chart, of its own what is still to come */
};

struct frame {
	uint32_t id;		/* in the profile */
	size_t len;
};

struct reader {
	char *at;		/* the line that comes next */
	const char *end;
	uint64_t line;		/* the number of the last */
	struct profile *p;
	unsigned int nr_columns;
	uint64_t nr_nodes;
	struct frame *frames;
	size_t nr_frames, room_frames;
	struct step *steps;
	size_t nr_steps, room_steps;
	bool is_reversed;
	bool is_chart;
	uint32_t nr_lanes;
};

static bool begins(const char *s, const char *what)
{
	return !strncmp(s, what, strlen(what));
}

/* The next line, ended by a NUL; NULL when there is none. */
static char *next_line(struct reader *r)
{
	char *line = r->at;
	char *newline = memchr(line, '\n', r->end - line);

	if (!newline)
		return NULL;
	*newline = '\0';
	r->at = newline + 1;
	r->line++;
	return line;
}

static unsigned int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'z' ? c - 'a' + 10u : UINT32_MAX;
}

/* The digits at *@s, which is moved past them. Return: whether they are right. */
static bool take_number(const char **s, unsigned int base, uint64_t *n)
{
	const char *from = *s;

	for (*n = 0; digit(**s) < base; ++*s)
		if (__builtin_mul_overflow(*n, base, n) ||
		    __builtin_add_overflow(*n, digit(**s), n))
			return false;
	return *s > from;
}

/* A line "KEY NUMBER". */
static bool take_count(struct reader *r, const char *key, uint64_t *n)
{
	const char *line = next_line(r);

	if (!line || !begins(line, key))
		return false;
	line += strlen(key);
	return take_number(&line, 10, n) && !*line;
}

/* Undo the escapes, in place: "\x0a" was a byte. Return: the text. */
static char *unescape(char *s)
{
	char *from = s, *to = s;

	while (*from) {
		unsigned int high, low;

		if (from[0] == '\\' && from[1] == 'x' &&
		    (high = digit(from[2])) < 16 &&
		    (low = digit(from[3])) < 16 && (high || low)) {
			*to++ = high << 4 | low;
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
	return s;
}

static const char *take_header(struct reader *r)
{
	uint64_t nr_columns;
	char *unit;

	next_line(r);
	unit = next_line(r);
	if (!unit || !begins(unit, "unit "))
		return "no unit";
	if (!take_count(r, "columns ", &nr_columns) || !nr_columns ||
	    nr_columns > 2)
		return "columns other than 1 or 2";
	if (!take_count(r, "nodes ", &r->nr_nodes))
		return "no number of nodes";
	r->nr_columns = nr_columns;
	r->p = profile_new(nr_columns);
	unit = unescape(unit + strlen("unit "));
	if (strcmp(unit, "samples"))
		profile_note(r->p, "unit", unit);
	return NULL;
}

/* A note or a fact. Return: whether it was one. */
static bool take_note(struct reader *r, char *line)
{
	const size_t len = strlen("note ");
	char *tab;

	if (!begins(line, "note ") && !begins(line, "fact ") &&
	    !begins(line, "warn "))
		return false;
	tab = strchr(line, '\t');
	if (!tab)
		return false;
	*tab = '\0';
	unescape(line + len);
	unescape(tab + 1);
	if (!strcmp(line, "note " SVG_VIEW)) {
		r->is_reversed = !strcmp(tab + 1, SVG_REVERSED);
		r->is_chart = !strcmp(tab + 1, SVG_CHART);
	} else if (line[0] == 'n') {
		profile_note(r->p, line + len, tab + 1);
	} else {
		profile_fact(r->p, line + len, tab + 1, line[0] == 'w');
	}
	return true;
}

static bool find_kind(char letter, enum frame_kind *kind)
{
	static const char letters[] = "ptukmjix";
	static const enum frame_kind kinds[] = {
		FRAME_PROCESS, FRAME_THREAD, FRAME_USER, FRAME_KERNEL,
		FRAME_MODULE, FRAME_JIT, FRAME_INLINE, FRAME_UNKNOWN,
	};
	const char *found = letter ? strchr(letters, letter) : NULL;

	if (found)
		*kind = kinds[found - letters];
	return found;
}

static const char *take_frame(struct reader *r, char *line, const char *module)
{
	enum frame_kind kind;
	char *name;

	if (!find_kind(line[0], &kind) || !line[1] || !line[2])
		return "no frame";
	name = unescape(line + 3);
	r->frames = mem_grow(r->frames, r->nr_frames, &r->room_frames,
			     sizeof(*r->frames));
	r->frames[r->nr_frames++] = (struct frame){
		profile_frame(r->p, name, module, kind), strlen(name) + 1,
	};
	return NULL;
}

/* All lines up to the last, which is the tree. */
static const char *take_frames(struct reader *r)
{
	const char *bad = NULL, *module = NULL;
	const char *last = memrchr(r->at, '\n', r->end - r->at);

	last = last ? memrchr(r->at, '\n', last - r->at) : NULL;
	while (!bad && last && r->at <= last) {
		char *line = next_line(r);

		if (line[0] == '@')
			module = unescape(line + 1);
		else if (r->nr_frames || module || !take_note(r, line))
			bad = take_frame(r, line, module);
	}
	return bad;
}

/* In the order of time come a caller's own samples before the call, then those. */
static const char *take_lead(struct reader *r, const char **s)
{
	struct step *up = r->nr_steps ? &r->steps[r->nr_steps - 1] : NULL;
	uint64_t lead = 0;

	if (!r->is_chart || !up)
		return NULL;
	if (**s == '+') {
		++*s;
		if (!take_number(s, 10, &lead) || lead > up->left)
			return "a lead that is more than there is";
	}
	timeline_add(profile_timeline(r->p), up->node, r->nr_lanes, lead);
	up->left -= lead;
	if (r->nr_steps == 1)
		r->nr_lanes++;
	return NULL;
}

/* What is left of a node's own when all it called has ended. */
static void end_node(struct reader *r, const struct step *step)
{
	if (r->is_chart)
		timeline_add(profile_timeline(r->p), step->node, r->nr_lanes,
			     step->left);
}

static const char *take_values(struct reader *r, const char **s,
			       struct step *step)
{
	uint64_t value;
	unsigned int i;

	if (**s != ':')
		return NULL;
	for (i = 0; i < r->nr_columns; i++) {
		if (**s != (i ? '/' : ':'))
			return "one count where there are two columns";
		++*s;
		if (!take_number(s, 10, &value))
			return "a count that is no number of 64 bits";
		profile_add(r->p, step->node, i, value);
		step->left = value;
	}
	return NULL;
}

/* A node down to what follows it. */
static const char *take_node(struct reader *r, const char **s)
{
	struct step step = { PROFILE_ROOT, 0, 0 };
	const char *bad;
	uint64_t number;

	if (!take_number(s, 36, &number) || number >= r->nr_frames)
		return "a node of no frame";
	bad = take_lead(r, s);
	if (bad)
		return bad;
	if (r->nr_steps) {
		const struct step *up = &r->steps[r->nr_steps - 1];

		step.node = profile_child(r->p, up->node,
					  r->frames[number].id);
		step.len = up->len + r->frames[number].len;
	}
	if (step.len > LINES_SIZE_MAX)
		return "a stack longer than 16 MB";
	bad = take_values(r, s, &step);
	if (bad)
		return bad;
	if (**s == ',') {
		r->steps = mem_grow(r->steps, r->nr_steps, &r->room_steps,
				    sizeof(*r->steps));
		r->steps[r->nr_steps++] = step;
	} else if (**s != ')') {
		return "a node without end";
	} else {
		end_node(r, &step);
	}
	++*s;
	return NULL;
}

static const char *take_tree(struct reader *r)
{
	const char *bad, *s = next_line(r);
	uint64_t nr = 0;

	if (!s)
		return "no tree";
	do {
		bad = take_node(r, &s);
		if (bad)
			return bad;
		nr++;
		if (s[-1] == ',')
			continue;
		for (; *s == ')' && r->nr_steps; s++)
			end_node(r, &r->steps[--r->nr_steps]);
	} while (r->nr_steps);
	if (*s || nr != r->nr_nodes)
		return "more or fewer nodes than it says";
	return NULL;
}

static int parse(struct reader *r, const char *name, struct err *err)
{
	const char *bad = take_header(r);

	if (!bad)
		bad = take_frames(r);
	if (!bad)
		bad = take_tree(r);
	if (bad)
		return err_set(err, EINVAL,
			       "the profile inside '%s' is damaged (line %llu: %s)",
			       name, (unsigned long long)r->line, bad);
	return 0;
}

static void turn_round(struct profile **p)
{
	struct profile *reversed = *p;

	*p = profile_reverse(reversed);
	profile_free(reversed);
}

struct profile *svg_profile(char *text, size_t len, const char *name,
			    struct err *err)
{
	struct reader r = { .at = text, .end = text + len };

	if (len < strlen(VERSION) || !begins(text, VERSION)) {
		err_set(err, EINVAL,
			"'%s' is of another version of flamekctl: draw it anew",
			name);
		return NULL;
	}
	if (parse(&r, name, err)) {
		profile_free(r.p);
		r.p = NULL;
	} else if (r.is_reversed) {
		turn_round(&r.p);
	}
	free(r.frames);
	free(r.steps);
	return r.p;
}
