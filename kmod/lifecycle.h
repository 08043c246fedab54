/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_LIFECYCLE_H
#define _FLAMEK_LIFECYCLE_H

struct flamek_session;

/**
 * flamek_lifecycle_attach() - follow the target's forks, exits, names and
 * mappings
 *
 * Without kprobes mappings are not followed (session->has_mmap_probe).
 *
 * Context: process context.
 * Return: 0, or -errno with nothing left attached; even then
 * tracepoint_synchronize_unregister() is due.
 */
int flamek_lifecycle_attach(struct flamek_session *session);

/**
 * flamek_lifecycle_detach() - stop following
 *
 * Probes may still run until tracepoint_synchronize_unregister().
 *
 * Context: process context.
 */
void flamek_lifecycle_detach(struct flamek_session *session);

#endif /* _FLAMEK_LIFECYCLE_H */
