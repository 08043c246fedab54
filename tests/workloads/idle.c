// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleeps, and says how much of that time the first CPU was not idle, by the
 * kernel's own account in ns, and how many interrupts its timer took.
 *
 * usage: idle [--seconds N] [--gated]
 */
#include "region.h"

static uint64_t first_number(const char *path, const char *label)
{
	char line[512], *found;
	FILE *in = fopen(path, "r");
	uint64_t number = 0;

	if (!in)
		die(path);
	while (fgets(line, sizeof(line), in)) {
		found = strstr(line, label);
		if (found) {
			number = strtoull(found + strlen(label), NULL, 10);
			break;
		}
	}
	fclose(in);
	return number;
}

int main(int argc, char **argv)
{
	uint64_t seconds = 10, idle, busy, interrupts;
	struct region region = { 0 };
	const struct workload_option options[] = {
		{ "--seconds", &seconds, 0 },
		{ "--gated", &region.is_gated, 1 },
		{ NULL, NULL, 0 }
	};

	(void)argc;
	workload_options(argv, options);
	region_say_pid(&region, getpid());
	region_begin(&region);
	busy = clock_ns(CLOCK_MONOTONIC);
	idle = first_number("/proc/timer_list", ".idle_sleeptime : ");
	interrupts = first_number("/proc/interrupts", "LOC: ");
	sleep((unsigned int)seconds);
	interrupts = first_number("/proc/interrupts", "LOC: ") - interrupts;
	idle = first_number("/proc/timer_list", ".idle_sleeptime : ") - idle;
	busy = clock_ns(CLOCK_MONOTONIC) - busy - idle;
	say_ns("busy_ns", busy);
	say_ns("timer_interrupts", interrupts);
	region_end(&region);
	return 0;
}
