/* SPDX-License-Identifier: GPL-2.0-only */
/* What a profile made on this machine says of itself: host, kernel, command. */
#ifndef FLAMEK_NOTES_H
#define FLAMEK_NOTES_H

#include <sys/types.h>

#include "profile.h"

/** notes_add_system() - this machine's name and kernel */
void notes_add_system(struct profile *p);

/** notes_add_argv() - the command that was recorded, as one would type it */
void notes_add_argv(struct profile *p, char *const argv[]);

/** notes_add_pid() - the command line of a process, if it still has one */
void notes_add_pid(struct profile *p, pid_t pid);

#endif
