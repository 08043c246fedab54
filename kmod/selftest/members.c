// SPDX-License-Identifier: GPL-2.0-only
#include "../members.h"
#include "../selftest.h"

#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/rcupdate.h>

/* Keys are never followed. */
static const void *key(unsigned long nr)
{
	return (const void *)(nr << 6);
}

static bool has(const struct flamek_members *members, unsigned long nr)
{
	bool found;

	rcu_read_lock();
	found = flamek_members_have(members, key(nr));
	rcu_read_unlock();
	return found;
}

static bool add_and_del(struct flamek_members *members)
{
	unsigned long nr, nr_all = 3ul << FLAMEK_MEMBERS_BITS;
	bool was_last;

	for (nr = 1; nr <= nr_all; nr++)
		if (!fact(!has(members, nr)) ||
		    !fact(!flamek_members_add(members, key(nr))) ||
		    !fact(!flamek_members_add(members, key(nr))))
			return false;
	if (!fact(members->nr == nr_all) || !fact(members->nr_live == nr_all))
		return false;
	for (nr = 1; nr <= nr_all; nr++)
		if (!fact(has(members, nr)) ||
		    !fact(flamek_members_del(members, key(nr), &was_last)) ||
		    !fact(was_last == !members->nr) ||
		    !fact(!flamek_members_del(members, key(nr), &was_last)) ||
		    !fact(!has(members, nr)))
			return false;
	return fact(!members->nr) && fact(!members->nr_live);
}

static bool exit_and_del(struct flamek_members *members)
{
	bool was_last = true;

	return fact(!flamek_members_add(members, key(1))) &&
	       fact(!flamek_members_add(members, key(2))) &&
	       fact(!flamek_members_exit(members, key(3))) &&
	       fact(!flamek_members_exit(members, key(1))) &&
	       fact(has(members, 1)) &&
	       fact(!flamek_members_exit(members, key(1))) &&
	       fact(flamek_members_exit(members, key(2))) &&
	       fact(flamek_members_del(members, key(1), &was_last)) &&
	       fact(!was_last) && fact(members->nr == 1);
}

static bool refuse_more(struct flamek_members *members)
{
	unsigned long nr;
	bool was_last;

	for (nr = 1; nr <= members->nr_max; nr++)
		if (!fact(!flamek_members_add(members, key(nr))))
			return false;
	return fact(flamek_members_add(members, key(nr)) == -ENOMEM) &&
	       fact(!has(members, nr)) &&
	       fact(!flamek_members_add(members, key(1))) &&
	       fact(flamek_members_del(members, key(1), &was_last)) &&
	       fact(!flamek_members_add(members, key(nr))) && fact(has(members, nr));
}

static bool refill(struct flamek_members *members)
{
	if (!fact(flamek_members_want_refill(members)))
		return false;
	flamek_members_refill(members);
	return fact(members->nr_spares == FLAMEK_MEMBERS_SPARES) &&
	       fact(!flamek_members_want_refill(members));
}

static bool run(bool (*test)(struct flamek_members *members), unsigned int nr_max)
{
	struct flamek_members members = { };
	bool passed = fact(!flamek_members_init(&members, nr_max)) &&
		      test(&members);

	flamek_members_uninit(&members);
	return passed;
}

static bool holds_what_was_added(void)
{
	return run(add_and_del, UINT_MAX);
}

static bool knows_the_last(void)
{
	return run(exit_and_del, UINT_MAX);
}

static bool has_a_bound(void)
{
	return run(refuse_more, 100);
}

static bool lays_by(void)
{
	return run(refill, UINT_MAX);
}

const struct flamek_selftest_case flamek_selftest_members[] = {
	{ "members: those that were added, until they are taken off",
	  holds_what_was_added },
	{ "members: the last to exit is known", knows_the_last },
	{ "members: no more than there may be", has_a_bound },
	{ "members: memory is laid by once", lays_by },
	{ }
};
