// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's tracepoints by name: the ones flamek needs are compiled in but
 * not exported, so they are looked up once, when the module is loaded.
 */
#include "tracepoint.h"

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

static const char *const names[FLAMEK_NR_TRACEPOINTS] = {
	[FLAMEK_TP_SCHED_SWITCH] = "sched_switch",
	[FLAMEK_TP_PROCESS_FORK] = "sched_process_fork",
	[FLAMEK_TP_PROCESS_EXIT] = "sched_process_exit",
	[FLAMEK_TP_PROCESS_FREE] = "sched_process_free",
	[FLAMEK_TP_TASK_RENAME] = "task_rename",
	[FLAMEK_TP_CGROUP_ATTACH] = "cgroup_attach_task",
};

static struct tracepoint *tracepoints[FLAMEK_NR_TRACEPOINTS] __ro_after_init;

static void __init note(struct tracepoint *tp, void *unused)
{
	int i = match_string(names, FLAMEK_NR_TRACEPOINTS, tp->name);

	if (i >= 0)
		tracepoints[i] = tp;
}

int __init flamek_tracepoint_init(void)
{
	int i;

	for_each_kernel_tracepoint(note, NULL);
	for (i = 0; i < FLAMEK_NR_TRACEPOINTS; i++) {
		if (!tracepoints[i]) {
			pr_err("this kernel has no tracepoint %s\n", names[i]);
			return -ENOENT;
		}
	}
	return 0;
}

int flamek_tracepoint_register(enum flamek_tracepoint id, void *probe,
			       void *data)
{
	return tracepoint_probe_register(tracepoints[id], probe, data);
}

void flamek_tracepoint_unregister(enum flamek_tracepoint id, void *probe,
				  void *data)
{
	tracepoint_probe_unregister(tracepoints[id], probe, data);
}
