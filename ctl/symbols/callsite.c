// SPDX-License-Identifier: GPL-2.0-only
/* Call instructions, seen from their ends. */
#include "symbols/callsite.h"

#include <string.h>

#define OPCODE_CALL	0xe8
#define OPCODE_GROUP	0xff	/* a call if the register field says 2 */

/* Bytes of an indirect call, from its opcode on; 0 if it is none. */
static size_t indirect_length(const uint8_t *code, size_t size)
{
	uint8_t mode, base;
	size_t len = 2;

	if (size < 2 || code[0] != OPCODE_GROUP || (code[1] >> 3 & 7) != 2)
		return 0;
	mode = code[1] >> 6;
	base = code[1] & 7;
	if (mode == 3)
		return len;
	if (base == 4) {		/* a byte of scale, index and base */
		if (size < ++len)
			return 0;
		base = code[2] & 7;
	}
	if (mode == 1)
		return len + 1;
	return mode == 2 || base == 5 ? len + 4 : len;
}

static bool follows_call(const uint8_t *end, size_t before)
{
	size_t len;

	if (before >= 5 && end[-5] == OPCODE_CALL)
		return true;
	for (len = 2; len <= before && len <= CALLSITE_BEFORE; len++)
		if (indirect_length(end - len, len) == len)
			return true;
	return false;
}

/* rt_sigreturn() in the forms that unwinders know; of 32 bits also sigreturn(). */
static bool ends_signal(const uint8_t *code, size_t size)
{
	static const struct {
		size_t size;
		uint8_t code[CALLSITE_AFTER + 1];
	} forms[] = {
		{ 9, "\x48\xc7\xc0\x0f\0\0\0\x0f\x05" },
		{ 7, "\xb8\x0f\0\0\0\x0f\x05" },
		{ 8, "\x58\xb8\x77\0\0\0\xcd\x80" },
		{ 7, "\xb8\xad\0\0\0\xcd\x80" },
	};
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (size >= forms[i].size &&
		    !memcmp(code, forms[i].code, forms[i].size))
			return true;
	return false;
}

bool callsite_is_return(const uint8_t *code, size_t before, size_t size)
{
	return follows_call(code + before, before) ||
	       ends_signal(code + before, size - before);
}
