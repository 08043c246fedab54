// SPDX-License-Identifier: GPL-2.0-only
/* Loading and unloading: each part's init in order, its exit in reverse. */
#include "chardev.h"
#include "lifecycle.h"
#include "netlink.h"
#include "selftest.h"
#include "switch.h"
#include "tracepoint.h"

#include <linux/flamek.h>
#include <linux/init.h>
#include <linux/module.h>

static int __init flamek_init(void)
{
	int ret;

	ret = flamek_selftest();
	if (ret)
		return ret;
	ret = flamek_tracepoint_init();
	if (ret)
		return ret;
	ret = flamek_netlink_init();
	if (ret)
		return ret;
	ret = flamek_chardev_init();
	if (ret)
		goto err_netlink_exit;
	return 0;

err_netlink_exit:
	flamek_netlink_exit();
	return ret;
}

static void __exit flamek_exit(void)
{
	flamek_chardev_exit();
	flamek_netlink_exit();
}

module_init(flamek_init);
module_exit(flamek_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("flamek sampling profiler");
MODULE_ALIAS("devname:flamek");
MODULE_ALIAS("net-pf-16-proto-16-family-flamek");
MODULE_VERSION(FLAMEK_VERSION);
