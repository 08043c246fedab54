/* SPDX-License-Identifier: GPL-2.0-only */
/* What a fuzzer demands of its reader beside that no sanitizer complains. */
#ifndef FLAMEK_FUZZ_REQUIRE_H
#define FLAMEK_FUZZ_REQUIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void require(bool is_true)
{
	if (!is_true)
		abort();
}

#endif
