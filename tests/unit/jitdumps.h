/* SPDX-License-Identifier: GPL-2.0-only */
/* Jitdumps made by hand, record by record, into an open file. */
#ifndef FLAMEK_TEST_JITDUMPS_H
#define FLAMEK_TEST_JITDUMPS_H

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define JITDUMP_MAGIC		0x4a695444u
#define JITDUMP_LOAD		0u
#define JITDUMP_MOVE		1u
#define JITDUMP_DEBUG_INFO	2u
#define JITDUMP_CLOSE		3u
#define JITDUMP_ARCH_TIME	1u

struct jitdump_header {
	uint32_t magic, version, total_size, elf_mach, pad, pid;
	uint64_t timestamp, flags;
};

struct jitdump_record {
	uint32_t id, total_size;
	uint64_t timestamp;
};

struct jitdump_code {
	struct jitdump_record record;
	uint32_t pid, tid;
	uint64_t words[5];	/* vma, addr, size, index; of a move two addrs */
};

static inline void jitdump_put(int fd, const void *bytes, size_t size)
{
	assert_int_equal(write(fd, bytes, size), size);
}

static inline void jitdump_begin(int fd, uint64_t flags)
{
	const struct jitdump_header header = {
		.magic = JITDUMP_MAGIC, .version = 1,
		.total_size = sizeof(header), .elf_mach = 62, .flags = flags,
	};

	jitdump_put(fd, &header, sizeof(header));
}

static inline void jitdump_load(int fd, uint64_t time, uint64_t addr,
				uint64_t size, uint64_t index,
				const char *name)
{
	const struct jitdump_code load = {
		.record = { JITDUMP_LOAD, (uint32_t)(56 + strlen(name) + 1 +
						     size), time },
		.words = { addr, addr, size, index },
	};
	char code[4096] = { 0 };

	jitdump_put(fd, &load, 56);
	jitdump_put(fd, name, strlen(name) + 1);
	jitdump_put(fd, code, size);
}

static inline void jitdump_move(int fd, uint64_t time, uint64_t from,
				uint64_t to, uint64_t size, uint64_t index)
{
	const struct jitdump_code move = {
		.record = { JITDUMP_MOVE, sizeof(move), time },
		.words = { to, from, to, size, index },
	};

	jitdump_put(fd, &move, sizeof(move));
}

static inline void jitdump_other(int fd, uint32_t id, uint32_t total_size)
{
	const struct jitdump_record record = { id, total_size, 1 };

	jitdump_put(fd, &record, sizeof(record));
}

#endif
