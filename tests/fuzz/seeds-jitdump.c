// SPDX-License-Identifier: GPL-2.0-only
/* Jitdumps for the fuzzer of their reader, which adds magic and version. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "jitdumps.h"
#include "seeds.h"

#define GIVEN 8

static void put_seed(const char *name, int fd)
{
	char bytes[4096];
	ssize_t size = pread(fd, bytes, sizeof(bytes), GIVEN);

	seeds_put(name, bytes, size > 0 ? (size_t)size : 0);
	close(fd);
}

int main(int argc, char *argv[])
{
	int fd = memfd_create("all", MFD_CLOEXEC);

	seeds_enter(argc, argv);
	jitdump_begin(fd, 0);
	jitdump_load(fd, 10, 0x1000, 64, 1, "first");
	jitdump_load(fd, 20, 0x1000, 32, 2, "instead");
	jitdump_move(fd, 30, 0x1000, 0x2000, 32, 2);
	jitdump_other(fd, JITDUMP_DEBUG_INFO, 16);
	jitdump_other(fd, JITDUMP_CLOSE, 16);
	put_seed("all", fd);
	fd = memfd_create("arch", MFD_CLOEXEC);
	jitdump_begin(fd, JITDUMP_ARCH_TIME);
	jitdump_load(fd, 10, 0x1000, 16, 1, "f");
	put_seed("arch", fd);
	return 0;
}
