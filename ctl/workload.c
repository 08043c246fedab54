// SPDX-License-Identifier: GPL-2.0-only
/* Starting, releasing and reaping the command that is recorded. */
#define _GNU_SOURCE
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_fds(struct workload *w)
{
	int *fds[] = { &w->go_fd, &w->exec_fd, &w->pid_fd };
	size_t i;

	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
}

/* The child: both descriptors close by themselves at a successful exec. */
static void __attribute__((noreturn))
become(char *const argv[], int go_fd, int exec_fd)
{
	sigset_t none;
	char byte;
	int error;

	if (read(go_fd, &byte, 1) != 1)
		_exit(WORKLOAD_NOT_RUNNABLE);	/* never released */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], argv);
	error = errno;
	if (write(exec_fd, &error, sizeof(error)) < 0)
		_exit(WORKLOAD_NOT_RUNNABLE);
	_exit(error == ENOENT ? WORKLOAD_NOT_FOUND : WORKLOAD_NOT_RUNNABLE);
}

int workload_start(struct workload *w, char *const argv[], struct err *err)
{
	int go[2], exec[2];

	*w = (struct workload){ .go_fd = -1, .exec_fd = -1, .pid_fd = -1 };
	if (pipe2(go, O_CLOEXEC))
		return err_set_errno(err, errno, "cannot start '%s'", argv[0]);
	if (pipe2(exec, O_CLOEXEC)) {
		close(go[0]);
		close(go[1]);
		return err_set_errno(err, errno, "cannot start '%s'", argv[0]);
	}
	w->pid = fork();
	if (!w->pid) {
		close(go[1]);
		become(argv, go[0], exec[1]);
	}
	close(go[0]);
	close(exec[1]);
	w->go_fd = go[1];
	w->exec_fd = exec[0];
	if (w->pid > 0)
		w->pid_fd = pidfd_open(w->pid, 0);
	if (w->pid_fd < 0) {
		err_set_errno(err, errno, "cannot start '%s'", argv[0]);
		workload_kill(w);
		return -EAGAIN;
	}
	return 0;
}

int workload_release(struct workload *w, struct err *err)
{
	int error = 0;
	ssize_t n;

	if (write(w->go_fd, "", 1) != 1)
		return err_set_errno(err, errno, "cannot start the command");
	do {
		n = read(w->exec_fd, &error, sizeof(error));
	} while (n < 0 && errno == EINTR);
	if (n == (ssize_t)sizeof(error))
		return err_set(err, error, "%s", strerror(error));
	return 0;
}

void workload_terminate(const struct workload *w, int sig)
{
	if (w->pid > 0)
		kill(w->pid, sig);
}

int workload_wait(struct workload *w)
{
	int status = 0;

	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	w->pid = 0;
	close_fds(w);
	if (WIFSIGNALED(status))
		return 128 + WTERMSIG(status);
	return WEXITSTATUS(status);
}

void workload_kill(struct workload *w)
{
	if (w->pid > 0) {
		workload_terminate(w, SIGKILL);
		workload_wait(w);
	}
	close_fds(w);
}
