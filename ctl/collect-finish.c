// SPDX-License-Identifier: GPL-2.0-only
/* Samples that were collected become a profile, with counts and notes. */
#include "collect-internal.h"

#include <linux/flamek.h>
#include <stdlib.h>

#include "cuts.h"
#include "mem.h"
#include "naming.h"
#include "render/number.h"
#include "sum.h"

/* perf tells of the same loss at once (LOST) and in sum at the end. */
static void sum_lost(struct collect *c)
{
	c->stats.lost_samples = c->lost > c->lost_told ? c->lost : c->lost_told;
}

static void take_note(void *arg, const char *note)
{
	struct collect *c = arg;

	c->notes = mem_grow(c->notes, c->nr_notes, &c->room_notes,
			    sizeof(*c->notes));
	c->notes[c->nr_notes++] = mem_strdup(note);
	c->stats.notes = (const char *const *)c->notes;
	c->stats.nr_notes = c->nr_notes;
}

void collect_note(struct collect *c, const char *note)
{
	take_note(c, note);
}

/* Files whose debug info is not all there. */
static void note_amiss(struct collect *c)
{
	const struct collect_dso *dso;
	char share[NUMBER_SIZE], *note;
	size_t i;

	for (i = 0; i < c->stats.nr_dsos; i++) {
		dso = &c->dsos[i];
		if (!dso->amiss)
			continue;
		note = mem_printf("inlined calls may be missing in %s, %s of user frames: %s",
				  dso->name, number_share(share, dso->amiss,
							  c->stats.user_frames),
				  dso->amiss_reason ? dso->amiss_reason :
				  "its debug info is damaged");
		take_note(c, note);
		free(note);
	}
}

void collect_finish(struct collect *c, struct profile *p)
{
	const bool is_flamek = c->flags & COLLECT_FLAMEK;
	struct cuts cuts = {
		.syms = c->syms,
		.tree = &c->stacks.tree,
		.locations = &c->stacks.locations,
		.has_addrs = c->stacks.has_addrs,
		.tells_ends = is_flamek,
	};
	struct naming naming = {
		.syms = c->syms,
		.procs = c->procs,
		.kernel_reason = c->kernel_reason,
		.locations = &c->stacks.locations,
		.tree = &c->stacks.tree,
		.timeline = &c->timeline,
		.has_addrs = c->stacks.has_addrs,
		.owners = c->flags & COLLECT_THREADS ? &c->owners : NULL,
		.cuts = &cuts,
	};

	collect_settle(c);
	stacks_finish(&c->stacks);
	naming.self = c->stacks.self;
	timeline_sort(&c->timeline);
	sum_lost(c);
	/* perf does not tell what was lost. */
	cuts.has_all_maps = !(c->flags & COLLECT_LACKS_MAPS) &&
			    !c->stats.lost_events &&
			    (is_flamek || !c->stats.lost_samples);
	naming_expect(&naming);
	cuts_find(&cuts);
	naming_fill(&naming, p, &c->stats, &c->dsos);
	cuts_free(&cuts);
	procs_notes(c->procs, take_note, c);
	note_amiss(c);
}
