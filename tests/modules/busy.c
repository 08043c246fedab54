// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps the CPU busy in a function of its own as long as is written, in
 * microseconds, to /sys/module/busy/parameters/us: a module to be seen at work.
 */
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sched.h>

#define US_MAX 10000000

static unsigned int us;

static noinline __noclone void busy_spin(u64 ns)
{
	u64 end = ktime_get_mono_fast_ns() + ns;

	while (ktime_get_mono_fast_ns() < end)
		cpu_relax();
}

static int busy_set(const char *value, const struct kernel_param *param)
{
	int ret = param_set_uint_minmax(value, param, 0, US_MAX);
	unsigned int done;

	for (done = 0; !ret && done < us; done += 1000) {
		busy_spin(NSEC_PER_MSEC);
		cond_resched();
	}
	return ret;
}

static const struct kernel_param_ops busy_ops = { .set = busy_set };
module_param_cb(us, &busy_ops, &us, 0200);
MODULE_PARM_DESC(us, "be busy that long now");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("flamek's tests: a module at work");
