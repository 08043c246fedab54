// SPDX-License-Identifier: GPL-2.0-only
/* Notes on where and of what a profile was made. */
#include "notes.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#define COMMAND_SIZE 1024	/* enough to recognize it by */

void notes_add_system(struct profile *p)
{
	struct utsname name;
	char kernel[sizeof(name.release) + sizeof(name.machine) + 2];

	if (uname(&name))
		return;
	snprintf(kernel, sizeof(kernel), "%s %s", name.release, name.machine);
	profile_note(p, "host", name.nodename);
	profile_note(p, "kernel", kernel);
}

/* Arguments one after the other, each with its NUL, to one line of text. */
static void note_command(struct profile *p, char *args, size_t size)
{
	size_t i;

	while (size && !args[size - 1])
		size--;
	for (i = 0; i < size; i++)
		if (iscntrl((unsigned char)args[i]))
			args[i] = ' ';
	args[size] = '\0';
	if (size)
		profile_note(p, "command", args);
}

void notes_add_argv(struct profile *p, char *const argv[])
{
	char args[COMMAND_SIZE + 1];
	size_t size = 0, len;
	size_t i;

	for (i = 0; argv[i] && size < COMMAND_SIZE; i++) {
		len = strnlen(argv[i], COMMAND_SIZE - size - 1);
		memcpy(args + size, argv[i], len);
		args[size + len] = '\0';
		size += len + 1;
	}
	note_command(p, args, size);
}

void notes_add_pid(struct profile *p, pid_t pid)
{
	char args[COMMAND_SIZE + 1], path[32];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	file = fopen(path, "re");
	if (!file)
		return;
	note_command(p, args, fread(args, 1, COMMAND_SIZE, file));
	fclose(file);
}
