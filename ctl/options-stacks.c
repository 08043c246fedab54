// SPDX-License-Identifier: GPL-2.0-only
/* Options on the stacks of a file. */
#include "options-stacks.h"

#include "collect.h"

int options_stacks(struct stacks_options *o, int opt, const char *arg)
{
	switch (opt) {
	case OPTIONS_EVENT:
		o->event = arg;
		return 1;
	case OPTIONS_BASE:
		pick_add(&o->pick.base, arg);
		return 1;
	case OPTIONS_SKIP_AFTER:
		pick_add(&o->pick.skip_after, arg);
		return 1;
	case OPTIONS_PID:
		o->collect |= COLLECT_PIDS;
		return 1;
	case OPTIONS_TID:
		o->collect |= COLLECT_TIDS;
		return 1;
	case OPTIONS_THREADS:
		o->collect |= COLLECT_THREADS;
		return 1;
	case OPTIONS_ADDRS:
		o->collect |= COLLECT_ADDRS;
		return 1;
	default:
		return 0;
	}
}
