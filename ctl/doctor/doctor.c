// SPDX-License-Identifier: GPL-2.0-only
/* The examination: what is known beforehand, the checks, and their findings. */
#define _GNU_SOURCE
#include "doctor/doctor.h"

#include <linux/capability.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"

/* Newer than the headers may be. */
#define CAP_PERFMON_NR 38

static __attribute__((format(printf, 1, 0))) char *
print(const char *fmt, va_list ap)
{
	char *text;

	return vasprintf(&text, fmt, ap) < 0 ? mem_strdup(fmt) : text;
}

void doctor_add(struct doctor *d, enum doctor_level level, const char *topic,
		const char *fmt, ...)
{
	struct doctor_finding finding = { .level = level, .topic = topic };
	va_list ap;

	va_start(ap, fmt);
	finding.text = print(fmt, ap);
	va_end(ap);
	d->findings = mem_grow(d->findings, d->nr, &d->room,
			       sizeof(*d->findings));
	d->findings[d->nr++] = finding;
}

void doctor_file(struct doctor *d, const char *path)
{
	d->findings[d->nr - 1].file = mem_strdup(path);
}

void doctor_remedy(struct doctor *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	d->findings[d->nr - 1].remedy = print(fmt, ap);
	va_end(ap);
}

char *doctor_path(const struct doctor *d, const char *fmt, ...)
{
	char *path, *whole;
	va_list ap;

	va_start(ap, fmt);
	path = print(fmt, ap);
	va_end(ap);
	whole = mem_printf("%s%s", d->root, path);
	free(path);
	return whole;
}

FILE *doctor_open(const struct doctor *d, const char *path)
{
	char *whole = doctor_path(d, "%s", path);
	FILE *file = fopen(whole, "re");

	free(whole);
	return file;
}

bool doctor_read(const struct doctor *d, const char *path, char *line,
		 size_t size)
{
	FILE *file = doctor_open(d, path);
	bool is_read;

	if (!file)
		return false;
	is_read = fgets(line, (int)size, file);
	fclose(file);
	if (is_read)
		line[strcspn(line, "\n")] = '\0';
	return is_read;
}

bool doctor_has_cap(const struct doctor *d, unsigned int cap)
{
	return d->caps >> cap & 1;
}

bool doctor_sees_all(const struct doctor *d)
{
	return doctor_has_cap(d, CAP_PERFMON_NR) ||
	       doctor_has_cap(d, CAP_SYS_ADMIN);
}

uint64_t doctor_number(const struct doctor *d, const char *path,
		       const char *key, int base)
{
	FILE *file = doctor_open(d, path);
	uint64_t number = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, key, strlen(key)))
			continue;
		number = strtoull(line + strlen(key), NULL, base);
		break;
	}
	if (file)
		fclose(file);
	return number;
}

void doctor_init(struct doctor *d, const char *root, pid_t pid)
{
	struct rlimit limit = { 0 };
	struct timespec resolution = { 0 };

	memset(d, 0, sizeof(*d));
	d->root = root;
	d->pid = pid;
	d->uid = geteuid();
	d->caps = doctor_number(d, "/proc/self/status", "CapEff:", 16);
	uname(&d->uts);
	getrlimit(RLIMIT_MEMLOCK, &limit);
	d->memlock = limit.rlim_cur;
	clock_getres(CLOCK_MONOTONIC, &resolution);
	d->resolution_ns = (uint64_t)resolution.tv_sec * 1000000000 +
			   (uint64_t)resolution.tv_nsec;
}

void doctor_free(struct doctor *d)
{
	size_t i;

	for (i = 0; i < d->nr; i++) {
		free(d->findings[i].file);
		free(d->findings[i].text);
		free(d->findings[i].remedy);
	}
	free(d->findings);
	d->findings = NULL;
	d->nr = d->room = 0;
}

void doctor_examine(struct doctor *d)
{
	doctor_check_kernel(d);
	doctor_check_module(d);
	doctor_check_rights(d);
	if (d->pid)
		doctor_check_target(d);
}

enum doctor_level doctor_worst(const struct doctor *d)
{
	enum doctor_level worst = DOCTOR_OK;
	size_t i;

	for (i = 0; i < d->nr; i++)
		if (d->findings[i].level > worst)
			worst = d->findings[i].level;
	return worst;
}
