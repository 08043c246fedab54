// SPDX-License-Identifier: GPL-2.0-only
/* Each feature is written to memory by a function of its own. */
#include "perfdata-features.h"

#include <limits.h>
#include <linux/flamek.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"
#include "perfdata-format.h"
#include "perfdata-kernel.h"

#define NSEC_PER_SEC	1000000000ULL
#define CPUINFO		"/proc/cpuinfo"
#define EVENT_NAME	"cpu-clock"

static uint64_t read_clock(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

void perfdata_features_init(struct perfdata_features *f,
			    const struct perfdata_info *info,
			    const struct perf_event_attr *attr)
{
	memset(f, 0, sizeof(*f));
	f->attr = attr;
	f->argc = info->argc;
	f->argv = info->argv;
	f->clock_ns = read_clock(CLOCK_MONOTONIC);
	f->wall_ns = read_clock(CLOCK_REALTIME);
}

static void put_u32(FILE *out, uint32_t value)
{
	fwrite(&value, sizeof(value), 1, out);
}

static void put_u64(FILE *out, uint64_t value)
{
	fwrite(&value, sizeof(value), 1, out);
}

static void put_string(FILE *out, const char *s)
{
	static const char zeros[PERFDATA_STRING_ALIGN];
	size_t size = strlen(s) + 1;
	size_t padding = -size % PERFDATA_STRING_ALIGN;

	put_u32(out, (uint32_t)(size + padding));
	fwrite(s, size, 1, out);
	fwrite(zeros, padding, 1, out);
}

/* A path too long for a record is one that nothing can have mapped. */
static void put_build_id(FILE *out, uint16_t mode, const char *path,
			 const uint8_t *build_id, size_t size)
{
	static const char zeros[8];
	struct perfdata_build_id entry = { .pid = -1 };
	size_t len = strlen(path) + 1, padding = -len % sizeof(zeros);

	if (len > PATH_MAX)
		return;
	entry.size = size < BUILD_ID_MAX ? (uint8_t)size : BUILD_ID_MAX;
	memcpy(entry.build_id, build_id, entry.size);
	entry.header.misc = mode | PERFDATA_MISC_BUILD_ID_SIZE;
	entry.header.size = (uint16_t)(sizeof(entry) + len + padding);
	fwrite(&entry, sizeof(entry), 1, out);
	fwrite(path, len, 1, out);
	fwrite(zeros, padding, 1, out);
}

void perfdata_features_add_build_id(struct perfdata_features *f,
				    const char *path, const uint8_t *build_id,
				    size_t size)
{
	if (!f->build_ids)
		f->build_ids = open_memstream(&f->build_id_bytes,
					      &f->build_ids_size);
	if (f->build_ids)
		put_build_id(f->build_ids, PERF_RECORD_MISC_USER, path,
			     build_id, size);
}

/* By these a reader knows later whether it has the same files. */
static void put_build_ids(FILE *out, const struct perfdata_features *f)
{
	uint8_t kernel[BUILD_ID_MAX];
	size_t size = perfdata_kernel_build_id(kernel);

	if (size)
		put_build_id(out, PERF_RECORD_MISC_KERNEL,
			     PERFDATA_KERNEL_NAME, kernel, size);
	if (f->build_ids && !fflush(f->build_ids))
		fwrite(f->build_id_bytes, f->build_ids_size, 1, out);
}

static void put_hostname(FILE *out, const struct perfdata_features *f)
{
	struct utsname uts;

	(void)f;
	if (!uname(&uts))
		put_string(out, uts.nodename);
}

static void put_osrelease(FILE *out, const struct perfdata_features *f)
{
	struct utsname uts;

	(void)f;
	if (!uname(&uts))
		put_string(out, uts.release);
}

static void put_version(FILE *out, const struct perfdata_features *f)
{
	(void)f;
	put_string(out, "flamek " FLAMEK_VERSION);
}

static void put_arch(FILE *out, const struct perfdata_features *f)
{
	struct utsname uts;

	(void)f;
	if (!uname(&uts))
		put_string(out, uts.machine);
}

static void put_nrcpus(FILE *out, const struct perfdata_features *f)
{
	(void)f;
	put_u32(out, (uint32_t)sysconf(_SC_NPROCESSORS_CONF));
	put_u32(out, (uint32_t)sysconf(_SC_NPROCESSORS_ONLN));
}

static void put_cpudesc(FILE *out, const struct perfdata_features *f)
{
	FILE *in = fopen(CPUINFO, "re");
	char line[256], *value;

	(void)f;
	if (!in)
		return;
	while (fgets(line, sizeof(line), in)) {
		if (strncmp(line, "model name", strlen("model name")) != 0)
			continue;
		value = strchr(line, ':');
		if (!value)
			break;
		value += 1 + strspn(value + 1, " \t");
		value[strcspn(value, "\n")] = '\0';
		put_string(out, value);
		break;
	}
	fclose(in);
}

static void put_cmdline(FILE *out, const struct perfdata_features *f)
{
	int i;

	put_u32(out, (uint32_t)f->argc);
	for (i = 0; i < f->argc; i++)
		put_string(out, f->argv[i]);
}

static void put_event_desc(FILE *out, const struct perfdata_features *f)
{
	put_u32(out, 1);
	put_u32(out, PERFDATA_ATTR_SIZE);
	fwrite(f->attr, PERFDATA_ATTR_SIZE, 1, out);
	put_u32(out, 0);
	put_string(out, EVENT_NAME);
}

static void put_sample_time(FILE *out, const struct perfdata_features *f)
{
	put_u64(out, f->first_ns);
	put_u64(out, f->last_ns);
}

static void put_clockid(FILE *out, const struct perfdata_features *f)
{
	struct timespec resolution;

	(void)f;
	if (!clock_getres(CLOCK_MONOTONIC, &resolution))
		put_u64(out, (uint64_t)resolution.tv_sec * NSEC_PER_SEC +
			(uint64_t)resolution.tv_nsec);
}

static void put_clock_data(FILE *out, const struct perfdata_features *f)
{
	put_u32(out, 1);		/* version of this section */
	put_u32(out, CLOCK_MONOTONIC);
	put_u64(out, f->wall_ns);
	put_u64(out, f->clock_ns);
}

static const struct {
	unsigned int id;
	void (*put)(FILE *out, const struct perfdata_features *f);
} kinds[] = {
	{ PERFDATA_BUILD_ID, put_build_ids },
	{ PERFDATA_HOSTNAME, put_hostname },
	{ PERFDATA_OSRELEASE, put_osrelease },
	{ PERFDATA_VERSION, put_version },
	{ PERFDATA_ARCH, put_arch },
	{ PERFDATA_NRCPUS, put_nrcpus },
	{ PERFDATA_CPUDESC, put_cpudesc },
	{ PERFDATA_CMDLINE, put_cmdline },
	{ PERFDATA_EVENT_DESC, put_event_desc },
	{ PERFDATA_SAMPLE_TIME, put_sample_time },
	{ PERFDATA_CLOCKID, put_clockid },
	{ PERFDATA_CLOCK_DATA, put_clock_data },
};

#define NR_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* A feature of which nothing is known is left out. */
void perfdata_features_make(struct perfdata_features *f)
{
	struct perfdata_feature *feature;
	size_t i;
	FILE *out;

	f->list = mem_alloc(NR_KINDS, sizeof(*f->list));
	for (i = 0; i < NR_KINDS; i++) {
		feature = &f->list[f->nr];
		feature->id = kinds[i].id;
		out = open_memstream(&feature->bytes, &feature->size);
		if (!out)
			continue;
		kinds[i].put(out, f);
		fclose(out);
		if (feature->size)
			f->nr++;
		else
			free(feature->bytes);
	}
}

void perfdata_features_free(struct perfdata_features *f)
{
	unsigned int i;

	for (i = 0; i < f->nr; i++)
		free(f->list[i].bytes);
	free(f->list);
	if (f->build_ids)
		fclose(f->build_ids);
	free(f->build_id_bytes);
	f->list = NULL;
	f->nr = 0;
}
