// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps interrupts off as long as is written, in microseconds, to
 * /sys/module/irqsoff/parameters/us: what a tick must not be lost in.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>

#define US_MAX 100000

static noinline void irqsoff_spin(u64 ns)
{
	u64 end = ktime_get_mono_fast_ns() + ns;

	while (ktime_get_mono_fast_ns() < end)
		cpu_relax();
}

static int irqsoff_set(const char *value, const struct kernel_param *param)
{
	unsigned int us;
	int ret;

	ret = kstrtouint(value, 0, &us);
	if (ret)
		return ret;
	if (us > US_MAX)
		return -EINVAL;
	local_irq_disable();
	irqsoff_spin((u64)us * NSEC_PER_USEC);
	local_irq_enable();
	return 0;
}

static const struct kernel_param_ops irqsoff_ops = { .set = irqsoff_set };
module_param_cb(us, &irqsoff_ops, NULL, 0200);
MODULE_PARM_DESC(us, "keep interrupts off that long now");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("flamek's tests: interrupts off for a while");
