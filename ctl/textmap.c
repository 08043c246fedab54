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

#define NR_SLOTS_MIN 1024u

void textmap_init(struct textmap *m)
{
	struct timespec now;

	memset(m, 0, sizeof(*m));
	m->slots = mem_table(NR_SLOTS_MIN, sizeof(*m->slots));
	m->mask = NR_SLOTS_MIN - 1;
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
	free(m->slots);
	m->slots = NULL;
}

static uint64_t fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The last bytes of a text, less than a word. */
static uint64_t last_bytes(const char *text, size_t len)
{
	uint32_t first, last;

	if (len >= sizeof(first)) {
		memcpy(&first, text, sizeof(first));
		memcpy(&last, text + len - sizeof(last), sizeof(last));
		return (uint64_t)last << 32 | first;
	}
	/* Of three bytes at most all are among these. */
	first = (unsigned char)text[0];
	first |= (uint32_t)(unsigned char)text[len / 2] << 8;
	return first | (uint32_t)(unsigned char)text[len - 1] << 16;
}

struct textmap_key textmap_key(const struct textmap *m, const char *text,
			       size_t len)
{
	const struct textmap_key none = { m->secrets[0], m->secrets[1] };

	return textmap_key_after(m, none, text, len);
}

struct textmap_key textmap_key_after(const struct textmap *m,
				     struct textmap_key key, const char *text,
				     size_t len)
{
	const uint64_t *secrets = m->secrets;
	uint64_t word;

	/* The length tells apart what has the same words. */
	key.b ^= len;
	for (; len; len -= len < sizeof(word) ? len : sizeof(word)) {
		if (len >= sizeof(word))
			memcpy(&word, text, sizeof(word));
		else
			word = last_bytes(text, len);
		text += sizeof(word);
		key.a = fold(key.a ^ secrets[1], word ^ secrets[2]);
		key.b = fold(key.b ^ secrets[0], word ^ secrets[3]);
	}
	key.a = fold(key.a ^ secrets[3], key.b ^ secrets[2]);
	return key;
}

/* The slot of a key, or the free one where it belongs. */
static struct textmap_slot *find_slot(const struct textmap *m,
				      struct textmap_key key)
{
	size_t i = key.a & m->mask;

	while (m->slots[i].value &&
	       (m->slots[i].key.a != key.a || m->slots[i].key.b != key.b))
		i = (i + 1) & m->mask;
	return &m->slots[i];
}

uint32_t textmap_get(const struct textmap *m, struct textmap_key key)
{
	return find_slot(m, key)->value - 1;
}

static void grow(struct textmap *m)
{
	struct textmap_slot *old = m->slots;
	size_t i, nr_old = m->mask + 1;

	m->slots = mem_table(2 * nr_old, sizeof(*m->slots));
	m->mask = 2 * nr_old - 1;
	for (i = 0; i < nr_old; i++)
		if (old[i].value)
			*find_slot(m, old[i].key) = old[i];
	free(old);
}

void textmap_put(struct textmap *m, struct textmap_key key, uint32_t value)
{
	if (m->nr > m->mask / 3 * 2)
		grow(m);
	*find_slot(m, key) = (struct textmap_slot){ key, value + 1 };
	m->nr++;
}
