// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nodes whose stacks are the same by name are a group, whatever is known of their
 * frames. Parents precede children, so in one pass each node learns its group, and
 * the group the frame that tells most; in another each node learns its image.
 */
#include "dress.h"

#include <stdint.h>
#include <stdlib.h>

#include "calltree.h"
#include "copy.h"
#include "mem.h"

static bool is_task(enum frame_kind kind)
{
	return kind == FRAME_PROCESS || kind == FRAME_THREAD;
}

/* How much is known of a frame; of a task all there is. */
static unsigned int knowledge(const struct profile_frame *f)
{
	if (f->module || is_task(f->kind))
		return 2;
	return f->kind != FRAME_USER;
}

/* By frame, a number that frames of one name share. Tasks are apart. */
static uint32_t *number_names(const struct profile *p)
{
	uint32_t i, nr = profile_nr_frames(p);
	uint32_t *names = mem_alloc(nr + 1, sizeof(*names));
	struct profile *interned = profile_new(1);

	for (i = 0; i < nr; i++) {
		const struct profile_frame *f = profile_get_frame(p, i);

		names[i] = profile_frame(interned, f->name, NULL,
					 is_task(f->kind) ? f->kind :
							    FRAME_USER);
	}
	profile_free(interned);
	return names;
}

struct groups {
	struct calltree tree;	/* of names */
	uint32_t *of_node;
	uint32_t *best;		/* by group, a frame */
};

static void find_groups(struct groups *groups, const struct profile *p)
{
	const uint32_t nr = profile_nr_nodes(p);
	uint32_t *names = number_names(p);
	uint32_t i, frame, group, nr_groups;

	calltree_init(&groups->tree);
	groups->of_node = mem_alloc(nr, sizeof(*groups->of_node));
	groups->best = mem_alloc(nr, sizeof(*groups->best));
	for (i = 1; i < nr; i++) {
		frame = profile_node_frame(p, i);
		nr_groups = calltree_nr(&groups->tree);
		group = calltree_child(&groups->tree,
				       groups->of_node[profile_parent(p, i)],
				       names[frame]);
		groups->of_node[i] = group;
		if (group == nr_groups ||
		    knowledge(profile_get_frame(p, frame)) >
		    knowledge(profile_get_frame(p, groups->best[group])))
			groups->best[group] = frame;
	}
	free(names);
}

static void free_groups(struct groups *groups)
{
	calltree_free(&groups->tree);
	free(groups->of_node);
	free(groups->best);
}

struct profile *dress_profile(const struct profile *p)
{
	const uint32_t nr = profile_nr_nodes(p);
	struct profile *to = profile_new(profile_nr_columns(p));
	uint32_t *ids = copy_frames(p, to);
	uint32_t *images = mem_alloc(nr, sizeof(*images));
	struct groups groups;
	uint32_t i, frame, best;

	find_groups(&groups, p);
	copy_notes(p, to);
	copy_values(p, PROFILE_ROOT, to, PROFILE_ROOT);
	for (i = 1; i < nr; i++) {
		frame = profile_node_frame(p, i);
		best = groups.best[groups.of_node[i]];
		if (knowledge(profile_get_frame(p, frame)) <
		    knowledge(profile_get_frame(p, best)))
			frame = best;
		images[i] = profile_child(to, images[profile_parent(p, i)],
					  ids[frame]);
		copy_values(p, i, to, images[i]);
	}
	copy_timeline(p, to, images, 0);
	free_groups(&groups);
	free(images);
	free(ids);
	return to;
}
