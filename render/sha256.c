// SPDX-License-Identifier: GPL-2.0-only
/*
 * The algorithm as the standard words it: what it costs does not matter for the
 * few kilobytes of a viewer, and a library would be one more dependency.
 */
#include "sha256.h"

#include <string.h>

#define BLOCK_SIZE 64
#define LENGTH_SIZE 8
#define NR_ROUNDS 64

static const uint32_t round_constants[NR_ROUNDS] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t n, unsigned int by)
{
	return n >> by | n << (32 - by);
}

static uint32_t read_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static void expand(uint32_t w[NR_ROUNDS], const uint8_t *block)
{
	for (int i = 0; i < 16; i++)
		w[i] = read_be32(block + 4 * i);
	for (int i = 16; i < NR_ROUNDS; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		a = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3;
		b = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10;
		w[i] = w[i - 16] + a + w[i - 7] + b;
	}
}

static void add_block(uint32_t state[8], const uint8_t *block)
{
	uint32_t w[NR_ROUNDS];
	uint32_t s[8];

	expand(w, block);
	memcpy(s, state, sizeof(s));
	for (int i = 0; i < NR_ROUNDS; i++) {
		uint32_t a = s[0], e = s[4];
		uint32_t first, second;

		first = s[7] + round_constants[i] + w[i] +
			(rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
			((e & s[5]) ^ (~e & s[6]));
		second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
			 ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
		memmove(s + 1, s, 7 * sizeof(*s));
		s[4] += first;
		s[0] = first + second;
	}
	for (int i = 0; i < 8; i++)
		state[i] += s[i];
}

/* What is left, a one bit, zeros, and how many bits there were. */
static void add_end(uint32_t state[8], const uint8_t *rest, size_t size)
{
	size_t left = size % BLOCK_SIZE;
	uint8_t end[2 * BLOCK_SIZE] = { 0 };
	size_t len = left + 1 + LENGTH_SIZE > BLOCK_SIZE ? sizeof(end) :
							   BLOCK_SIZE;
	uint64_t bits = (uint64_t)size * 8;

	if (left)
		memcpy(end, rest, left);
	end[left] = 0x80;
	for (size_t i = len; bits; bits >>= 8)
		end[--i] = bits & 0xff;
	for (size_t i = 0; i < len; i += BLOCK_SIZE)
		add_block(state, end + i);
}

void sha256(const void *data, size_t size, uint8_t digest[SHA256_SIZE])
{
	uint32_t state[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};
	const uint8_t *p = data;

	for (size_t left = size; left >= BLOCK_SIZE; left -= BLOCK_SIZE) {
		add_block(state, p);
		p += BLOCK_SIZE;
	}
	add_end(state, p, size);
	for (int i = 0; i < SHA256_SIZE; i++)
		digest[i] = state[i / 4] >> (24 - i % 4 * 8) & 0xff;
}
