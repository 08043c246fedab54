/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_CHARDEV_H
#define _FLAMEK_CHARDEV_H

struct file;

/** flamek_chardev_init() - make /dev/flamek. Return: 0 or -errno */
int flamek_chardev_init(void);
void flamek_chardev_exit(void);

/**
 * flamek_chardev_session() - the session behind an open file
 *
 * Return: the session, NULL when the file is of another kind.
 */
struct flamek_session *flamek_chardev_session(struct file *file);

#endif /* _FLAMEK_CHARDEV_H */
