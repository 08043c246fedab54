// SPDX-License-Identifier: GPL-2.0-only
/* What is the same for all that makes a profile of another. */
#include "copy.h"

#include "mem.h"

uint32_t *copy_frames(const struct profile *p, struct profile *to)
{
	uint32_t i, nr = profile_nr_frames(p);
	uint32_t *ids = mem_alloc(nr + 1, sizeof(*ids));

	for (i = 0; i < nr; i++) {
		const struct profile_frame *f = profile_get_frame(p, i);

		ids[i] = profile_frame(to, f->name, f->module, f->kind);
	}
	return ids;
}

uint32_t *copy_nodes(const struct profile *p, struct profile *to,
		     const uint32_t *ids)
{
	uint32_t i, nr = profile_nr_nodes(p);
	uint32_t *images = mem_alloc(nr, sizeof(*images));

	for (i = 1; i < nr; i++)
		images[i] = profile_child(to, images[profile_parent(p, i)],
					  ids[profile_node_frame(p, i)]);
	return images;
}

void copy_notes(const struct profile *p, struct profile *to)
{
	const struct profile_fact *fact;
	const char *key, *value;
	unsigned int i;

	for (i = 0; (key = profile_get_note(p, i, &value)); i++)
		profile_note(to, key, value);
	for (i = 0; (fact = profile_get_fact(p, i)); i++)
		profile_fact(to, fact->text, fact->details, fact->is_bad);
}

bool copy_has_value(const struct profile *p, uint32_t node)
{
	unsigned int i;

	for (i = 0; i < profile_nr_columns(p); i++)
		if (profile_self(p, node, i))
			return true;
	return false;
}

void copy_values(const struct profile *p, uint32_t node, struct profile *to,
		 uint32_t image)
{
	unsigned int i;

	if (image == COPY_DROPPED || !copy_has_value(p, node))
		return;
	for (i = 0; i < profile_nr_columns(p); i++)
		profile_add(to, image, i, profile_self(p, node, i));
}

uint32_t copy_timeline(const struct profile *p, struct profile *to,
		       const uint32_t *images, uint32_t first_lane)
{
	const struct timeline *t = profile_timeline(p);
	uint32_t lane, end = first_lane;
	size_t i;

	for (i = 0; i < t->nr; i++) {
		lane = first_lane + t->steps[i].lane;
		if (lane >= end)
			end = lane + 1;
		if (images[t->steps[i].node] != COPY_DROPPED)
			timeline_add(profile_timeline(to),
				     images[t->steps[i].node], lane,
				     t->steps[i].value);
	}
	return end;
}
