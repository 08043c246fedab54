// SPDX-License-Identifier: GPL-2.0-only
/*
 * Burns with frame pointers and stack pointers that no compiler would make. A
 * sampler must survive each, and still name the function that burns.
 *
 * usage: hostile [--rounds N]
 */
#include <signal.h>
#include <sys/mman.h>

#include "workload.h"

static uint64_t rounds = 20000000;
static size_t page;

/* burn() with %rbp as given; nothing here may need it meanwhile. */
static inline __attribute__((always_inline)) void burn_at(uint64_t frame)
{
	uint64_t left = rounds;

	__asm__ volatile("mov %%rbp, %%r12\n\t"
			 "mov %1, %%rbp\n"
			 "1:\tdec %0\n\t"
			 "jnz 1b\n\t"
			 "mov %%r12, %%rbp"
			 : "+r"(left) : "r"(frame) : "r12", "cc", "memory");
}

KEEP void frame_is_itself(void)
{
	uint64_t frame[2] = { (uintptr_t)frame, (uintptr_t)frame_is_itself };

	burn_at((uintptr_t)frame);
}

KEEP void frames_in_circle(void)
{
	uint64_t frame[4] = {
		(uintptr_t)&frame[2], (uintptr_t)frames_in_circle,
		(uintptr_t)&frame[0], (uintptr_t)frames_in_circle,
	};

	burn_at((uintptr_t)frame);
}

KEEP void frames_far_apart(void)
{
	uint64_t *memory = mmap(NULL, 1UL << 30, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
				-1, 0);
	uint64_t *frame = memory;
	int i;

	if (memory == MAP_FAILED)
		die("mmap");
	for (i = 0; i < 100; i++) {
		frame[0] = (uintptr_t)(frame + page);
		frame[1] = (uintptr_t)__builtin_return_address(0);
		frame += page;
	}
	burn_at((uintptr_t)memory);
	munmap(memory, 1UL << 30);
}

KEEP void frame_in_kernel_text(void)
{
	burn_at(0xffffffff81000000);
}

KEEP void frame_in_kernel_data(void)
{
	burn_at(0xffff888000001000);
}

KEEP void frame_above_user(void)
{
	burn_at(0x00007ffffffffff8);
}

KEEP void frame_not_canonical(void)
{
	burn_at(0x8000000000001000);
}

KEEP void frame_at_the_end(void)
{
	burn_at(0xfffffffffffffff8);
}

KEEP void frame_in_vsyscall(void)
{
	burn_at(0xffffffffff600000);
}

KEEP void frame_is_zero(void)
{
	burn_at(0);
}

KEEP void frame_unaligned(void)
{
	char bytes[32] = { 0 };

	burn_at((uintptr_t)bytes + 3);
}

/* A frame half on a page that is there, half on one that is not. */
KEEP void frame_over_the_edge(void)
{
	char *memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	memory[0] = 1;
	munmap(memory + page, page);
	burn_at((uintptr_t)memory + page - 8);
	burn_at((uintptr_t)memory + page - 4);
	munmap(memory, page);
}

KEEP void frame_unmapped(void)
{
	burn_at(0x1000);
}

KEEP void frame_never_touched(void)
{
	char *memory = mmap(NULL, page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	burn_at((uintptr_t)memory);
	munmap(memory, page);
}

/* A page of the stack, but one that nobody has used yet. */
KEEP void stack_never_touched(void)
{
	char memory[1 << 20];

	__asm__ volatile("" : : "r"(memory) : "memory");
	burn_at(((uintptr_t)memory + sizeof(memory) / 2) & ~(page - 1));
}

KEEP void frame_not_readable(void)
{
	char *memory = mmap(NULL, page, PROT_NONE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	burn_at((uintptr_t)memory);
	munmap(memory, page);
}

KEEP void returns_to_nowhere(void)
{
	uint64_t frame[8] = {
		(uintptr_t)&frame[2], 0xffffffff81000000,
		(uintptr_t)&frame[4], 0x8000000000001000,
		(uintptr_t)&frame[6], ~0ULL,
		0, 1,
	};

	burn_at((uintptr_t)frame);
}

/* No signal may come meanwhile. */
KEEP void stack_pointer_is_bad(void)
{
	static const uint64_t bad[] = { 0, 8, 0xffffffff81000000, ~0ULL };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint64_t left = rounds;

		__asm__ volatile("mov %%rsp, %%r12\n\t"
				 "mov %%rbp, %%r13\n\t"
				 "mov %1, %%rsp\n\t"
				 "mov %1, %%rbp\n"
				 "1:\tdec %0\n\t"
				 "jnz 1b\n\t"
				 "mov %%r13, %%rbp\n\t"
				 "mov %%r12, %%rsp"
				 : "+r"(left) : "r"(bad[i])
				 : "r12", "r13", "cc", "memory");
	}
}

KEEP void on_signal_stack(int signal)
{
	(void)signal;
	burn(rounds);
	KEEP_FRAME();
}

static void use_signal_stack(void)
{
	static char memory[65536];
	stack_t stack = { .ss_sp = memory, .ss_size = sizeof(memory) };
	struct sigaction action = {
		.sa_handler = on_signal_stack,
		.sa_flags = SA_ONSTACK,
	};

	if (sigaltstack(&stack, NULL) || sigaction(SIGUSR1, &action, NULL))
		die("sigaction");
	raise(SIGUSR1);
}

int main(int argc, char **argv)
{
	static const struct workload_option options[] = {
		{ "--rounds", &rounds, 0 },
		{ NULL, NULL, 0 }
	};
	static void (*const functions[])(void) = {
		frame_is_itself, frames_in_circle, frames_far_apart,
		frame_in_kernel_text, frame_in_kernel_data, frame_above_user,
		frame_not_canonical, frame_at_the_end, frame_in_vsyscall,
		frame_is_zero, frame_unaligned, frame_over_the_edge,
		frame_unmapped, frame_never_touched, stack_never_touched,
		frame_not_readable, returns_to_nowhere, stack_pointer_is_bad,
		use_signal_stack,
	};
	size_t i;

	(void)argc;
	workload_options(argv, options);
	page = (size_t)sysconf(_SC_PAGESIZE);
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		functions[i]();
	return 0;
}
