// SPDX-License-Identifier: GPL-2.0-only
/* Stacks that may have been cut short, counted until frames have names. */
#include "cuts.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

void cuts_free(struct cuts *cuts)
{
	free(cuts->counts);
}

void cuts_grow(struct cuts *cuts, uint32_t location)
{
	size_t nr = cuts->nr ? cuts->nr : 1024;

	while (nr <= location)
		nr *= 2;
	cuts->counts = mem_resize(cuts->counts, nr, sizeof(*cuts->counts));
	memset(cuts->counts + cuts->nr, 0,
	       (nr - cuts->nr) * sizeof(*cuts->counts));
	cuts->nr = nr;
}

/* Of glibc, musl, their dynamic linkers, and Go's runtime. */
bool cuts_is_entry(const char *name)
{
	static const char *const entries[] = {
		"_start", "_start_c", "_dl_start", "_dl_start_user",
		"__libc_start_main", "__libc_start_main_impl",
		"__libc_start_call_main", "__libc_start_main_stage2",
		"clone", "__clone", "clone3", "__clone3", "start_thread",
		"runtime.goexit", "runtime.goexit.abi0", "runtime.mstart",
		"runtime.mstart.abi0", "runtime.rt0_go", "runtime.rt0_go.abi0",
	};
	size_t len = strcspn(name, "@");	/* then a symbol's version */
	size_t i;

	for (i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		if (strlen(entries[i]) == len &&
		    !strncmp(name, entries[i], len))
			return true;
	return false;
}
