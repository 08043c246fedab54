/* SPDX-License-Identifier: GPL-2.0-only */
/* What render and fold have in common: they read a file that was recorded. */
#ifndef FLAMEK_CMD_INPUT_H
#define FLAMEK_CMD_INPUT_H

#include <stdbool.h>

#include "err.h"
#include "options-stacks.h"
#include "profile.h"
#include "verdict.h"

struct cmd_input {
	const char *path;	/* "-": standard input */
	struct stacks_options stacks;
	bool wants_order;	/* of the stacks: a timeline */
	unsigned int names;	/* for symbols_want() */
	bool is_quiet;		/* no summary */
	struct verdict verdict;	/* judges what was read */
};

/**
 * cmd_input_take_path() - take the one argument that is no option
 * @in: gets its path
 * @argc: number of such arguments
 * @argv: they themselves
 * @err: the reason of a failure
 *
 * Return: 0 or -EINVAL.
 */
int cmd_input_take_path(struct cmd_input *in, int argc, char **argv,
			struct err *err);

/**
 * cmd_input_read() - read a recording, folded stacks or a flame graph
 *
 * Says on standard error what could not be taken, and of a recording the
 * closing summary. The verdict is filled, and left to the caller to finish.
 *
 * Return: a profile that holds samples, or NULL when it has said why not.
 */
struct profile *cmd_input_read(struct cmd_input *in);

/** cmd_input_free() - free what the options took */
void cmd_input_free(struct cmd_input *in);

#endif
