// SPDX-License-Identifier: GPL-2.0-only
/*
 * The members are in a hash table. Readers are RCU's; who writes holds the lock,
 * for as long as a bucket takes.
 */
#include "members.h"

#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#define NR_BUCKETS (1 << FLAMEK_MEMBERS_BITS)

int flamek_members_init(struct flamek_members *members, unsigned int nr_max)
{
	raw_spin_lock_init(&members->lock);
	members->nr_max = nr_max;
	members->table = kvcalloc(NR_BUCKETS, sizeof(*members->table),
				  GFP_KERNEL_ACCOUNT);
	return members->table ? 0 : -ENOMEM;
}

static void free_all(struct hlist_head *head)
{
	struct flamek_member *member;
	struct hlist_node *next;

	hlist_for_each_entry_safe(member, next, head, node)
		kfree(member);
}

void flamek_members_uninit(struct flamek_members *members)
{
	int i;

	for (i = 0; members->table && i < NR_BUCKETS; i++)
		free_all(&members->table[i]);
	free_all(&members->spares);
	kvfree(members->table);
	memset(members, 0, sizeof(*members));
}

void flamek_members_refill(struct flamek_members *members)
{
	struct flamek_member *member;

	while (flamek_members_want_refill(members)) {
		member = kzalloc(sizeof(*member),
				 GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
		if (!member)
			return;
		raw_spin_lock_irq(&members->lock);
		hlist_add_head(&member->node, &members->spares);
		WRITE_ONCE(members->nr_spares, members->nr_spares + 1);
		raw_spin_unlock_irq(&members->lock);
	}
}

static struct flamek_member *take_spare(struct flamek_members *members)
{
	struct flamek_member *member;
	unsigned long flags;

	raw_spin_lock_irqsave(&members->lock, flags);
	member = hlist_entry_safe(members->spares.first, struct flamek_member,
				  node);
	if (member) {
		hlist_del(&member->node);
		WRITE_ONCE(members->nr_spares, members->nr_spares - 1);
	}
	raw_spin_unlock_irqrestore(&members->lock, flags);
	return member;
}

/* A PREEMPT_RT kernel may sleep for memory, where a probe of its may not. */
static struct flamek_member *new_member(struct flamek_members *members)
{
	struct flamek_member *member = NULL;

	if (!IS_ENABLED(CONFIG_PREEMPT_RT) || preemptible())
		member = kzalloc(sizeof(*member), GFP_ATOMIC | __GFP_NOWARN);
	return member ?: take_spare(members);
}

static struct hlist_head *bucket(struct flamek_members *members, const void *key)
{
	return &members->table[hash_ptr(key, FLAMEK_MEMBERS_BITS)];
}

static struct flamek_member *find(struct flamek_members *members,
				  const void *key)
{
	struct flamek_member *member;

	lockdep_assert_held(&members->lock);
	hlist_for_each_entry(member, bucket(members, key), node)
		if (member->key == key)
			return member;
	return NULL;
}

/* Return: 0, -EEXIST or -ENOMEM. */
static int insert(struct flamek_members *members, struct flamek_member *member)
{
	lockdep_assert_held(&members->lock);
	if (find(members, member->key))
		return -EEXIST;
	if (members->nr >= members->nr_max)
		return -ENOMEM;
	hlist_add_head_rcu(&member->node, bucket(members, member->key));
	members->nr++;
	members->nr_live++;
	return 0;
}

int flamek_members_add(struct flamek_members *members, const void *key)
{
	struct flamek_member *member = new_member(members);
	unsigned long flags;
	int ret;

	if (!member)
		return -ENOMEM;
	member->key = key;
	raw_spin_lock_irqsave(&members->lock, flags);
	ret = insert(members, member);
	raw_spin_unlock_irqrestore(&members->lock, flags);
	if (ret)
		kfree_rcu(member, rcu);
	return ret == -EEXIST ? 0 : ret;
}

/* Return: whether it was the last that had not. */
static bool mark_exited(struct flamek_members *members,
			struct flamek_member *member)
{
	lockdep_assert_held(&members->lock);
	if (member->exited)
		return false;
	member->exited = true;
	return !--members->nr_live;
}

bool flamek_members_exit(struct flamek_members *members, const void *key)
{
	struct flamek_member *member;
	bool was_last = false;
	unsigned long flags;

	raw_spin_lock_irqsave(&members->lock, flags);
	member = find(members, key);
	if (member)
		was_last = mark_exited(members, member);
	raw_spin_unlock_irqrestore(&members->lock, flags);
	return was_last;
}

bool flamek_members_del(struct flamek_members *members, const void *key,
			bool *was_last)
{
	struct flamek_member *member;
	unsigned long flags;

	raw_spin_lock_irqsave(&members->lock, flags);
	member = find(members, key);
	if (member) {
		*was_last = mark_exited(members, member);
		hlist_del_rcu(&member->node);
		members->nr--;
	}
	raw_spin_unlock_irqrestore(&members->lock, flags);
	if (member)
		kfree_rcu(member, rcu);
	return member;
}
