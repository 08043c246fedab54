// SPDX-License-Identifier: GPL-2.0-only
/* Maps in one sorted array: they are looked up far more often than they change. */
#include "space.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define NR_MAPS_MAX	((size_t)1 << 16)	/* the kernel's limit, by default */
#define NR_ALL_MAX	((size_t)1 << 22)

struct space *space_new(struct spaces *all)
{
	struct space *s = mem_alloc(1, sizeof(*s));

	s->all = all;
	s->version = ++all->versions;
	s->users = 1;
	return s;
}

struct space *space_share(struct space *s)
{
	s->users++;
	return s;
}

void space_put(struct space *s)
{
	if (!s || --s->users)
		return;
	s->all->nr_maps -= s->nr;
	free(s->maps);
	free(s);
}

/* The maps of @s, or none where they would be too many, under a new version. */
static struct space *copy_space(const struct space *s)
{
	struct space *copy = space_new(s->all);

	if (!s->nr || s->nr > NR_ALL_MAX - s->all->nr_maps)
		return copy;
	copy->maps = mem_resize(NULL, s->nr, sizeof(*copy->maps));
	memcpy(copy->maps, s->maps, s->nr * sizeof(*copy->maps));
	copy->nr = s->nr;
	copy->room = s->nr;
	s->all->nr_maps += s->nr;
	return copy;
}

/* The first map that ends behind @addr. */
static size_t find_index(const struct space *s, uint64_t addr)
{
	size_t low = 0, high = s->nr, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (s->maps[middle].end <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct map piece(const struct map *m, uint64_t start, uint64_t end)
{
	return (struct map){ start, end, m->pgoff + (start - m->start), m->dso };
}

/* Does @old say of all of @new what @new says? */
static bool covers(const struct map *old, const struct map *new)
{
	return old->start <= new->start && old->end >= new->end &&
	       old->dso == new->dso &&
	       old->pgoff + (new->start - old->start) == new->pgoff;
}

/* Put @nr_new maps in the place of those in [first, last). */
static void replace(struct space *s, size_t first, size_t last,
		    const struct map *new, size_t nr_new)
{
	size_t nr = s->nr - (last - first) + nr_new;

	while (nr > s->room)
		s->maps = mem_grow(s->maps, s->room, &s->room,
				   sizeof(*s->maps));
	memmove(s->maps + first + nr_new, s->maps + last,
		(s->nr - last) * sizeof(*s->maps));
	memcpy(s->maps + first, new, nr_new * sizeof(*new));
	s->all->nr_maps += nr - s->nr;
	s->nr = nr;
}

/* Lay @map over the maps in [first, last), which it overlaps. */
static void overlay(struct space *s, size_t first, size_t last,
		    const struct map *map)
{
	struct map new[3];
	size_t nr = 0;

	if (last > first && s->maps[first].start < map->start)
		new[nr++] = piece(&s->maps[first], s->maps[first].start,
				  map->start);
	new[nr++] = *map;
	if (last > first && s->maps[last - 1].end > map->end)
		new[nr++] = piece(&s->maps[last - 1], map->end,
				  s->maps[last - 1].end);
	if (last > first || s->has_missed)
		space_changed(s);
	replace(s, first, last, new, nr);
}

struct space *space_part(struct space *s)
{
	struct space *copy;

	if (s->users == 1)
		return s;
	copy = copy_space(s);
	space_put(s);
	return copy;
}

void space_changed(struct space *s)
{
	s->version = ++s->all->versions;
	s->has_missed = false;
}

struct space *space_add(struct space *s, const struct map *map)
{
	size_t first, last;

	if (map->start >= map->end)
		return s;
	first = find_index(s, map->start);
	if (first < s->nr && covers(&s->maps[first], map))
		return s;
	s = space_part(s);
	first = find_index(s, map->start);
	for (last = first; last < s->nr; last++)
		if (s->maps[last].start >= map->end)
			break;
	if (s->nr < NR_MAPS_MAX && s->all->nr_maps < NR_ALL_MAX)
		overlay(s, first, last, map);
	return s;
}

const struct map *space_find(struct space *s, uint64_t addr)
{
	size_t i = find_index(s, addr);

	if (i < s->nr && s->maps[i].start <= addr)
		return &s->maps[i];
	s->has_missed = true;
	return NULL;
}
