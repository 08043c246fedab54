// SPDX-License-Identifier: GPL-2.0-only
/*
 * Targets that are lists or a cgroup. In a list are the process that loads the
 * module and process 1; of tasks that do not exist only what the target looks at
 * is filled in.
 */
#include "../rights.h"
#include "../selftest.h"
#include "../target.h"

#include <linux/cgroup.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/netlink.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/threads.h>
#include <linux/flamek.h>

static const struct flamek_rights all_rights = { .sees_all = true };

/* @init: process 1, whose task_struct is never freed */
struct list_scene {
	struct flamek_target target;
	struct task_struct *init;
	pid_t own, pids[4];
};

static struct list_scene *new_scene(void)
{
	struct list_scene *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return NULL;
	flamek_target_init(&s->target, &all_rights);
	s->own = task_tgid_vnr(current);
	rcu_read_lock();
	s->init = pid_task(find_vpid(1), PIDTYPE_PID);
	rcu_read_unlock();
	return s;
}

static int set_list(struct list_scene *s, enum flamek_target_kind kind,
		    unsigned int nr, u32 flags)
{
	struct netlink_ext_ack extack = { };
	const struct flamek_target_config config = {
		.kind = kind, .pids = s->pids, .nr_pids = nr, .flags = flags,
	};

	return flamek_target_set(&s->target, &config, &extack);
}

static bool has(struct flamek_target *target, struct task_struct *task)
{
	bool is_so;

	rcu_read_lock();
	is_so = flamek_target_has(target, task);
	rcu_read_unlock();
	return is_so;
}

static bool in_a_list(bool (*test)(struct list_scene *s))
{
	struct list_scene *s = new_scene();
	bool is_so;

	if (!fact(s))
		return false;
	is_so = fact(s->init) && fact(s->init != current) && test(s);
	flamek_target_clear(&s->target);
	kfree(s);
	return is_so;
}

/* What is named twice is there once, and goes at once. */
static bool holds_each(struct list_scene *s, enum flamek_target_kind kind)
{
	s->pids[0] = s->own;
	s->pids[1] = 1;
	s->pids[2] = s->own;
	return fact(!set_list(s, kind, 3, 0)) &&
	       fact(!has(&s->target, current)) &&
	       fact(!flamek_target_begin(&s->target)) &&
	       fact(has(&s->target, current)) &&
	       fact(has(&s->target, s->init)) &&
	       fact(s->target.members.nr_live == 2) &&
	       fact(!flamek_target_leave(&s->target, current)) &&
	       fact(!has(&s->target, current)) &&
	       fact(has(&s->target, s->init)) &&
	       fact(!flamek_target_is_over(&s->target)) &&
	       fact(flamek_target_leave(&s->target, s->init)) &&
	       fact(!has(&s->target, s->init)) &&
	       fact(flamek_target_is_over(&s->target)) &&
	       fact(atomic64_read(&s->target.left) == 2);
}

static bool holds_each_process(struct list_scene *s)
{
	return holds_each(s, FLAMEK_TARGET_PROCESSES);
}

static bool holds_each_thread(struct list_scene *s)
{
	return holds_each(s, FLAMEK_TARGET_THREADS);
}

/* What was refused is as if it had never been asked for. */
static bool refuses_it_whole(struct list_scene *s)
{
	s->pids[0] = s->own;
	s->pids[1] = 1;
	s->pids[2] = PID_MAX_LIMIT;
	return fact(set_list(s, FLAMEK_TARGET_PROCESSES, 3, 0) == -ESRCH) &&
	       fact(!s->target.nr_asked) && fact(!s->target.asked) &&
	       fact(set_list(s, FLAMEK_TARGET_PROCESSES, 2,
			     FLAMEK_F_ON_EXEC) == -EINVAL) &&
	       fact(set_list(s, FLAMEK_TARGET_THREADS, 2,
			     FLAMEK_F_INHERIT) == -EINVAL) &&
	       fact(!set_list(s, FLAMEK_TARGET_PROCESSES, 2, 0)) &&
	       fact(s->target.nr_asked == 2);
}

/* A cgroup of another hierarchy, with a task in it. */
struct elsewhere {
	struct cgroup *cgroup;
	struct css_set css_set;
	struct task_struct task;
};

static struct elsewhere *new_elsewhere(void)
{
	struct elsewhere *e = kzalloc(sizeof(*e), GFP_KERNEL);
	struct cgroup *cgroup = kzalloc(sizeof(*cgroup), GFP_KERNEL);

	if (!e || !cgroup) {
		kfree(cgroup);
		kfree(e);
		return NULL;
	}
	e->cgroup = cgroup;
	e->css_set.dfl_cgrp = cgroup;
	RCU_INIT_POINTER(e->task.cgroups, &e->css_set);
	return e;
}

static bool bears(struct flamek_target *target, struct task_struct *parent,
		  struct task_struct *child)
{
	bool is_in;

	rcu_read_lock();
	is_in = flamek_target_fork(target, parent, child);
	rcu_read_unlock();
	return is_in;
}

/* Of a cgroup nobody is a member: its tasks are looked at. */
static bool is_who_is_in_it(struct flamek_target *target, struct elsewhere *e)
{
	target->kind = FLAMEK_TARGET_CGROUP;
	rcu_read_lock();
	target->cgroup = task_dfl_cgroup(current);
	cgroup_get(target->cgroup);
	rcu_read_unlock();
	return fact(!flamek_target_begin(target)) &&
	       fact(has(target, current)) && fact(!has(target, &e->task)) &&
	       fact(bears(target, &e->task, current)) &&
	       fact(!bears(target, current, &e->task)) &&
	       fact(!flamek_target_exit(target, current)) &&
	       fact(has(target, current)) &&
	       fact(!flamek_target_is_over(target));
}

static bool is_a_cgroup(struct list_scene *s)
{
	struct netlink_ext_ack extack = { };
	const struct flamek_target_config none = {
		.kind = FLAMEK_TARGET_CGROUP, .cgroup_fd = -1,
	};
	struct elsewhere *e = new_elsewhere();
	bool is_so;

	if (!fact(e))
		return false;
	is_so = fact(flamek_target_set(&s->target, &none, &extack) == -EBADF) &&
		fact(!s->target.cgroup) && is_who_is_in_it(&s->target, e);
	kfree(e->cgroup);
	kfree(e);
	return is_so;
}

#define LIST_TEST(name)			\
static bool test_##name(void)		\
{					\
	return in_a_list(name);		\
}

LIST_TEST(holds_each_process)
LIST_TEST(holds_each_thread)
LIST_TEST(refuses_it_whole)
LIST_TEST(is_a_cgroup)

const struct flamek_selftest_case flamek_selftest_kinds[] = {
	{ "kinds: each process of a list", test_holds_each_process },
	{ "kinds: each thread of a list", test_holds_each_thread },
	{ "kinds: a list with a fault in it is refused whole",
	  test_refuses_it_whole },
	{ "kinds: a cgroup's tasks, who are in it", test_is_a_cgroup },
	{ }
};
