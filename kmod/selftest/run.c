// SPDX-License-Identifier: GPL-2.0-only
#include "../selftest.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

bool flamek_selftest_fact(bool is_true, const char *what, const char *file,
			  int line)
{
	if (!is_true)
		pr_err("self-test: %s:%d: not so: %s\n", kbasename(file), line,
		       what);
	return is_true;
}

int flamek_selftest(void)
{
	static const struct flamek_selftest_case *const suites[] = {
		flamek_selftest_governor, flamek_selftest_grid,
		flamek_selftest_kinds, flamek_selftest_members,
		flamek_selftest_ring, flamek_selftest_steps,
		flamek_selftest_target,
	};
	const struct flamek_selftest_case *test;
	unsigned int i, passed = 0, failed = 0;

	for (i = 0; i < ARRAY_SIZE(suites); i++) {
		for (test = suites[i]; test->name; test++) {
			if (test->run()) {
				passed++;
			} else {
				failed++;
				pr_err("self-test failed: %s\n", test->name);
			}
			cond_resched();
		}
	}
	if (failed) {
		pr_err("self-tests: %u failed, %u passed\n", failed, passed);
		return -EINVAL;
	}
	pr_info("self-tests: %u passed\n", passed);
	return 0;
}
