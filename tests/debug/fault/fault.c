// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes one fault of a kind that the debug kernel must complain of, when it is
 * loaded: what shows that the complaint reaches the one who runs the tests.
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static char *kind = "";
module_param(kind, charp, 0444);
MODULE_PARM_DESC(kind, "what to do wrong");

static DEFINE_RAW_SPINLOCK(raw);
static DEFINE_SPINLOCK(sleeping);
static int __rcu *published;

/* More than one, since a register or an old stack may still point to the last. */
static void leak(void)
{
	int i;

	for (i = 0; i < 16; i++) {
		void *lost = kmalloc(100, GFP_KERNEL);

		OPTIMIZER_HIDE_VAR(lost);
	}
}

static void write_beyond(void)
{
	char *area = kmalloc(32, GFP_KERNEL);
	size_t size = 32;

	OPTIMIZER_HIDE_VAR(size);
	if (area)
		WRITE_ONCE(area[size], 0);
	kfree(area);
}

static void sleep_in_atomic(void)
{
	preempt_disable();
	might_sleep();
	preempt_enable();
}

static void never(struct timer_list *timer)
{
}

static void free_active_timer(void)
{
	struct timer_list *timer = kzalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return;
	timer_setup(timer, never, 0);
	mod_timer(timer, jiffies + 1000 * HZ);
	kfree(timer);
}

static void shift_too_far(void)
{
	int bits = 40, value = 1;

	OPTIMIZER_HIDE_VAR(bits);
	value <<= bits;
	OPTIMIZER_HIDE_VAR(value);
}

static void delete_twice(void)
{
	struct list_head entry;
	LIST_HEAD(head);

	list_add(&entry, &head);
	list_del(&entry);
	list_del(&entry);
}

static void count_from_zero(void)
{
	refcount_t count = REFCOUNT_INIT(0);

	refcount_inc(&count);
}

static void dereference_outside(void)
{
	rcu_dereference(published);
}

/* Under PREEMPT_RT the inner lock sleeps. */
static void lock_inside_raw(void)
{
	raw_spin_lock(&raw);
	spin_lock(&sleeping);
	spin_unlock(&sleeping);
	raw_spin_unlock(&raw);
}

static const struct {
	const char *kind;
	void (*make)(void);
} faults[] = {
	{ "leak", leak },
	{ "kasan", write_beyond },
	{ "sleep", sleep_in_atomic },
	{ "object", free_active_timer },
	{ "shift", shift_too_far },
	{ "list", delete_twice },
	{ "refcount", count_from_zero },
	{ "rcu", dereference_outside },
	{ "nesting", lock_inside_raw },
};

static int __init fault_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (!strcmp(kind, faults[i].kind)) {
			faults[i].make();
			return 0;
		}
	}
	return -EINVAL;
}

static void __exit fault_exit(void)
{
}

module_init(fault_init);
module_exit(fault_exit);
MODULE_DESCRIPTION("faults made on purpose");
MODULE_LICENSE("GPL");
