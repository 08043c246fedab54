// SPDX-License-Identifier: GPL-2.0-only
/*
 * A profile as folded stacks. The tree is walked in an order that gives sorted
 * lines, nodes of the same text taken together, so that neither the lines,
 * which may be many times larger than the tree, nor a second tree are held.
 *
 * A node stands at two places of that order, which need not be neighbours: the
 * line of its own values, and the lines of its descendants. "a", "a b", "a;b".
 */
#define _GNU_SOURCE
#include "formats/folded.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define COLUMNS_MAX	2
#define BYTE_ORDER_MARK	"\xef\xbb\xbf"
#define NO_NODE		PROFILE_ROOT	/* which is nobody's child */

/* A text at one of its two places: alone, or followed by a semicolon. */
struct place {
	const char *text;
	uint32_t id;		/* of the text, twice; odd: with semicolon */
};

/* Frames have texts of the same ids; a few more follow. */
struct texts {
	char **texts;
	size_t nr, room;
	uint32_t *first;	/* of a frame where it begins a line */
	uint32_t unknown;	/* of the root's own values */
	uint32_t *ranks;	/* of texts, at their two places */
};

/* Children of the nodes whose text is the path, at both their places. */
struct level {
	size_t start, next;	/* of the entries, up to the next level's */
	size_t path_len;
};

struct entry {
	uint32_t rank;
	uint32_t node;
};

struct writer {
	FILE *out;
	const struct profile *p;
	struct texts texts;
	uint32_t *children, *siblings;	/* first child, next sibling */
	struct entry *entries;
	size_t nr_entries, room_entries;
	struct level *levels;
	size_t nr_levels, room_levels;
	char *path;
	size_t room_path;
};

static const char *suffix_of(enum frame_kind kind, unsigned int marks)
{
	switch (kind) {
	case FRAME_KERNEL:
	case FRAME_MODULE:
		return marks & FOLDED_MARK_KERNEL ? "_[k]" : "";
	case FRAME_JIT:
		return marks & FOLDED_MARK_JIT ? "_[j]" : "";
	case FRAME_INLINE:
		return marks & FOLDED_MARK_INLINE ? "_[i]" : "";
	default:
		return "";
	}
}

static uint32_t add_text(struct texts *t, const char *name, const char *suffix)
{
	char *s;

	t->texts = mem_grow(t->texts, t->nr, &t->room, sizeof(*t->texts));
	t->texts[t->nr] = mem_printf("%s%s", *name ? name : "[unknown]",
				     suffix);
	/* Take out what has a meaning in folded text. */
	for (s = t->texts[t->nr]; *s; s++) {
		unsigned char c = *s;

		if (c == ';')
			*s = ':';
		else if (c < 0x20 || c == 0x7f)
			*s = '?';
	}
	return t->nr++;
}

static int compare_places(const void *va, const void *vb)
{
	const struct place *a = va, *b = vb;
	const char *s = a->text, *t = b->text;

	while (*s && *s == *t) {
		s++;
		t++;
	}
	if (*s || *t) {
		int c = *s ? (unsigned char)*s : a->id & 1 ? ';' : 0;
		int d = *t ? (unsigned char)*t : b->id & 1 ? ';' : 0;

		return c - d;
	}
	return (int)(a->id & 1) - (int)(b->id & 1);
}

/* Equal texts have equal ranks. The lowest bit of a rank tells the place. */
static void rank_texts(struct texts *t)
{
	struct place *places = mem_alloc(t->nr, 2 * sizeof(*places));
	uint32_t rank = 0;
	size_t i;

	for (i = 0; i < 2 * t->nr; i++)
		places[i] = (struct place){ t->texts[i / 2], i };
	qsort(places, 2 * t->nr, sizeof(*places), compare_places);
	t->ranks = mem_alloc(t->nr, 2 * sizeof(*t->ranks));
	for (i = 0; i < 2 * t->nr; i++) {
		if (i && compare_places(&places[i - 1], &places[i]))
			rank += 2;
		t->ranks[places[i].id] = rank | (places[i].id & 1);
	}
	free(places);
}

static void make_texts(struct texts *t, const struct profile *p,
		       unsigned int marks)
{
	uint32_t i, nr = profile_nr_frames(p);

	t->first = mem_alloc(nr, sizeof(*t->first));
	for (i = 0; i < nr; i++) {
		const struct profile_frame *f = profile_get_frame(p, i);

		t->first[i] = add_text(t, f->name, suffix_of(f->kind, marks));
	}
	t->unknown = add_text(t, "", "");
	/* What a reader of folded text takes for a comment, or for no text. */
	for (i = 0; i < nr; i++) {
		if (t->texts[i][0] == '#' ||
		    !strncmp(t->texts[i], BYTE_ORDER_MARK, 3)) {
			t->first[i] = add_text(t, t->texts[i], "");
			t->texts[t->first[i]][0] = '?';
		}
	}
	rank_texts(t);
}

static void free_texts(struct texts *t)
{
	size_t i;

	for (i = 0; i < t->nr; i++)
		free(t->texts[i]);
	free(t->texts);
	free(t->first);
	free(t->ranks);
}

static uint32_t text_of(const struct writer *w, uint32_t node)
{
	uint32_t frame = profile_node_frame(w->p, node);

	if (node == PROFILE_ROOT)
		return w->texts.unknown;
	if (profile_parent(w->p, node) == PROFILE_ROOT)
		return w->texts.first[frame];
	return frame;
}

static void link_children(struct writer *w)
{
	uint32_t i, parent, nr = profile_nr_nodes(w->p);

	w->children = mem_alloc(nr, sizeof(*w->children));
	w->siblings = mem_alloc(nr, sizeof(*w->siblings));
	for (i = nr - 1; i > PROFILE_ROOT; i--) {
		parent = profile_parent(w->p, i);
		w->siblings[i] = w->children[parent];
		w->children[parent] = i;
	}
}

static bool has_value(const struct profile *p, uint32_t node)
{
	unsigned int i;

	for (i = 0; i < profile_nr_columns(p); i++)
		if (profile_self(p, node, i))
			return true;
	return false;
}

static void add_entry(struct writer *w, uint32_t node, unsigned int place)
{
	w->entries = mem_grow(w->entries, w->nr_entries, &w->room_entries,
			      sizeof(*w->entries));
	w->entries[w->nr_entries++] = (struct entry){
		.rank = w->texts.ranks[2 * text_of(w, node) + place],
		.node = node,
	};
}

static int compare_entries(const void *va, const void *vb)
{
	const struct entry *a = va, *b = vb;

	return (a->rank > b->rank) - (a->rank < b->rank);
}

static void open_level(struct writer *w, size_t path_len)
{
	w->levels = mem_grow(w->levels, w->nr_levels, &w->room_levels,
			     sizeof(*w->levels));
	w->levels[w->nr_levels++] = (struct level){
		.start = w->nr_entries,
		.next = w->nr_entries,
		.path_len = path_len,
	};
}

static void add_children(struct writer *w, uint32_t node)
{
	uint32_t child;

	for (child = w->children[node]; child != NO_NODE;
	     child = w->siblings[child]) {
		if (has_value(w->p, child))
			add_entry(w, child, 0);
		if (w->children[child] != NO_NODE)
			add_entry(w, child, 1);
	}
}

static void sort_level(struct writer *w)
{
	size_t start = w->levels[w->nr_levels - 1].start;

	if (w->nr_entries - start > 1)
		qsort(w->entries + start, w->nr_entries - start,
		      sizeof(*w->entries), compare_entries);
}

/* Add to the path. Return: its length. */
static size_t append(struct writer *w, size_t len, const char *s)
{
	size_t add = strlen(s);

	if (len + add > w->room_path) {
		w->room_path = 2 * (len + add);
		w->path = mem_resize(w->path, w->room_path, 1);
	}
	memcpy(w->path + len, s, add);
	return len + add;
}

/* The line of the own values of entries that are the same stack. */
static int write_line(struct writer *w, size_t len, size_t from, size_t to)
{
	unsigned int column;
	uint64_t self, sum;
	char buf[32];
	size_t i;

	for (column = 0; column < profile_nr_columns(w->p); column++) {
		sum = 0;
		for (i = from; i < to; i++) {
			self = profile_self(w->p, w->entries[i].node, column);
			if (__builtin_add_overflow(sum, self, &sum))
				sum = UINT64_MAX;
		}
		snprintf(buf, sizeof(buf), " %" PRIu64, sum);
		len = append(w, len, buf);
	}
	len = append(w, len, "\n");
	if (fwrite(w->path, 1, len, w->out) != len)
		return errno ? -errno : -EIO;
	return 0;
}

/* The next entries of one rank: a line, or the level above them. */
static int write_group(struct writer *w)
{
	struct level *level = &w->levels[w->nr_levels - 1];
	size_t i, from = level->next, to = from;
	uint32_t rank = w->entries[from].rank;
	uint32_t text = text_of(w, w->entries[from].node);
	size_t len = append(w, level->path_len, w->texts.texts[text]);

	while (to < w->nr_entries && w->entries[to].rank == rank)
		to++;
	level->next = to;
	if (!(rank & 1))
		return write_line(w, len, from, to);
	open_level(w, append(w, len, ";"));
	for (i = from; i < to; i++)
		add_children(w, w->entries[i].node);
	sort_level(w);
	return 0;
}

static int write_lines(struct writer *w)
{
	int ret = 0;

	open_level(w, 0);
	if (has_value(w->p, PROFILE_ROOT))
		add_entry(w, PROFILE_ROOT, 0);
	add_children(w, PROFILE_ROOT);
	sort_level(w);
	while (!ret && w->nr_levels) {
		const struct level *level = &w->levels[w->nr_levels - 1];

		if (level->next < w->nr_entries) {
			ret = write_group(w);
			continue;
		}
		w->nr_entries = level->start;
		w->nr_levels--;
	}
	return ret;
}

int folded_write(FILE *out, const struct profile *p, unsigned int marks)
{
	struct writer w = { .out = out, .p = p };
	int ret;

	if (profile_nr_columns(p) > COLUMNS_MAX)
		return -EINVAL;
	if (profile_nr_frames(p) > UINT32_MAX / 8)
		return -EOVERFLOW;
	make_texts(&w.texts, p, marks);
	link_children(&w);
	errno = 0;
	ret = write_lines(&w);
	free_texts(&w.texts);
	free(w.children);
	free(w.siblings);
	free(w.entries);
	free(w.levels);
	free(w.path);
	return ret;
}
