// SPDX-License-Identifier: GPL-2.0-only
/* Errors, warnings and hints: one form for all of flamekctl. */
#include "diag.h"

#include <stdarg.h>
#include <stdio.h>

static void __attribute__((format(printf, 2, 0)))
print(const char *prefix, const char *fmt, va_list ap)
{
	fflush(stdout);
	flockfile(stderr);
	fputs(prefix, stderr);
	vfprintf(stderr, fmt, ap);
	putc('\n', stderr);
	funlockfile(stderr);
}

void diag_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print("flamekctl: ", fmt, ap);
	va_end(ap);
}

void diag_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print("flamekctl: warning: ", fmt, ap);
	va_end(ap);
}

void diag_hint(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print("  hint: ", fmt, ap);
	va_end(ap);
}

void diag_usage(const char *command, const struct err *err)
{
	if (err->text[0])
		diag_error("%s", err->text);
	diag_hint("flamekctl %s --help", command);
}
