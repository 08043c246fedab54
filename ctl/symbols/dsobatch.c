// SPDX-License-Identifier: GPL-2.0-only
/* Large symbol tables are gone through by a thread a CPU, the largest first. */
#include "symbols/dsobatch.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "mem.h"

/* Bytes of a table that take longer to go through than a thread to start. */
#define LARGE ((uint64_t)4 << 20)
#define THREADS_MAX 16

struct batch {
	struct dso **dsos;
	size_t nr, room;
	size_t next;		/* to be read; of all threads */
};

static void *read_some(void *arg)
{
	struct batch *batch = arg;
	size_t i;

	while ((i = __atomic_fetch_add(&batch->next, 1, __ATOMIC_RELAXED)) <
	       batch->nr)
		dso_read_tables(batch->dsos[i]);
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	const uint64_t x = dso_tables_size(*(struct dso *const *)a);
	const uint64_t y = dso_tables_size(*(struct dso *const *)b);

	return x > y ? -1 : x < y;
}

static size_t nr_helpers(const struct batch *batch)
{
	const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	size_t nr = cpus < 1 ? 1 : (size_t)cpus;

	if (nr > batch->nr)
		nr = batch->nr;
	if (nr > THREADS_MAX)
		nr = THREADS_MAX;
	return nr - 1;
}

/* This thread does what others cannot be had for. */
static void read_all(struct batch *batch)
{
	pthread_t helpers[THREADS_MAX];
	size_t nr = 0, wanted = nr_helpers(batch);

	qsort(batch->dsos, batch->nr, sizeof(*batch->dsos), by_size);
	while (nr < wanted &&
	       !pthread_create(&helpers[nr], NULL, read_some, batch))
		nr++;
	read_some(batch);
	while (nr)
		pthread_join(helpers[--nr], NULL);
}

void dsobatch_read(struct dso **dsos, size_t nr, struct names *names)
{
	struct batch batch = { .nr = 0 };
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!dso_is_expected(dsos[i]))
			continue;
		dso_read_open(dsos[i], names);
		if (dso_tables_size(dsos[i]) < LARGE)
			continue;
		batch.dsos = mem_grow(batch.dsos, batch.nr, &batch.room,
				      sizeof(*batch.dsos));
		batch.dsos[batch.nr++] = dsos[i];
	}
	if (batch.nr > 1)
		read_all(&batch);
	free(batch.dsos);
}
