/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mini-debuginfo: an ELF file with the symbols that are not exported, packed by
 * xz into the section .gnu_debugdata of its program.
 */
#ifndef FLAMEK_MINIDEBUG_H
#define FLAMEK_MINIDEBUG_H

#include "symbols/elffile.h"

/**
 * minidebug_open() - unpack it
 * @mini: filled on success, to be closed with elffile_close()
 * @program: the program
 * @err: the reason of a failure
 *
 * Return: 0, -ENOENT when the program has none, -EFBIG when it is larger than
 * any real one, -EINVAL when it is damaged.
 */
int minidebug_open(struct elffile *mini, const struct elffile *program,
		   struct err *err);

#endif
