/* SPDX-License-Identifier: GPL-2.0-only */
/* Differences between kernel versions: here and nowhere else. */
#ifndef _FLAMEK_COMPAT_H
#define _FLAMEK_COMPAT_H

#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/coredump.h>
#ifdef FLAMEK_HAVE_EXEC_STATE
#include <linux/sched/exec_state.h>
#endif

#ifndef CONFIG_X86_64
#error "flamek knows the stacks of x86-64 only"
#endif

/* 6.4 renamed what io_uring's workers carry, and gave it to vhost's too. */
#ifndef PF_USER_WORKER
#define PF_USER_WORKER PF_IO_WORKER
#endif

/* 6.3 made vm_flags read-only but through helpers. */
#ifndef FLAMEK_HAVE_VM_FLAGS_MOD
static inline void vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set,
				vm_flags_t clear)
{
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
}
#endif

/*
 * Since 6.7 a file that is mapped of an overlay is the one below, which has another
 * path, and another inode, than /proc/PID/maps tells.
 */
#ifndef FLAMEK_HAVE_FILE_USER_PATH
static inline const struct path *file_user_path(const struct file *file)
{
	return &file->f_path;
}
#endif

#ifndef FLAMEK_HAVE_FILE_USER_INODE
static inline const struct inode *file_user_inode(const struct file *file)
{
	return file_inode(file);
}
#endif

/* 6.13 introduced hrtimer_setup(), 6.15 took hrtimer_init() away. */
#ifndef FLAMEK_HAVE_HRTIMER_SETUP
static inline void
hrtimer_setup(struct hrtimer *timer,
	      enum hrtimer_restart (*function)(struct hrtimer *),
	      clockid_t clock, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock, mode);
	timer->function = function;
}
#endif

/*
 * Since 6.16 a probe of sched_process_exit is also told whether the process ends
 * with the task. Which of two functions fits, the tracepoint's own check says.
 */
#define flamek_compat_exit_probe(older, newer)				\
	__builtin_choose_expr(						\
		__same_type(check_trace_callback_type_sched_process_exit, \
			    void (void (*)(void *, struct task_struct *))), \
		older, newer)

/* Whether its user may look into it. 7.2 has it in the task, not in the memory. */
#ifdef FLAMEK_HAVE_EXEC_STATE
static inline bool flamek_compat_is_dumpable(struct task_struct *task)
{
	const struct task_exec_state *state;
	bool is_dumpable;

	rcu_read_lock();
	state = rcu_dereference(task->exec_state);
	is_dumpable = state &&
		      READ_ONCE(state->dumpable) == TASK_DUMPABLE_OWNER;
	rcu_read_unlock();
	return is_dumpable;
}
#else
static inline bool flamek_compat_is_dumpable(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;

	return !mm || get_dumpable(mm) == SUID_DUMP_USER;
}
#endif

/*
 * Whether the current task is past the point of no return of an exec, seen
 * from the task_rename tracepoint.
 */
static inline bool flamek_compat_in_exec(void)
{
	return current->in_execve;
}

#endif /* _FLAMEK_COMPAT_H */
