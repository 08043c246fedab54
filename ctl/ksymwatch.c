// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf's rings, read as linux/perf_event.h says: data_head is the kernel's,
 * data_tail ours. A record may go on at the ring's beginning.
 */
#define _GNU_SOURCE
#include "ksymwatch.h"

#include <errno.h>
#include <linux/flamek.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "barrier.h"
#include "mem.h"

#define DATA_PAGES	4u
#define RECORD_MAX	4096u	/* names have some hundreds of bytes */

struct ksymwatch_ring {
	int fd;
	struct perf_event_mmap_page *page;
};

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* What is no sample ends as flamek's records do. */
static int open_event(int cpu)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_DUMMY,
		.sample_type = FLAMEK_SAMPLE_TYPE &
			       (PERF_SAMPLE_TID | PERF_SAMPLE_TIME),
		.sample_id_all = 1,
		.exclude_kernel = 1,
		.ksymbol = 1,
		.bpf_event = 1,
		.use_clockid = 1,
		.clockid = CLOCK_MONOTONIC,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, -1, cpu, -1,
			      PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* Return: 0, also for a CPU that is offline, or -errno. */
static int open_ring(struct ksymwatch *w, int cpu)
{
	struct ksymwatch_ring *ring = &w->rings[w->nr];
	int ret;

	ring->fd = open_event(cpu);
	if (ring->fd < 0)
		return ring->fd == -ENODEV ? 0 : ring->fd;
	ring->page = mmap(NULL, (1 + DATA_PAGES) * page_size(),
			  PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
	if (ring->page != MAP_FAILED) {
		w->nr++;
		return 0;
	}
	ret = -errno;
	close(ring->fd);
	return ret;
}

int ksymwatch_open(struct ksymwatch *w)
{
	long cpu, nr_cpus = sysconf(_SC_NPROCESSORS_CONF);
	int ret = 0;

	*w = (struct ksymwatch){ 0 };
	if (nr_cpus < 1)
		return -ENOSYS;
	w->rings = mem_alloc((size_t)nr_cpus, sizeof(*w->rings));
	for (cpu = 0; cpu < nr_cpus && !ret; cpu++)
		ret = open_ring(w, (int)cpu);
	if (ret)
		ksymwatch_close(w);
	return ret;
}

void ksymwatch_close(struct ksymwatch *w)
{
	size_t i;

	for (i = 0; i < w->nr; i++) {
		munmap(w->rings[i].page, (1 + DATA_PAGES) * page_size());
		close(w->rings[i].fd);
	}
	free(w->rings);
	*w = (struct ksymwatch){ 0 };
}

static void copy_out(const struct ksymwatch_ring *ring, uint64_t at, void *to,
		     size_t len)
{
	const char *data = (const char *)ring->page + page_size();
	const size_t size = DATA_PAGES * page_size();
	const size_t offset = at & (size - 1);
	const size_t first = len < size - offset ? len : size - offset;

	memcpy(to, data + offset, first);
	memcpy((char *)to + first, data, len - first);
}

static int take_record(struct ksymwatch *w, const struct ksymwatch_ring *ring,
		       uint64_t at, const struct perf_event_header *header,
		       snapshot_sink sink, void *arg, struct err *err)
{
	uint64_t record[RECORD_MAX / sizeof(uint64_t)];

	if (header->type == PERF_RECORD_LOST)
		w->has_lost = true;
	if ((header->type != PERF_RECORD_KSYMBOL &&
	     header->type != PERF_RECORD_BPF_EVENT) ||
	    header->size > sizeof(record))
		return 0;
	copy_out(ring, at, record, header->size);
	return sink(arg, record, header->size, err);
}

static int take_ring(struct ksymwatch *w, const struct ksymwatch_ring *ring,
		     snapshot_sink sink, void *arg, struct err *err)
{
	/* Pairs with the kernel's, in perf_output_put_handle(). */
	const uint64_t head = load_acquire(&ring->page->data_head);
	uint64_t at = ring->page->data_tail;
	struct perf_event_header header;
	int ret = 0;

	while (!ret && head - at >= sizeof(header)) {
		copy_out(ring, at, &header, sizeof(header));
		if (header.size < sizeof(header) || header.size > head - at)
			break;
		ret = take_record(w, ring, at, &header, sink, arg, err);
		at += header.size;
	}
	store_release(&ring->page->data_tail, head);
	return ret;
}

int ksymwatch_take(struct ksymwatch *w, snapshot_sink sink, void *arg,
		   struct err *err)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < w->nr && !ret; i++)
		ret = take_ring(w, &w->rings[i], sink, arg, err);
	return ret;
}
