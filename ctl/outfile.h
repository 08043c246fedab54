/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An output file that is written whole or not at all. It is opened, and all
 * that can be refused is refused, before the work begins; the name appears, or
 * its old contents go, only at outfile_commit(). Where the file system lets it,
 * the data has no name until then, so that not even SIGKILL leaves anything.
 *
 * Symbolic links are followed. Standard output ("-"), pipes and devices are
 * written in place, from a spool file, at the end.
 */
#ifndef FLAMEK_OUTFILE_H
#define FLAMEK_OUTFILE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "err.h"

#define OUTFILES_MAX 3		/* open at a time */

struct outfile {
	FILE *stream;		/* the data until commit */
	char *buffer;		/* of the stream */
	char *path;		/* as the user gave it */
	int target_fd;		/* written in place at commit, or -1 */
	int dir_fd;		/* else: directory of the file to replace */
	char *name;		/* and its name there */
	char *temp;		/* name of the data there; NULL: nameless */
	bool is_replacing;	/* there is such a file: its owner and mode */
	mode_t mode;
	uid_t uid;
	gid_t gid;
};

/**
 * outfile_open() - check that @path can be written and begin to
 * @of: filled
 * @path: of the output, "-" for standard output
 * @err: the reason of a failure
 *
 * Return: 0; -errno when it cannot be written, and nothing needs undoing.
 */
int outfile_open(struct outfile *of, const char *path, struct err *err);

/** outfile_stream() - where to write; always seekable */
FILE *outfile_stream(struct outfile *of);

/**
 * outfile_commit() - make what was written the contents of the file
 * @of: an open output; closed in any case
 * @err: the reason of a failure
 *
 * Return: 0; -errno when anything could not be written, and the file is as it
 * was before (except what was written in place).
 */
int outfile_commit(struct outfile *of, struct err *err);

/** outfile_abort() - forget what was written; harmless after commit or twice */
void outfile_abort(struct outfile *of);

/**
 * outfile_guard_signals() - let SIGINT, SIGTERM and SIGHUP, where they would
 * end the program, call outfile_cleanup() first
 *
 * For commands that do not handle these themselves.
 */
void outfile_guard_signals(void);

/**
 * outfile_cleanup() - remove the temporary files of open outputs, where they
 * have names; async-signal-safe, for handlers of signals that end the program
 */
void outfile_cleanup(void);

#endif
