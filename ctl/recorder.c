// SPDX-License-Identifier: GPL-2.0-only
/*
 * A recording from start to end. The order of things is what makes it whole:
 * the command exists before the session, so that the session can name it; the
 * event stream begins before /proc is read, so that no mapping falls between
 * the two; the command is let go when all that is done.
 */
#define _GNU_SOURCE
#include "recorder.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/flamek.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "collect.h"
#include "early.h"
#include "formats/perfdata.h"
#include "kernelwatch.h"
#include "mem.h"
#include "proctree.h"
#include "session.h"
#include "snapshot.h"
#include "statusline.h"
#include "stream.h"
#include "symbols/symbols.h"
#include "workload.h"

#define NSEC_PER_SEC	UINT64_C(1000000000)
#define NSEC_PER_MSEC	UINT64_C(1000000)

/*
 * The module wakes us when a ring has much to read, and when something is sampled
 * after a mapping, so that what was mapped is opened while it is there. As long as
 * mappings come we look for more of them every LOOK_NS, and go round every ROUND_NS.
 * A round every IDLE_NS is for the case that all that is not enough.
 */
#define ROUND_NS	(250 * NSEC_PER_MSEC)
#define LOOK_NS		(50 * NSEC_PER_MSEC)
#define IDLE_NS		(1000 * NSEC_PER_MSEC)
#define STATUS_NS	(500 * NSEC_PER_MSEC)
#define SETTLE_NS	(20 * NSEC_PER_MSEC)

struct recorder {
	struct recorder_options *options;
	struct workload workload;
	struct session *session;
	struct symbols *symbols;
	struct kernelwatch *kernel;	/* NULL: nothing of it is recorded */
	struct record_format format;
	struct early early;
	struct collect *collect;
	struct stream *stream;
	struct perfdata_writer *data;
	struct genl_session counters;
	struct summary_cpu *summary_cpus;
	struct summary_dso *summary_dsos;
	size_t nr_summary_dsos;
	uint64_t late;		/* events out of order */
	uint64_t hidden;	/* processes whose mappings may not be read */
	int signal_fd;
	bool is_released;	/* the command runs, or has */
	bool exec_failed;
	bool is_timed_out;
	uint64_t start_ns, end_ns;
	uint64_t round_ns;	/* when the last round of draining began */
	uint64_t due_ns;	/* when the next is due, 0: when we are woken */
	uint64_t look_ns;	/* when to look for mappings, 0: when woken */
	uint64_t status_ns;	/* when the status line was drawn */
};

static uint64_t now_ns(void)
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

static bool took_signal(const struct recorder *r)
{
	struct signalfd_siginfo info;

	return read(r->signal_fd, &info, sizeof(info)) == sizeof(info);
}

static int keep_records(struct recorder *r, const void *records, size_t bytes,
			struct err *err)
{
	return r->data ? perfdata_records(r->data, records, bytes, err) : 0;
}

static int look_early(void *arg, const void *records, size_t bytes,
		      struct err *err)
{
	struct recorder *r = arg;

	(void)err;
	early_open(&r->early, records, bytes);
	return 0;
}

/*
 * While a recording is written, only what is no sample is looked at. The samples
 * are when it is over, see sum_up(): then that costs the target nothing.
 */
static int push_events(struct recorder *r, const void *records, size_t bytes,
		       struct err *err)
{
	const struct perf_event_header *record;
	const char *at = records, *end = at + bytes;
	int ret = 0;

	for (; at < end && !ret; at += record->size) {
		record = (const void *)at;
		if (record->type != PERF_RECORD_SAMPLE)
			ret = stream_push(r->stream, record, record->size,
					  err);
	}
	return ret;
}

/* A batch of records from a ring, which stay there until the round is over. */
static int take_records(void *arg, const void *records, size_t bytes,
			struct err *err)
{
	struct recorder *r = arg;
	int ret;

	if (!r->data) {
		stream_lend(r->stream, records, bytes);
		return 0;
	}
	ret = push_events(r, records, bytes, err);
	return ret ? ret : keep_records(r, records, bytes, err);
}

static int take_snapshot(void *arg, const void *records, size_t bytes,
			 struct err *err)
{
	struct recorder *r = arg;
	int ret = stream_push(r->stream, records, bytes, err);

	return ret ? ret : keep_records(r, records, bytes, err);
}

static int take_joined_record(void *arg, const void *record, size_t size,
			      struct err *err)
{
	struct recorder *r = arg;
	struct event ev;
	int ret = decode_record(&r->format, record, size, &ev, err);

	if (ret < 0)
		return ret;
	collect_event(r->collect, &ev);
	return keep_records(r, record, size, err);
}

/*
 * What a process of the target was before stands in /proc. If it is gone already,
 * or its rights have changed meanwhile, so are the names of its addresses: whether
 * it may be sampled, and is still, the module knows.
 */
static int look_at(struct recorder *r, pid_t pid, uint64_t time,
		   snapshot_sink sink, struct err *err)
{
	int ret = snapshot_process(pid, time, sink, r, err);

	r->hidden += ret == -EACCES;
	return ret == -ESRCH || ret == -EACCES ? 0 : ret;
}

/* A process has come into the target. */
static void take_joined(void *arg, const struct event *ev)
{
	struct err ignored;

	look_at(arg, (pid_t)ev->pid, ev->time, take_joined_record, &ignored);
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
	collect_set(r->collect, COLLECT_LIVE | COLLECT_FLAMEK | COLLECT_CLOCK);
	collect_on_join(r->collect, take_joined, r);
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

static int snapshot_tree(struct recorder *r, const struct proctree *tree,
			 struct err *err)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < tree->nr && !ret; i++)
		ret = look_at(r, tree->pids[i], r->start_ns, take_snapshot,
			      err);
	return ret;
}

/* Begin to sample, and take down what was there before. */
static int start_session(struct recorder *r, struct err *err)
{
	int ret;

	r->start_ns = now_ns();
	r->round_ns = r->start_ns;
	r->due_ns = r->start_ns + ROUND_NS;	/* for what was there before */
	ret = session_start(r->session, err);
	if (ret)
		return ret;
	if (r->kernel)
		kernelwatch_read(r->kernel);
	return snapshot_kernel(r->start_ns, take_snapshot, r, err);
}

static int release_command(struct recorder *r, struct err *err)
{
	int ret;

	r->is_released = true;
	ret = workload_release(&r->workload, err);
	r->exec_failed = ret < 0;
	return ret;
}

/*
 * A child whose parent ends at this moment is found by the look at the tree
 * before, one that is born by the look after.
 */
static int start_processes(struct recorder *r, struct err *err)
{
	const struct recorder_options *o = r->options;
	const bool is_tree = o->flags & FLAMEK_F_INHERIT;
	struct proctree tree = { 0 };
	int ret;

	if (is_tree) {
		target_processes(&o->target, &tree);
		proctree_grow(&tree);
	}
	ret = start_session(r, err);
	if (is_tree)
		proctree_grow(&tree);
	else
		target_processes(&o->target, &tree);
	if (!ret)
		ret = snapshot_tree(r, &tree, err);
	proctree_free(&tree);
	return ret;
}

/* A command that is the target tells of itself from its exec on. */
static int start(struct recorder *r, struct err *err)
{
	const struct target *target = &r->options->target;
	int ret;

	ret = target_is_command(target) ? start_session(r, err) :
					  start_processes(r, err);
	if (!ret && target->command)
		ret = release_command(r, err);
	return ret;
}

static bool has_news(const struct recorder *r)
{
	struct pollfd fd = { .fd = session_fd(r->session), .events = POLLPRI };

	return poll(&fd, 1, 0) > 0 && fd.revents & POLLPRI;
}

/*
 * See stream.h on how far a round may flush: as far as no record is to come any
 * more. One is written within microseconds of its time, unless a hypervisor
 * takes the CPU away meanwhile.
 *
 * After a round with mappings comes another, so that what the first has left,
 * since it was too young, does not wait for long; and while generated code is
 * followed, one comes soon in any case.
 */
static int drain(struct recorder *r, struct err *err)
{
	uint64_t began = now_ns();
	bool follows, news;
	int ret;

	if (began - r->round_ns > SETTLE_NS)
		r->round_ns = began - SETTLE_NS;
	news = has_news(r);
	ret = news ? session_look(r->session, look_early, r, err) : 0;
	if (!ret)
		ret = session_drain(r->session, take_records, r, err);
	follows = collect_follow(r->collect);
	r->due_ns = news || follows ? began + ROUND_NS : 0;
	r->look_ns = 0;
	stream_flush(r->stream, r->round_ns);
	session_release(r->session);
	/* Behind what the flush has led to. */
	if (!ret && r->data)
		ret = perfdata_round(r->data, err);
	r->round_ns = began;
	return ret;
}

/* Later names must know what came while it was recorded. */
static void take_modules(struct recorder *r)
{
	char name[KERNELWATCH_NAME_SIZE];
	struct err ignored;

	while (r->kernel && kernelwatch_next(r->kernel, name))
		snapshot_module(name, now_ns(), take_joined_record, r,
				&ignored);
}

static void show_status(struct recorder *r)
{
	struct genl_session info;
	struct statusline line = { .freq = r->options->freq };
	uint64_t now = now_ns();

	if (!r->options->has_status_line ||
	    now - r->status_ns < STATUS_NS ||
	    session_get(r->session, &info, NULL))
		return;
	r->status_ns = now;
	line.elapsed_ns = now - r->start_ns;
	line.samples = session_taken(r->session, &line.lost);
	line.handler_ns = genl_session_sum(&info).handler_ns;
	line.cpu_ns = line.samples * info.period_ns;
	genl_session_free(&info);
	statusline_print(&line);
}

/* How long to wait at most. */
static int timeout_ms(const struct recorder *r)
{
	uint64_t now = now_ns(), until = now + IDLE_NS;
	uint64_t end = r->start_ns + r->options->duration_ns;

	if (r->options->duration_ns && end < until)
		until = end;
	if (r->due_ns && r->due_ns < until)
		until = r->due_ns;
	if (r->look_ns && r->look_ns < until)
		until = r->look_ns;
	if (r->options->has_status_line && now + STATUS_NS < until)
		until = now + STATUS_NS;
	return until > now ?
	       (int)((until - now + NSEC_PER_MSEC - 1) / NSEC_PER_MSEC) : 0;
}

/*
 * Woken for nothing but news, or to look for more of them: what was mapped is
 * opened now, the rest can wait. News last until they are drained, so that until
 * then one looks every so often instead of being woken.
 */
static bool has_only_looked(struct recorder *r, short events, struct err *err,
			    int *ret)
{
	uint64_t now = now_ns();

	if ((events && events != POLLPRI) ||
	    (!events && (!r->look_ns || now < r->look_ns)) ||
	    (r->due_ns && now >= r->due_ns))
		return false;
	*ret = session_look(r->session, look_early, r, err);
	if (!r->due_ns)
		r->due_ns = now + ROUND_NS;
	r->look_ns = now + LOOK_NS;
	return true;
}

static int record(struct recorder *r, struct err *err)
{
	struct pollfd fds[] = {
		{ .fd = session_fd(r->session) },
		{ .fd = r->signal_fd, .events = POLLIN },
		{ .fd = r->workload.pid_fd, .events = POLLIN },
		{ .fd = r->kernel ? kernelwatch_fd(r->kernel) : -1,
		  .events = POLLIN },
	};
	uint64_t duration = r->options->duration_ns;
	bool is_over = false;
	int ret = 0;

	while (!is_over && !ret) {
		fds[0].events = r->look_ns ? POLLIN : POLLIN | POLLPRI;
		if (poll(fds, sizeof(fds) / sizeof(fds[0]),
			 timeout_ms(r)) < 0 && errno != EINTR)
			return err_set_errno(err, errno, "cannot wait");
		is_over = fds[0].revents & POLLHUP || fds[2].revents ||
			  took_signal(r);
		if (duration && now_ns() - r->start_ns >= duration) {
			r->is_timed_out = !is_over;
			is_over = true;
		}
		take_modules(r);
		if (is_over || !has_only_looked(r, fds[0].revents, err, &ret))
			ret = drain(r, err);
		show_status(r);
	}
	return ret;
}

int recorder_run(struct recorder *r, struct err *err)
{
	struct err ignored;
	int ret, stopped;

	ret = start(r, err);
	if (!ret)
		ret = record(r, err);
	if (r->options->has_status_line)
		statusline_clear();
	r->end_ns = now_ns();
	/* What was recorded until then stays good whatever failed. */
	stopped = session_stop(r->session, ret ? &ignored : err);
	if (!ret)
		ret = stopped;
	if (!ret)
		ret = drain(r, err);
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

static void summarize_cpus(struct recorder *r, struct summary *s)
{
	size_t i;

	r->summary_cpus = mem_alloc(r->counters.nr_cpus,
				    sizeof(*r->summary_cpus));
	for (i = 0; i < r->counters.nr_cpus; i++) {
		const struct genl_cpu *cpu = &r->counters.cpus[i];

		r->summary_cpus[i] = (struct summary_cpu){
			.cpu = cpu->cpu,
			.lost_samples = cpu->lost,
			.lost_events = cpu->lost_events,
			.taken = cpu->taken,
			.delivered = cpu->delivered,
			.ticks = cpu->ticks,
			.missed = cpu->missed,
			.late_ns = cpu->late_ns,
			.late_max_ns = cpu->late_max_ns,
		};
	}
	s->cpus = r->summary_cpus;
	s->nr_cpus = (unsigned int)r->counters.nr_cpus;
}

/* Losses by the module's counters, which also hold what no record told. */
static void summarize(struct recorder *r, struct summary *s)
{
	struct genl_cpu sum = genl_session_sum(&r->counters);

	memset(s, 0, sizeof(*s));
	r->summary_dsos = summary_take_stats(s, collect_stats(r->collect));
	r->nr_summary_dsos = s->nr_dsos;
	summary_advise(s, r->summary_dsos);
	summarize_cpus(r, s);
	s->samples = sum.delivered;
	s->taken = sum.taken;
	s->lost_samples = sum.lost;
	s->lost_events = sum.lost_events;
	s->duration_ns = r->end_ns - r->start_ns;
	s->freq = r->options->freq;
	s->handler_ns = sum.handler_ns;
	s->cpu_ns = (collect_stats(r->collect)->values + sum.lost) *
		    r->counters.period_ns;
	s->late_events = r->late;
	s->untracked = r->counters.untracked;
	s->left = r->counters.left;
	s->hidden = r->hidden;
	s->is_restricted = r->counters.is_restricted &&
			   !(r->options->flags & FLAMEK_F_NO_KERNEL);
	s->ticks = sum.ticks;
	s->missed = sum.missed;
	s->late_ns = sum.late_ns;
	s->late_max_ns = sum.late_max_ns;
	s->slowed = sum.throttled;
	s->max_overhead = r->counters.max_overhead;
	s->period_ns = sum.period_ns;
	s->throttled = 0;	/* the same, told in-band */
	s->verified = r->options->flags & FLAMEK_F_VERIFY_UNWIND;
	s->compared = sum.compared;
	s->differed = sum.differed;
	s->no_mmap_events = r->counters.no_mmap_events;
}

/* All that was sampled is in @collect, when that is not so yet. */
static int sum_up(struct recorder *r, struct err *err)
{
	struct perfdata_report report;
	int ret;

	r->late = stream_late(r->stream);
	if (!r->data)
		return 0;
	collect_free(r->collect);
	r->collect = collect_new(r->symbols);
	collect_set(r->collect, COLLECT_FLAMEK | COLLECT_CLOCK);
	ret = perfdata_reread(r->data, r->collect, &report, err);
	r->late = report.late;
	perfdata_report_free(&report);
	return ret;
}

int recorder_finish(struct recorder *r, struct profile *p, struct summary *s,
		    struct err *err)
{
	struct err reason;
	int ret = sum_up(r, err);

	if (ret)
		return ret;
	if (r->kernel && kernelwatch_finish(r->kernel, &reason))
		collect_hide_kernel(r->collect, reason.text);
	collect_finish(r->collect, p);
	summarize(r, s);
	summary_note(p, s);
	if (r->data) {
		collect_build_ids(r->collect, perfdata_build_id, r->data);
		ret = perfdata_end(r->data, err);
		r->data = NULL;
	}
	return ret;
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
		if (took_signal(r))
			workload_terminate(&r->workload, SIGKILL);
	status = workload_wait(&r->workload);
	return r->is_timed_out ? 0 : status;
}
