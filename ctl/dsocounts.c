// SPDX-License-Identifier: GPL-2.0-only
/* Counts by file, and the files in the order of what they lack. */
#include "dsocounts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "mem.h"
#include "sum.h"

#define NO_MAPPING "not in any mapping that the recording knows"

struct collect_dso *dsocounts_at(struct dsocounts *c, struct dso *dso)
{
	uint64_t hash = hash_mix((uintptr_t)dso, 0);
	uint32_t i, pos = 0;

	while ((i = table_next(&c->table, hash, &pos)) != TABLE_NONE)
		if (c->dsos[i] == dso)
			return &c->counts[i];
	i = (uint32_t)c->nr++;
	c->dsos = mem_grow(c->dsos, i, &c->room_dsos, sizeof(*c->dsos));
	c->counts = mem_grow(c->counts, i, &c->room_counts,
			     sizeof(*c->counts));
	c->dsos[i] = dso;
	memset(&c->counts[i], 0, sizeof(c->counts[i]));
	table_add(&c->table, hash, i);
	return &c->counts[i];
}

static void describe(struct collect_dso *count, const struct dso *dso)
{
	if (!dso) {
		count->name = "[unknown]";
		count->reason = NO_MAPPING;
		return;
	}
	count->name = dso_name(dso);
	count->path = dso_path(dso)[0] == '/' ? dso_path(dso) : NULL;
	count->reason = dso_reason(dso);
	count->amiss_reason = dso_inlines_reason(dso);
	count->lacks_symbols = dso_state(dso) == DSO_OK ||
			       dso_state(dso) == DSO_NO_SYMBOLS;
	count->build_id = dso_build_id(dso, &count->build_id_size);
}

static int compare(const void *left, const void *right)
{
	const struct collect_dso *a = left, *b = right;

	if (a->unnamed != b->unnamed)
		return a->unnamed < b->unnamed ? 1 : -1;
	return strcmp(a->name, b->name);
}

static int compare_names(const void *left, const void *right)
{
	const struct collect_dso *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order ? order : strcmp(a->reason, b->reason);
}

static bool is_same(const struct collect_dso *a, const struct collect_dso *b)
{
	if (!a->path || !b->path)
		return a->path == b->path && !compare_names(a, b);
	return !strcmp(a->path, b->path) && !compare_names(a, b);
}

static void join(struct collect_dso *to, const struct collect_dso *from)
{
	sum_add(&to->frames, from->frames);
	sum_add(&to->unnamed, from->unnamed);
	sum_add(&to->amiss, from->amiss);
	sum_add(&to->cut_fault, from->cut_fault);
	sum_add(&to->cut_depth, from->cut_depth);
	sum_add(&to->cut_broken, from->cut_broken);
}

/* The generated code of many processes is one thing to the reader. */
static size_t join_same(struct collect_dso *counts, size_t nr)
{
	size_t i, to = 0;

	qsort(counts, nr, sizeof(*counts), compare_names);
	for (i = 0; i < nr; i++) {
		if (to && is_same(&counts[to - 1], &counts[i]))
			join(&counts[to - 1], &counts[i]);
		else
			counts[to++] = counts[i];
	}
	return to;
}

struct collect_dso *dsocounts_finish(struct dsocounts *c, size_t *nr)
{
	struct collect_dso *counts = c->counts;
	size_t i;

	for (i = 0; i < c->nr; i++)
		describe(&counts[i], c->dsos[i]);
	*nr = counts ? join_same(counts, c->nr) : 0;
	if (counts)
		qsort(counts, *nr, sizeof(*counts), compare);
	free(c->dsos);
	table_free(&c->table);
	memset(c, 0, sizeof(*c));
	return counts;
}
