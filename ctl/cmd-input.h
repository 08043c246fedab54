/* SPDX-License-Identifier: GPL-2.0-only */
/* What render and fold have in common: they read files that were recorded. */
#ifndef FLAMEK_CMD_INPUT_H
#define FLAMEK_CMD_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "options-stacks.h"
#include "profile.h"
#include "verdict.h"

struct cmd_input {
	char **paths;		/* "-": standard input */
	int nr_paths;
	const char **before;	/* what they are compared with */
	size_t nr_before, room_before;
	bool is_negated;	/* what is called before came after */
	bool is_normalized;
	bool is_hex_stripped;
	const char *unit_option;	/* says what is counted, NULL: none does */
	bool has_unit;		/* and was given, so they may count anything */
	struct stacks_options stacks;
	bool wants_order;	/* of the stacks: a timeline */
	unsigned int names;	/* for symbols_want() */
	bool is_quiet;		/* no summary */
	struct verdict verdict;	/* judges what was read */
};

/* Values of the long options below. */
enum {
	CMD_INPUT_BEFORE = 0x1a0,
};

/* For a command's array of struct option, and of one letter. */
#define CMD_INPUT_OPTIONS \
	{ "before", required_argument, NULL, CMD_INPUT_BEFORE }, \
	{ "normalize", no_argument, NULL, 'n' }, \
	{ "strip-hex", no_argument, NULL, 's' }
#define CMD_INPUT_LETTERS "ns"

/* For a command's --help. */
#define CMD_INPUT_OPTIONS_HELP \
	"      --before FILE     what there was: compare with it; may be repeated\n" \
	"  -n, --normalize       of a difference, scale what was to what there is\n" \
	"  -s, --strip-hex       names as if all numbers like 0x7f32 were the same\n"

/** cmd_input_option() - take one of them. Return: whether it was one */
bool cmd_input_option(struct cmd_input *in, int opt, const char *arg);

/**
 * cmd_input_take_paths() - take the arguments that are no options
 * @in: gets the paths; all its options have been taken
 * @argc: number of such arguments
 * @argv: they themselves
 * @err: the reason of a failure
 *
 * Return: 0 or -EINVAL.
 */
int cmd_input_take_paths(struct cmd_input *in, int argc, char **argv,
			 struct err *err);

/**
 * cmd_input_read() - read recordings, folded stacks and flame graphs, as one
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
