// SPDX-License-Identifier: GPL-2.0-only
/* One array, sorted when the first address is asked for. */
#include "ksymbols.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define KSYMBOLS_MAX	((size_t)1 << 18)
#define LENGTH_MAX	((uint32_t)16 << 20)

static const struct ksymbol ambiguous;

void ksymbols_free(struct ksymbols *ks)
{
	size_t i;

	for (i = 0; i < ks->nr; i++)
		free(ks->all[i].name);
	free(ks->all);
	*ks = (struct ksymbols){ 0 };
}

static const char *module_of(bool is_bpf, const char *name)
{
	if (is_bpf)
		return "bpf";
	return strncmp(name, "kprobe", 6) ? "__builtin__ftrace" :
					    "__builtin__kprobes";
}

void ksymbols_add(struct ksymbols *ks, uint64_t start, uint32_t len,
		  bool is_bpf, const char *name)
{
	if (!name[0] || !len || len > LENGTH_MAX || start > UINT64_MAX - len ||
	    ks->nr == KSYMBOLS_MAX)
		return;
	ks->all = mem_grow(ks->all, ks->nr, &ks->room, sizeof(*ks->all));
	ks->all[ks->nr++] = (struct ksymbol){
		.start = start,
		.end = start + len,
		.name = mem_strdup(name),
		.module = module_of(is_bpf, name),
	};
	if (len > ks->longest)
		ks->longest = len;
	ks->is_sorted = false;
}

static int compare(const void *left, const void *right)
{
	const struct ksymbol *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* What comes and goes is told of each time. */
static void sort(struct ksymbols *ks)
{
	size_t i, to = 0;

	if (ks->is_sorted)
		return;
	ks->is_sorted = true;
	if (ks->nr)
		qsort(ks->all, ks->nr, sizeof(*ks->all), compare);
	for (i = 0; i < ks->nr; i++) {
		if (to && !compare(&ks->all[to - 1], &ks->all[i]))
			free(ks->all[i].name);
		else
			ks->all[to++] = ks->all[i];
	}
	ks->nr = to;
}

/* The first that begins behind @addr. */
static size_t find_behind(const struct ksymbols *ks, uint64_t addr)
{
	size_t low = 0, high = ks->nr, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (ks->all[middle].start <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct ksymbol *ksymbols_find(struct ksymbols *ks, uint64_t addr)
{
	const struct ksymbol *found = NULL, *symbol;
	size_t i;

	sort(ks);
	for (i = find_behind(ks, addr); i > 0; i--) {
		symbol = &ks->all[i - 1];
		if (addr - symbol->start >= ks->longest)
			break;
		if (addr >= symbol->end)
			continue;
		if (found && strcmp(found->name, symbol->name) != 0)
			return &ambiguous;
		found = symbol;
	}
	return found;
}
