/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A profile: interned frames and a call tree with one or more value columns.
 * The only thing between inputs and outputs.
 */
#ifndef FLAMEK_PROFILE_H
#define FLAMEK_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "timeline.h"

struct profile;

enum frame_kind {
	FRAME_PROCESS,		/* the name of a process, root of its stacks */
	FRAME_THREAD,		/* that of a thread of the process below it */
	FRAME_USER,
	FRAME_KERNEL,
	FRAME_MODULE,		/* a kernel module's code */
	FRAME_JIT,
	FRAME_INLINE,
	FRAME_UNKNOWN,		/* an address without a symbol */
};

struct profile_frame {
	const char *name;	/* any bytes but NUL */
	const char *module;	/* base name of the binary or kernel module, or NULL */
	enum frame_kind kind;
};

#define PROFILE_ROOT 0u

/** profile_new() - an empty profile with @nr_columns values per node */
struct profile *profile_new(unsigned int nr_columns);

/** profile_free() - NULL is fine */
void profile_free(struct profile *p);

/** profile_frame() - intern a frame; name and module are copied. Return: its id */
uint32_t profile_frame(struct profile *p, const char *name, const char *module,
		       enum frame_kind kind);

/** profile_child() - the child of @node for @frame, made if missing */
uint32_t profile_child(struct profile *p, uint32_t node, uint32_t frame);

/** profile_add() - add @value to the self value of @node in @column; saturates */
void profile_add(struct profile *p, uint32_t node, unsigned int column,
		 uint64_t value);

/** profile_nr_nodes() - nodes, the root included; parents precede children */
uint32_t profile_nr_nodes(const struct profile *p);

/** profile_nr_frames() - interned frames; their ids are below that */
uint32_t profile_nr_frames(const struct profile *p);

uint32_t profile_parent(const struct profile *p, uint32_t node);
uint32_t profile_node_frame(const struct profile *p, uint32_t node);
uint64_t profile_self(const struct profile *p, uint32_t node, unsigned int column);
const struct profile_frame *profile_get_frame(const struct profile *p,
					      uint32_t frame);
unsigned int profile_nr_columns(const struct profile *p);

/** profile_total() - sum of a column's self values; saturates */
uint64_t profile_total(const struct profile *p, unsigned int column);

/**
 * profile_timeline() - its stacks in the order they came
 *
 * Empty unless the reader of the profile was asked for it. The nodes are the
 * profile's, the values those of the last column.
 */
struct timeline *profile_timeline(const struct profile *p);

/**
 * profile_note() - remember a fact of the recording ("command", "host", ...)
 *
 * Notes keep their order; a second note of the same key replaces the first.
 */
void profile_note(struct profile *p, const char *key, const char *value);

/** profile_get_note() - the @i-th note. Return: its key, NULL past the end */
const char *profile_get_note(const struct profile *p, unsigned int i,
			     const char **value);

/** profile_find_note() - the value of the note of a key; NULL: there is none */
const char *profile_find_note(const struct profile *p, const char *key);

/* How far to believe the profile, in one respect. */
struct profile_fact {
	const char *text;	/* "none lost" */
	const char *details;	/* lines, each but the last with its end */
	bool is_bad;
};

/** profile_fact() - add a fact; its texts are copied */
void profile_fact(struct profile *p, const char *text, const char *details,
		  bool is_bad);

/** profile_get_fact() - the @i-th fact, NULL past the end */
const struct profile_fact *profile_get_fact(const struct profile *p,
					    unsigned int i);

#endif
