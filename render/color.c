// SPDX-License-Identifier: GPL-2.0-only
/*
 * From kind and name to meaning. Demangled names do not say which language
 * they come from, so it is told by what only one of the two can produce.
 */
#define _GNU_SOURCE
#include "color.h"

#include <ctype.h>
#include <string.h>

#define RUST_HASH "::h0123456789abcdef"

/* The "::h<16 hex digits>" that legacy mangling leaves at the end. */
static bool has_rust_hash(const char *name)
{
	size_t len = strlen(name);
	const char *hash;

	if (len < strlen(RUST_HASH))
		return false;
	hash = name + len - strlen(RUST_HASH);
	if (strncmp(hash, "::h", 3) != 0)
		return false;
	for (hash += 3; *hash; hash++)
		if (!isxdigit((unsigned char)*hash))
			return false;
	return true;
}

static bool has_any_prefix(const char *name, const char * const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (strncmp(name, *prefixes, strlen(*prefixes)) == 0)
			return true;
	return false;
}

static bool has_any_part(const char *name, const char * const *parts)
{
	for (; *parts; parts++)
		if (strstr(name, *parts))
			return true;
	return false;
}

bool color_is_rust(const char *name)
{
	static const char * const sure_prefixes[] = { "<", "_<", NULL };
	static const char * const sure_parts[] = {
		"{{", "{closure", "{impl#", " as ", "$LT$", NULL,
	};
	static const char * const prefixes[] = {
		"core::", "alloc::", "std::rt::", "std::sys::",
		"std::panicking::", "std::panic::", "std::io::", "std::fs::",
		"std::sync::", "std::thread::", "std::collections::",
		"hashbrown::", "tokio::", NULL,
	};
	static const char * const parts[] = { "::<", "<impl ", NULL };

	if (!strstr(name, "::"))
		return false;
	if (has_any_prefix(name, sure_prefixes) ||
	    has_any_part(name, sure_parts) || has_rust_hash(name))
		return true;
	/* C++ functions show their parameters, lambdas among them. */
	return !strchr(name, '(') && (has_any_prefix(name, prefixes) ||
				      has_any_part(name, parts));
}

static enum color color_of_user(const char *name, bool is_rust_module)
{
	if (!strstr(name, "::"))
		return COLOR_USER;
	if (color_is_rust(name) || (is_rust_module && !strchr(name, '(')))
		return COLOR_RUST;
	return COLOR_CPP;
}

enum color color_of(const struct flamegraph_frame *frame, bool is_rust_module)
{
	switch (frame->kind) {
	case FLAMEGRAPH_PROCESS:
	case FLAMEGRAPH_THREAD:
		return COLOR_PROCESS;
	case FLAMEGRAPH_USER:
		return color_of_user(frame->name, is_rust_module);
	case FLAMEGRAPH_KERNEL:
		return COLOR_KERNEL;
	case FLAMEGRAPH_MODULE:
		return COLOR_MODULE;
	case FLAMEGRAPH_JIT:
		return COLOR_JIT;
	case FLAMEGRAPH_INLINE:
		return COLOR_INLINE;
	default:
		return COLOR_UNKNOWN;
	}
}
