/* SPDX-License-Identifier: GPL-2.0-only */
/* Parts of a profile into another one, for what makes one of the other. */
#ifndef FLAMEK_COPY_H
#define FLAMEK_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "profile.h"

#define COPY_DROPPED UINT32_MAX		/* a node without an image */

/** copy_frames() - all frames. Return: their ids by the old ones, to be freed */
uint32_t *copy_frames(const struct profile *p, struct profile *to);

/** copy_nodes() - all of them, of frames with @ids. Return: images, to be freed */
uint32_t *copy_nodes(const struct profile *p, struct profile *to,
		     const uint32_t *ids);

/** copy_notes() - notes and facts */
void copy_notes(const struct profile *p, struct profile *to);

/** copy_has_value() - has a node values of its own? */
bool copy_has_value(const struct profile *p, uint32_t node);

/** copy_values() - those of one node; @image may be COPY_DROPPED */
void copy_values(const struct profile *p, uint32_t node, struct profile *to,
		 uint32_t image);

/**
 * copy_timeline() - add the steps of one profile to those of another
 * @p: the one
 * @to: the other
 * @images: by the nodes of @p that have values; may be COPY_DROPPED
 * @first_lane: what is lane 0 of @p's
 *
 * Return: the lane after the last.
 */
uint32_t copy_timeline(const struct profile *p, struct profile *to,
		       const uint32_t *images, uint32_t first_lane);

#endif
