// SPDX-License-Identifier: GPL-2.0-only
#include "message.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <string.h>
#include <unistd.h>

/* What is granted is allocated, and the guest's memory is not what is tested. */
#define PAGES_AT_MOST	256

static void set_value(struct item *item, uint64_t value, size_t size)
{
	memset(item->value, 0, sizeof(item->value));
	memcpy(item->value, &value, sizeof(value));
	item->size = size;
}

static bool ends_in(const char *name, const char *end)
{
	size_t size = strlen(name), end_size = strlen(end);

	return size >= end_size && !strcmp(name + size - end_size, end);
}

/* Any of the numbers allowed, the small ones more often than the large. */
static uint64_t in_range(struct rng *rng, const struct attribute *attr)
{
	uint64_t range = attr->greatest - attr->least;

	switch (below(rng, 8)) {
	case 0:
		return attr->least;
	case 1:
		return attr->greatest;
	case 2:
		return attr->least + (range ? rng_next(rng) % range : 0);
	default:
		return attr->least + below(rng, range < 2000 ? range + 1 : 2000);
	}
}

/*
 * What a number means is told by its name; what is left are plain numbers within
 * limits. Sets *is_sure to false when there may be more to it.
 */
static uint64_t number(struct fuzzer *f, const struct session *s,
		       const struct attribute *attr, bool *is_sure)
{
	switch (attr->type) {
	case FLAMEK_A_SESSION_FD:
		return s->fd;
	case FLAMEK_A_SESSION_TARGET_PID:
		if (!is_limited || !one_in(&f->rng, 8))
			return target_any(f);
		*is_sure = false;
		return FOREIGN_PID;
	case FLAMEK_A_SESSION_RING_PAGES:
		return 1U << below(&f->rng, 5);
	case FLAMEK_A_SESSION_FLAGS:
		return rng_next(&f->rng) & attr->greatest;
	case FLAMEK_A_SESSION_STACK_DEPTH:
	case FLAMEK_A_SESSION_FREQ:
	case FLAMEK_A_SESSION_WATERMARK:
	case FLAMEK_A_SESSION_MAX_OVERHEAD:
		return in_range(&f->rng, attr);
	}
	*is_sure = false;
	if (ends_in(attr->name, "pid") || ends_in(attr->name, "tid"))
		return target_any(f);
	if (strstr(attr->name, "cgroup") && !one_in(&f->rng, 4))
		return f->cgroup;
	if (ends_in(attr->name, "fd") || strstr(attr->name, "cgroup"))
		return pick(&f->rng, f->odd);
	return in_range(&f->rng, attr);
}

static void add_item(struct fuzzer *f, struct message *m,
		     const struct session *s, const struct attribute *attr)
{
	static const uint8_t sizes[] = {
		[KIND_U8] = 1, [KIND_U16] = 2, [KIND_U32] = 4, [KIND_U64] = 8,
	};
	struct item *item = &m->items[m->nr++];
	unsigned int i;

	memset(item, 0, sizeof(*item));
	item->type = attr->type;
	switch (attr->kind) {
	case KIND_STRING:
	case KIND_BINARY:
		m->is_sure = false;
		if (!one_in(&f->rng, 4)) {
			item->size = 4;
			memcpy(item->value, "0-1", 4);
			break;
		}
		item->size = 1 + below(&f->rng, MAX_VALUE);
		for (i = 0; i + 1 < item->size; i++)
			item->value[i] = one_in(&f->rng, 2) ?
				(unsigned char)"0123,-"[below(&f->rng, 6)] :
				rng_next(&f->rng);
		break;
	case KIND_NEST:
		m->is_sure = false;
		item->type |= NLA_F_NESTED;
		break;
	case KIND_FLAG:
		m->is_sure = false;
		break;
	default:
		set_value(item, number(f, s, attr, &m->is_sure),
			  sizes[attr->kind]);
	}
}

/* The kind of target that a request has: nearly always one. */
static uint16_t any_target(struct fuzzer *f)
{
	static const uint16_t kinds[] = {
		FLAMEK_A_SESSION_TARGET_TID, FLAMEK_A_SESSION_TARGET_CGROUP,
		FLAMEK_A_SESSION_TARGET_SYSTEM, 0,
	};

	return one_in(&f->rng, 4) ? pick(&f->rng, kinds) :
				    FLAMEK_A_SESSION_TARGET_PID;
}

/* Whose session, and who is sampled, is said nearly always; the rest at times. */
static bool is_wanted(struct fuzzer *f, const struct attribute *attr,
		      uint16_t target)
{
	switch (attr->type) {
	case FLAMEK_A_SESSION_FD:
		return true;
	case FLAMEK_A_SESSION_TARGET_PID:
	case FLAMEK_A_SESSION_TARGET_TID:
	case FLAMEK_A_SESSION_TARGET_CGROUP:
	case FLAMEK_A_SESSION_TARGET_SYSTEM:
		return attr->type == target || one_in(&f->rng, 64);
	case FLAMEK_A_SESSION_RING_PAGES:
		return !one_in(&f->rng, 8);
	}
	return one_in(&f->rng, 4);
}

void message_make(struct fuzzer *f, struct message *m, const struct session *s,
		  const struct command *command)
{
	uint16_t target = any_target(f);
	unsigned int i;

	m->command = command;
	m->is_sure = true;
	m->nl_type = f->genl.family;
	m->nl_flags = NLM_F_REQUEST | NLM_F_ACK;
	m->nl_seq = ++f->genl.seq;
	m->cmd = command->number;
	m->version = FLAMEK_GENL_VERSION;
	m->reserved = 0;
	m->nr = 0;
	for (i = 0; i < command->nr_request; i++) {
		const struct attribute *attr = &command->set[command->request[i]];

		do {
			if (is_wanted(f, attr, target))
				add_item(f, m, s, attr);
		} while (attr->is_multi && !one_in(&f->rng, 4) && m->nr < 32);
	}
}

uint32_t message_has(const struct message *m, uint16_t type, uint32_t otherwise)
{
	unsigned int i;

	for (i = 0; i < m->nr; i++)
		if (m->items[i].type == type)
			memcpy(&otherwise, m->items[i].value, sizeof(otherwise));
	return otherwise;
}

bool message_needs_perfmon(const struct message *m)
{
	static const uint32_t foreign = FOREIGN_PID;
	unsigned int i;

	for (i = 0; i < m->nr; i++) {
		switch (m->items[i].type) {
		case FLAMEK_A_SESSION_TARGET_CGROUP:
		case FLAMEK_A_SESSION_TARGET_SYSTEM:
			return true;
		case FLAMEK_A_SESSION_TARGET_PID:
			if (!memcmp(m->items[i].value, &foreign,
				    sizeof(foreign)))
				return true;
		}
	}
	return message_has(m, FLAMEK_A_SESSION_FLAGS, 0) & FLAMEK_F_NO_USER ||
	       message_has(m, FLAMEK_A_SESSION_MAX_OVERHEAD, 0) >
	       FLAMEK_OVERHEAD_DEFAULT;
}

unsigned int message_count(const struct message *m, uint16_t type)
{
	unsigned int i, nr = 0;

	for (i = 0; i < m->nr; i++)
		nr += m->items[i].type == type;
	return nr;
}

static void cap_pages(struct message *m)
{
	uint32_t pages, i;

	for (i = 0; i < m->nr; i++) {
		if ((m->items[i].type & NLA_TYPE_MASK) !=
		    FLAMEK_A_SESSION_RING_PAGES)
			continue;
		memcpy(&pages, m->items[i].value, sizeof(pages));
		if (pages > PAGES_AT_MOST && pages <= FLAMEK_RING_PAGES_MAX &&
		    !(pages & (pages - 1)))
			pages--;
		memcpy(m->items[i].value, &pages, sizeof(pages));
	}
}

static struct item *any_item(struct fuzzer *f, struct message *m)
{
	static __thread struct item none;

	return m->nr ? &m->items[below(&f->rng, m->nr)] : &none;
}

static void mutate_item(struct fuzzer *f, struct message *m)
{
	const struct command *c = m->command;
	const struct attribute *attr =
		&c->set[c->request[below(&f->rng, c->nr_request)]];
	struct item *item = any_item(f, m);

	switch (below(&f->rng, 8)) {
	case 0:
		item->type = rng_next(&f->rng);
		break;
	case 1:
		item->type ^= pick(&f->rng, ((const uint16_t[]){
			NLA_F_NESTED, NLA_F_NET_BYTEORDER,
			NLA_F_NESTED | NLA_F_NET_BYTEORDER }));
		break;
	case 2:
		item->type = below(&f->rng, FLAMEK_A_SESSION_MAX + 3);
		break;
	case 3:
		item->size = below(&f->rng, 20);
		break;
	case 4:
		item->size = rng_next(&f->rng) % (MAX_MESSAGE / 32);
		break;
	case 5:
		item->type = attr->type;
		set_value(item, attr->greatest + below(&f->rng, 3) - 1, 4);
		break;
	case 6:
		item->type = attr->type;
		set_value(item, attr->least + below(&f->rng, 3) - 1, 4);
		break;
	default:
		set_value(item, any_number(&f->rng), item->size);
	}
}

static void repeat(struct fuzzer *f, struct message *m)
{
	unsigned int times = one_in(&f->rng, 4) ? MAX_ITEMS : 2;

	while (times-- && m->nr && m->nr < MAX_ITEMS) {
		m->items[m->nr] = *any_item(f, m);
		m->nr++;
	}
}

static void swap(struct fuzzer *f, struct message *m)
{
	struct item *one = any_item(f, m), *other = any_item(f, m);
	struct item kept = *one;

	*one = *other;
	*other = kept;
}

/* The first of them becomes a nest of those behind it. */
static void nest(struct fuzzer *f, struct message *m)
{
	struct item *item = any_item(f, m);

	item->type |= NLA_F_NESTED;
	item->size = below(&f->rng, 5) * 8;
}

/* Of no session at all: of something else, of nothing. */
static void change_fd(struct fuzzer *f, struct message *m)
{
	unsigned int i;

	for (i = 0; i < m->nr; i++)
		if (m->items[i].type == FLAMEK_A_SESSION_FD)
			set_value(&m->items[i], pick(&f->rng, f->odd), 4);
}

void message_mutate(struct fuzzer *f, struct message *m)
{
	switch (below(&f->rng, 16)) {
	case 0:
		m->cmd = one_in(&f->rng, 2) ? rng_next(&f->rng) :
					      below(&f->rng, FLAMEK_CMD_MAX + 2);
		break;
	case 1:
		m->version = rng_next(&f->rng);
		break;
	case 2:
		m->reserved = rng_next(&f->rng);
		break;
	case 3:
		m->nl_flags = rng_next(&f->rng);
		break;
	case 4:
		m->nl_flags ^= 1U << below(&f->rng, 16);
		break;
	case 5:
		m->nr = below(&f->rng, m->nr + 1);
		break;
	case 6:
		repeat(f, m);
		break;
	case 7:
		swap(f, m);
		break;
	case 8:
		nest(f, m);
		break;
	case 9:
		if (m->nr)
			*any_item(f, m) = m->items[--m->nr];
		break;
	case 10:
		change_fd(f, m);
		break;
	default:
		mutate_item(f, m);
	}
	cap_pages(m);
}

size_t message_encode(const struct message *m, unsigned char *bytes)
{
	struct nlmsghdr *nlh = (void *)bytes;
	struct genlmsghdr *genlh = NLMSG_DATA(nlh);
	size_t at = NLMSG_HDRLEN + GENL_HDRLEN;
	unsigned int i;

	memset(bytes, 0, MAX_MESSAGE);
	for (i = 0; i < m->nr; i++) {
		const struct item *item = &m->items[i];
		struct nlattr *attr = (void *)(bytes + at);

		if (at + NLA_HDRLEN + NLA_ALIGN(item->size) > MAX_MESSAGE)
			break;
		attr->nla_len = NLA_HDRLEN + item->size;
		attr->nla_type = item->type;
		memcpy(attr + 1, item->value, item->size < MAX_VALUE ?
						item->size : MAX_VALUE);
		at += NLA_HDRLEN + NLA_ALIGN(item->size);
	}
	genlh->cmd = m->cmd;
	genlh->version = m->version;
	genlh->reserved = m->reserved;
	nlh->nlmsg_len = at;
	nlh->nlmsg_type = m->nl_type;
	nlh->nlmsg_flags = m->nl_flags;
	nlh->nlmsg_seq = m->nl_seq;
	return at;
}

/* Never the header's type: other families are none of our business. */
size_t message_garble(struct fuzzer *f, unsigned char *bytes, size_t size)
{
	struct nlmsghdr *nlh = (void *)bytes;
	unsigned int times;

	switch (below(&f->rng, 4)) {
	case 0:
		nlh->nlmsg_len = one_in(&f->rng, 2) ? any_number(&f->rng) :
						      below(&f->rng, size + 9);
		break;
	case 1:
		size = below(&f->rng, size + 1);
		break;
	case 2:
		size += below(&f->rng, MAX_MESSAGE - size);
		break;
	default:
		for (times = 1 + below(&f->rng, 8); times; times--)
			bytes[NLMSG_HDRLEN + below(&f->rng, size - NLMSG_HDRLEN)] =
				rng_next(&f->rng);
	}
	return size;
}
