/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fast hash of bytes for tables in memory. The same on every run; no defence
 * against chosen collisions, which cost time and nothing else.
 */
#ifndef FLAMEK_HASH_H
#define FLAMEK_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** hash_mix() - two words into one, each bit of which depends on all of both */
static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
	unsigned __int128 product;

	product = (unsigned __int128)(a ^ 0x9e3779b97f4a7c15ULL) *
		  (b ^ 0xd1b54a32d192ed03ULL);
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/** hash_bytes() - @size bytes, continuing from @seed */
static inline uint64_t hash_bytes(const void *data, size_t size, uint64_t seed)
{
	const unsigned char *p = data;
	uint64_t word, hash = hash_mix(seed, size);

	for (; size >= sizeof(word); size -= sizeof(word), p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		hash = hash_mix(hash, word);
	}
	if (size) {
		word = 0;
		memcpy(&word, p, size);
		hash = hash_mix(hash, word);
	}
	return hash;
}

#endif
