/* SPDX-License-Identifier: GPL-2.0-only */
/* What the specification says of the netlink family; table.py writes table.c. */
#ifndef FUZZ_TABLE_H
#define FUZZ_TABLE_H

#include <stdbool.h>
#include <stdint.h>

enum kind {
	KIND_U8, KIND_U16, KIND_U32, KIND_U64,
	KIND_STRING, KIND_BINARY, KIND_FLAG, KIND_NEST,
};

/**
 * struct attribute - one of a request's
 * @name: as the specification calls it
 * @type: number
 * @kind: form of the value
 * @least: value, or length of a string or of bytes
 * @greatest: likewise; for flags all of them
 * @is_multi: may come more than once
 */
struct attribute {
	const char *name;
	uint16_t type;
	enum kind kind;
	uint64_t least;
	uint64_t greatest;
	bool is_multi;
};

/**
 * struct command - one of the family's
 * @name: as the specification calls it
 * @number: FLAMEK_CMD_*
 * @set: the attributes that @request counts in
 * @nr_request: how many of them a request may have
 * @request: which
 * @has_dump: it can be asked of all at once
 */
struct command {
	const char *name;
	uint8_t number;
	const struct attribute *set;
	unsigned int nr_request;
	uint8_t request[64];
	bool has_dump;
};

extern const struct command commands[];
extern const unsigned int nr_commands;

#endif
