/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _FLAMEK_NETLINK_H
#define _FLAMEK_NETLINK_H

/** flamek_netlink_init() - register the generic netlink family */
int flamek_netlink_init(void);
void flamek_netlink_exit(void);

#endif /* _FLAMEK_NETLINK_H */
