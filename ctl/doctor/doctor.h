/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands in the way of a recording, before it is made. Each check is a
 * function that adds its findings; what they have in common is gathered first.
 */
#ifndef FLAMEK_DOCTOR_H
#define FLAMEK_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <sys/utsname.h>

enum doctor_level {
	DOCTOR_OK,
	DOCTOR_NOTE,		/* worth knowing, nothing is missing */
	DOCTOR_PROBLEM,		/* something will be missing */
	DOCTOR_FATAL,		/* nothing can be recorded */
};

struct doctor_finding {
	enum doctor_level level;
	const char *topic;	/* a word for each check, for scripts too */
	char *file;		/* that it is about, or NULL */
	char *text;
	char *remedy;		/* what to do, or NULL */
};

/**
 * struct doctor - who asks, of which machine
 * @root: before all paths in /proc, /sys, /dev and /lib; "" but in tests
 * @uts: the running kernel
 * @uid: of the caller
 * @caps: its effective capabilities
 * @memlock: its RLIMIT_MEMLOCK
 * @resolution_ns: of the kernel's timers
 * @pid: the target, 0: none
 * @findings: so far
 */
struct doctor {
	const char *root;
	struct utsname uts;
	uid_t uid;
	uint64_t caps;
	uint64_t memlock;
	uint64_t resolution_ns;
	pid_t pid;
	struct doctor_finding *findings;
	size_t nr, room;
};

/** doctor_init() - gather what is known of ourselves */
void doctor_init(struct doctor *d, const char *root, pid_t pid);

/** doctor_free() - forget all findings */
void doctor_free(struct doctor *d);

/** doctor_examine() - make all checks */
void doctor_examine(struct doctor *d);

/** doctor_worst() - the worst finding's level */
enum doctor_level doctor_worst(const struct doctor *d);

/** doctor_print() - as text, a line or two each */
void doctor_print(FILE *out, const struct doctor *d);

/** doctor_write_json() - as one line of JSON, with the exit @status */
void doctor_write_json(FILE *out, const struct doctor *d, int status);

/*
 * For the checks
 */

/** doctor_add() - a finding; @fmt is a clause without a full stop */
void doctor_add(struct doctor *d, enum doctor_level level, const char *topic,
		const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/** doctor_file() - the file that the last finding is about */
void doctor_file(struct doctor *d, const char *path);

/** doctor_remedy() - what to do about the last finding */
void doctor_remedy(struct doctor *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** doctor_path() - a path below the root; to be freed */
char *doctor_path(const struct doctor *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** doctor_open() - the same, open for reading, or NULL with errno set */
FILE *doctor_open(const struct doctor *d, const char *path);

/**
 * doctor_read() - the first line of a small file
 * @line: filled, without its end
 *
 * Return: whether it could be read.
 */
bool doctor_read(const struct doctor *d, const char *path, char *line,
		 size_t size);

/** doctor_number() - that on the line of a file that begins with @key, or 0 */
uint64_t doctor_number(const struct doctor *d, const char *path,
		       const char *key, int base);

/** doctor_has_cap() - is one of the CAP_* effective? */
bool doctor_has_cap(const struct doctor *d, unsigned int cap);

/** doctor_sees_all() - may everything be recorded, as perfmon_capable()? */
bool doctor_sees_all(const struct doctor *d);

/** doctor_check_kernel() - kernel, its timers and clock, what it hides */
void doctor_check_kernel(struct doctor *d);

/** doctor_check_module() - flamek.ko, and whether it may be loaded and used */
void doctor_check_module(struct doctor *d);

/** doctor_check_rights() - what the caller may see, and its memory */
void doctor_check_rights(struct doctor *d);

/** doctor_check_target() - the process and each file it runs code from */
void doctor_check_target(struct doctor *d);

struct doctor_mapping;

/** doctor_check_files() - names and frame pointers of @nr files */
void doctor_check_files(struct doctor *d, const struct doctor_mapping *files,
			size_t nr);

#endif
