/* SPDX-License-Identifier: GPL-2.0-only */
/* The vDSO: code of the kernel that every process has mapped, in no file. */
#ifndef FLAMEK_VDSO_H
#define FLAMEK_VDSO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * vdso_read() - a copy of the vDSO
 * @pid: a process that has it mapped, 0 if unknown
 * @start: the mapping's first address
 * @end: the address after its last
 * @size: the copy's size in bytes
 *
 * From the process itself; where it has gone, or may not be read, our own copy
 * if it is of the same kind.
 *
 * Return: the copy, malloc()ed, or NULL.
 */
void *vdso_read(pid_t pid, uint64_t start, uint64_t end, size_t *size);

#endif
