// SPDX-License-Identifier: GPL-2.0-only
#include "../ring.h"
#include "../selftest.h"

#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/prandom.h>
#include <linux/string.h>

#define PAGES	2
#define SIZE	(PAGES * PAGE_SIZE)

/* As if this much had been written and read. */
static void set_positions(struct flamek_ring *ring, u64 head, u64 tail)
{
	ring->head = head;
	ring->shared->head = head;
	ring->tail->tail = tail;
}

/* A record of one byte over and over. Return: whether there was room. */
static bool put(struct flamek_ring *ring, size_t size, u8 byte)
{
	u8 *rec = flamek_ring_reserve(ring, size, 0);

	if (!rec || !fact(rec >= ring->data && rec < ring->data + SIZE))
		return false;
	memset(rec, byte, size);
	return flamek_ring_commit(ring, rec + size) == size;
}

static bool is_empty_at_first(void)
{
	struct flamek_ring ring = { 0 };
	bool is_so;

	if (!fact(!flamek_ring_init(&ring, PAGES, NUMA_NO_NODE)))
		return false;
	is_so = fact(ring.size == SIZE) && fact(ring.shared->size == SIZE) &&
		fact(!ring.head) && fact(!ring.shared->head) &&
		fact(!flamek_ring_unread(&ring)) &&
		fact(!memchr_inv(ring.data, 0, 2 * SIZE));
	flamek_ring_uninit(&ring);
	is_so = fact(!memchr_inv(&ring, 0, sizeof(ring))) && is_so;
	flamek_ring_uninit(&ring);
	return is_so;
}

static bool publishes(struct flamek_ring *ring)
{
	u8 *rec = flamek_ring_reserve(ring, 64, 0);
	bool is_so;

	is_so = fact(rec == ring->data) &&
		fact(!ring->shared->head) && fact(!flamek_ring_unread(ring)) &&
		fact(!flamek_ring_reserve(ring, 8, 0));
	/* Less than was reserved. */
	return is_so && fact(flamek_ring_commit(ring, rec + 24) == 24) &&
	       fact(ring->shared->head == 24) &&
	       fact(flamek_ring_unread(ring) == 24) &&
	       fact(flamek_ring_reserve(ring, 8, 0) == ring->data + 24) &&
	       fact(flamek_ring_commit(ring, ring->data + 24) == 0) &&
	       fact(ring->shared->head == 24);
}

static bool fills_exactly(struct flamek_ring *ring)
{
	return fact(!flamek_ring_reserve(ring, SIZE + 8, 0)) &&
	       fact(!flamek_ring_reserve(ring, SIZE, 8)) &&
	       fact(!flamek_ring_reserve(ring, 8, SIZE)) &&
	       fact(put(ring, SIZE, 1)) && fact(!put(ring, 8, 2)) &&
	       fact(flamek_ring_unread(ring) == SIZE) &&
	       (set_positions(ring, SIZE, 8), fact(!put(ring, 16, 2))) &&
	       fact(put(ring, 8, 2)) && fact(!put(ring, 8, 3)) &&
	       fact(ring->data[0] == 2) && fact(ring->data[8] == 1);
}

static bool leaves_the_spare(struct flamek_ring *ring)
{
	u8 *rec = flamek_ring_reserve(ring, SIZE - 128, 128);

	if (!fact(rec))
		return false;
	flamek_ring_commit(ring, rec + SIZE - 128);
	return fact(!flamek_ring_reserve(ring, 8, 128)) &&
	       fact(!flamek_ring_reserve(ring, 64, 72)) &&
	       fact(flamek_ring_reserve(ring, 64, 64));
}

/* At every place near the end, and over it. */
static bool wraps(struct flamek_ring *ring)
{
	unsigned int before, i;

	for (before = 0; before <= 64; before += 8) {
		u64 from = 3 * SIZE - before;

		memset(ring->data, 0, SIZE);
		set_positions(ring, from, from);
		if (!fact(put(ring, 64, 0x5a)))
			return false;
		for (i = 0; i < 64; i++)
			if (!fact(ring->data[(from + i) % SIZE] == 0x5a))
				return false;
		if (!fact(ring->data[(from - 1) % SIZE] == 0) ||
		    !fact(ring->data[(from + 64) % SIZE] == 0) ||
		    !fact(!memcmp(ring->data, ring->data + SIZE, SIZE)))
			return false;
	}
	return true;
}

static bool counts_past_the_end(struct flamek_ring *ring)
{
	set_positions(ring, U64_MAX - 15, U64_MAX - 15);
	return fact(put(ring, 32, 7)) && fact(ring->head == 16) &&
	       fact(ring->shared->head == 16) &&
	       fact(flamek_ring_unread(ring) == 32) &&
	       fact(put(ring, SIZE - 32, 8)) && fact(!put(ring, 8, 9)) &&
	       (set_positions(ring, 16, 16 - SIZE - 8), fact(!put(ring, 8, 9))) &&
	       (set_positions(ring, 16, 24), fact(!put(ring, 8, 9))) &&
	       (set_positions(ring, 16, 16), fact(put(ring, SIZE, 9)));
}

/* Where the reader may claim to be: at chance, and where it matters. */
static u64 any_tail(struct rnd_state *rnd, u64 head)
{
	u64 near = prandom_u32_state(rnd) % 64 - 32;

	switch (prandom_u32_state(rnd) % 8) {
	case 0:
		return head + near;
	case 1:
		return head - SIZE + near;
	case 2:
		return head + SIZE + near;
	case 3:
		return head + (1ULL << 63) + near;
	case 4:
		return near;
	case 5:
	case 6:
		return head - prandom_u32_state(rnd) % SIZE;
	default:
		return (u64)prandom_u32_state(rnd) << 32 |
		       prandom_u32_state(rnd);
	}
}

/* Room is given if and only if it can be, whatever the reader says. */
static bool believes_no_lie(struct flamek_ring *ring)
{
	static const u64 heads[] = {
		0, 8, SIZE, 5 * SIZE - 8, 1ULL << 32, 1ULL << 63, U64_MAX - 7,
	};
	struct rnd_state rnd;
	unsigned int i;

	prandom_seed_state(&rnd, 1);
	for (i = 0; i < 100000; i++) {
		u64 head = heads[i % ARRAY_SIZE(heads)];
		u64 tail = any_tail(&rnd, head);
		size_t size = 8 * (1 + prandom_u32_state(&rnd) % (SIZE / 8));
		size_t spare = i & 1 ? prandom_u32_state(&rnd) % SIZE : 0;
		bool fits = head - tail <= SIZE &&
			    (head - tail) + size + spare <= SIZE;
		u8 *rec;

		set_positions(ring, head, tail);
		rec = flamek_ring_reserve(ring, size, spare);
		if (!fact(!!rec == fits) ||
		    !fact(!rec || rec == ring->data + head % SIZE) ||
		    !fact(ring->busy == fits))
			return false;
		ring->busy = false;
	}
	return true;
}

/* A writer and a reader at chance, and what is read is what was written. */
static bool carries_all(struct flamek_ring *ring)
{
	u64 written = U64_MAX - 100 * SIZE + 1, read = written;
	struct rnd_state rnd;
	unsigned int i;
	u64 *rec;

	prandom_seed_state(&rnd, 2);
	set_positions(ring, written, read);
	for (i = 0; i < 20000; i++) {
		unsigned int size = 8 * (1 + prandom_u32_state(&rnd) % 64);
		unsigned int words = prandom_u32_state(&rnd) % 80;

		rec = flamek_ring_reserve(ring, size, 0);
		if (!fact(!!rec == (written - read + size <= SIZE)) ||
		    !fact(!rec || rec == (u64 *)(ring->data + written % SIZE)))
			return false;
		for (; rec && size; size -= 8, written += 8)
			*rec++ = written;
		if (rec)
			flamek_ring_commit(ring, rec);
		for (; words && read != ring->shared->head; words--, read += 8)
			if (!fact(*(u64 *)(ring->data + read % SIZE) == read))
				return false;
		ring->tail->tail = read;
		if (!fact(flamek_ring_unread(ring) == written - read))
			return false;
	}
	return fact(written < SIZE * 1000);
}

/* Runs a test on a ring of its own. */
static bool on_a_ring(bool (*test)(struct flamek_ring *ring))
{
	struct flamek_ring ring = { 0 };
	bool is_so;

	if (!fact(!flamek_ring_init(&ring, PAGES, NUMA_NO_NODE)))
		return false;
	is_so = test(&ring);
	flamek_ring_uninit(&ring);
	return is_so;
}

#define RING_TEST(name)				\
static bool test_##name(void)			\
{						\
	return on_a_ring(name);			\
}

RING_TEST(publishes)
RING_TEST(fills_exactly)
RING_TEST(leaves_the_spare)
RING_TEST(wraps)
RING_TEST(counts_past_the_end)
RING_TEST(believes_no_lie)
RING_TEST(carries_all)

const struct flamek_selftest_case flamek_selftest_ring[] = {
	{ "ring: is empty at first and nothing at the end", is_empty_at_first },
	{ "ring: publishes what was committed, and only that", test_publishes },
	{ "ring: fills to the last byte", test_fills_exactly },
	{ "ring: leaves the spare bytes free", test_leaves_the_spare },
	{ "ring: a record over the end is in one piece", test_wraps },
	{ "ring: positions may pass 2^64", test_counts_past_the_end },
	{ "ring: gives room by the truth of the tail", test_believes_no_lie },
	{ "ring: carries all, in order", test_carries_all },
	{ }
};
