// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whose recording it is: whether machine and kernel are those that run here, and
 * when it ended. What lies here now has to be what lay there then.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "mem.h"
#include "perfdata-kernel.h"
#include "perfdata-reader.h"

#define NSEC_PER_SEC INT64_C(1000000000)

static bool is_other_machine(const struct perfdata_reader *r,
			     const struct utsname *here)
{
	const struct perfdata_report *report = r->report;

	return (report->host && strcmp(report->host, here->nodename) != 0) ||
	       (report->arch && strcmp(report->arch, here->machine) != 0);
}

static bool is_other_build(const struct perfdata_reader *r)
{
	uint8_t id[BUILD_ID_MAX];
	size_t size = r->kernel_id_size ? perfdata_kernel_build_id(id) : 0;

	return size && (size != r->kernel_id_size ||
			memcmp(id, r->kernel_id, size) != 0);
}

/* NULL, or why the kernel's symbols are not those of the recording. */
static char *compare_kernels(const struct perfdata_reader *r,
			     const struct utsname *here)
{
	const char *release = r->report->os_release;

	if (!release)
		return mem_strdup("the recording does not say which kernel it is of");
	if (strcmp(here->release, release) != 0)
		return mem_printf("the recording is of kernel %s, here runs %s",
				  release, here->release);
	if (is_other_build(r))
		return mem_printf("the recording is of another build of kernel %s",
				  release);
	return NULL;
}

/* By its clocks, or else when the file of it was last written to. */
static int64_t find_end(const struct perfdata_reader *r)
{
	struct stat st;
	int64_t end;

	if (r->wall_ns && r->until_ns &&
	    !__builtin_add_overflow(r->wall_ns,
				    (int64_t)(r->until_ns - r->clock_ns), &end))
		return end;
	if (fstat(r->source.fd, &st) || !S_ISREG(st.st_mode))
		return 0;
	return st.st_mtim.tv_sec * NSEC_PER_SEC + st.st_mtim.tv_nsec;
}

void perfdata_check_origin(struct perfdata_reader *r)
{
	struct utsname here = { 0 };
	char *reason;

	uname(&here);
	if (is_other_machine(r, &here))
		collect_set(r->collect, COLLECT_OTHER_MACHINE);
	reason = r->report->os_release ? compare_kernels(r, &here) : NULL;
	if (reason)
		collect_set(r->collect, COLLECT_OTHER_KERNEL);
	free(reason);
	collect_recorded_until(r->collect, find_end(r));
}

void perfdata_check_kernel(struct perfdata_reader *r)
{
	struct utsname here = { 0 };
	char *reason;

	uname(&here);
	reason = compare_kernels(r, &here);
	if (reason)
		collect_hide_kernel(r->collect, reason);
	free(reason);
}
