// SPDX-License-Identifier: GPL-2.0-only
/* What the caller may see, and whether there is memory for the rings. */
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>

#include "doctor/doctor.h"

#define PAGE_SIZE_BYTES 4096ull
#define RING_PAGES 128u		/* the module's default */
#define RING_PAGES_MIN 4u
#define RING_EXTRA 2u		/* pages of each for its positions */

static void check_caps(struct doctor *d)
{
	if (doctor_sees_all(d)) {
		doctor_add(d, DOCTOR_OK, "rights",
			   "everything may be recorded");
	} else {
		doctor_add(d, DOCTOR_NOTE, "rights",
			   "only one's own processes may be recorded, and only their user code");
		doctor_remedy(d, "run as root, or with CAP_PERFMON");
	}
}

/* The last number of a list as 0-3,8-11, and one more. */
static unsigned int count_cpus(const struct doctor *d)
{
	unsigned int last = 0;
	char list[256], *end;

	if (!doctor_read(d, "/sys/devices/system/cpu/possible", list,
			 sizeof(list)))
		return 1;
	end = list + strlen(list);
	while (end > list && end[-1] >= '0' && end[-1] <= '9')
		end--;
	return sscanf(end, "%u", &last) == 1 ? last + 1 : 1;
}

static uint64_t bytes_of_rings(unsigned int cpus, unsigned int pages)
{
	return cpus * (uint64_t)(pages + RING_EXTRA) * PAGE_SIZE_BYTES;
}

static unsigned long long mib(uint64_t bytes)
{
	return (bytes + (1 << 20) - 1) >> 20;
}

static void check_memory(struct doctor *d, unsigned int cpus)
{
	uint64_t wanted = bytes_of_rings(cpus, RING_PAGES);
	uint64_t available = doctor_number(d, "/proc/meminfo",
					   "MemAvailable:", 10) * 1024;

	if (available && wanted > available / 2) {
		doctor_add(d, wanted > available ? DOCTOR_PROBLEM : DOCTOR_NOTE,
			   "memory",
			   "rings of %u CPUs take %llu MiB, and %llu MiB are available",
			   cpus, mib(wanted), mib(available));
		doctor_remedy(d, "give a smaller --ring-pages");
		return;
	}
	doctor_add(d, DOCTOR_OK, "memory", "rings of %u CPU%s take %llu MiB",
		   cpus, cpus == 1 ? "" : "s", mib(wanted));
}

/* As the module counts for who has no CAP_PERFMON. */
static void check_limit(struct doctor *d, unsigned int cpus)
{
	unsigned int pages = RING_PAGES;

	if (doctor_sees_all(d) || doctor_has_cap(d, CAP_IPC_LOCK))
		return;
	while (pages >= RING_PAGES_MIN &&
	       bytes_of_rings(cpus, pages) > d->memlock)
		pages /= 2;
	if (pages == RING_PAGES)
		return;
	if (pages < RING_PAGES_MIN)
		doctor_add(d, DOCTOR_FATAL, "memlock",
			   "%llu KiB may be locked: too little for any ring",
			   (unsigned long long)d->memlock / 1024);
	else
		doctor_add(d, DOCTOR_NOTE, "memlock",
			   "%llu KiB may be locked: rings have %u pages instead of %u",
			   (unsigned long long)d->memlock / 1024, pages,
			   RING_PAGES);
	doctor_remedy(d, "raise the limit: ulimit -l %llu",
		      (unsigned long long)bytes_of_rings(cpus, RING_PAGES) /
		      1024);
}

void doctor_check_rights(struct doctor *d)
{
	const unsigned int cpus = count_cpus(d);

	check_caps(d);
	check_memory(d, cpus);
	check_limit(d, cpus);
}
