/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A set of keys, looked at in each switch of the machine and changed where nothing
 * may sleep.
 */
#ifndef _FLAMEK_MEMBERS_H
#define _FLAMEK_MEMBERS_H

#include <linux/hash.h>
#include <linux/rculist.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define FLAMEK_MEMBERS_BITS 10
#define FLAMEK_MEMBERS_SPARES 64

/**
 * struct flamek_members - the set
 * @table: written under @lock, read under RCU
 * @lock: raw, since members come and go where nothing may sleep
 * @nr: how many
 * @nr_max: how many there may be
 * @nr_live: those that have not exited
 * @spares: memory for more, where the kernel gives none
 * @nr_spares: for how many
 */
struct flamek_members {
	struct hlist_head *table;
	raw_spinlock_t lock;
	unsigned int nr;
	unsigned int nr_max;
	unsigned int nr_live;
	struct hlist_head spares;
	unsigned int nr_spares;
};

struct flamek_member {
	struct hlist_node node;
	const void *key;
	bool exited;
	struct rcu_head rcu;
};

/**
 * flamek_members_init() - an empty set
 * @members: zeroed
 * @nr_max: members that there may be
 *
 * Context: process context.
 * Return: 0 or -ENOMEM.
 */
int flamek_members_init(struct flamek_members *members, unsigned int nr_max);

/** flamek_members_uninit() - free it, or a zeroed one; nobody looks any more */
void flamek_members_uninit(struct flamek_members *members);

/**
 * flamek_members_refill() - lay memory by
 *
 * Context: process context.
 */
void flamek_members_refill(struct flamek_members *members);

/** flamek_members_want_refill() - has some of it been used? Context: any. */
static inline bool
flamek_members_want_refill(const struct flamek_members *members)
{
	return READ_ONCE(members->nr_spares) < FLAMEK_MEMBERS_SPARES;
}

/**
 * flamek_members_add() - one more, unless it is one already
 *
 * Context: any but hard interrupts.
 * Return: 0; -ENOMEM when there is no memory or no room for it.
 */
int flamek_members_add(struct flamek_members *members, const void *key);

/**
 * flamek_members_exit() - one is a member still, but exits
 *
 * Context: any.
 * Return: whether it was the last that had not.
 */
bool flamek_members_exit(struct flamek_members *members, const void *key);

/**
 * flamek_members_del() - one is a member no more
 * @members: the set
 * @key: its key
 * @was_last: set to whether it was the last that had not exited
 *
 * Context: any.
 * Return: whether it was one.
 */
bool flamek_members_del(struct flamek_members *members, const void *key,
			bool *was_last);

/**
 * flamek_members_have() - is it one?
 *
 * Context: a reader of RCU, or preemption off.
 */
static __always_inline bool
flamek_members_have(const struct flamek_members *members, const void *key)
{
	const struct flamek_member *member;

	hlist_for_each_entry_rcu(member,
				 &members->table[hash_ptr(key, FLAMEK_MEMBERS_BITS)],
				 node, rcu_read_lock_any_held())
		if (member->key == key)
			return true;
	return false;
}

#endif /* _FLAMEK_MEMBERS_H */
