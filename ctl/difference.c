// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is rounded away of one node is made up for at the next, depth first: so the
 * sum over any subtree, which is a run of these, is off by less than one.
 */
#define _GNU_SOURCE
#include "difference.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "copy.h"
#include "mem.h"
#include "preorder.h"

#define HEX "0x"
#define STRIPPED "0x..."

/* Nodes by their places. */
static uint32_t *list_nodes(const struct profile *p)
{
	const uint32_t nr = profile_nr_nodes(p);
	uint32_t *places = preorder(p);
	uint32_t *nodes = mem_alloc(nr, sizeof(*nodes));
	uint32_t i;

	for (i = 0; i < nr; i++)
		nodes[places[i]] = i;
	free(places);
	return nodes;
}

/* By node. */
static uint64_t *scale_values(const struct profile *p)
{
	const unsigned __int128 from = profile_total(p, 0);
	const unsigned __int128 to = profile_total(p, 1);
	const uint32_t nr = profile_nr_nodes(p);
	uint64_t *values = mem_alloc(nr, sizeof(*values));
	uint32_t *nodes = list_nodes(p);
	unsigned __int128 sum = 0, done = 0;
	uint32_t i;

	for (i = 0; i < nr && from; i++) {
		sum += profile_self(p, nodes[i], 0);
		if (sum > from)
			sum = from;	/* the total was too large for 64 bits */
		values[nodes[i]] = (sum * to + from / 2) / from - done;
		done += values[nodes[i]];
	}
	free(nodes);
	return values;
}

/* Beside the name of what is scaled, where that was noted. */
static void note_scale(const struct profile *p, struct profile *to,
		       const char *wanted)
{
	const double factor = (double)profile_total(p, 1) /
			      (double)profile_total(p, 0);
	const char *name = profile_find_note(p, wanted);
	char *text = mem_printf("%s%stimes %.4g", name ? name : "",
				name ? ", " : "", factor);

	profile_note(to, wanted, text);
	free(text);
}

struct profile *difference_normalize(const struct profile *p, bool is_negated)
{
	struct profile *to = profile_new(2);
	uint32_t *ids = copy_frames(p, to);
	uint32_t *images = copy_nodes(p, to, ids);
	uint64_t *values = scale_values(p);
	uint32_t i;

	copy_notes(p, to);
	if (profile_total(p, 0))
		note_scale(p, to, is_negated ? "after" : "before");
	for (i = 0; i < profile_nr_nodes(p); i++) {
		profile_add(to, images[i], 0, values[i]);
		profile_add(to, images[i], 1, profile_self(p, i, 1));
	}
	free(values);
	free(images);
	free(ids);
	return to;
}

/* To be freed. */
static char *strip(const char *name)
{
	/* Three bytes become five. */
	char *stripped = mem_alloc(2, strlen(name) + 1);
	char *to = stripped;

	while (*name) {
		if (!strncmp(name, HEX, 2) && isxdigit((unsigned char)name[2])) {
			to = stpcpy(to, STRIPPED);
			for (name += 2; isxdigit((unsigned char)*name);)
				name++;
		} else {
			*to++ = *name++;
		}
	}
	return stripped;
}

struct profile *difference_strip_hex(const struct profile *p)
{
	const uint32_t nr_frames = profile_nr_frames(p);
	struct profile *to = profile_new(profile_nr_columns(p));
	uint32_t *ids = mem_alloc(nr_frames + 1, sizeof(*ids));
	uint32_t *images;
	uint32_t i;

	copy_notes(p, to);
	for (i = 0; i < nr_frames; i++) {
		const struct profile_frame *f = profile_get_frame(p, i);
		char *name = strip(f->name);

		ids[i] = profile_frame(to, name, f->module, f->kind);
		free(name);
	}
	images = copy_nodes(p, to, ids);
	for (i = 0; i < profile_nr_nodes(p); i++)
		copy_values(p, i, to, images[i]);
	copy_timeline(p, to, images, 0);
	free(images);
	free(ids);
	return to;
}
