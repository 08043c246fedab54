// SPDX-License-Identifier: GPL-2.0-only
/*
 * What hostile is, as a 32-bit program: one chain of frame pointers in good order,
 * and others that no compiler would make. Without a C library, of which Debian's
 * compiler has none of 32 bits.
 *
 * usage: hostile-32
 */
#include <stdint.h>

#define KEEP		__attribute__((noinline, noclone))
#define PAGE		4096U
#define ROUNDS		20000000U
#define DEPTH		20

enum { SYS_EXIT = 1, SYS_MMAP = 90, SYS_MUNMAP = 91 };
enum { PROT_READ_WRITE = 3, MAP_PRIVATE_ANONYMOUS = 0x22 };

static inline int system_call(int number, uint32_t a, uint32_t b)
{
	int ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "0"(number), "b"(a), "c"(b)
			 : "memory");
	return ret;
}

/* Burns with %ebp as given; nothing here may need it meanwhile. */
static inline __attribute__((always_inline)) void burn_at(uint32_t frame)
{
	uint32_t left = ROUNDS;

	__asm__ volatile("mov %%ebp, %%esi\n\t"
			 "mov %1, %%ebp\n"
			 "1:\tdec %0\n\t"
			 "jnz 1b\n\t"
			 "mov %%esi, %%ebp"
			 : "+r"(left) : "r"(frame) : "esi", "cc", "memory");
}

/*
 * Has the stack on pages that are there. In a page fault that took long, with
 * descend() on its way down, one sample would stand for many points of the grid.
 */
KEEP void touch_stack(void)
{
	volatile char room[PAGE];

	room[0] = 0;
}

/* Itself, DEPTH of its callers, run() and _start() */
KEEP void descend(int left)
{
	if (left)
		descend(left - 1);
	else
		burn_at((uintptr_t)__builtin_frame_address(0));
	__asm__ volatile("" ::: "memory");
}

KEEP void frame_is_itself(void)
{
	uint32_t frame[2] = { (uintptr_t)frame, (uintptr_t)frame_is_itself };

	burn_at((uintptr_t)frame);
}

KEEP void frames_in_circle(void)
{
	uint32_t frame[4] = {
		(uintptr_t)&frame[2], (uintptr_t)frames_in_circle,
		(uintptr_t)&frame[0], (uintptr_t)frames_in_circle,
	};

	burn_at((uintptr_t)frame);
}

KEEP void frame_is_all_ones(void)
{
	burn_at(0xffffffff);
}

/* Where there is no second word. */
KEEP void frame_at_the_end(void)
{
	burn_at(0xfffffffc);
}

KEEP void caller_is_all_ones(void)
{
	uint32_t frame[2] = {
		0xffffffff, (uintptr_t)__builtin_return_address(0),
	};

	burn_at((uintptr_t)frame);
}

KEEP void frame_is_zero(void)
{
	burn_at(0);
}

KEEP void frame_unaligned(void)
{
	uint32_t frame[4] = {
		(uintptr_t)&frame[2], (uintptr_t)frame_unaligned,
	};

	burn_at((uintptr_t)frame + 1);
}

KEEP void caller_unaligned(void)
{
	uint32_t frame[6] = {
		(uintptr_t)&frame[2] + 2,
		(uintptr_t)__builtin_return_address(0),
	};

	burn_at((uintptr_t)frame);
}

KEEP void frame_unmapped(void)
{
	burn_at(PAGE);
}

/*
 * A frame whose first word is on a page that is there, the second on none. Zero if
 * there is no memory. Of its own, for what is sampled of system calls is sound.
 */
KEEP uint32_t map_an_edge(void)
{
	uint32_t args[6] = {
		0, 2 * PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0,
	};
	uint32_t memory = system_call(SYS_MMAP, (uintptr_t)args, 0);
	uint32_t frame = memory + PAGE - 4;

	if (memory > -PAGE)
		return 0;
	*(volatile uint32_t *)frame = memory;
	system_call(SYS_MUNMAP, memory + PAGE, PAGE);
	return frame;
}

KEEP void frame_over_the_edge(uint32_t frame)
{
	burn_at(frame);
}

KEEP void returns_to_nowhere(void)
{
	uint32_t frame[4] = { (uintptr_t)&frame[2], 0, 0, 0 };

	burn_at((uintptr_t)frame);
}

KEEP void run(void)
{
	touch_stack();
	descend(DEPTH);
	frame_is_itself();
	frames_in_circle();
	frame_is_all_ones();
	frame_at_the_end();
	caller_is_all_ones();
	frame_is_zero();
	frame_unaligned();
	caller_unaligned();
	frame_unmapped();
	frame_over_the_edge(map_an_edge());
	returns_to_nowhere();
	system_call(SYS_EXIT, 0, 0);
}

/* Where frame pointers end. */
__asm__(".globl _start\n"
	".type _start, @function\n"
	"_start:\n\t"
	"xor %ebp, %ebp\n\t"
	"call run\n\t"
	"hlt\n"
	".size _start, . - _start\n");
