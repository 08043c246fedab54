/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The subcommands: each parses its own options, prints through diag.h and
 * returns the exit status of the program.
 */
#ifndef FLAMEK_CMD_H
#define FLAMEK_CMD_H

#define EXIT_USAGE 2

/**
 * cmd_record_main() - record a process or a command into a file
 * @argc: number of arguments
 * @argv: "flamekctl record", which getopt's messages begin with, and the
 *	  arguments
 *
 * Return: as every cmd_*_main(), the exit status: 0, EXIT_FAILURE or EXIT_USAGE;
 * this one also passes on the status of the command that it ran.
 */
int cmd_record_main(int argc, char **argv);

/** cmd_render_main() - a recording or folded stacks to a flame graph */
int cmd_render_main(int argc, char **argv);

/** cmd_fold_main() - a recording to folded stacks */
int cmd_fold_main(int argc, char **argv);

/** cmd_doctor_main() - what will work here, before it is tried */
int cmd_doctor_main(int argc, char **argv);

/** cmd_status_main() - the sessions that the module runs at present */
int cmd_status_main(int argc, char **argv);

#endif
