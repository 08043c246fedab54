/* SPDX-License-Identifier: GPL-2.0-only */
/* Build-ids: what tells one build of a file from another. */
#ifndef FLAMEK_BUILDID_H
#define FLAMEK_BUILDID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUILD_ID_FULL_MAX 64
#define BUILD_ID_TEXT_SIZE (2 * BUILD_ID_FULL_MAX + 1)

struct build_id {
	uint8_t size;		/* 0: none */
	uint8_t bytes[BUILD_ID_FULL_MAX];
};

/**
 * buildid_equal() - whether two are the same
 *
 * Records of events hold 20 bytes whatever the length: a shorter one may be
 * filled up with zeros, a longer one is cut.
 */
bool buildid_equal(const struct build_id *a, const struct build_id *b);

/** buildid_print() - as hexadecimal digits; @text has BUILD_ID_TEXT_SIZE */
void buildid_print(const struct build_id *id, char *text);

#endif
