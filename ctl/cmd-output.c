// SPDX-License-Identifier: GPL-2.0-only
#include "cmd-output.h"

#include <stdlib.h>

#include "diag.h"
#include "err.h"

int cmd_output(const char *path, struct verdict *verdict,
	       int (*fill)(void *arg, struct outfile *of), void *arg)
{
	int status = EXIT_FAILURE;
	struct outfile of;
	struct err err;

	if (outfile_open(&of, path, &err)) {
		diag_error("%s", err.text);
		return EXIT_FAILURE;
	}
	if (verdict_open(verdict, &err))
		diag_error("%s", err.text);
	else
		status = fill(arg, &of);
	verdict_abort(verdict);
	outfile_abort(&of);
	return status;
}
