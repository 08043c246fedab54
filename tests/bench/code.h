/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that a made-up call can go to: those of a file, by its symbol table,
 * and those of the running kernel. Addresses are those of a run without
 * randomization, so that the same files give the same recording.
 */
#ifndef FLAMEK_BENCH_CODE_H
#define FLAMEK_BENCH_CODE_H

#include <stddef.h>
#include <stdint.h>

struct function {
	uint64_t addr;
	uint64_t size;
};

/**
 * struct code - functions of one file or of the kernel, in order of address
 * @functions: them
 * @nr: their number
 * @room: as many there is room for
 * @path: of the file
 * @start: address that its code is mapped to
 * @len: bytes that are mapped
 * @pgoff: of the mapping in the file
 */
struct code {
	struct function *functions;
	size_t nr, room;
	const char *path;
	uint64_t start, len, pgoff;
};

/** fail() - end with a message */
void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/**
 * code_find_return() - an address that a call returns to
 *
 * What nothing returns to is no frame at the outer end of a stack.
 */
uint64_t code_find_return(const struct code *c);

/** code_load_file() - the functions of an ELF file laid out from @base on, or exit */
void code_load_file(struct code *c, const char *path, uint64_t base);

/** code_load_kernel() - the running kernel's; none when their addresses are hidden */
void code_load_kernel(struct code *c);

/** code_find_kernel() - the address of a function of the kernel; 0: not there */
uint64_t code_find_kernel(const char *name);

/** code_free() - free what was loaded */
void code_free(struct code *c);

#endif
