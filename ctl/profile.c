// SPDX-License-Identifier: GPL-2.0-only
/*
 * Aggregated stacks: frames interned through a hash table, their tree in a
 * calltree, the values beside it in one array, node by node.
 */
#include "profile.h"

#include <stdlib.h>
#include <string.h>

#include "calltree.h"
#include "hash.h"
#include "mem.h"
#include "table.h"

struct note {
	char *key;
	char *value;
};

struct profile {
	struct profile_frame *frames;
	size_t nr_frames, room_frames;
	struct table ids;		/* of frames */

	struct calltree tree;
	uint64_t *values;		/* nr_columns of each node */
	uint32_t nr_valued;		/* nodes that have room there */
	unsigned int nr_columns;
	uint64_t *totals;
	struct timeline *timeline;

	struct note *notes;
	size_t nr_notes, room_notes;
	struct profile_fact *facts;
	size_t nr_facts, room_facts;
};

struct profile *profile_new(unsigned int nr_columns)
{
	struct profile *p = mem_alloc(1, sizeof(*p));

	p->nr_columns = nr_columns;
	p->totals = mem_alloc(nr_columns, sizeof(*p->totals));
	p->timeline = mem_alloc(1, sizeof(*p->timeline));
	calltree_init(&p->tree);
	return p;
}

void profile_free(struct profile *p)
{
	size_t i;

	if (!p)
		return;
	for (i = 0; i < p->nr_frames; i++) {
		free((char *)p->frames[i].name);
		free((char *)p->frames[i].module);
	}
	for (i = 0; i < p->nr_notes; i++) {
		free(p->notes[i].key);
		free(p->notes[i].value);
	}
	for (i = 0; i < p->nr_facts; i++) {
		free((char *)p->facts[i].text);
		free((char *)p->facts[i].details);
	}
	calltree_free(&p->tree);
	timeline_free(p->timeline);
	free(p->timeline);
	free(p->frames);
	table_free(&p->ids);
	free(p->values);
	free(p->totals);
	free(p->notes);
	free(p->facts);
	free(p);
}

static uint64_t hash_frame(const struct profile_frame *f)
{
	uint64_t hash = hash_bytes(f->name, strlen(f->name), f->kind);

	if (f->module)
		hash = hash_bytes(f->module, strlen(f->module), hash);
	return hash;
}

static bool is_same_frame(const struct profile_frame *a,
			  const struct profile_frame *b)
{
	return a->kind == b->kind && !a->module == !b->module &&
	       !strcmp(a->name, b->name) &&
	       (!a->module || !strcmp(a->module, b->module));
}

static uint32_t find_frame(const struct profile *p,
			   const struct profile_frame *f, uint64_t hash)
{
	uint32_t id, pos = 0;

	do {
		id = table_next(&p->ids, hash, &pos);
	} while (id != TABLE_NONE && !is_same_frame(&p->frames[id], f));
	return id;
}

static uint32_t add_frame(struct profile *p, const struct profile_frame *f)
{
	struct profile_frame *new;

	p->frames = mem_grow(p->frames, p->nr_frames, &p->room_frames,
			     sizeof(*p->frames));
	new = &p->frames[p->nr_frames];
	new->name = mem_strdup(f->name);
	new->module = f->module ? mem_strdup(f->module) : NULL;
	new->kind = f->kind;
	return p->nr_frames++;
}

uint32_t profile_frame(struct profile *p, const char *name, const char *module,
		       enum frame_kind kind)
{
	const struct profile_frame f = { name, module, kind };
	uint64_t hash = hash_frame(&f);
	uint32_t id = find_frame(p, &f, hash);

	if (id == TABLE_NONE) {
		id = add_frame(p, &f);
		table_add(&p->ids, hash, id);
	}
	return id;
}

uint32_t profile_child(struct profile *p, uint32_t node, uint32_t frame)
{
	return calltree_child(&p->tree, node, frame);
}

static void make_room(struct profile *p, uint32_t node)
{
	size_t room = p->nr_valued ? p->nr_valued : 256;
	size_t columns = p->nr_columns;

	while (room <= node)
		room *= 2;
	if (room > UINT32_MAX)
		room = UINT32_MAX;
	p->values = mem_resize(p->values, room, columns * sizeof(*p->values));
	memset(p->values + p->nr_valued * columns, 0,
	       (room - p->nr_valued) * columns * sizeof(*p->values));
	p->nr_valued = room;
}

static void add_saturating(uint64_t *sum, uint64_t value)
{
	if (__builtin_add_overflow(*sum, value, sum))
		*sum = UINT64_MAX;
}

void profile_add(struct profile *p, uint32_t node, unsigned int column,
		 uint64_t value)
{
	if (node >= p->nr_valued)
		make_room(p, node);
	add_saturating(&p->values[(size_t)node * p->nr_columns + column],
		       value);
	add_saturating(&p->totals[column], value);
}

uint32_t profile_nr_nodes(const struct profile *p)
{
	return calltree_nr(&p->tree);
}

uint32_t profile_nr_frames(const struct profile *p)
{
	return p->nr_frames;
}

uint32_t profile_parent(const struct profile *p, uint32_t node)
{
	return calltree_parent(&p->tree, node);
}

uint32_t profile_node_frame(const struct profile *p, uint32_t node)
{
	return calltree_frame(&p->tree, node);
}

uint64_t profile_self(const struct profile *p, uint32_t node,
		      unsigned int column)
{
	if (node >= p->nr_valued)
		return 0;
	return p->values[(size_t)node * p->nr_columns + column];
}

const struct profile_frame *profile_get_frame(const struct profile *p,
					      uint32_t frame)
{
	return &p->frames[frame];
}

unsigned int profile_nr_columns(const struct profile *p)
{
	return p->nr_columns;
}

uint64_t profile_total(const struct profile *p, unsigned int column)
{
	return p->totals[column];
}

struct timeline *profile_timeline(const struct profile *p)
{
	return p->timeline;
}

static struct note *find_note(const struct profile *p, const char *key)
{
	size_t i;

	for (i = 0; i < p->nr_notes; i++)
		if (!strcmp(p->notes[i].key, key))
			return &p->notes[i];
	return NULL;
}

void profile_note(struct profile *p, const char *key, const char *value)
{
	struct note *note = find_note(p, key);
	char *copy = mem_strdup(value);

	if (note) {
		free(note->value);
		note->value = copy;
		return;
	}
	p->notes = mem_grow(p->notes, p->nr_notes, &p->room_notes,
			    sizeof(*p->notes));
	p->notes[p->nr_notes].key = mem_strdup(key);
	p->notes[p->nr_notes++].value = copy;
}

const char *profile_get_note(const struct profile *p, unsigned int i,
			     const char **value)
{
	if (i >= p->nr_notes)
		return NULL;
	*value = p->notes[i].value;
	return p->notes[i].key;
}

const char *profile_find_note(const struct profile *p, const char *key)
{
	const struct note *note = find_note(p, key);

	return note ? note->value : NULL;
}

void profile_fact(struct profile *p, const char *text, const char *details,
		  bool is_bad)
{
	p->facts = mem_grow(p->facts, p->nr_facts, &p->room_facts,
			    sizeof(*p->facts));
	p->facts[p->nr_facts++] = (struct profile_fact){
		mem_strdup(text), mem_strdup(details), is_bad,
	};
}

const struct profile_fact *profile_get_fact(const struct profile *p,
					    unsigned int i)
{
	return i < p->nr_facts ? &p->facts[i] : NULL;
}
