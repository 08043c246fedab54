// SPDX-License-Identifier: GPL-2.0-only
/* C++ and Rust names through libiberty, with a bound on what they expand to. */
#include "symbols/demangle.h"

#include <libiberty/demangle.h>
#include <setjmp.h>
#include <stdbool.h>
#include <string.h>

/* A name of a few hundred bytes can expand to gigabytes. */
#define DEMANGLED_MAX ((size_t)32 * 1024)

struct output {
	jmp_buf too_long;
	size_t len;
	char text[DEMANGLED_MAX];
};

typedef int (*demangle_fn)(const char *mangled, int options,
			   demangle_callbackref callback, void *opaque);

/*
 * libiberty has no way to stop half-way but to be left. It holds nothing at
 * that point but its stack (and a few bytes for a Rust name in punycode).
 */
static void take_piece(const char *piece, size_t len, void *opaque)
{
	struct output *out = opaque;

	if (len > DEMANGLED_MAX - out->len)
		longjmp(out->too_long, 1);
	memcpy(out->text + out->len, piece, len);
	out->len += len;
}

static bool expand(struct output *out, demangle_fn fn, const char *raw)
{
	out->len = 0;
	if (setjmp(out->too_long))
		return false;
	return fn(raw, DMGL_NO_OPTS, take_piece, out) && out->len;
}

const char *demangle_add(struct names *names, const char *raw)
{
	struct output out;

	if (strncmp(raw, "_Z", 2) && strncmp(raw, "_R", 2) &&
	    strncmp(raw, "_GLOBAL_", 8))
		return names_add(names, raw, strlen(raw));
	/* Rust's older form looks like C++, so it comes first. */
	if (expand(&out, rust_demangle_callback, raw) ||
	    expand(&out, cplus_demangle_v3_callback, raw))
		return names_add(names, out.text, out.len);
	return names_add(names, raw, strlen(raw));
}
