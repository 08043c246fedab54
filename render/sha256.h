/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 (FIPS 180-4), by which a content policy knows a script. */
#ifndef FLAMEK_SHA256_H
#define FLAMEK_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

/** sha256() - the digest of @size bytes at @data */
void sha256(const void *data, size_t size, uint8_t digest[SHA256_SIZE]);

#endif
