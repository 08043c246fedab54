// SPDX-License-Identifier: GPL-2.0-only
/* Each node with values of its own is the leaf of a stack, and begins another. */
#include "reverse.h"

#include <stdlib.h>

#include "mem.h"

static uint32_t *copy_frames(const struct profile *p, struct profile *to)
{
	uint32_t i, nr = profile_nr_frames(p);
	uint32_t *ids = mem_alloc(nr + 1, sizeof(*ids));

	for (i = 0; i < nr; i++) {
		const struct profile_frame *f = profile_get_frame(p, i);

		ids[i] = profile_frame(to, f->name, f->module, f->kind);
	}
	return ids;
}

static void copy_notes(const struct profile *p, struct profile *to)
{
	const struct profile_fact *fact;
	const char *key, *value;
	unsigned int i;

	for (i = 0; (key = profile_get_note(p, i, &value)); i++)
		profile_note(to, key, value);
	for (i = 0; (fact = profile_get_fact(p, i)); i++)
		profile_fact(to, fact->text, fact->details, fact->is_bad);
}

static bool has_value(const struct profile *p, uint32_t node)
{
	unsigned int i;

	for (i = 0; i < profile_nr_columns(p); i++)
		if (profile_self(p, node, i))
			return true;
	return false;
}

struct profile *profile_reverse(const struct profile *p)
{
	struct profile *to = profile_new(profile_nr_columns(p));
	uint32_t *ids = copy_frames(p, to);
	uint32_t node, up, at;
	unsigned int i;

	copy_notes(p, to);
	for (node = 0; node < profile_nr_nodes(p); node++) {
		if (!has_value(p, node))
			continue;
		at = PROFILE_ROOT;
		for (up = node; up != PROFILE_ROOT; up = profile_parent(p, up))
			at = profile_child(to, at,
					   ids[profile_node_frame(p, up)]);
		for (i = 0; i < profile_nr_columns(p); i++)
			profile_add(to, at, i, profile_self(p, node, i));
	}
	free(ids);
	return to;
}
