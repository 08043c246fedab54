// SPDX-License-Identifier: GPL-2.0-only
/* While it is recorded: when to wake, and what a round of draining does. */
#include <errno.h>
#include <poll.h>

#include "recorder-internal.h"
#include "statusline.h"

/*
 * The module wakes us when a ring has much to read, and when something is sampled
 * after a mapping, so that what was mapped is opened while it is there. As long as
 * mappings come we look for more of them every LOOK_NS, and go round every
 * RECORDER_ROUND_NS. A round every IDLE_NS is for the case that all that is not
 * enough.
 */
#define LOOK_NS		(50 * NSEC_PER_MSEC)
#define IDLE_NS		(1000 * NSEC_PER_MSEC)
#define STATUS_NS	(500 * NSEC_PER_MSEC)
#define SETTLE_NS	(20 * NSEC_PER_MSEC)

static int look_early(void *arg, const void *records, size_t bytes,
		      struct err *err)
{
	struct recorder *r = arg;

	(void)err;
	early_take(&r->early, records, bytes);
	return 0;
}

bool recorder_has(const struct recorder *r, short events)
{
	struct pollfd fd = { .fd = session_fd(r->session), .events = events };

	return poll(&fd, 1, 0) > 0 && fd.revents & events;
}

/* So that rings wait as long as one file takes to open, not as long as many. */
void recorder_open_files(struct recorder *r)
{
	while (early_open(&r->early) && !recorder_has(r, POLLIN))
		;
}

static bool has_files_to_open(const struct recorder *r)
{
	return early_oldest(&r->early) != UINT64_MAX;
}

/* What is new since the last look waits to be opened, and is. */
static int look(struct recorder *r, struct err *err)
{
	int ret = session_look(r->session, look_early, r, err);

	recorder_open_files(r);
	return ret;
}

/*
 * See stream.h on how far a round may flush: as far as no record is to come any
 * more. One is written within microseconds of its time, unless a hypervisor
 * takes the CPU away meanwhile. Nor beyond a mapping whose file waits to be opened:
 * to take that opens it.
 */
static void flush(struct recorder *r)
{
	uint64_t oldest = early_oldest(&r->early);

	stream_flush(r->stream, oldest < r->round_ns ? oldest : r->round_ns);
}

/*
 * After a round with mappings comes another, so that what the first has left,
 * since it was too young, does not wait for long; and while generated code is
 * followed, one comes soon in any case.
 */
int recorder_drain(struct recorder *r, struct err *err)
{
	uint64_t began = recorder_now_ns();
	bool follows, news;
	int ret = 0;

	if (began - r->round_ns > SETTLE_NS)
		r->round_ns = began - SETTLE_NS;
	news = recorder_has(r, POLLPRI) || has_files_to_open(r);
	if (news)
		ret = look(r, err);
	if (!ret)
		ret = session_drain(r->session, recorder_take_records, r, err);
	follows = collect_follow(r->collect);
	r->due_ns = news || follows ? began + RECORDER_ROUND_NS : 0;
	r->look_ns = has_files_to_open(r) ? began : 0;
	flush(r);
	session_release(r->session);
	/* Behind what the flush has led to. */
	if (!ret && r->data)
		ret = perfdata_round(r->data, err);
	r->round_ns = began;
	return ret;
}

void recorder_take_kernel_news(struct recorder *r)
{
	char name[KERNELWATCH_NAME_SIZE];
	struct err ignored;

	while (r->kernel && kernelwatch_next(r->kernel, name))
		snapshot_module(name, recorder_now_ns(),
				recorder_take_joined_record, r, &ignored);
	if (r->kernel)
		kernelwatch_take(r->kernel, recorder_take_joined_record, r,
				 &ignored);
}

/* Of the target on CPUs, between two looks: at the rate that there is now. */
static uint64_t time_between(const struct genl_session *before,
			     const struct genl_session *after)
{
	uint64_t ns = 0;
	size_t i;

	for (i = 0; i < after->nr_cpus; i++) {
		const struct genl_cpu *from = &before->cpus[i];
		const struct genl_cpu *to = &after->cpus[i];

		ns += (to->taken + to->missed - from->taken - from->missed) *
		      to->period_ns;
	}
	return ns;
}

static void show_status(struct recorder *r)
{
	struct genl_session info;
	struct genl_cpu sum;
	uint64_t now = recorder_now_ns();

	if (!r->options->has_status_line ||
	    now - r->status_ns < STATUS_NS ||
	    session_get(r->session, &info, NULL))
		return;
	r->status_ns = now;
	r->target_ns += time_between(&r->counters, &info);
	genl_session_free(&r->counters);
	r->counters = info;
	sum = genl_session_sum(&info);
	statusline_print(&(struct statusline){
		.elapsed_ns = now - r->start_ns,
		.samples = sum.taken,
		.lost = sum.lost,
		.freq = r->options->freq,
		.handler_ns = sum.handler_ns,
		.cpu_ns = r->target_ns,
	});
}

/* How long to wait at most. */
static int timeout_ms(const struct recorder *r)
{
	uint64_t now = recorder_now_ns(), until = now + IDLE_NS;
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
	uint64_t now = recorder_now_ns();

	if ((events && events != POLLPRI) ||
	    (!events && (!r->look_ns || now < r->look_ns)) ||
	    (r->due_ns && now >= r->due_ns))
		return false;
	*ret = look(r, err);
	if (!r->due_ns)
		r->due_ns = now + RECORDER_ROUND_NS;
	r->look_ns = has_files_to_open(r) ? now : now + LOOK_NS;
	return true;
}

int recorder_loop(struct recorder *r, struct err *err)
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
			  recorder_took_signal(r);
		if (duration && recorder_now_ns() - r->start_ns >= duration) {
			r->is_timed_out = !is_over;
			is_over = true;
		}
		recorder_take_kernel_news(r);
		if (is_over || !has_only_looked(r, fds[0].revents, err, &ret))
			ret = recorder_drain(r, err);
		show_status(r);
	}
	return ret;
}
