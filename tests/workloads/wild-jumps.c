// SPDX-License-Identifier: GPL-2.0-only
/*
 * Jumps to where the kernel is, and to the vsyscall page, over and over: each
 * time an exception is taken with that address as the interrupted one, in
 * user mode.
 *
 * usage: wild-jumps [--rounds N]
 */
#include <setjmp.h>
#include <signal.h>

#include "workload.h"

static sigjmp_buf back;

static void come_back(int signal)
{
	siglongjmp(back, signal);
}

KEEP void jump(uintptr_t to)
{
	if (!sigsetjmp(back, 1))
		__asm__ volatile("call *%0" : : "r"(to) : "memory");
}

int main(int argc, char **argv)
{
	uint64_t rounds = 100000;
	const struct workload_option options[] = {
		{ "--rounds", &rounds, 0 },
		{ NULL, NULL, 0 }
	};
	const struct sigaction action = { .sa_handler = come_back };

	(void)argc;
	workload_options(argv, options);
	if (sigaction(SIGSEGV, &action, NULL))
		die("sigaction");
	while (rounds--) {
		jump(0xffffffff81000000);
		jump(0xffffffffff600000);
	}
	return 0;
}
