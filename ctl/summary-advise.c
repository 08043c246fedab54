// SPDX-License-Identifier: GPL-2.0-only
/*
 * What would help with the worst files of a summary: which package they are of,
 * and whether they were built with frame pointers.
 */
#include <stdlib.h>
#include <string.h>

#include "packages.h"
#include "summary-words.h"
#include "summary.h"
#include "symbols/samebuild.h"

#define ADVISED_MAX (2 * SUMMARY_DSOS_SHOWN)

static bool open_mapped(struct elffile *f, const struct summary_dso *dso)
{
	struct build_id mapped = { 0 };

	if (!dso->path || dso->build_id_size > BUILD_ID_FULL_MAX)
		return false;
	mapped.size = (uint8_t)dso->build_id_size;
	if (mapped.size)
		memcpy(mapped.bytes, dso->build_id, mapped.size);
	return samebuild_open(f, dso->path, &mapped);
}

/* Return: whether the file is here, so that its package may be asked for. */
static bool look_at(struct summary_dso *dso)
{
	struct prologues prologues;
	struct elffile f;

	if (!open_mapped(&f, dso))
		return false;
	if (dso->cut_broken) {
		prologues_judge(&f, &prologues);
		dso->prologues = prologues_verdict(&prologues);
	}
	elffile_close(&f);
	return true;
}

static size_t add_index(size_t *all, size_t nr, size_t index)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (all[i] == index)
			return nr;
	all[nr] = index;
	return nr + 1;
}

/* Those that are spoken of: by unnamed frames, and by stacks cut short. */
static size_t choose(const struct summary *s, size_t chosen[ADVISED_MAX])
{
	size_t worst[SUMMARY_DSOS_SHOWN];
	size_t i, nr = 0, nr_worst;

	for (i = 0; i < s->nr_dsos && i < SUMMARY_DSOS_SHOWN; i++)
		if (s->dsos[i].unnamed && s->dsos[i].lacks_symbols)
			nr = add_index(chosen, nr, i);
	nr_worst = summary_worst_cut(s, worst, SUMMARY_DSOS_SHOWN);
	for (i = 0; i < nr_worst; i++)
		nr = add_index(chosen, nr, worst[i]);
	return nr;
}

void summary_advise(struct summary *s, struct summary_dso *dsos)
{
	const char *urls = getenv("DEBUGINFOD_URLS");
	size_t chosen[ADVISED_MAX], i, nr, nr_here = 0;
	const char *paths[ADVISED_MAX];
	char *owners[ADVISED_MAX];

	s->lacks_debuginfod = !urls || !*urls;
	nr = choose(s, chosen);
	for (i = 0; i < nr; i++) {
		if (!look_at(&dsos[chosen[i]]))
			continue;
		paths[nr_here] = dsos[chosen[i]].path;
		chosen[nr_here++] = chosen[i];
	}
	packages_find(PACKAGES_DIR, paths, nr_here, owners);
	for (i = 0; i < nr_here; i++) {
		struct summary_dso *dso = &dsos[chosen[i]];

		dso->package = owners[i];
		if (dso->package && dso->unnamed && dso->lacks_symbols)
			dso->debug_package = packages_debug(dso->package);
	}
}
