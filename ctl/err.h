/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reason behind a -errno: one clause that names the thing and quotes the
 * bad value, filled where the fault is found and printed by the subcommand.
 * What netlink's extended ack is to the kernel side.
 */
#ifndef FLAMEK_ERR_H
#define FLAMEK_ERR_H

#define ERR_TEXT_SIZE 512

struct err {
	char text[ERR_TEXT_SIZE];
};

/**
 * err_set() - note the reason of a failure
 * @err: where to note it, may be NULL
 * @error: the errno value, positive
 * @fmt: one clause, no full stop, no newline
 *
 * Return: -@error, so that a caller can `return err_set(...)`.
 */
int err_set(struct err *err, int error, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * err_set_errno() - the same with ": " and the text of @error appended
 * @err: where to note it, may be NULL
 * @error: the errno value, positive
 * @fmt: what was being done, and to what
 *
 * Return: -@error.
 */
int err_set_errno(struct err *err, int error, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
