/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_REPLY_H
#define _FLAMEK_REPLY_H

#include <linux/types.h>

struct flamek_session;
struct sk_buff;

/**
 * flamek_reply_put() - the settings of a session, and counters of its CPUs
 * @skb: where to; what did not fit is left out
 * @session: the session, whose lock is taken
 * @cpu: the first CPU to tell of; comes back as the first that did not fit,
 *	nr_cpu_ids when all did
 *
 * Return: 0, or -EMSGSIZE when not even one CPU fitted.
 */
int flamek_reply_put(struct sk_buff *skb, struct flamek_session *session,
		     unsigned int *cpu);

/** flamek_reply_size() - room for the answer with all CPUs, in bytes */
size_t flamek_reply_size(void);

#endif /* _FLAMEK_REPLY_H */
