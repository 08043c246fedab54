/* SPDX-License-Identifier: GPL-2.0-only */
/* What commands have in common that write a file, and judge what it is made of. */
#ifndef FLAMEK_CMD_OUTPUT_H
#define FLAMEK_CMD_OUTPUT_H

#include "outfile.h"
#include "verdict.h"

/**
 * cmd_output() - open a command's files, and have it fill them
 * @path: of the output
 * @verdict: its --stats and --strict
 * @fill: makes the output; commits it, and finishes @verdict, if all went well
 * @arg: handed to @fill
 *
 * Nothing is left behind of what is not committed.
 *
 * Return: the exit status: that of @fill, or EXIT_FAILURE with the reason said.
 */
int cmd_output(const char *path, struct verdict *verdict,
	       int (*fill)(void *arg, struct outfile *of), void *arg);

#endif
