// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes flamek.ko by its two doors: requests of its netlink family, good ones
 * made by the specification and bad ones made of these, and everything that a
 * process can do with the file and its mappings. Several threads do both at
 * once, to sessions of their own and to each other's, which sample processes
 * that fork, execute programs and are killed meanwhile.
 *
 * A thread knows the state of its own sessions, and checks each answer by it.
 * What several threads use is checked for what must hold whoever does what.
 *
 * Run by another user than root it knows what that one may not.
 *
 * Runs by rounds, never by time. The same seed makes each thread do the same
 * again, as far as what it does depends on no other: with --threads 1, all.
 *
 * usage: fuzz [--rounds N] [--seed S] [--threads N] [--messages | --files]
 *	       [--must-reach]
 *
 * Says what it found as "ok ..." or "not ok ..."; with --must-reach it is a
 * fault, too, when so few rounds or so many refusals left some state unseen.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "files.h"
#include "message.h"
#include "session.h"

#define MAX_THREADS	64

static unsigned long nr_rounds = 1000;
static unsigned int nr_threads = 4;
static bool has_messages = true, has_files = true, must_reach;
static int mailbox[2];

static void *run_thread(void *data)
{
	struct fuzzer *f = calloc(1, sizeof(*f));

	thread_nr = (uintptr_t)data;
	if (!f || unshare(CLONE_FILES))
		die("a thread");
	fuzzer_init(f, thread_nr, mailbox);
	for (round_nr = 0; round_nr < nr_rounds / nr_threads; round_nr++) {
		if (has_messages && (!has_files || one_in(&f->rng, 2)))
			messages_round(f);
		else
			files_round(f);
	}
	fuzzer_uninit(f);
	free(f);
	return NULL;
}

static void run(void)
{
	pthread_t threads[MAX_THREADS];
	unsigned int i;

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, mailbox))
		die("socketpair");
	for (i = 0; i < nr_threads; i++)
		if (pthread_create(&threads[i], NULL, run_thread,
				   (void *)(uintptr_t)i))
			die("pthread_create");
	for (i = 0; i < nr_threads; i++)
		pthread_join(threads[i], NULL);
	/* What is still in it are sessions. */
	close(mailbox[0]);
	close(mailbox[1]);
}

static unsigned long long number(const char *text)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || end == text || *end) {
		fprintf(stderr, "fuzz: '%s' is no number\n", text);
		exit(2);
	}
	return value;
}

static void parse_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "seed", required_argument, NULL, 's' },
		{ "threads", required_argument, NULL, 't' },
		{ "messages", no_argument, NULL, 'm' },
		{ "files", no_argument, NULL, 'f' },
		{ "must-reach", no_argument, NULL, 'R' },
		{ "target", required_argument, NULL, 'T' },
		{ "nothing", no_argument, NULL, 'N' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		switch (option) {
		case 'r': nr_rounds = number(optarg); break;
		case 's': seed = number(optarg); break;
		case 't': nr_threads = number(optarg); break;
		case 'm': has_files = false; break;
		case 'f': has_messages = false; break;
		case 'R': must_reach = true; break;
		case 'T': exit(target_main(number(optarg)));
		case 'N': _exit(0);
		default: exit(2);
		}
	}
	if (!nr_threads || nr_threads > MAX_THREADS || optind != argc) {
		fprintf(stderr, "usage: fuzz [--rounds N] [--seed S] [--threads N] [--messages | --files] [--must-reach]\n");
		exit(2);
	}
}

int main(int argc, char **argv)
{
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		die("getrandom");
	parse_options(argc, argv);
	nr_cpus = sysconf(_SC_NPROCESSORS_CONF);
	is_limited = geteuid() != 0;
	/* A line at a time, so that what was said survives a crash. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("# seed %llu, %lu rounds by %u threads\n",
	       (unsigned long long)seed, nr_rounds, nr_threads);
	files_catch();
	run();
	printf("%s what is asked for is done, or refused with a reason\n",
	       report() || !must_reach ? "ok" : "not ok");
	return 0;
}
