/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the workloads share: options, clocks, and the one loop that they burn
 * time in. The loop is inlined, so that the function that burns is the one that
 * a profiler must name, and its instructions are the same everywhere, so that
 * shares of rounds are shares of time.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NSEC_PER_SEC 1000000000ULL

/* A function that keeps its name and its frame. */
#ifdef __clang__
#define KEEP __attribute__((noinline))
#else
#define KEEP __attribute__((noinline, noclone))
#endif

/* After a last call: makes it not the last thing done, so no jump. */
#define KEEP_FRAME() __asm__ volatile("" ::: "memory")

struct workload_option {
	const char *name;	/* NULL ends the list */
	uint64_t *value;
	int is_flag;		/* takes no value, sets 1 */
};

/* Asking for the frame's address makes even a leaf have one. */
static inline __attribute__((always_inline)) void burn(uint64_t rounds)
{
	if (rounds)
		__asm__ volatile("1: dec %0; jnz 1b"
				 : "+r"(rounds)
				 : "r"(__builtin_frame_address(0))
				 : "cc");
}

static inline uint64_t clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

/* For who checks the profile. */
static inline void say_ns(const char *what, uint64_t ns)
{
	printf("%s=%llu\n", what, (unsigned long long)ns);
}

static inline void die(const char *what)
{
	perror(what);
	exit(1);
}

/*
 * A system call made right here: the wrappers of the C library keep no frame
 * pointer, and hide who called them.
 */
static inline __attribute__((always_inline)) long
system_call(long number, long a, long b, long c)
{
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(number), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	if (ret < 0) {
		errno = (int)-ret;
		die("system call");
	}
	return ret;
}

static inline __attribute__((always_inline)) uint64_t thread_cpu_ns(void)
{
	struct timespec ts;

	system_call(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, (long)&ts, 0);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

/*
 * Has a function's code in memory before it is called: at a fault in its first
 * instruction, which may take long, its caller is not to be seen.
 */
static inline void touch_code(uint64_t (*function)(uint64_t))
{
	(void)*(const volatile char *)function;
}

/* Burns CPU time, not wall time, in short pieces. Returns how much it was. */
static inline __attribute__((always_inline)) uint64_t burn_cpu_ns(uint64_t ns)
{
	uint64_t start = thread_cpu_ns();
	uint64_t used = 0;

	while (used < ns) {
		burn(50000);
		used = thread_cpu_ns() - start;
	}
	return used;
}

/* The path of a file in the directory of the program itself. */
static inline void path_beside(char *path, size_t size, const char *name)
{
	ssize_t len = readlink("/proc/self/exe", path, size - 1);
	char *slash;

	if (len < 0)
		die("/proc/self/exe");
	path[len] = '\0';
	slash = strrchr(path, '/');
	if ((size_t)(slash + 1 - path) + strlen(name) >= size) {
		errno = ENAMETOOLONG;
		die(path);
	}
	strcpy(slash + 1, name);
}

static inline uint64_t workload_number(const char *option, const char *text)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = text ? strtoull(text, &end, 10) : 0;
	if (!text || errno || end == text || *end) {
		fprintf(stderr, "%s: not a number: '%s'\n", option,
			text ? text : "");
		exit(2);
	}
	return value;
}

/* Options are --name NUMBER or --flag; anything else ends the program. */
static inline void workload_options(char **argv,
				    const struct workload_option *options)
{
	const struct workload_option *o;

	while (*++argv) {
		for (o = options; o->name; o++)
			if (!strcmp(*argv, o->name))
				break;
		if (!o->name) {
			fprintf(stderr, "unknown option '%s'\n", *argv);
			exit(2);
		}
		*o->value = 1;
		if (!o->is_flag) {
			*o->value = workload_number(o->name, argv[1]);
			argv++;
		}
	}
}

#endif /* WORKLOAD_H */
