/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Code that the kernel generated while a recording was made: BPF programs,
 * trampolines of probes. It goes as it has come, so only the recording knows
 * its names.
 */
#ifndef FLAMEK_KSYMBOLS_H
#define FLAMEK_KSYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ksymbol {
	uint64_t start, end;
	char *name;
	const char *module;	/* as /proc/kallsyms calls what it is of */
};

/* A zeroed one is empty. */
struct ksymbols {
	struct ksymbol *all;
	size_t nr, room;
	uint64_t longest;
	bool is_sorted;
};

/** ksymbols_free() - forget them */
void ksymbols_free(struct ksymbols *ks);

/**
 * ksymbols_add() - one more, or the same again
 * @ks: the symbols
 * @start: address
 * @len: bytes
 * @is_bpf: a BPF program; if not, a trampoline or the like
 * @name: copied
 */
void ksymbols_add(struct ksymbols *ks, uint64_t start, uint32_t len,
		  bool is_bpf, const char *name);

/**
 * ksymbols_find() - what lay at an address
 *
 * Return: NULL for nothing. Where different ones lay, now one and now the other,
 * it has no name.
 */
const struct ksymbol *ksymbols_find(struct ksymbols *ks, uint64_t addr);

#endif
