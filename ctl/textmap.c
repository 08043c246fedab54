// SPDX-License-Identifier: GPL-2.0-only
/* Texts known by a keyed hash: two lanes of multiply and fold, secret keys. */
#include "textmap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "hash.h"
#include "mem.h"

void textmap_init(struct textmap *m)
{
	struct timespec now;

	memset(m, 0, sizeof(*m));
	if (getrandom(m->secrets, sizeof(m->secrets), GRND_NONBLOCK) ==
	    sizeof(m->secrets))
		return;
	/* Early after boot there may be no better. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	m->secrets[0] = hash_mix(now.tv_sec, now.tv_nsec);
	m->secrets[1] = hash_mix(m->secrets[0], getpid());
	m->secrets[2] = hash_mix(m->secrets[1], (uintptr_t)m);
	m->secrets[3] = hash_mix(m->secrets[2], m->secrets[0]);
}

void textmap_free(struct textmap *m)
{
	table_free(&m->table);
	free(m->entries);
}

static uint64_t fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

struct textmap_key textmap_key(const struct textmap *m, const char *text,
			       size_t len)
{
	const uint64_t *secrets = m->secrets;
	/* The length parts a text from one with zeros behind. */
	struct textmap_key key = { secrets[0], secrets[1] ^ len };
	uint64_t word;
	size_t n;

	for (; len; len -= n, text += n) {
		n = len < sizeof(word) ? len : sizeof(word);
		word = 0;
		if (n == sizeof(word))
			memcpy(&word, text, sizeof(word));
		else
			memcpy(&word, text, n);
		key.a = fold(key.a ^ secrets[1], word ^ secrets[2]);
		key.b = fold(key.b ^ secrets[0], word ^ secrets[3]);
	}
	key.a = fold(key.a ^ secrets[3], key.b ^ secrets[2]);
	return key;
}

uint32_t textmap_get(const struct textmap *m, struct textmap_key key)
{
	uint32_t i, pos = 0;

	while ((i = table_next(&m->table, key.a, &pos)) != TABLE_NONE)
		if (m->entries[i].key.a == key.a && m->entries[i].key.b == key.b)
			return m->entries[i].value;
	return TEXTMAP_NONE;
}

void textmap_put(struct textmap *m, struct textmap_key key, uint32_t value)
{
	m->entries = mem_grow(m->entries, m->nr, &m->room,
			      sizeof(*m->entries));
	m->entries[m->nr] = (struct textmap_entry){ key, value };
	table_add(&m->table, key.a, m->nr++);
}
