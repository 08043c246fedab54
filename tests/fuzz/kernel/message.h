/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests: good ones by the table, and what becomes of them. */
#ifndef FUZZ_MESSAGE_H
#define FUZZ_MESSAGE_H

#include "genl.h"
#include "session.h"
#include "table.h"

#define MAX_ITEMS	96
#define MAX_VALUE	64

/**
 * struct item - an attribute of a request
 * @type: number, with NLA_F_*
 * @size: bytes of its value, as it claims
 * @value: these bytes, as far as they fit here; the rest is zeros
 */
struct item {
	uint16_t type;
	uint16_t size;
	unsigned char value[MAX_VALUE];
};

/**
 * struct message - a request
 * @command: what it began as
 * @is_sure: every attribute is one whose meaning the fuzzer knows
 */
struct message {
	const struct command *command;
	bool is_sure;
	uint16_t nl_type, nl_flags;
	uint32_t nl_seq;
	uint8_t cmd, version;
	uint16_t reserved;
	unsigned int nr;
	struct item items[MAX_ITEMS];
};

/** message_make() - a good request of a session */
void message_make(struct fuzzer *f, struct message *m, const struct session *s,
		  const struct command *command);

/** message_has() - the value of an attribute of 4 bytes, or @otherwise */
uint32_t message_has(const struct message *m, uint16_t type,
		     uint32_t otherwise);

/* Process 1, which is root's. */
#define FOREIGN_PID	1

/** message_needs_perfmon() - whether CAP_PERFMON is needed for what it asks for */
bool message_needs_perfmon(const struct message *m);

/** message_count() - how many attributes of that type there are */
unsigned int message_count(const struct message *m, uint16_t type);

/** message_mutate() - make one thing about it different */
void message_mutate(struct fuzzer *f, struct message *m);

/** message_encode() - as bytes. Return: how many. */
size_t message_encode(const struct message *m, unsigned char *bytes);

/** message_garble() - make some of the bytes different. Return: how many. */
size_t message_garble(struct fuzzer *f, unsigned char *bytes, size_t size);

/** messages_round() - do something with messages */
void messages_round(struct fuzzer *f);

#endif
