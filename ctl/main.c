// SPDX-License-Identifier: GPL-2.0-only
/* flamekctl: a table of subcommands and nothing else. */
#include <linux/flamek.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "diag.h"
#include "mem.h"

static const struct command {
	const char *name;
	int (*fn)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "record", cmd_record_main, "sample a process or a command" },
	{ "render", cmd_render_main,
	  "draw a recording or folded stacks as a flame graph" },
	{ "fold", cmd_fold_main, "print a recording as folded stacks" },
	{ "doctor", cmd_doctor_main,
	  "say what a recording will lack, before it is made" },
	{ "status", cmd_status_main, "show the sessions that run at present" },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void usage(FILE *out)
{
	size_t i;

	fputs("usage: flamekctl COMMAND [OPTIONS]\n"
	      "\n", out);
	for (i = 0; i < NR_COMMANDS; i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help);
	fputs("\n"
	      "  -h, --help      this text; 'flamekctl help COMMAND' tells more\n"
	      "  -V, --version   the version\n"
	      "\n"
	      "examples:\n"
	      "  flamekctl record -o out.svg -- make -j8\n"
	      "  flamekctl record -p 1234 -d 10 -o out.svg\n", out);
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < NR_COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	diag_error("no such command: '%s'", name);
	diag_hint("flamekctl --help lists them");
	return NULL;
}

/* @argv: the name of the command and its arguments */
static int run(int argc, char **argv)
{
	const struct command *command = find_command(argv[0]);
	int status;

	if (!command)
		return EXIT_USAGE;
	/* What getopt's messages begin with. */
	argv[0] = mem_printf("flamekctl %s", command->name);
	status = command->fn(argc, argv);
	free(argv[0]);
	return status;
}

/* help COMMAND is COMMAND --help. */
static int help(int argc, char **argv)
{
	static char option[] = "--help";
	char *args[3];

	if (argc < 2) {
		usage(stdout);
		return EXIT_SUCCESS;
	}
	args[0] = argv[1];
	args[1] = option;
	args[2] = NULL;
	return run(2, args);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	argc--;
	argv++;
	if (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h") ||
	    !strcmp(argv[0], "help"))
		return help(argc, argv);
	if (!strcmp(argv[0], "--version") || !strcmp(argv[0], "-V")) {
		puts("flamekctl " FLAMEK_VERSION);
		return EXIT_SUCCESS;
	}
	return run(argc, argv);
}
