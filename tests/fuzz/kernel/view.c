// SPDX-License-Identifier: GPL-2.0-only
#include "view.h"

#include <linux/perf_event.h>
#include <string.h>
#include <sys/mman.h>

#include "fuzz.h"

#define SAMPLE_WORDS	6	/* before the callchain, see <linux/flamek.h> */
#define MARKERS		2

void view_map(struct view *view, int fd, unsigned int cpu, uint32_t pages,
	      uint32_t depth)
{
	const off_t offset = (off_t)cpu << FLAMEK_MMAP_CPU_SHIFT;
	void *tail, *head;

	memset(view, 0, sizeof(*view));
	tail = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
	head = mmap(NULL, (1 + 2 * pages) * PAGE, PROT_READ, MAP_SHARED, fd,
		    offset + PAGE);
	require(tail != MAP_FAILED && head != MAP_FAILED,
		"the ring of CPU %u, of %u pages, cannot be mapped", cpu,
		pages);
	view->tail = tail;
	view->head = head;
	view->size = pages * PAGE;
	view->depth = depth;
	reached(REACH_MAPPED, 2);
	view_look(view);
}

void view_unmap(struct view *view)
{
	if (!view->tail)
		return;
	munmap(view->tail, PAGE);
	munmap((void *)view->head, PAGE + 2 * view->size);
	view->tail = NULL;
}

void view_look(struct view *view)
{
	struct flamek_ring_head now;

	/* Lost first: what is lost was counted as taken before. */
	now.lost_samples = __atomic_load_n(&view->head->lost_samples,
					   __ATOMIC_ACQUIRE);
	now.lost_events = __atomic_load_n(&view->head->lost_events,
					  __ATOMIC_ACQUIRE);
	now.taken = __atomic_load_n(&view->head->taken, __ATOMIC_ACQUIRE);
	now.head = __atomic_load_n(&view->head->head, __ATOMIC_ACQUIRE);
	now.size = view->head->size;

	require(now.size == view->size, "a ring of %zu bytes calls itself %llu",
		view->size, (unsigned long long)now.size);
	require(now.head % 8 == 0, "a head of %llu",
		(unsigned long long)now.head);
	require(now.head >= view->seen.head && now.taken >= view->seen.taken &&
		now.lost_samples >= view->seen.lost_samples &&
		now.lost_events >= view->seen.lost_events,
		"a head page that counts backwards");
	require(now.lost_samples <= now.taken, "%llu samples lost of %llu",
		(unsigned long long)now.lost_samples,
		(unsigned long long)now.taken);
	view->seen = now;
}

void view_lie(const struct view *view, uint64_t tail)
{
	__atomic_store_n(&view->tail->tail, tail, __ATOMIC_RELEASE);
}

/*
 * While a tail ahead of the head stands nothing is written, and one behind it
 * lets less be written than this one; so what comes from here on stays.
 */
void view_reset(struct view *view)
{
	view_look(view);
	view->read = view->seen.head;
	view->samples = 0;
	view->lost[0] = 0;
	view->lost[1] = 0;
	view_lie(view, view->read);
}

static void read_record(struct view *view, const struct perf_event_header *rec)
{
	const uint64_t *words = (const void *)rec;

	require(rec->type && rec->type < PERF_RECORD_MAX, "a record of type %u",
		rec->type);
	if (rec->type == PERF_RECORD_SAMPLE) {
		require(rec->size >= 8 * SAMPLE_WORDS &&
			rec->size == 8 * (SAMPLE_WORDS + words[5]) &&
			words[5] <= view->depth + MARKERS,
			"a sample of %u bytes and %llu frames", rec->size,
			(unsigned long long)words[5]);
		view->samples++;
	} else if (rec->type == PERF_RECORD_LOST) {
		require(rec->size == 40 && words[1] <= FLAMEK_LOST_EVENTS &&
			words[2], "a bad record of losses");
		view->lost[words[1]] += words[2];
		reached(REACH_LOST, 1);
	}
}

void view_read(struct view *view)
{
	const char *data = (const char *)view->head + PAGE;
	const struct perf_event_header *rec;
	unsigned int nr = 0;

	view_look(view);
	require(view->seen.head - view->read <= view->size,
		"%llu bytes unread in a ring of %zu",
		(unsigned long long)(view->seen.head - view->read), view->size);
	while (view->read < view->seen.head) {
		rec = (const void *)(data + (view->read & (view->size - 1)));
		require(rec->size >= sizeof(*rec) && rec->size % 8 == 0 &&
			rec->size <= view->seen.head - view->read,
			"a record of %u bytes with %llu to come", rec->size,
			(unsigned long long)(view->seen.head - view->read));
		read_record(view, rec);
		view->read += rec->size;
		nr++;
	}
	reached(REACH_RECORDS, nr);
	view_lie(view, view->read);
}
