// SPDX-License-Identifier: GPL-2.0-only
/*
 * A recording from start to end. The order of things is what makes it whole:
 * the command exists before the session, so that the session can name it; the
 * event stream begins before /proc is read, so that no mapping falls between
 * the two; the command is let go when all that is done.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/flamek.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"
#include "recorder-internal.h"
#include "statusline.h"
#include "symbols/symbols.h"

uint64_t recorder_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

static int block_signals(struct recorder *r, struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* A reader that goes away is an error of the write, said as such. */
	signal(SIGPIPE, SIG_IGN);
	r->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (r->signal_fd < 0)
		return err_set_errno(err, errno, "cannot wait for signals");
	return 0;
}

bool recorder_took_signal(const struct recorder *r)
{
	struct signalfd_siginfo info;

	return read(r->signal_fd, &info, sizeof(info)) == sizeof(info);
}

static int open_pipeline(struct recorder *r, uint64_t period_ns,
			 struct err *err)
{
	const struct recorder_options *o = r->options;

	r->symbols = symbols_new();
	symbols_want(r->symbols, o->names);
	if (!(r->counters.flags & FLAMEK_F_NO_KERNEL))
		r->kernel = kernelwatch_new(r->symbols);
	r->collect = collect_new(r->symbols);
	collect_set(r->collect, COLLECT_LIVE | COLLECT_FLAMEK | COLLECT_CLOCK |
				(o->wants_order ? COLLECT_ORDER : 0) |
				(o->has_threads ? COLLECT_THREADS : 0));
	collect_on_join(r->collect, recorder_take_joined, r);
	r->stream = stream_new(collect_event, r->collect);
	decode_flamek(&r->format, period_ns);
	r->early = (struct early){ .syms = r->symbols, .format = &r->format };
	if (stream_add_format(r->stream, &r->format, NULL, 0, err))
		return -EINVAL;
	if (o->data) {
		const struct perfdata_info info = {
			.argc = o->argc,
			.argv = o->argv,
			.period_ns = period_ns,
			.stack_depth = o->stack_depth ? o->stack_depth :
				       FLAMEK_STACK_DEFAULT,
			.inherit = o->flags & FLAMEK_F_INHERIT,
			.no_kernel = r->counters.flags & FLAMEK_F_NO_KERNEL,
			.no_user = o->flags & FLAMEK_F_NO_USER,
		};

		r->data = perfdata_begin(o->data, &info, err);
		if (!r->data)
			return -EIO;
	}
	return 0;
}

static int open_target(struct recorder *r, struct err *err)
{
	struct recorder_options *o = r->options;
	struct genl_config config = {
		.kind = o->target.kind,
		.pids = o->target.pids,
		.nr_pids = o->target.nr_pids,
		.cpus = o->target.cpus,
		.max_overhead = o->max_overhead,
		.freq = o->freq,
		.flags = o->flags,
		.stack_depth = o->stack_depth,
		.ring_pages = o->ring_pages,
	};
	int ret;

	ret = target_open(&o->target, err);
	if (!ret && o->target.command)
		ret = workload_start(&r->workload, o->target.command, err);
	if (ret)
		return ret;
	config.cgroup_fd = o->target.cgroup_fd;
	if (target_is_command(&o->target)) {
		config.pids = &r->workload.pid;
		config.nr_pids = 1;
		config.flags |= FLAMEK_F_ON_EXEC;
	}
	return session_open(&r->session, &config, err);
}

int recorder_open(struct recorder **out, struct recorder_options *options,
		  struct err *err)
{
	struct recorder *r = mem_alloc(1, sizeof(*r));
	int ret;

	r->options = options;
	r->signal_fd = -1;
	r->workload = (struct workload){ .go_fd = -1, .exec_fd = -1,
					 .pid_fd = -1 };
	ret = block_signals(r, err);
	if (!ret)
		ret = open_target(r, err);
	if (!ret)
		ret = session_get(r->session, &r->counters, err);
	if (!ret)
		ret = open_pipeline(r, r->counters.period_ns, err);
	if (ret) {
		recorder_close(r);
		return ret;
	}
	*out = r;
	return 0;
}

void recorder_close(struct recorder *r)
{
	if (!r)
		return;
	workload_kill(&r->workload);
	target_close(&r->options->target);
	session_close(r->session);
	if (r->data)
		perfdata_abort(r->data);
	early_free(&r->early);
	stream_free(r->stream);
	collect_free(r->collect);
	kernelwatch_free(r->kernel);
	symbols_free(r->symbols);
	genl_session_free(&r->counters);
	free(r->summary_cpus);
	summary_free_dsos(r->summary_dsos, r->nr_summary_dsos);
	if (r->signal_fd >= 0)
		close(r->signal_fd);
	free(r);
}

/*
 * khugepaged makes huge pages of a process's memory with its mmap_lock held, and at
 * the lowest priority: where all CPUs are busy, a page fault of ours waits for it
 * for longer than rings last. Not to be inherited by the command, which exists.
 */
static bool forbid_huge_pages(void)
{
	return !prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) &&
	       !prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
}

int recorder_run(struct recorder *r, struct err *err)
{
	bool forbidden = forbid_huge_pages();
	struct err ignored;
	int ret, stopped;

	ret = recorder_start(r, err);
	if (!ret)
		ret = recorder_loop(r, err);
	if (r->options->has_status_line)
		statusline_clear();
	r->end_ns = recorder_now_ns();
	/* What was recorded until then stays good whatever failed. */
	stopped = session_stop(r->session, ret ? &ignored : err);
	if (forbidden)
		prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
	if (!ret)
		ret = stopped;
	recorder_take_kernel_news(r);
	if (!ret)
		ret = recorder_drain(r, err);
	collect_follow(r->collect);
	stream_end(r->stream);
	if (!ret) {
		genl_session_free(&r->counters);
		ret = session_get(r->session, &r->counters, err);
	}
	return ret;
}

bool recorder_exec_failed(const struct recorder *r)
{
	return r->exec_failed;
}

int recorder_exit_status(struct recorder *r)
{
	struct pollfd fds[] = {
		{ .fd = r->workload.pid_fd, .events = POLLIN },
		{ .fd = r->signal_fd, .events = POLLIN },
	};
	int status;

	if (!r->options->target.command)
		return 0;
	if (!poll(fds, 1, 0))
		workload_terminate(&r->workload, SIGTERM);
	while (!fds[0].revents && poll(fds, 2, -1) >= 0)
		if (recorder_took_signal(r))
			workload_terminate(&r->workload, SIGKILL);
	status = workload_wait(&r->workload);
	return r->is_timed_out ? 0 : status;
}
