// SPDX-License-Identifier: GPL-2.0-only
/* The sum is made as they come, so that no two of them need be there at a time. */
#include "join.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "copy.h"
#include "dress.h"
#include "join-notes.h"
#include "mem.h"

struct join {
	struct profile *p;		/* NULL before the first */
	struct join_source first;
	char *unit;			/* that of any one; NULL: not known */
	const char *unit_of;		/* the name of that one */
	bool has_any_unit;
	bool is_compared, is_negated;
	bool has_text, has_other;	/* kinds of sources */
	uint32_t nr_lanes;
	struct join_notes notes;
};

struct join *join_new(void)
{
	return mem_alloc(1, sizeof(struct join));
}

void join_any_unit(struct join *j)
{
	j->has_any_unit = true;
}

void join_compare(struct join *j, bool is_negated)
{
	j->is_compared = true;
	j->is_negated = is_negated;
}

static const char *counts(unsigned int nr)
{
	return nr == 1 ? "one count" : "two counts (a difference)";
}

static int check_columns(const struct join *j, const struct profile *p,
			 const struct join_source *source, struct err *err)
{
	unsigned int nr = profile_nr_columns(p);

	if (j->is_compared && nr > 1)
		return err_set(err, EINVAL,
			       "'%s' is a difference already, of two counts a stack: it cannot be compared with another",
			       source->name);
	if (!j->p || j->is_compared || profile_nr_columns(j->p) == nr)
		return 0;
	return err_set(err, EINVAL,
		       "'%s' has %s a stack and '%s' %s, which do not add up",
		       j->first.name, counts(profile_nr_columns(j->p)),
		       source->name, counts(nr));
}

static int take_unit(struct join *j, const struct join_source *source,
		     struct err *err)
{
	if (!source->unit || j->has_any_unit)
		return 0;
	if (!j->unit) {
		j->unit = mem_strdup(source->unit);
		j->unit_of = source->name;
		return 0;
	}
	if (!strcmp(j->unit, source->unit))
		return 0;
	return err_set(err, EDOM,
		       "'%s' counts %s and '%s' %s, which do not add up",
		       j->unit_of, j->unit, source->name, source->unit);
}

static void add_values(struct join *j, const struct profile *p, uint32_t node,
		       uint32_t image, bool is_before)
{
	uint64_t self;

	if (!j->is_compared) {
		copy_values(p, node, j->p, image);
		return;
	}
	self = profile_self(p, node, 0);
	if (self)
		profile_add(j->p, image, is_before ? 0 : 1, self);
}

static void add_stacks(struct join *j, const struct profile *p, bool is_before)
{
	uint32_t *ids = copy_frames(p, j->p);
	uint32_t *images = copy_nodes(p, j->p, ids);
	uint32_t i;

	for (i = 0; i < profile_nr_nodes(p); i++)
		add_values(j, p, i, images[i], is_before);
	j->nr_lanes = copy_timeline(p, j->p, images, j->nr_lanes);
	free(images);
	free(ids);
}

int join_add(struct join *j, const struct profile *p,
	     const struct join_source *source, struct err *err)
{
	int ret = check_columns(j, p, source, err);

	if (!ret)
		ret = take_unit(j, source, err);
	if (ret)
		return ret;
	if (!j->p) {
		j->first = *source;
		j->p = profile_new(j->is_compared ? 2 :
				   profile_nr_columns(p));
	}
	j->has_text |= source->is_text;
	j->has_other |= !source->is_text;
	add_stacks(j, p, source->is_before);
	join_notes_add(&j->notes, p, source->name,
		       source->is_before != j->is_negated);
	join_facts(p, source->name, j->p);
	return 0;
}

struct profile *join_finish(struct join *j)
{
	struct profile *p = j->p;

	join_notes_write(&j->notes, p);
	if (j->unit && strcmp(j->unit, JOIN_UNIT))
		profile_note(p, "unit", j->unit);
	join_notes_check(&j->notes, "rate",
			 "samples do not all stand for the same time");
	join_notes_check(&j->notes, "event",
			 "samples are not all of the same event");
	j->p = NULL;
	if (j->has_text && j->has_other) {
		struct profile *dressed = dress_profile(p);

		profile_free(p);
		p = dressed;
	}
	return p;
}

void join_free(struct join *j)
{
	if (!j)
		return;
	profile_free(j->p);
	join_notes_free(&j->notes);
	free(j->unit);
	free(j);
}
