/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that differ in one name only, WORK: by it a profile shows which file
 * its names came from. They burn for ever, or as long as they are told, and say
 * so when they have done it for a while; the process has the name that they were
 * called by, whatever the file.
 *
 * --memfd executes a copy in memory first; --enter PID goes over to the mount
 * namespace of that process.
 */
#ifndef FILE_H
#define FILE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include "workload.h"

#define WHILE_NS 50000000u
#define TEXT_OF(name) #name
#define NAME_OF(name) TEXT_OF(name)

/* Symbols are no part of what a build-id is made of. */
static const char name[] __attribute__((used)) = NAME_OF(WORK);

KEEP uint64_t WORK(uint64_t cpu_ns)
{
	return burn_cpu_ns(cpu_ns);
}

static void become_memfd(void)
{
	char *argv[] = { (char *)"in-memory", NULL };
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int fd = memfd_create("in-memory", MFD_CLOEXEC);
	struct stat st;

	if (from < 0 || fd < 0 || fstat(from, &st) ||
	    sendfile(fd, from, NULL, (size_t)st.st_size) != st.st_size)
		die("memfd");
	fexecve(fd, argv, environ);
	die("fexecve");
}

static void enter(uint64_t pid)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%llu/ns/mnt",
		 (unsigned long long)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNS))
		die(path);
	close(fd);
}

int main(int argc, char **argv)
{
	uint64_t cpu_ns = 0, wants_memfd = 0, pid = 0;
	const struct workload_option options[] = {
		{ "--cpu-ns", &cpu_ns, 0 },
		{ "--memfd", &wants_memfd, 1 },
		{ "--enter", &pid, 0 },
		{ NULL, NULL, 0 }
	};

	(void)argc;
	prctl(PR_SET_NAME, basename(argv[0]));
	workload_options(argv, options);
	if (wants_memfd)
		become_memfd();
	if (pid)
		enter(pid);
	WORK(cpu_ns && cpu_ns < WHILE_NS ? cpu_ns : WHILE_NS);
	say_ns("cpu_ns", WHILE_NS);
	fflush(stdout);
	if (!cpu_ns || cpu_ns > WHILE_NS)
		WORK(cpu_ns ? cpu_ns - WHILE_NS : UINT64_MAX);
	KEEP_FRAME();
	return 0;
}

#endif /* FILE_H */
