// SPDX-License-Identifier: GPL-2.0-only
/*
 * The process that loads the module is the target; its threads and children are
 * task_structs of which nothing is filled in but what the target looks at.
 */
#include "../rights.h"
#include "../selftest.h"
#include "../target.h"

#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/netlink.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/threads.h>
#include <linux/flamek.h>

struct process {
	struct signal_struct signal;
	struct task_struct task;
};

static struct process *new_process(void)
{
	struct process *process = kzalloc(sizeof(*process), GFP_KERNEL);

	if (!process)
		return NULL;
	process->task.signal = &process->signal;
	process->task.exit_signal = SIGCHLD;
	atomic_set(&process->signal.live, 1);
	return process;
}

static void kill(struct process *process)
{
	atomic_set(&process->signal.live, 0);
}

static const struct flamek_rights all_rights = { .sees_all = true };

static int set_process(struct flamek_target *target, pid_t pid, u32 flags,
		       struct netlink_ext_ack *extack)
{
	const struct flamek_target_config config = {
		.kind = FLAMEK_TARGET_PROCESSES,
		.pids = &pid,
		.nr_pids = 1,
		.flags = flags,
	};

	return flamek_target_set(target, &config, extack);
}

/* A target of the current process; and a process that nothing was said of. */
struct scene {
	struct flamek_target target;
	struct process *child, *grandchild, *stranger;
};

static bool has_task(struct scene *s, struct task_struct *task)
{
	bool is_so;

	rcu_read_lock();
	is_so = flamek_target_has(&s->target, task);
	rcu_read_unlock();
	return is_so;
}

static bool has(struct scene *s, struct process *process)
{
	return has_task(s, &process->task);
}

static bool has_current(struct scene *s)
{
	return has_task(s, current);
}

static bool set_scene(struct scene *s, u32 flags)
{
	struct netlink_ext_ack extack = { };

	memset(s, 0, sizeof(*s));
	flamek_target_init(&s->target, &all_rights);
	s->child = new_process();
	s->grandchild = new_process();
	s->stranger = new_process();
	return fact(s->child) && fact(s->grandchild) && fact(s->stranger) &&
	       fact(!set_process(&s->target, task_tgid_vnr(current), flags,
				 &extack)) &&
	       fact(!has_current(s)) &&
	       fact(!flamek_target_begin(&s->target));
}

static void end_scene(struct scene *s)
{
	flamek_target_clear(&s->target);
	kfree(s->child);
	kfree(s->grandchild);
	kfree(s->stranger);
}

static bool in_a_scene(bool (*test)(struct scene *s), u32 flags)
{
	struct scene *s = kmalloc(sizeof(*s), GFP_KERNEL);
	bool is_so;

	if (!fact(s))
		return false;
	is_so = set_scene(s, flags) && test(s);
	end_scene(s);
	kfree(s);
	return is_so;
}

static bool bears(struct scene *s, struct process *parent, struct process *child)
{
	bool is_in;

	rcu_read_lock();
	is_in = flamek_target_fork(&s->target, parent ? &parent->task : current,
				   &child->task);
	rcu_read_unlock();
	return is_in;
}

static bool refuses_nobody(void)
{
	struct netlink_ext_ack extack = { };
	struct flamek_target target = { };

	flamek_target_init(&target, &all_rights);
	return fact(set_process(&target, PID_MAX_LIMIT, 0, &extack) ==
		    -ESRCH) && fact(extack._msg);
}

static bool knows_its_threads(struct scene *s)
{
	struct process *thread = s->child;

	thread->task.signal = current->signal;
	thread->task.exit_signal = -1;
	if (!fact(has_current(s)) || !fact(!has(s, s->stranger)) ||
	    !fact(bears(s, NULL, thread)) || !fact(has(s, thread)))
		return false;
	/* One that goes takes nobody along. */
	flamek_target_free(&s->target, &thread->task);
	return fact(!flamek_target_exit(&s->target, &thread->task)) &&
	       fact(has_current(s)) && fact(!flamek_target_is_over(&s->target));
}

static bool leaves_children_alone(struct scene *s)
{
	return fact(!bears(s, NULL, s->child)) && fact(!has(s, s->child)) &&
	       fact(!bears(s, s->child, s->grandchild)) &&
	       fact(!has(s, s->grandchild)) && fact(has_current(s));
}

static bool follows_children(struct scene *s)
{
	return fact(bears(s, NULL, s->child)) && fact(has(s, s->child)) &&
	       fact(!has(s, s->grandchild)) &&
	       fact(bears(s, s->child, s->grandchild)) &&
	       fact(has(s, s->grandchild)) &&
	       fact(!bears(s, s->stranger, s->stranger)) &&
	       fact(!has(s, s->stranger));
}

/* From the exit of the last thread to the release one is still a member. */
static bool is_over_with_the_last(struct scene *s)
{
	if (!fact(bears(s, NULL, s->child)) ||
	    !fact(!flamek_target_exit(&s->target, &s->child->task)))
		return false;
	kill(s->child);
	if (!fact(!flamek_target_exit(&s->target, &s->child->task)) ||
	    !fact(!flamek_target_exit(&s->target, &s->child->task)) ||
	    !fact(has(s, s->child)) ||
	    !fact(!flamek_target_is_over(&s->target)))
		return false;
	flamek_target_free(&s->target, &s->child->task);
	if (!fact(!has(s, s->child)) ||
	    !fact(bears(s, NULL, s->grandchild)))
		return false;

	/* As if the current process were released. */
	s->child->task.signal = current->signal;
	flamek_target_free(&s->target, &s->child->task);
	kill(s->grandchild);
	kill(s->stranger);
	return fact(!has_current(s)) &&
	       fact(!flamek_target_is_over(&s->target)) &&
	       fact(!flamek_target_exit(&s->target, &s->stranger->task)) &&
	       fact(flamek_target_exit(&s->target, &s->grandchild->task)) &&
	       fact(flamek_target_is_over(&s->target)) &&
	       fact(has(s, s->grandchild));
}

static bool waits_for_exec(struct scene *s)
{
	return fact(!has_current(s)) &&
	       fact(!flamek_target_is_over(&s->target)) &&
	       fact(!bears(s, NULL, s->child)) && fact(!has(s, s->child)) &&
	       fact(flamek_target_exec(&s->target)) && fact(has_current(s)) &&
	       fact(!flamek_target_exec(&s->target)) &&
	       fact(bears(s, NULL, s->grandchild)) &&
	       fact(!has(s, s->child)) && fact(has(s, s->grandchild));
}

static bool minds_no_other_exec(struct scene *s)
{
	return fact(!flamek_target_exec(&s->target)) && fact(has_current(s));
}

static bool is_apart_from_another(struct scene *s)
{
	struct scene *other = kmalloc(sizeof(*other), GFP_KERNEL);
	bool is_so;

	if (!fact(other))
		return false;
	is_so = set_scene(other, 0) && fact(bears(s, NULL, s->child)) &&
		fact(!bears(other, NULL, s->child)) &&
		fact(has(s, s->child)) && fact(!has(other, s->child)) &&
		fact(has_current(other));
	end_scene(other);
	kfree(other);
	return is_so && fact(has_current(s)) && fact(has(s, s->child));
}

/* A thread is a target by itself, and not with its process. */
static bool is_one_thread(void)
{
	pid_t tid = task_pid_vnr(current);
	const struct flamek_target_config config = {
		.kind = FLAMEK_TARGET_THREADS, .pids = &tid, .nr_pids = 1,
	};
	struct scene *s = kzalloc(sizeof(*s), GFP_KERNEL);
	struct netlink_ext_ack extack = { };
	bool is_so;

	if (!fact(s))
		return false;
	flamek_target_init(&s->target, &all_rights);
	s->child = new_process();
	is_so = fact(s->child) &&
		fact(!flamek_target_set(&s->target, &config, &extack)) &&
		fact(!flamek_target_begin(&s->target)) && fact(has_current(s));
	if (is_so) {
		s->child->task.signal = current->signal;
		is_so = fact(!bears(s, NULL, s->child)) &&
			fact(!has(s, s->child)) &&
			fact(flamek_target_covers(&s->target, &s->child->task)) &&
			fact(!flamek_target_exit(&s->target, &s->child->task)) &&
			fact(flamek_target_leave(&s->target, current)) &&
			fact(!has_current(s)) && fact(atomic64_read(&s->target.left) == 1) &&
			fact(flamek_target_is_over(&s->target));
	}
	end_scene(s);
	kfree(s);
	return is_so;
}

static bool is_all_but_idle(void)
{
	const struct flamek_target_config config = {
		.kind = FLAMEK_TARGET_SYSTEM,
	};
	struct flamek_target target = { };
	struct netlink_ext_ack extack = { };
	struct process *idle = new_process();
	bool is_so;

	if (!fact(idle))
		return false;
	idle->task.flags = PF_IDLE;
	flamek_target_init(&target, &all_rights);
	is_so = fact(!flamek_target_set(&target, &config, &extack)) &&
		fact(!flamek_target_begin(&target)) &&
		fact(flamek_target_has(&target, current)) &&
		fact(!flamek_target_has(&target, &idle->task)) &&
		fact(!flamek_target_is_over(&target));
	flamek_target_clear(&target);
	kfree(idle);
	return is_so;
}

static bool holds_many(struct scene *s)
{
	const unsigned int nr = 1000;
	struct process *child = s->child;
	struct signal_struct *signals;
	unsigned int i;
	bool is_so = true;

	signals = kvcalloc(nr, sizeof(*signals), GFP_KERNEL);
	if (!fact(signals))
		return false;
	for (i = 0; is_so && i < nr; i++) {
		child->task.signal = &signals[i];
		is_so = fact(!has(s, child)) && fact(bears(s, NULL, child));
	}
	/* Every other one goes. */
	for (i = 0; is_so && i < nr; i += 2) {
		child->task.signal = &signals[i];
		flamek_target_free(&s->target, &child->task);
	}
	for (i = 0; is_so && i < nr; i++) {
		child->task.signal = &signals[i];
		is_so = fact(has(s, child) == i % 2);
	}
	kvfree(signals);
	return is_so && fact(has_current(s));
}

#define TARGET_TEST(name, flags)		\
static bool test_##name(void)			\
{						\
	return in_a_scene(name, flags);		\
}

TARGET_TEST(knows_its_threads, 0)
TARGET_TEST(leaves_children_alone, 0)
TARGET_TEST(follows_children, FLAMEK_F_INHERIT)
TARGET_TEST(is_over_with_the_last, FLAMEK_F_INHERIT)
TARGET_TEST(waits_for_exec, FLAMEK_F_INHERIT | FLAMEK_F_ON_EXEC)
TARGET_TEST(minds_no_other_exec, 0)
TARGET_TEST(is_apart_from_another, FLAMEK_F_INHERIT)
TARGET_TEST(holds_many, FLAMEK_F_INHERIT)

const struct flamek_selftest_case flamek_selftest_target[] = {
	{ "target: nobody is nobody's target", refuses_nobody },
	{ "target: threads are in it", test_knows_its_threads },
	{ "target: children are not, unless asked for",
	  test_leaves_children_alone },
	{ "target: children are, if asked for", test_follows_children },
	{ "target: is over with the last of its processes",
	  test_is_over_with_the_last },
	{ "target: begins with an exec, if asked to", test_waits_for_exec },
	{ "target: does not otherwise", test_minds_no_other_exec },
	{ "target: of two, each has its own", test_is_apart_from_another },
	{ "target: a thread without its process", is_one_thread },
	{ "target: the system without its idle tasks", is_all_but_idle },
	{ "target: holds many, and lets each go", test_holds_many },
	{ }
};
