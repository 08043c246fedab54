// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recurses to a depth and burns there: each of its stacks has depth times
 * recurse() and then bottom().
 *
 * usage: recurse [--depth N] [--rounds N] [--gated]
 */
#include "region.h"

KEEP void bottom(uint64_t rounds)
{
	burn(rounds);
}

KEEP void recurse(uint64_t depth, uint64_t rounds)
{
	if (depth > 1)
		recurse(depth - 1, rounds);
	else
		bottom(rounds);
	KEEP_FRAME();
}

int main(int argc, char **argv)
{
	uint64_t depth = 20, rounds = 100000000;
	struct region region = { 0 };
	const struct workload_option options[] = {
		{ "--depth", &depth, 0 },
		{ "--rounds", &rounds, 0 },
		{ "--gated", &region.is_gated, 1 },
		{ NULL, NULL, 0 }
	};

	(void)argc;
	workload_options(argv, options);
	region_say_pid(&region, getpid());
	region_begin(&region);
	recurse(depth, rounds);
	region_end(&region);
	return 0;
}
