/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command that is recorded: started but held before its exec, so that it
 * can be made the target before its first instruction.
 */
#ifndef FLAMEK_WORKLOAD_H
#define FLAMEK_WORKLOAD_H

#include <sys/types.h>

#include "err.h"

struct workload {
	pid_t pid;
	int go_fd;		/* closing it lets the command go */
	int exec_fd;		/* tells why exec failed, or that it did not */
	int pid_fd;		/* readable when it has ended */
};

#define WORKLOAD_NOT_FOUND	127	/* exit status, as of a shell */
#define WORKLOAD_NOT_RUNNABLE	126

/**
 * workload_start() - fork a process that waits to become @argv
 * @w: filled
 * @argv: the command, found in PATH, NULL at the end
 * @err: the reason of a failure
 *
 * Return: 0 or -errno.
 */
int workload_start(struct workload *w, char *const argv[], struct err *err);

/**
 * workload_release() - let it go
 *
 * Return: 0 once the command runs; -errno of its exec, and it has ended.
 */
int workload_release(struct workload *w, struct err *err);

/** workload_terminate() - send it @sig, if it has not ended */
void workload_terminate(const struct workload *w, int sig);

/**
 * workload_wait() - wait for its end and let go of all
 *
 * Return: its exit status as a shell would say it: 128 + n for signal n.
 */
int workload_wait(struct workload *w);

/** workload_kill() - end and reap one that was never released, or any other */
void workload_kill(struct workload *w);

#endif
