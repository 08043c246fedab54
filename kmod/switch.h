/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_SWITCH_H
#define _FLAMEK_SWITCH_H

struct flamek_session;

/**
 * flamek_switch_attach() - follow context switches and arm timers by them
 *
 * Context: process context.
 * Return: 0 or -errno.
 */
int flamek_switch_attach(struct flamek_session *session);

/**
 * flamek_switch_detach() - stop following
 *
 * The probe may still run until tracepoint_synchronize_unregister().
 *
 * Context: process context.
 */
void flamek_switch_detach(struct flamek_session *session);

#endif /* _FLAMEK_SWITCH_H */
