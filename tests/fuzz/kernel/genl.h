/* SPDX-License-Identifier: GPL-2.0-only */
/* Netlink as raw bytes: what is sent is sent as it is. */
#ifndef FUZZ_GENL_H
#define FUZZ_GENL_H

#include <linux/flamek.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_CPUS	64
#define MAX_MESSAGE	(1 << 16)

/** struct genl - a socket; @family is filled by genl_open() */
struct genl {
	int fd;
	uint16_t family;
	uint32_t seq;
};

struct cpu_counters {
	uint32_t cpu;
	uint64_t ticks, taken, delivered, lost, lost_events;
};

/** struct settings - what a reply says of a session; 0 for what it does not */
struct settings {
	uint32_t id, state, owner, flags, depth, pages, watermark, processes;
	uint64_t period;
	unsigned int nr_cpus;
	struct cpu_counters cpus[MAX_CPUS];
};

/**
 * struct reply - all that came back of one send
 * @nr_acks: how many
 * @error: of the last that had the request's number: 0 or an errno
 * @text: of its extended ack, empty if there was none
 * @nr_settings: messages that told of a session
 * @settings: of the last of them
 */
struct reply {
	unsigned int nr_acks;
	int error;
	char text[160];
	unsigned int nr_settings;
	struct settings settings;
};

/** genl_open() - a socket that asks for extended acks */
void genl_open(struct genl *genl);
void genl_close(struct genl *genl);

/** genl_send() - send bytes; what the socket itself refuses is no matter */
void genl_send(struct genl *genl, const void *bytes, size_t size);

/**
 * genl_receive() - take one datagram
 * @reply: added to
 *
 * The family answers before send() returns, so that nobody waits.
 *
 * Return: false when there was none.
 */
bool genl_receive(struct genl *genl, struct reply *reply);

/** genl_transact() - send, and take all that comes back */
void genl_transact(struct genl *genl, const void *bytes, size_t size,
		   struct reply *reply);

/**
 * genl_request() - a well-formed request with an acknowledgement
 * @attrs: of a u32 each: type, value, ...; @nr of these pairs
 *
 * Return: 0 or an errno.
 */
int genl_request(struct genl *genl, uint8_t command, const uint32_t *attrs,
		 unsigned int nr, struct reply *reply);

/**
 * genl_dump() - ask for all sessions
 * @visit: called for each message that tells of one
 * @nr_max: datagrams to take before the rest is abandoned
 *
 * Return: whether the end was seen.
 */
bool genl_dump(struct genl *genl, unsigned int nr_max,
	       void (*visit)(void *context, const struct settings *settings),
	       void *context);

/** genl_ask_policy() - have the kernel tell what the family takes */
void genl_ask_policy(struct genl *genl);

#endif
