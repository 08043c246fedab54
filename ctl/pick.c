// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parents precede children, so in one pass each node learns where its image is:
 * below that of its parent, or, if it is a function that was named, at the root.
 */
#include "pick.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "copy.h"
#include "mem.h"

enum role {
	ROLE_NONE,
	ROLE_BASE,
	ROLE_SKIP_AFTER,
};

void pick_add(struct pick_names *names, const char *name)
{
	names->names = mem_grow(names->names, names->nr, &names->room,
				sizeof(*names->names));
	names->names[names->nr++] = name;
}

void pick_free(struct pick *pick)
{
	free(pick->base.names);
	free(pick->skip_after.names);
	memset(pick, 0, sizeof(*pick));
}

bool pick_is_all(const struct pick *pick)
{
	return !pick->base.nr && !pick->skip_after.nr;
}

static bool has_name(const struct pick_names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->nr; i++)
		if (!strcmp(names->names[i], name))
			return true;
	return false;
}

/* By frame. */
static enum role *find_roles(const struct profile *p, const struct pick *pick)
{
	uint32_t i, nr = profile_nr_frames(p);
	enum role *roles = mem_alloc(nr + 1, sizeof(*roles));

	for (i = 0; i < nr; i++) {
		const char *name = profile_get_frame(p, i)->name;

		if (has_name(&pick->base, name))
			roles[i] = ROLE_BASE;
		else if (has_name(&pick->skip_after, name))
			roles[i] = ROLE_SKIP_AFTER;
	}
	return roles;
}

struct profile *pick_profile(const struct profile *p, const struct pick *pick)
{
	const uint32_t nr = profile_nr_nodes(p);
	struct profile *to = profile_new(profile_nr_columns(p));
	uint32_t *ids = copy_frames(p, to);
	uint32_t *images = mem_alloc(nr, sizeof(*images));
	enum role *roles = find_roles(p, pick);
	uint32_t i, frame, above;

	copy_notes(p, to);
	/* Dropped until it comes to a base; without any, nothing is. */
	images[PROFILE_ROOT] = pick->base.nr ? COPY_DROPPED : PROFILE_ROOT;
	copy_values(p, PROFILE_ROOT, to, images[PROFILE_ROOT]);
	for (i = 1; i < nr; i++) {
		frame = profile_node_frame(p, i);
		above = images[profile_parent(p, i)];
		if (roles[frame] == ROLE_BASE ||
		    (roles[frame] == ROLE_SKIP_AFTER && above != COPY_DROPPED))
			above = PROFILE_ROOT;
		images[i] = above == COPY_DROPPED ? COPY_DROPPED :
			    profile_child(to, above, ids[frame]);
		copy_values(p, i, to, images[i]);
	}
	copy_timeline(p, to, images, 0);
	free(roles);
	free(images);
	free(ids);
	return to;
}
