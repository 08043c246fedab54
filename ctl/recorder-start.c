// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a recording begins. The order of things is what makes it whole: the event
 * stream begins before /proc is read, so that no mapping falls between the two;
 * of what is read the processes come first, since they are soonest others; the
 * command is let go when all that is done.
 */
#include <linux/flamek.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "proctree.h"
#include "recorder-internal.h"

/*
 * Rings fill while /proc is read. What is in them is put by: it comes behind what
 * /proc says, and there is more of that.
 */
static int put_by(struct recorder *r, struct err *err)
{
	int ret = session_drain(r->session, recorder_put_by, r, err);

	session_release(r->session);
	return ret;
}

/* What it has mapped is opened between two processes, not by the first round. */
static int take_process(void *arg, const void *records, size_t bytes,
			struct err *err)
{
	struct recorder *r = arg;

	early_take(&r->early, records, bytes);
	return recorder_take_snapshot(r, records, bytes, err);
}

static int snapshot_tree(struct recorder *r, const struct proctree *tree,
			 struct err *err)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < tree->nr && !ret; i++) {
		ret = recorder_look_at(r, tree->pids[i], r->start_ns,
				       take_process, err);
		if (!ret && recorder_has(r, POLLIN | POLLPRI))
			ret = put_by(r, err);
		recorder_open_files(r);
	}
	return ret;
}

static int start_session(struct recorder *r, struct err *err)
{
	r->start_ns = recorder_now_ns();
	r->round_ns = r->start_ns;
	r->due_ns = r->start_ns + RECORDER_ROUND_NS;	/* for what was there before */
	return session_start(r->session, err);
}

/* What is known of the kernel, as it is read by a thread of its own. */
struct kernel_reading {
	struct recorder *r;
	pthread_mutex_t lock;	/* of where records go, which both hand some to */
	int done_fd;		/* becomes readable when all is read */
	int ret;
	struct err err;
};

static int take_of_kernel(void *arg, const void *records, size_t bytes,
			  struct err *err)
{
	struct kernel_reading *reading = arg;
	int ret;

	pthread_mutex_lock(&reading->lock);
	ret = recorder_take_snapshot(reading->r, records, bytes, err);
	pthread_mutex_unlock(&reading->lock);
	return ret;
}

static void *read_kernel(void *arg)
{
	struct kernel_reading *reading = arg;
	struct recorder *r = reading->r;

	if (r->kernel)
		kernelwatch_read(r->kernel);
	reading->ret = snapshot_kernel(r->start_ns, take_of_kernel, reading,
				       &reading->err);
	eventfd_write(reading->done_fd, 1);
	return NULL;
}

static int put_by_until_read(struct kernel_reading *reading, struct err *err)
{
	struct pollfd fds[] = {
		{ .fd = session_fd(reading->r->session),
		  .events = POLLIN | POLLPRI },
		{ .fd = reading->done_fd, .events = POLLIN },
	};
	int ret = 0;

	while (!ret && poll(fds, 2, -1) > 0 && !fds[1].revents) {
		if (fds[0].revents & POLLHUP)
			fds[0].fd = -1;		/* the target is no more */
		pthread_mutex_lock(&reading->lock);
		ret = put_by(reading->r, err);
		pthread_mutex_unlock(&reading->lock);
		recorder_open_files(reading->r);
	}
	return ret;
}

/* Where the machine is slow, to read it takes longer than rings last. */
static int take_kernel(struct recorder *r, struct err *err)
{
	struct kernel_reading reading = {
		.r = r,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.done_fd = eventfd(0, EFD_CLOEXEC),
	};
	pthread_t thread;
	int ret = 0;

	if (reading.done_fd >= 0 &&
	    !pthread_create(&thread, NULL, read_kernel, &reading)) {
		ret = put_by_until_read(&reading, err);
		pthread_join(thread, NULL);
	} else {
		read_kernel(&reading);
	}
	if (reading.done_fd >= 0)
		close(reading.done_fd);
	if (!ret && reading.ret) {
		*err = reading.err;
		ret = reading.ret;
	}
	return ret;
}

static int snapshot_system(struct recorder *r, struct err *err)
{
	int ret = take_kernel(r, err);

	if (!ret && r->kernel && r->data)
		ret = snapshot_programs(r->symbols, r->start_ns,
					recorder_take_snapshot, r, err);
	return ret;
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
int recorder_start(struct recorder *r, struct err *err)
{
	const struct target *target = &r->options->target;
	int ret;

	ret = target_is_command(target) ? start_session(r, err) :
					  start_processes(r, err);
	if (!ret)
		ret = snapshot_system(r, err);
	if (!ret && target->command)
		ret = release_command(r, err);
	return ret;
}
