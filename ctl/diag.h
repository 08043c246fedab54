/* SPDX-License-Identifier: GPL-2.0-only */
/* The one place that writes errors, warnings and hints to the terminal. */
#ifndef FLAMEK_DIAG_H
#define FLAMEK_DIAG_H

#include "err.h"

/** diag_error() - "flamekctl: <text>" on standard error */
void diag_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** diag_warn() - "flamekctl: warning: <text>" on standard error */
void diag_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** diag_hint() - what to do next, indented under the line before it */
void diag_hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * diag_usage() - a command line that is wrong, and where to look
 * @command: the subcommand
 * @err: what is wrong; empty where getopt has said it
 */
void diag_usage(const char *command, const struct err *err);

#endif
