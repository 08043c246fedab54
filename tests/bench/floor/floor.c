// SPDX-License-Identifier: GPL-2.0-only
/*
 * What no sampling timer can cost less than: on every CPU a hard, pinned hrtimer
 * that does nothing but go on, from insmod to rmmod, hz times a second.
 */
#include <linux/cpu.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/version.h>

static unsigned int hz = 9999;
module_param(hz, uint, 0444);
MODULE_PARM_DESC(hz, "interrupts per second and CPU");

static DEFINE_PER_CPU(struct hrtimer, floor_timer);
static ktime_t period;

static enum hrtimer_restart floor_tick(struct hrtimer *timer)
{
	hrtimer_forward_now(timer, period);
	return HRTIMER_RESTART;
}

static void floor_start(void *unused)
{
	struct hrtimer *timer = this_cpu_ptr(&floor_timer);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
	hrtimer_init(timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	timer->function = floor_tick;
#else
	hrtimer_setup(timer, floor_tick, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
#endif
	hrtimer_start(timer, period, HRTIMER_MODE_REL_PINNED_HARD);
}

static int __init floor_init(void)
{
	if (!hz || hz > 1000000)
		return -EINVAL;
	period = ns_to_ktime(NSEC_PER_SEC / hz);
	on_each_cpu(floor_start, NULL, 1);
	return 0;
}

static void __exit floor_exit(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		hrtimer_cancel(per_cpu_ptr(&floor_timer, cpu));
}

module_init(floor_init);
module_exit(floor_exit);
MODULE_DESCRIPTION("the floor below the cost of a sampling timer");
MODULE_LICENSE("GPL");
