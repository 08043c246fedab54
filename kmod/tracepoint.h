/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_TRACEPOINT_H
#define _FLAMEK_TRACEPOINT_H

/* The tracepoints that flamek attaches to; the kernel exports none of them. */
enum flamek_tracepoint {
	FLAMEK_TP_SCHED_SWITCH,
	FLAMEK_TP_PROCESS_FORK,
	FLAMEK_TP_PROCESS_EXIT,
	FLAMEK_TP_PROCESS_FREE,
	FLAMEK_TP_TASK_RENAME,
	FLAMEK_TP_CGROUP_ATTACH,
	FLAMEK_NR_TRACEPOINTS
};

/**
 * flamek_tracepoint_init() - find the tracepoints by name
 *
 * Context: module load.
 * Return: 0, or -ENOENT when the kernel lacks one (said in the log).
 */
int flamek_tracepoint_init(void);

/**
 * flamek_tracepoint_register() - attach a probe
 * @id: which tracepoint
 * @probe: function of the tracepoint's prototype, with a void * before it
 * @data: passed to @probe as that void *
 *
 * Context: process context, may sleep.
 * Return: 0 or -errno.
 */
int flamek_tracepoint_register(enum flamek_tracepoint id, void *probe,
			       void *data);

/**
 * flamek_tracepoint_unregister() - detach a probe
 *
 * The probe may still run until tracepoint_synchronize_unregister().
 *
 * Context: process context, may sleep.
 */
void flamek_tracepoint_unregister(enum flamek_tracepoint id, void *probe,
				  void *data);

#endif /* _FLAMEK_TRACEPOINT_H */
